import { sql } from 'kysely'
import type pg from 'pg'
import type { Call } from '@hookswitch/model'
import type { NotedRecord } from './call-records.ts'
import { type Actor, audit } from './audit-store.ts'
import type { Database } from './db.ts'
import type { StoredMatch } from './live-batch.ts'
import { inTenantClient, inTenantLazily } from './tenant.ts'

/** A job that was taken for delivery, with the call that it is about. */
export interface ClaimedJob {
  readonly kind: string
  readonly key: string
  /** The job as it was taken: finishing an older version leaves the newer one to do. */
  readonly version: number
  readonly attempts: number
  /** Null when the call is no longer there. */
  readonly call: Call | null
  readonly link: string | null
  readonly match: StoredMatch | null
  readonly notes: string | null
  /** Records that were opened or made during the call. */
  readonly records: readonly NotedRecord[]
}

/*
 * Taking, delivering and finishing are lazy: what a crash takes away of it is still in the outbox, and done again under the
 * same keys.
 */

/** A job that is not finished within this time is taken again: who had it may be dead. */
const leaseSeconds = 60

/** Takes jobs that are due, for delivery. */
export function claimJobs(
  pool: pg.Pool,
  { tenant, limit }: { readonly tenant: string; readonly limit: number },
): Promise<ClaimedJob[]> {
  return inTenantLazily(pool, tenant, async (client) => {
    const { rows } = await client.query<ClaimedJob>({
      // Planned each time, for the tables as they are: there is one for many jobs.
      text: `with due as (
          select tenant_id, kind, key from outbox
          where tenant_id = current_tenant() and failed_at is null and due_at <= now()
          order by due_at limit $1 for update skip locked),
        taken as (
          update outbox o set attempts = o.attempts + 1, error = null, due_at = now() + make_interval(secs => $2)
          from due where o.tenant_id = due.tenant_id and o.kind = due.kind and o.key = due.key
          returning o.tenant_id, o.kind, o.key, o.version, o.attempts)
        select t.kind, t.key, t.version, t.attempts, c.call, c.link, c.match, c.notes,
          (select coalesce(json_agg(json_build_object('kind', r.kind, 'id', r.record_id, 'how', r.how, 'userId', r.user_id)), '[]')
            from call_record r where r.tenant_id = t.tenant_id and r.call_id = t.key) as records
        from taken t left join phone_call c on c.tenant_id = t.tenant_id and c.id = t.key`,
      values: [limit, leaseSeconds],
    })
    return rows
  })
}

/** Makes jobs due again that were taken and neither finished nor put off: whoever had them is no more. */
export function releaseJobs(pool: pg.Pool, tenant: string): Promise<void> {
  return inTenantClient(pool, tenant, async (client) => {
    await client.query(
      `update outbox set due_at = now()
       where tenant_id = current_tenant() and failed_at is null and attempts > 0 and error is null and due_at > now()`,
    )
  })
}

type JobName = Pick<ClaimedJob, 'kind' | 'key' | 'version'>

/** Jobs that are done are gone, unless there is news since they were taken: then they are due at once. */
export function finishJobs(pool: pg.Pool, tenant: string, jobs: readonly JobName[]): Promise<void> {
  return inTenantLazily(pool, tenant, async (client) => {
    await client.query({
      // Planned each time, for the tables as they are: there is one for many jobs.
      text: `with done as (
          select o.tenant_id, o.kind, o.key from outbox o
          join json_to_recordset($1) as d(kind text, key text, version integer) using (kind, key, version)
          where o.tenant_id = current_tenant() order by o.kind, o.key for update of o)
        delete from outbox o using done
        where o.tenant_id = done.tenant_id and o.kind = done.kind and o.key = done.key`,
      values: [JSON.stringify(jobs)],
    })
  })
}

/** Puts a job off after a failure; `retryInMs` null = it has failed for good and waits for a person. */
export function putOffJob(
  pool: pg.Pool,
  tenant: string,
  job: JobName & { readonly error: string; readonly retryInMs: number | null },
): Promise<void> {
  return inTenantClient(pool, tenant, async (client) => {
    await client.query(
      `update outbox set error = $4, failed_at = case when $5::float8 is null then now() end,
         due_at = now() + make_interval(secs => coalesce($5::float8, 0) / 1000)
       where tenant_id = current_tenant() and kind = $1 and key = $2 and version = $3`,
      [job.kind, job.key, job.version, job.error.slice(0, 1_000), job.retryInMs],
    )
  })
}

export interface FailedJob {
  readonly kind: string
  readonly key: string
  readonly attempts: number
  readonly error: string
  readonly at: Date
}

export function readFailedJobs(pool: pg.Pool, tenant: string, limit: number): Promise<FailedJob[]> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<FailedJob>(
      `select kind, key, attempts, coalesce(error, '') as error, failed_at as at from outbox
       where tenant_id = current_tenant() and failed_at is not null order by failed_at desc limit $1`,
      [limit],
    )
    return rows
  })
}

/** Makes a failed job due again. False when there is none of that name. */
export function reviveJob(
  database: Database,
  tenant: string,
  { kind, key, actor }: { readonly kind: string; readonly key: string; readonly actor: Actor },
): Promise<boolean> {
  return database.inTenant(tenant, async (db) => {
    const failed = await sql<{ attempts: number; error: string | null }>`
      select attempts, error from outbox where tenant_id = current_tenant() and kind = ${kind} and key = ${key}
        and failed_at is not null for update`.execute(db)
    const before = failed.rows[0]
    if (before === undefined) return false
    await sql`update outbox set failed_at = null, attempts = 0, due_at = now(), error = null
      where tenant_id = current_tenant() and kind = ${kind} and key = ${key}`.execute(db)
    const id = `${kind}:${key}`
    const after = { attempts: 0, error: null }
    await audit(db, { actor, action: 'retried', kind: 'job', id, name: kind, before, after })
    return true
  })
}
