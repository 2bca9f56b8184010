import type { Decided } from './decided.ts'

/** What was decided for one user of one call. */
export interface KeptDecision {
  readonly tenant: string
  readonly callId: string
  readonly userId: string
  /** When the call began, in milliseconds since the epoch. */
  readonly at: number
  readonly moments: readonly Decided[]
}

export interface DecisionKeeperOptions {
  readonly write: (tenant: string, rows: readonly KeptDecision[]) => Promise<void>
  readonly warn: (reason: string) => void
}

/** Calls do not wait for it, and one statement writes what came in this time. */
const pauseMs = 500
/** While the database is away so many are kept; later ones take the place of nobody's: they are lost, and only an explanation with them. */
const mostKept = 20_000
const largestWrite = 500

/** Writes decisions behind the back of the calls. Those of the last moment before a crash are lost; the calls are not. */
export class DecisionKeeper {
  readonly #options: DecisionKeeperOptions
  readonly #waiting = new Map<string, KeptDecision>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: DecisionKeeperOptions) {
    this.#options = options
  }

  keep(decision: KeptDecision): void {
    const key = `${decision.callId} ${decision.userId}`
    if (this.#waiting.size >= mostKept && !this.#waiting.has(key)) return
    this.#waiting.set(key, decision)
    this.#timer ??= setTimeout(() => void this.flush(), pauseMs).unref()
  }

  /** Resolves when all that was kept so far is written, or could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#writeAll())
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    const rows = [...this.#waiting.values()]
    this.#waiting.clear()
    const byTenant = Map.groupBy(rows, ({ tenant }) => tenant)
    for (const [tenant, all] of byTenant)
      for (let at = 0; at < all.length; at += largestWrite)
        await this.#write(tenant, all.slice(at, at + largestWrite))
  }

  async #write(tenant: string, rows: readonly KeptDecision[]): Promise<void> {
    try {
      await this.#options.write(tenant, rows)
    } catch (error) {
      this.#options.warn(error instanceof Error ? error.name : 'unknown')
      // What was decided anew meanwhile is later than this.
      for (const row of rows) if (!this.#waiting.has(`${row.callId} ${row.userId}`)) this.keep(row)
    }
  }
}
