import type pg from 'pg'
import type { Call } from '@hookswitch/model'
import { sqlState } from './db-error.ts'

/** Who the other party of a call is, as it is kept with the call. */
export interface StoredMatch {
  readonly contactId: string | null
  readonly accountId: string | null
  readonly caseId: string | null
  readonly reason: string
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

export interface BatchStore {
  /** Writes all of it in one transaction; durable when it resolves. The same batch again changes nothing. */
  apply(batch: readonly TenantBatch[]): Promise<void>
  close(): void
}

/** Holds one connection of the pool, so that its prepared statement is always at hand and batches cannot overtake each other. */
export function openBatchStore(pool: pg.Pool): BatchStore {
  let client: pg.PoolClient | undefined
  const drop = (): void => {
    client?.release(true)
    client = undefined
  }
  return {
    async apply(batch) {
      client ??= await pool.connect()
      try {
        await client.query({ name: 'apply_live', text: 'select apply_live($1)', values: [toJson(batch)] })
      } catch (error) {
        // Whatever it was, a fresh connection is the safer one to try again with.
        drop()
        throw error
      }
    },
    close: drop,
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
