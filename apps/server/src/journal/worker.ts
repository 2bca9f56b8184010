import type { ClaimedJob } from '#store/outbox-store.ts'

/** The outbox of all tenants, as the worker sees it. */
export interface Outbox {
  claim(tenant: string, limit: number): Promise<ClaimedJob[]>
  /** Makes jobs due again that this worker, or the one before it, took and could not finish. */
  release(tenant: string): Promise<void>
  finish(tenant: string, jobs: readonly ClaimedJob[]): Promise<void>
  putOff(tenant: string, job: ClaimedJob & { error: string; retryInMs: number | null }): Promise<void>
}

/** Delivers jobs to where they belong, all or none. Rejects with the reason. A repeat of a job must change nothing. */
export type Deliver = (tenant: string, jobs: readonly ClaimedJob[]) => Promise<void>

export interface WorkerOptions {
  readonly outbox: Outbox
  readonly deliver: Deliver
  readonly tenants: () => readonly string[]
  readonly log: {
    warn(details: object, message: string): void
    error(details: object, message: string): void
  }
  readonly count: (result: 'delivered' | 'retried' | 'failed') => void
  /** How often to look for jobs that nobody announced, in milliseconds. */
  readonly everyMs?: number
}

const atOnce = 100
/** Jobs are announced one by one, many a second: taken together they cost the database, and with it the next ring, less. */
const gatherMs = 150
/** 1 s, 4 s, 16 s … at most 15 minutes: about an hour in all, as long as another system may well be away. */
const firstRetryMs = 1_000
const longestRetryMs = 900_000
const mostAttempts = 10

/** Brings what is in the outbox to where it belongs, in the background. One at a time per server: order is kept. */
export class OutboxWorker {
  readonly #options: WorkerOptions
  readonly #announced = new Set<string>()
  /** Tenants whose outbox was left in good order. */
  readonly #orderly = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #stopped = false

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#lookEverywhere(), this.#options.everyMs ?? 2_000)
    this.#timer.unref()
    this.#lookEverywhere()
  }

  /** Finishes what is on its way. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#running
  }

  /** There is a job for this tenant: do not wait for the next look. */
  announce(tenant: string): void {
    if (this.#stopped) return
    this.#announced.add(tenant)
    this.#running ??= this.#gatherAndRun().finally(() => {
      this.#running = undefined
      // Announced between the last look and here.
      const [next] = this.#announced
      if (next !== undefined) this.announce(next)
    })
  }

  /**
   * The connection to the database was lost, and with it perhaps the finishing of jobs that it had already confirmed: it
   * is lazy. What seems to be taken is made due again before the next job is taken.
   */
  doubt(): void {
    this.#orderly.clear()
  }

  async #gatherAndRun(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, gatherMs))
    await this.#run()
  }

  #lookEverywhere(): void {
    for (const tenant of this.#options.tenants()) this.announce(tenant)
  }

  async #run(): Promise<void> {
    for (let [tenant] = this.#announced; tenant !== undefined; [tenant] = this.#announced) {
      this.#announced.delete(tenant)
      if (this.#stopped) return
      try {
        if (!this.#orderly.has(tenant)) await this.#options.outbox.release(tenant)
        this.#orderly.add(tenant)
        while ((await this.#deliverSome(tenant)) === atOnce && !this.#stopped);
      } catch (error) {
        // The database is away, perhaps between taking jobs and finishing them; the next look tries again.
        this.#orderly.delete(tenant)
        const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
        this.#options.log.warn({ code: 'outboxUnreachable', reason }, 'The outbox cannot be read now.')
      }
    }
  }

  async #deliverSome(tenant: string): Promise<number> {
    const jobs = await this.#options.outbox.claim(tenant, atOnce)
    if (jobs.length === 0) return 0
    if ((await this.#deliver(tenant, jobs)) !== null && jobs.length > 1) {
      // One of them is to blame: the others shall not wait for it.
      for (const job of jobs) await this.#deliver(tenant, [job])
    }
    return jobs.length
  }

  /** Null when delivered. A single job that fails is put off here. */
  async #deliver(tenant: string, jobs: readonly ClaimedJob[]): Promise<Error | null> {
    const { outbox, deliver, count, log } = this.#options
    try {
      await deliver(tenant, jobs)
    } catch (error) {
      const failure = error as Error
      const [job, ...more] = jobs
      if (job === undefined || more.length > 0) return failure
      const final = job.attempts >= mostAttempts
      const retryInMs = final ? null : Math.min(firstRetryMs * 4 ** (job.attempts - 1), longestRetryMs)
      await outbox.putOff(tenant, { ...job, error: failure.message, retryInMs })
      count(final ? 'failed' : 'retried')
      if (final)
        log.error(
          { code: 'jobFailed', kind: job.kind },
          'A write could not be delivered; it waits for an administrator.',
        )
      return failure
    }
    await outbox.finish(tenant, jobs)
    for (const _ of jobs) count('delivered')
    return null
  }
}
