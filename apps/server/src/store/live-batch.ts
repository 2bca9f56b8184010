import type pg from 'pg'
import type { Call } from '@hookswitch/model'
import { sqlState } from './db-error.ts'
import { HeldConnection } from './held-connection.ts'
import { inTenantClient } from './tenant.ts'

/** Who the other party of a call is, as it is kept with the call. */
export interface StoredMatch {
  readonly contactId: string | null
  readonly accountId: string | null
  readonly caseId: string | null
  readonly reason: string
  /** A person said so, whatever the machine had found. Absent where the machine did. */
  readonly byHand?: boolean
}

export interface EventRow {
  readonly id: number
  readonly link: string
  readonly at: number
  readonly kind: string
  readonly body: unknown
}

export interface CallRow {
  readonly id: string
  readonly link: string
  readonly startedAt: number
  readonly endedAt: number | null
  readonly call: Call
  readonly match: StoredMatch | null
  /** Null = as they were. */
  readonly notes: string | null
  readonly notesVersion: number
}

/** One user's part in a call: a line of his history. */
export interface PartRow {
  readonly user_id: string
  readonly call_id: string
  readonly at: number
  readonly direction: string
  readonly missed: boolean
}

export interface FeedRow {
  readonly user_id: string
  readonly seq: number
  readonly event_id: number
  readonly at: number
  readonly kind: 'call' | 'callGone' | 'line'
  readonly call_id: string | null
}

export interface JobRow {
  readonly kind: string
  readonly key: string
}

/** What is written together for one tenant. The id of the first event names the batch: there is always one. */
export interface TenantBatch {
  readonly tenant: string
  readonly events: readonly EventRow[]
  readonly calls: readonly CallRow[]
  readonly parts: readonly PartRow[]
  readonly feed: readonly FeedRow[]
  readonly jobs: readonly JobRow[]
}

/** Batches of one tenant, put together for the tables: each call as it was after the last of them. */
export interface MergedBatch extends TenantBatch {
  /** The batches that it was put together from, by their numbers in the log; none for a part of one. */
  readonly logged: readonly number[]
}

export interface BatchStore {
  /** Logs all of it in one transaction; durable when it resolves. The same batch again changes nothing. */
  log(batch: readonly TenantBatch[]): Promise<void>
  /** Puts what was logged into the tables and takes it out of the log, without waiting for the disk. The same again changes nothing. */
  settle(batch: MergedBatch): Promise<void>
  /** What was logged and is not in the tables yet, in order. */
  readLog(tenant: string): Promise<TenantBatch[]>
  close(): void
}

/** The number by which a batch is known in the log. */
export function logId(batch: TenantBatch): number {
  const [first] = batch.events
  if (first === undefined) throw new Error('A batch has at least one event.')
  return first.id
}

/**
 * Holds two connections of the pool, one to log and one to settle, so that their prepared statements are always at hand
 * and batches cannot overtake each other.
 * @param lost called when the connection that settles was lost: what it settled last may be lost with it
 */
export function openBatchStore(pool: pg.Pool, lost: () => void = () => {}): BatchStore {
  const logging = new HeldConnection(pool)
  const settling = new HeldConnection(pool, lost)
  return {
    async log(batch) {
      await logging.query({
        name: 'log_live',
        text: 'select log_live($1::uuid[], $2::bigint[], $3::text[])',
        values: [batch.map(({ tenant }) => tenant), batch.map(logId), batch.map(toJson)],
      })
    },
    async settle({ tenant, logged, events, calls, parts, feed, jobs }) {
      try {
        await settling.query({
          name: 'apply_live',
          text: 'select apply_live($1, $2, $3, $4, $5, $6, $7)',
          values: [tenant, logged, ...[events, calls, parts, feed, jobs].map(toJson)],
        })
      } catch (error) {
        if (!isRefusal(error)) lost()
        throw error
      }
    },
    readLog: (tenant) =>
      inTenantClient(pool, tenant, async (client) => {
        const { rows } = await client.query<{ body: string }>('select body from live_log order by id')
        return rows.map(({ body }) => JSON.parse(body) as TenantBatch)
      }),
    close: () => {
      logging.drop()
      settling.drop()
    },
  }
}

/** PostgreSQL takes neither NUL nor half a surrogate pair in text, and names that a switch sends are hostile text. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value)
  if (!/\\u(?:0000|d[89a-f])/.test(text)) return text
  return JSON.stringify(value, (_, it: unknown) =>
    typeof it === 'string' ? it.toWellFormed().replaceAll('\u0000', '\uFFFD') : it,
  )
}

/**
 * Whether the database will never take this batch: what is in it cannot be stored (22 data, 23 constraint, 54 limit).
 * Anything else (away, full, busy, cancelled, being migrated) may pass.
 */
export function isRefusal(error: unknown): boolean {
  return /^(?:22|23|54)/.test(sqlState(error) ?? '')
}
