/**
 * Finds out that a silent switch is dead: a vanished peer sends no more bytes and no error either. With the usual 5 s a
 * dead switch is noticed within 15 s (promises R6).
 *
 * Silence proves something only of a switch that answers when it is well. So it is asked once at the beginning; one that
 * leaves that unanswered is left to the kernel's keepalive.
 */
import type { LinkLog } from '#connector.ts'
import type { CstaClient } from './client.ts'
import type { CstaDialect } from './dialects/dialect.ts'

/** A lost answer is not a switch that never answers: it is asked so often before it is left alone. */
const PROBES = 3
/** Silence after which it is taken for dead, in heartbeats. */
const DEAD_AFTER = 2.5

export interface HeartbeatOptions {
  readonly kind: CstaDialect['heartbeat']
  readonly everyMs: number
  readonly log: (entry: LinkLog) => void
}

export class Heartbeat {
  readonly #client: CstaClient
  readonly #options: HeartbeatOptions
  #timer: NodeJS.Timeout | undefined
  #asking = false
  #stopped = false

  constructor(client: CstaClient, options: HeartbeatOptions) {
    this.#client = client
    this.#options = options
  }

  start(): void {
    if (this.#options.kind === 'keepalive') this.#every(this.#options.everyMs, () => this.#saySo())
    else if (this.#options.kind === 'requestSystemStatus') void this.#probe()
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
  }

  #every(ms: number, work: () => void): void {
    if (this.#stopped) return
    this.#timer = setInterval(work, ms)
    this.#timer.unref()
  }

  /** A sign of life that expects none back (brief 3.4, Zultys). */
  #saySo(): void {
    const tree = { name: 'keepalive', attributes: {}, children: [], text: '' }
    this.#client.tell('0000', { kind: 'unknown', name: 'keepalive', tree })
  }

  async #probe(): Promise<void> {
    for (let probe = 0; probe < PROBES && !this.#stopped; probe += 1)
      if (await this.#isAnswered()) return this.#every(this.#options.everyMs / 5, () => this.#look())
    if (this.#stopped) return
    const message = 'The switch does not answer when asked how it is: whether it still lives is left to TCP.'
    this.#options.log({ level: 'warn', code: 'csta.noHeartbeat', message })
  }

  /** Any answer will do, a refusal too: it is the bytes that count. */
  async #isAnswered(): Promise<boolean> {
    const options = { timeoutMs: this.#options.everyMs }
    const reply = await this.#client.request(
      { kind: 'RequestSystemStatus' },
      ['RequestSystemStatusResponse'],
      options,
    )
    return reply.ok || reply.refusal.code !== 'link.timeout'
  }

  #look(): void {
    const { silentMs } = this.#client
    const { everyMs } = this.#options
    if (silentMs > everyMs * DEAD_AFTER) {
      this.stop()
      const message = `The telephone system has said nothing for ${Math.round(silentMs / 1_000)} seconds.`
      this.#client.abandon({ code: 'link.down', message })
    } else if (silentMs >= everyMs && !this.#asking) {
      this.#asking = true
      void this.#isAnswered().finally(() => (this.#asking = false))
    }
  }
}
