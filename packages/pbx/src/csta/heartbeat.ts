/**
 * Finds out that a silent switch is dead: a vanished peer sends no more bytes and no error either. With the usual 5 s a
 * dead switch is noticed within 15 s (promises R6).
 *
 * Silence proves something only of a switch that answers when it is well. So it is asked once at the beginning: how it is,
 * where its dialect has that question, else what a watched device is doing, which every switch answers that we can work
 * with. One that leaves both unanswered is left to the kernel's keepalive.
 */
import type { LinkLog } from '#connector.ts'
import type { Timer } from '#world.ts'
import type { CstaClient } from './client.ts'
import type { CstaDialect } from './dialects/dialect.ts'

/** A lost answer is not a switch that never answers: it is asked so often before it is left alone. */
const PROBES = 3
/** Silence after which it is taken for dead, in heartbeats. */
const DEAD_AFTER = 2.5

/** Resolves to whether it was answered. */
type Question = () => Promise<boolean>

export interface HeartbeatOptions {
  readonly kind: CstaDialect['heartbeat']
  readonly everyMs: number
  /** Asks what a watched device is doing: whether any answer came. Undefined while none is watched. */
  readonly askDevice: () => Promise<boolean> | undefined
  readonly log: (entry: LinkLog) => void
}

export class Heartbeat {
  readonly #client: CstaClient
  readonly #options: HeartbeatOptions
  readonly #timers: Timer[] = []
  #asking = false
  #stopped = false

  constructor(client: CstaClient, options: HeartbeatOptions) {
    this.#client = client
    this.#options = options
  }

  start(): void {
    const { kind, everyMs } = this.#options
    if (kind === 'none') return
    if (kind === 'keepalive') this.#every(everyMs, () => this.#saySo())
    void this.#probe(kind === 'keepalive' ? [this.#askDevice] : [this.#askStatus, this.#askDevice])
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers) this.#client.world.clear(timer)
  }

  #every(ms: number, work: () => void): void {
    if (this.#stopped) return
    const timer = this.#client.world.every(ms, work)
    timer.unref()
    this.#timers.push(timer)
  }

  /** A sign of life that expects none back (brief 3.4, Zultys). */
  #saySo(): void {
    const tree = { name: 'keepalive', attributes: {}, children: [], text: '' }
    this.#client.tell('0000', { kind: 'unknown', name: 'keepalive', tree })
  }

  /** The first question that is answered is the one that is asked from then on. */
  async #probe(questions: readonly Question[]): Promise<void> {
    for (const ask of questions)
      for (let probe = 0; probe < PROBES && !this.#stopped; probe += 1)
        if (await ask()) return this.#every(this.#options.everyMs / 5, () => this.#look(ask))
    if (this.#stopped) return
    const message = 'The switch does not answer when asked how it is: whether it still lives is left to TCP.'
    this.#options.log({ level: 'warn', code: 'csta.noHeartbeat', message })
  }

  /** Any answer will do, a refusal too: it is the bytes that count. */
  readonly #askStatus: Question = async () => {
    const options = { timeoutMs: this.#options.everyMs }
    const reply = await this.#client.request(
      { kind: 'RequestSystemStatus' },
      ['RequestSystemStatusResponse'],
      options,
    )
    return reply.ok || reply.refusal.code !== 'link.timeout'
  }

  readonly #askDevice: Question = async () => {
    // Devices are watched a moment after the log-in, and later ones whenever there are any.
    while (!this.#stopped) {
      const answer = this.#options.askDevice()
      if (answer !== undefined) return answer
      const { world } = this.#client
      await new Promise<void>((resolve) => world.after(this.#options.everyMs, resolve).unref())
    }
    return false
  }

  #look(ask: Question): void {
    const { silentMs } = this.#client
    const { everyMs } = this.#options
    if (silentMs > everyMs * DEAD_AFTER) {
      this.stop()
      const message = `The telephone system has said nothing for ${Math.round(silentMs / 1_000)} seconds.`
      this.#client.abandon({ code: 'link.down', message })
    } else if (silentMs >= everyMs && !this.#asking) {
      this.#asking = true
      void ask().finally(() => (this.#asking = false))
    }
  }
}
