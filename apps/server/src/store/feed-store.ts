import type pg from 'pg'
import { inTenantClient } from './tenant.ts'

/** Each user's last number. */
export function readHeads(pool: pg.Pool, tenant: string): Promise<Map<string, number>> {
  return inTenantClient(pool, tenant, async (client) => {
    // One look into the index per user, however long the feed is.
    const { rows } = await client.query<{ user: string; head: number }>(
      `select u.id as user, f.seq as head from app_user u
       cross join lateral (select seq from feed where tenant_id = u.tenant_id and user_id = u.id order by seq desc limit 1) f`,
    )
    return new Map(rows.map(({ user, head }) => [user, Number(head)]))
  })
}

export interface FeedEntry {
  readonly seq: number
  readonly kind: 'call' | 'callGone' | 'line'
  readonly callId: string | null
}

/** What a user was told after `since` up to `upTo`, in order; undefined when part of it is no longer there. */
export function readFeed(
  pool: pg.Pool,
  query: { readonly tenant: string; readonly user: string; readonly since: number; readonly upTo: number },
): Promise<FeedEntry[] | undefined> {
  return inTenantClient(pool, query.tenant, async (client) => {
    const { rows } = await client.query<FeedEntry>({
      name: 'read_feed',
      text: `select seq, kind, call_id as "callId" from feed
        where tenant_id = current_tenant() and user_id = $1 and seq > $2 and seq <= $3 order by seq`,
      values: [query.user, query.since, query.upTo],
    })
    return rows.length === query.upTo - query.since ? rows : undefined
  })
}

/**
 * Forgets what was told, and the events behind it, before a moment (milliseconds since the epoch). A user's last number is
 * kept, so that it goes on from there.
 */
export function pruneFeed(
  pool: pg.Pool,
  { tenant, before }: { tenant: string; before: number },
): Promise<void> {
  return inTenantClient(pool, tenant, async (client) => {
    await client.query(
      `delete from feed f where at < to_timestamp($1::float8 / 1000)
       and exists (select 1 from feed later where later.tenant_id = f.tenant_id and later.user_id = f.user_id and later.seq > f.seq)`,
      [before],
    )
    await client.query(`delete from live_event where at < to_timestamp($1::float8 / 1000)`, [before])
  })
}
