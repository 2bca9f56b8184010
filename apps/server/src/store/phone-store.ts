import type pg from 'pg'
import { inTenantClient } from './tenant.ts'

/** Whose lease: a user of a tenant, and the browser that asks. */
export interface LeaseHolder {
  readonly tenant: string
  readonly user: string
  readonly browser: string
}

export interface LeaseRow<Dialog> {
  readonly browser: string
  readonly since: Date
  readonly dialogs: readonly Dialog[]
}

const columns = 'browser, since, dialogs'

/**
 * Gives the lease to a browser if nobody has it, if this one has it already, or if it takes over; then the row is its own,
 * with the dialogs of whoever had it. Else the row of the one that has it. The clock is the database's: all servers share it.
 */
export function claimLease<Dialog>(
  pool: pg.Pool,
  { tenant, user, browser }: LeaseHolder,
  { seconds, takeOver }: { readonly seconds: number; readonly takeOver: boolean },
): Promise<LeaseRow<Dialog>> {
  return inTenantClient(pool, tenant, async (client) => {
    const claimed = await client.query<LeaseRow<Dialog>>(
      `insert into phone_lease as l (user_id, browser, until) values ($1, $2, now() + $3 * interval '1 second')
       on conflict (tenant_id, user_id) do update
         set browser = excluded.browser, until = excluded.until,
           since = case when l.browser = excluded.browser then l.since else now() end
         where l.browser = excluded.browser or l.until < now() or $4
       returning ${columns}`,
      [user, browser, seconds, takeOver],
    )
    return claimed.rows[0] ?? (await readRow<Dialog>(client, user))
  })
}

/** Lengthens the lease of the browser that has it and keeps what it talks on; the row as it then is, whosever it is. */
export function keepLease<Dialog>(
  pool: pg.Pool,
  { tenant, user, browser }: LeaseHolder,
  { seconds, dialogs }: { readonly seconds: number; readonly dialogs: readonly Dialog[] },
): Promise<LeaseRow<Dialog>> {
  return inTenantClient(pool, tenant, async (client) => {
    const kept = await client.query<LeaseRow<Dialog>>(
      `update phone_lease set until = now() + $3 * interval '1 second', dialogs = $4
       where user_id = $1 and browser = $2 returning ${columns}`,
      [user, browser, seconds, JSON.stringify(dialogs)],
    )
    return kept.rows[0] ?? (await readRow<Dialog>(client, user))
  })
}

/** Whether this browser has the lease. */
export function holdsLease(pool: pg.Pool, { tenant, user, browser }: LeaseHolder): Promise<boolean> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rowCount } = await client.query(
      'select from phone_lease where user_id = $1 and browser = $2 and until > now()',
      [user, browser],
    )
    return rowCount === 1
  })
}

async function readRow<Dialog>(client: pg.PoolClient, user: string): Promise<LeaseRow<Dialog>> {
  const { rows } = await client.query<LeaseRow<Dialog>>(
    `select ${columns} from phone_lease where user_id = $1`,
    [user],
  )
  // The row of a user who never had one: nobody's.
  return rows[0] ?? { browser: '', since: new Date(0), dialogs: [] }
}

interface QualityOf {
  readonly tenant: string
  readonly user: string
  readonly call: string
}

/** Written once: a repeat changes nothing. */
export function writeQuality(
  pool: pg.Pool,
  { tenant, user, call }: QualityOf,
  quality: object,
): Promise<void> {
  return inTenantClient(pool, tenant, async (client) => {
    await client.query(
      `insert into call_quality (call_id, user_id, quality) values ($1, $2, $3) on conflict do nothing`,
      [call, user, JSON.stringify(quality)],
    )
  })
}

export function readQuality<Quality>(
  pool: pg.Pool,
  { tenant, user, call }: QualityOf,
): Promise<Quality | null> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<{ quality: Quality }>(
      'select quality from call_quality where call_id = $1 and user_id = $2',
      [call, user],
    )
    return rows[0]?.quality ?? null
  })
}
