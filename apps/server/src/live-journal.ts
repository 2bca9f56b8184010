import type { Directory } from '#calls/directory.ts'
import { logJob, mergedJob } from '#calls/link-calls.ts'
import { cached } from '#calls/party-view.ts'
import { callLog } from '#journal/call-log.ts'
import { OutboxWorker } from '#journal/worker.ts'
import { writeCallLogs, type CallLogRow } from '#store/call-log-store.ts'
import { moveCallRecords } from '#store/call-records.ts'
import type { LiveTenant } from '#store/live-users.ts'
import { claimJobs, finishJobs, putOffJob, releaseJobs, type ClaimedJob } from '#store/outbox-store.ts'
import { numberBook } from './live-links.ts'
import type { LiveMetrics } from './live-metrics.ts'
import type { LiveOptions } from './live-options.ts'

/** The worker that writes the logs of calls into the built-in records. */
export function makeWorker(
  { database: { pool }, links, log }: LiveOptions,
  parts: {
    readonly directory: Directory
    readonly tenants: readonly LiveTenant[]
    readonly metrics: LiveMetrics
  },
): OutboxWorker {
  const books = new Map(
    links.map((link) => [`${link.tenant} ${link.name}`, cached(numberBook(link.numbers))]),
  )
  const rowOf = (tenant: string, { kind, call, link, match, notes, records }: ClaimedJob): CallLogRow[] => {
    if (kind !== logJob) throw new Error(`There is nobody to deliver a job of the kind ${kind}.`)
    if (call === null || link === null) return []
    const row = callLog(
      { call, match, notes: notes ?? '', records },
      {
        userAt: (device) => parts.directory.at({ tenant, name: link }, device)[0]?.id ?? null,
        display: (number) => books.get(`${tenant} ${link}`)?.display(number) ?? number,
      },
    )
    return [row]
  }
  return new OutboxWorker({
    outbox: {
      claim: (tenant, limit) => claimJobs(pool, { tenant, limit }),
      release: (tenant) => releaseJobs(pool, tenant),
      finish: (tenant, jobs) => finishJobs(pool, tenant, jobs),
      putOff: (tenant, job) => putOffJob(pool, tenant, job),
    },
    deliver: async (tenant, jobs) => {
      const merged = jobs.filter(({ kind }) => kind === mergedJob)
      if (merged.length > 0) await moveCallRecords(pool, tenant, keysOf(merged))
      const rows = jobs.filter(({ kind }) => kind !== mergedJob).flatMap((job) => rowOf(tenant, job))
      if (rows.length > 0) await writeCallLogs(pool, tenant, rows)
    },
    tenants: () => parts.tenants.map(({ id }) => id),
    log,
    count: (result) => parts.metrics.jobs.inc({ result }),
  })
}

const keysOf = (jobs: readonly ClaimedJob[]): string[] => jobs.map(({ key }) => key)
