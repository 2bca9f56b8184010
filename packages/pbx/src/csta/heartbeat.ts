/**
 * Finds out that a silent switch is dead: a vanished peer sends no more bytes and no error either. With the usual 5 s a
 * dead switch is noticed within 15 s (promises R6).
 */
import type { CstaClient } from './client.ts'
import type { CstaDialect } from './dialects/dialect.ts'

/** Silence after which it is taken for dead, in heartbeats. */
const DEAD_AFTER = 2.5

export class Heartbeat {
  readonly #client: CstaClient
  readonly #kind: CstaDialect['heartbeat']
  readonly #everyMs: number
  #timer: NodeJS.Timeout | undefined
  #asking = false

  constructor(client: CstaClient, kind: CstaDialect['heartbeat'], everyMs: number) {
    this.#client = client
    this.#kind = kind
    this.#everyMs = everyMs
  }

  start(): void {
    if (this.#kind === 'none') return
    this.#timer = setInterval(() => this.#look(), this.#everyMs / 5)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const { silentMs } = this.#client
    if (silentMs > this.#everyMs * DEAD_AFTER) {
      this.stop()
      const message = `The telephone system has said nothing for ${Math.round(silentMs / 1_000)} seconds.`
      this.#client.abandon({ code: 'link.down', message })
    } else if (silentMs >= this.#everyMs && !this.#asking) void this.#ask()
  }

  /** Any answer will do, a refusal too: it is the bytes that count. */
  async #ask(): Promise<void> {
    this.#asking = true
    if (this.#kind === 'keepalive') {
      const tree = { name: 'keepalive', attributes: {}, children: [], text: '' }
      this.#client.tell('0000', { kind: 'unknown', name: 'keepalive', tree })
      await new Promise((resolve) => setTimeout(resolve, this.#everyMs).unref())
    } else {
      await this.#client.request(
        { kind: 'RequestSystemStatus' },
        ['RequestSystemStatusResponse'],
        this.#everyMs,
      )
    }
    this.#asking = false
  }
}
