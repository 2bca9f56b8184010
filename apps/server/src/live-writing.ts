import type { Batch } from '#calls/batch.ts'
import type { Directory } from '#calls/directory.ts'
import { Settler } from '#calls/settler.ts'
import { LiveWriter } from '#calls/writer.ts'
import { Channels } from '#feed/channel.ts'
import type { OutboxWorker } from '#journal/worker.ts'
import { nextRun } from '#store/call-store.ts'
import { openBatchStore, type BatchStore } from '#store/live-batch.ts'
import type { LiveTenant } from '#store/live-users.ts'
import type { LiveMetrics } from './live-metrics.ts'
import type { LiveOptions } from './live-options.ts'
import { readAllHeads } from './live-reading.ts'

export interface Writing {
  readonly batches: BatchStore
  readonly settler: Settler
  readonly channels: Channels
  readonly writer: LiveWriter
}

/** The way of a change to the disk: first the log, then the tables. What was only logged when the server ended goes there now. */
export async function openWriting(
  { database: all, callsDatabase: database = all, log }: LiveOptions,
  parts: {
    readonly directory: Directory
    readonly tenants: readonly LiveTenant[]
    readonly worker: OutboxWorker
    readonly metrics: LiveMetrics
    /** Called with each batch once it is durable, in order. */
    readonly written: (batch: Batch) => void
  },
): Promise<Writing> {
  const { directory, tenants, worker, metrics, written } = parts
  const batches = openBatchStore(database.pool, () => {
    settler.doubt()
    worker.doubt()
  })
  const settler = new Settler({
    store: batches,
    tenants: () => tenants.map(({ id }) => id),
    settled: ({ tenant, jobs }) => {
      if (jobs.length > 0) worker.announce(tenant)
    },
    log,
  })
  await settler.recover()
  // Only now the tables say what each user was told last.
  const channels = new Channels(await readAllHeads(database, tenants))
  const run = await nextRun(database.pool)
  let count = 0
  const nextId = (): number => run * 2 ** 32 + ++count
  const writer = new LiveWriter({
    store: batches,
    settler,
    channels,
    directory,
    nextId,
    log,
    metrics,
    written,
  })
  return { batches, settler, channels, writer }
}
