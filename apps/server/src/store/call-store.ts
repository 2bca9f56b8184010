import type pg from 'pg'
import type { Call } from '@hookswitch/model'
import { inTenantClient } from './tenant.ts'
import type { StoredMatch } from './live-batch.ts'

export interface StoredCall {
  readonly link: string
  readonly call: Call
  readonly match: StoredMatch | null
  readonly notes: string
  readonly notesVersion: number
}

const columns = `c.link, c.call, c.match, c.notes, c.notes_version as "notesVersion"`

/** Live calls, and those that ended after `endedSince` (milliseconds since the epoch): what a server that starts goes on with. */
export function readPresentCalls(
  pool: pg.Pool,
  { tenant, link, endedSince }: { tenant: string; link: string; endedSince: number },
): Promise<StoredCall[]> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<StoredCall>(
      `select ${columns} from phone_call c where c.link = $1 and c.ended_at is null
       union all
       select ${columns} from phone_call c where c.link = $1 and c.ended_at > to_timestamp($2::float8 / 1000)`,
      [link, endedSince],
    )
    return rows
  })
}

/** Names of links beside these that have calls which never ended. */
export function readUnendedLinks(
  pool: pg.Pool,
  tenant: string,
  configured: readonly string[],
): Promise<string[]> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<{ link: string }>(
      'select distinct link from phone_call where ended_at is null and link <> all($1::text[])',
      [configured],
    )
    return rows.map(({ link }) => link)
  })
}

/** One call, if the user had a part in it. */
export function readCallOf(
  pool: pg.Pool,
  { tenant, user, id }: { tenant: string; user: string; id: string },
): Promise<StoredCall | undefined> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<StoredCall>(
      `select ${columns} from call_part p join phone_call c on c.tenant_id = p.tenant_id and c.id = p.call_id
       where p.tenant_id = current_tenant() and p.user_id = $1 and p.call_id = $2`,
      [user, id],
    )
    return rows[0]
  })
}

/** One call of the tenant, whoever had a part in it. */
export function readAnyCall(pool: pg.Pool, tenant: string, id: string): Promise<StoredCall | undefined> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<StoredCall>(
      `select ${columns} from phone_call c where c.tenant_id = current_tenant() and c.id = $1`,
      [id],
    )
    return rows[0]
  })
}

export interface HistoryQuery {
  readonly tenant: string
  readonly user: string
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly direction?: string | undefined
  readonly missed?: boolean | undefined
  /** The user's telephone: how a call came out for him is how his own part in it did. */
  readonly device?: string | null | undefined
  readonly outcome?: string | undefined
  /** An id, or `none`. */
  readonly disposition?: string | undefined
  /** LIKE patterns, one of each group of which the customer's record, or else what the switch said of the parties, must fit. */
  readonly patterns?: readonly (readonly string[])[] | undefined
  readonly limit: number
  /** Start after this one: time (ISO) and id of the last one seen. */
  readonly after?: { readonly at: string; readonly id: string } | undefined
}

/** By the record of the customer as it is today; else by what the switch said of those who had a part in it. */
const foundBy = `(
  exists (select from contact n where n.tenant_id = c.tenant_id and n.id = present_contact((c.match->>'contactId')::uuid)
    and fits_search(n.search, $12))
  or exists (select from account a where a.tenant_id = c.tenant_id and a.id = (c.match->>'accountId')::uuid
    and fits_search(a.search, $12))
  or fits_search((select string_agg(lower(concat_ws(' ', '', p.party->>'number', p.party->>'name')), '') from (
      select l.leg->'party' from jsonb_array_elements(c.call->'legs') l(leg)
      union all values (c.call->'calling'), (c.call->'called')) p(party)), $12))`

/** A call in somebody's history. */
export interface PastCall extends StoredCall {
  readonly dispositionId: string | null
}

/** A user's calls, newest first. What was merged into another call is part of that. */
export function readHistory(pool: pg.Pool, query: HistoryQuery): Promise<PastCall[]> {
  return inTenantClient(pool, query.tenant, async (client) => {
    const { rows } = await client.query<PastCall>(
      `select ${columns}, d.disposition_id as "dispositionId"
       from call_part p join phone_call c on c.tenant_id = p.tenant_id and c.id = p.call_id
       left join call_disposition d on d.tenant_id = p.tenant_id and d.call_id = p.call_id
       where p.tenant_id = current_tenant() and p.user_id = $1
         and ($2::timestamptz is null or p.started_at >= $2) and ($3::timestamptz is null or p.started_at < $3)
         and ($4::text is null or p.direction = $4) and ($5::boolean is null or p.missed = $5)
         and ($6::timestamptz is null or (p.started_at, p.call_id) < ($6, $7::text collate "C"))
         and c.call->>'mergedInto' is null
         -- As calls/call-view.ts says how it came out for this user.
         and ($9::text is null or $9 = coalesce((select case when l.leg->>'role' = 'caller' and l.leg->>'outcome' = 'abandoned'
             then c.call->>'outcome' else l.leg->>'outcome' end
           from jsonb_array_elements(c.call->'legs') with ordinality l(leg, place)
           where l.leg->>'device' = $10 order by l.place desc limit 1), c.call->>'outcome'))
         and ($11::text is null or $11 = coalesce(d.disposition_id::text, 'none'))
         and ($12::jsonb is null or ${foundBy})
       order by p.started_at desc, p.call_id desc limit $8`,
      [
        query.user,
        query.from ?? null,
        query.to ?? null,
        query.direction ?? null,
        query.missed ?? null,
        query.after?.at ?? null,
        query.after?.id ?? null,
        query.limit,
        query.outcome ?? null,
        query.device ?? null,
        query.disposition ?? null,
        query.patterns === undefined ? null : JSON.stringify(query.patterns),
      ],
    )
    return rows
  })
}

/** A number for this run of the server, larger than that of every run before. */
export async function nextRun(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ run: number }>(`select nextval('server_run') as run`)
  return Number(rows[0]?.run)
}
