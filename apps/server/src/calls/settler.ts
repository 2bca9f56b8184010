import { isRefusal, logId, type BatchStore, type MergedBatch, type TenantBatch } from '#store/live-batch.ts'
import type { WriterLog } from './writer.ts'

export interface SettlerOptions {
  readonly store: Pick<BatchStore, 'settle' | 'readLog'>
  /** All tenants that have a log. */
  readonly tenants: () => readonly string[]
  /** Called once something is in the tables. */
  readonly settled: (batch: MergedBatch) => void
  readonly log: WriterLog
}

/** Nothing came for this long: what was logged goes into the tables. */
const quietMs = 20
/** … and at the latest after this time, while events come without a pause. */
const longestMs = 300
/** So many events at once: a larger bite would hold up the next ring on a small machine. */
const largestBite = 100
/** More than so many waiting hold the writer back, and with it the memory that they take. */
const mostWaiting = 20_000
const firstRetryMs = 50
const longestRetryMs = 1_000

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Puts what was logged into the tables, in order, behind the back of the calls: what happens to one call within a moment
 * is written once. Whoever reads the tables asks for `settled` first.
 *
 * Settling waits for no disk. A database that dies may take the last of it back, and with it the taking out of the log: so
 * whenever the connection was lost, what is to be settled is read from the log again before anything else is settled.
 */
export class Settler {
  readonly #options: SettlerOptions
  #waiting: TenantBatch[] = []
  #events = 0
  #since = 0
  #timer: NodeJS.Timeout | undefined
  #running = false
  /** What is in the log is not known: nothing was read yet, or the database may have taken something back. */
  #doubtful = false
  #waiters: Waiter[] = []
  #room: (() => void)[] = []

  constructor(options: SettlerOptions) {
    this.#options = options
  }

  /** What was logged before the server was ended, or the database died: into the tables, before anybody reads them. */
  recover(): Promise<void> {
    this.#doubtful = true
    return this.settled()
  }

  /** The connection to the database was lost. */
  doubt(): void {
    this.#doubtful = true
    if (!this.#running) void this.#run()
  }

  /** Takes batches that are logged. */
  add(batches: readonly TenantBatch[]): void {
    if (this.#waiting.length === 0) this.#since = performance.now()
    this.#push(batches)
    if (this.#running) return
    const left = this.#since + longestMs - performance.now()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, Math.min(quietMs, left)))
  }

  /** Resolves when all that was added is in the tables; rejects when the database does not take it now. */
  settled(): Promise<void> {
    if (this.#waiting.length === 0 && !this.#running && !this.#doubtful) return Promise.resolve()
    const waiting = new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }))
    if (!this.#running) void this.#run()
    return waiting
  }

  /** Resolves when there is room for more. */
  room(): Promise<void> | undefined {
    return this.#events < mostWaiting ? undefined : new Promise((resolve) => this.#room.push(resolve))
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer)
    this.#running = true
    let retryMs = firstRetryMs
    while (this.#doubtful || this.#waiting.length > 0) {
      try {
        if (this.#doubtful) await this.#readLog()
        for (const merged of mergeBatches(this.#bite())) await this.#settle(merged)
        retryMs = firstRetryMs
      } catch (error) {
        // What was bitten off is still in the log.
        this.#doubtful = true
        for (const { reject } of this.#waiters.splice(0)) reject(error as Error)
        await new Promise((resolve) => setTimeout(resolve, retryMs))
        retryMs = Math.min(retryMs * 2, longestRetryMs)
      }
    }
    this.#running = false
    for (const { resolve } of this.#waiters.splice(0)) resolve()
  }

  async #readLog(): Promise<void> {
    // Lost once more while it is being read: read once more.
    this.#doubtful = false
    const logged: TenantBatch[] = []
    for (const tenant of this.#options.tenants()) logged.push(...(await this.#options.store.readLog(tenant)))
    const read = new Set(logged.map(logId))
    const loggedSince = this.#waiting.filter((batch) => !read.has(logId(batch)))
    this.#waiting = []
    this.#events = 0
    this.#push([...logged, ...loggedSince])
  }

  #bite(): TenantBatch[] {
    let [batches, events] = [0, 0]
    while (batches < this.#waiting.length && events < largestBite)
      events += this.#waiting[batches++]?.events.length ?? 0
    const bite = this.#waiting.splice(0, batches)
    this.#events -= events
    if (this.#events < mostWaiting) for (const resolve of this.#room.splice(0)) resolve()
    return bite
  }

  #push(batches: readonly TenantBatch[]): void {
    this.#waiting.push(...batches)
    for (const { events } of batches) this.#events += events.length
  }

  /** Rejects when the database is away; a refusal is dealt with here. */
  async #settle(batch: MergedBatch): Promise<void> {
    try {
      await this.#options.store.settle(batch)
    } catch (error) {
      if (isRefusal(error)) return this.#setAside(batch, error as Error)
      throw error
    }
    this.#options.settled(batch)
  }

  /** A row that the database cannot store must not take the others with it, nor stop all calls for ever. */
  async #setAside(batch: MergedBatch, refusal: Error): Promise<void> {
    const rows = singleRows(batch)
    if (rows.length === 1 && batch.logged.length === 0) {
      const code = 'code' in refusal ? String(refusal.code) : refusal.name
      this.#options.log.error(
        { code: 'entryRefused', reason: code },
        'The database refused a row; it was left out.',
      )
      return
    }
    for (const row of rows) await this.#settle(row)
    await this.#settle({ ...nothing(batch.tenant), logged: batch.logged })
  }
}

function nothing(tenant: string): MergedBatch {
  return { tenant, logged: [], events: [], calls: [], parts: [], feed: [], jobs: [] }
}

function singleRows(batch: MergedBatch): MergedBatch[] {
  const none = nothing(batch.tenant)
  return (['events', 'calls', 'parts', 'feed', 'jobs'] as const).flatMap((list) =>
    batch[list].map((row) => ({ ...none, [list]: [row] })),
  )
}

/** One batch a tenant. Of each call, part and job the last stays; notes stay those that were last written. */
export function mergeBatches(batches: readonly TenantBatch[]): MergedBatch[] {
  return [...Map.groupBy(batches, ({ tenant }) => tenant)].map(([tenant, own]) => {
    const calls = new Map<string, TenantBatch['calls'][number]>()
    for (const call of own.flatMap((batch) => batch.calls))
      calls.set(call.id, { ...call, notes: call.notes ?? calls.get(call.id)?.notes ?? null })
    return {
      tenant,
      logged: own.map(logId),
      events: own.flatMap(({ events }) => events),
      calls: [...calls.values()],
      parts: last(own, 'parts', (part) => `${part.user_id} ${part.call_id}`),
      feed: own.flatMap(({ feed }) => feed),
      jobs: last(own, 'jobs', (job) => `${job.kind} ${job.key}`),
    }
  })
}

function last<List extends 'parts' | 'jobs'>(
  batches: readonly TenantBatch[],
  list: List,
  key: (row: TenantBatch[List][number]) => string,
): TenantBatch[List][number][] {
  const rows: readonly TenantBatch[List][number][] = batches.flatMap((batch) => [...batch[list]])
  return [...new Map(rows.map((row) => [key(row), row])).values()]
}
