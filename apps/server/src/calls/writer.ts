import type { Channels } from '#feed/channel.ts'
import { isRefusal, type BatchStore } from '#store/live-batch.ts'
import { giveBack, makeBatch, type Batch, type BatchContext } from './batch.ts'
import type { Entry } from './entry.ts'
import type { Settler } from './settler.ts'

export interface WriterLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export interface WriterOptions extends BatchContext {
  readonly store: Pick<BatchStore, 'log'>
  /** Takes over what is durable; holds the writer back while it has too much. */
  readonly settler: Pick<Settler, 'add' | 'room'>
  /** Called with each batch once it is durable, in order. */
  readonly written: (batch: Batch) => void
  readonly log: WriterLog
  /** How long batches take, in seconds. */
  readonly metrics: { readonly batch: { startTimer(): () => unknown } }
  readonly channels: Channels
}

export interface WriterHealth {
  /** False while the database does not take what it is given. */
  readonly ok: boolean
  readonly queued: number
  /** When the writer got stuck, by a clock that never jumps; null when it is not. */
  readonly stuckForMs: number
}

/** A batch much larger than this would hold up the first of it for the sake of the last. */
const largestBatch = 256
/** Above this the record of single events is given up, so that memory lasts; calls and jobs never are. */
const mostQueued = 50_000
const firstRetryMs = 50
const longestRetryMs = 1_000

/**
 * The one writer: everything that changes calls goes through it, in order. What arrives while a batch is on its way goes
 * together into the next (group commit), so that a hundred events cost the disk one wait. While the database is away,
 * entries queue here and the links stay up.
 */
export class LiveWriter {
  readonly #options: WriterOptions
  #queue: Entry[] = []
  #running = false
  #stuckSince: number | null = null
  #compactAt = mostQueued
  #idle: (() => void)[] = []

  constructor(options: WriterOptions) {
    this.#options = options
  }

  get health(): WriterHealth {
    const stuckForMs = this.#stuckSince === null ? 0 : performance.now() - this.#stuckSince
    return { ok: this.#stuckSince === null, queued: this.#queue.length, stuckForMs }
  }

  add(entry: Entry): void {
    this.#queue.push(entry)
    if (this.#queue.length > this.#compactAt) this.#compact()
    if (this.#running) return
    this.#running = true
    // What comes in the same breath (several events of one packet) goes into the same batch.
    queueMicrotask(() => void this.#run())
  }

  /** Resolves when all that was given is durable. */
  idle(): Promise<void> {
    if (!this.#running) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#options.settler.room()
      const entries = this.#queue.splice(0, largestBatch)
      await this.#write(entries)
    }
    this.#running = false
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    const batch = makeBatch(entries, this.#options)
    const refusal = await this.#apply(batch)
    if (refusal === null) {
      this.#options.written(batch)
      this.#options.settler.add(batch.rows)
      for (const entry of entries) entry.done?.()
      return
    }
    giveBack(batch, this.#options.channels)
    await this.#setAside(entries, refusal)
  }

  /** Tries until the database has logged it (null) or has refused it for good. */
  async #apply(batch: Batch): Promise<Error | null> {
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
      try {
        const done = this.#options.metrics.batch.startTimer()
        await this.#options.store.log(batch.rows)
        done()
        this.#recovered()
        return null
      } catch (error) {
        if (isRefusal(error)) return error as Error
        this.#stuck(error as Error)
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  }

  /** One entry that the database cannot store must not take the others with it, nor stop all calls for ever. */
  async #setAside(entries: readonly Entry[], refusal: Error): Promise<void> {
    const [only, ...more] = entries
    if (only === undefined) return
    if (more.length > 0) {
      for (const entry of entries) await this.#write([entry])
      return
    }
    const code = 'code' in refusal ? String(refusal.code) : refusal.name
    this.#options.log.error(
      { code: 'entryRefused', kind: only.kind, reason: code },
      'The database refused an entry; it was left out.',
    )
    only.done?.(refusal)
  }

  #stuck(error: Error): void {
    if (this.#stuckSince !== null) return
    this.#stuckSince = performance.now()
    const reason = 'code' in error ? String(error.code) : error.name
    this.#options.log.error(
      { code: 'writerStuck', reason, queued: this.#queue.length },
      'The database does not answer. What happens is kept in memory and written when it does.',
    )
  }

  #recovered(): void {
    if (this.#stuckSince === null) return
    const seconds = Math.round((performance.now() - this.#stuckSince) / 100) / 10
    this.#stuckSince = null
    this.#options.log.info(
      { code: 'writerRecovered', seconds, queued: this.#queue.length },
      'The database answers again; what was kept in memory is being written.',
    )
  }

  /** Keeps of each call only its last state. Calls, jobs, notes and their order stay whole; single events go. */
  #compact(): void {
    const last = new Map<string, Entry>()
    const kept: Entry[] = []
    for (const entry of this.#queue) for (const { call } of entry.touches) last.set(call.id, entry)
    for (const entry of this.#queue) {
      const needed =
        entry.done !== undefined ||
        entry.jobs.length > 0 ||
        entry.gone.length > 0 ||
        entry.lines.length > 0 ||
        entry.touches.some(({ call }) => last.get(call.id) === entry)
      if (needed) kept.push({ ...entry, body: null })
    }
    this.#options.log.warn(
      { code: 'writerCompacted', before: this.#queue.length, after: kept.length },
      'The database has been away for long: single events were given up, the calls are kept.',
    )
    this.#queue = kept
    this.#compactAt = Math.max(mostQueued, kept.length * 2)
  }
}
