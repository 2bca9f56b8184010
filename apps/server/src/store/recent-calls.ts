import type { Call, SwitchEvent } from '@hookswitch/model'
import type pg from 'pg'
import { inTenantClient } from './tenant.ts'

export interface RecentCall {
  readonly link: string
  readonly call: Call
}

/** So many of the last calls are looked through for a number: they have no index by it. */
const LOOKED_THROUGH = 5_000

/** Calls of everybody in a tenant, newest first: all, those with a number in them, those of a moment. */
function readRecentCalls(
  pool: pg.Pool,
  query: {
    readonly tenant: string
    /** Digits; '' for any. */
    readonly digits: string
    readonly at: string | null
    readonly limit: number
  },
): Promise<RecentCall[]> {
  return inTenantClient(pool, query.tenant, async (client) => {
    const { rows } = await client.query<RecentCall>(
      `with recent as (
         (select link, started_at, ended_at, call from phone_call where tenant_id = current_tenant() and ended_at is null)
         union all
         (select link, started_at, ended_at, call from phone_call
          where tenant_id = current_tenant() and ended_at is not null
            and ($2::timestamptz is null or ended_at >= $2)
          order by case when $2::timestamptz is null then ended_at end desc, ended_at limit ${LOOKED_THROUGH}))
       select link, call from recent
       where call->>'mergedInto' is null
         and ($2::timestamptz is null or started_at <= $2)
         and ($1 = '' or exists (
           select from jsonb_path_query(call, '$.**.number') as n(number)
           where jsonb_typeof(number) = 'string'
             and regexp_replace(number #>> '{}', '[^0-9]', '', 'g') like '%' || $1 || '%'))
       order by started_at desc limit $3`,
      [query.digits, query.at, query.limit],
    )
    return rows
  })
}

/** One call of anybody in the tenant. */
function readAnyCall(pool: pg.Pool, tenant: string, id: string): Promise<RecentCall | undefined> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<RecentCall>(
      'select link, call from phone_call where tenant_id = current_tenant() and id = $1',
      [id],
    )
    return rows[0]
  })
}

export interface StoredEvent {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly kind: string
  readonly body: SwitchEvent | null
}

/** A moment before the first and after the last: what belongs to a call may be told a little beside it. */
const ASIDE_MS = 2_000

/** What was told of a call, in order. */
function readEventsOf(pool: pg.Pool, tenant: string, { link, call }: RecentCall): Promise<StoredEvent[]> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<StoredEvent>(
      `select (extract(epoch from at) * 1000)::float8 as at, kind, body from live_event
       where tenant_id = current_tenant() and link = $1
         and at >= to_timestamp($2::float8 / 1000) and at <= to_timestamp($3::float8 / 1000)
         and (body->'connection'->>'callId' = any($4) or body->>'callId' = any($4)
           or body->'primaryOldCall'->>'callId' = any($4) or body->'secondaryOldCall'->>'callId' = any($4)
           or (kind = 'snapshot' and exists (
             select from json_array_elements(body->'connections') as c where c->'connection'->>'callId' = any($4))))
       order by id limit 2000`,
      [link, call.startedAt - ASIDE_MS, (call.endedAt ?? Date.now()) + ASIDE_MS, call.pbxCallIds],
    )
    return rows
  })
}

export interface RecentCalls {
  list(query: Parameters<typeof readRecentCalls>[1]): Promise<RecentCall[]>
  read(tenant: string, id: string): Promise<RecentCall | undefined>
  events(tenant: string, call: RecentCall): Promise<StoredEvent[]>
}

/** Calls as administrators look at them. */
export function createRecentCalls(pool: pg.Pool): RecentCalls {
  return {
    list: (query) => readRecentCalls(pool, query),
    read: (tenant, id) => readAnyCall(pool, tenant, id),
    events: (tenant, call) => readEventsOf(pool, tenant, call),
  }
}
