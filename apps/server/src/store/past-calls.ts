import type pg from 'pg'
import type { Call, Leg } from '@hookswitch/model'
import { inTenantClient } from './tenant.ts'

/** A call that is over, with as much of its customer as rules may ask about. */
export interface PastCallRow {
  readonly id: string
  readonly link: string
  /** Text, exact to the microsecond: where the next page goes on. */
  readonly endedAt: string
  readonly startedAt: number
  readonly direction: Call['direction']
  readonly calling: Call['calling']
  readonly called: Call['called']
  readonly queue: string | null
  readonly digits: string | null
  readonly answeredAt: number | null
  readonly parent: string | null
  readonly mergedInto: string | null
  readonly legs: readonly Leg[]
  readonly contact: {
    readonly id: string
    readonly givenName: string
    readonly familyName: string
    readonly title: string | null
    readonly email: string | null
  } | null
  readonly account: {
    readonly id: string
    readonly name: string
    readonly number: string | null
    readonly city: string | null
    readonly country: string | null
    readonly industry: string | null
  } | null
  readonly case: { readonly id: string; readonly number: string; readonly subject: string } | null
  /** What was decided then, by user; empty where no rules were in force. */
  readonly decided: Readonly<Record<string, readonly unknown[]>>
}

export interface PastCallsQuery {
  readonly from: string
  readonly to: string
  readonly after: { readonly endedAt: string; readonly id: string } | null
  readonly limit: number
}

// The call is taken apart in one go: each look into it alone would unpack all of it.
const columns = `c.id, c.link, c.ended_at::text as "endedAt", k."startedAt", k.direction, k.calling, k.called, k.queue, k.digits,
  k."answeredAt", k.parent, k."mergedInto", k.legs,
  case when n.id is not null then json_build_object('id', n.id, 'givenName', n.given_name, 'familyName', n.family_name,
    'title', n.title, 'email', n.email) end as contact,
  case when a.id is not null then json_build_object('id', a.id, 'name', a.name, 'number', a.number, 'city', a.city,
    'country', a.country, 'industry', a.industry) end as account,
  case when r.id is not null then json_build_object('id', r.id, 'number', r.number::text, 'subject', r.subject) end as case,
  coalesce((select json_object_agg(d.user_id, d.moments) from pop_decision d
    where d.tenant_id = c.tenant_id and d.call_id = c.id), '{}') as decided`
const joins = `cross join lateral jsonb_to_record(c.call) as k("startedAt" float8, direction text, calling jsonb, called jsonb,
    queue text, digits text, "answeredAt" float8, parent text, "mergedInto" text, legs jsonb)
  left join contact n on n.tenant_id = c.tenant_id and n.id = (c.match->>'contactId')::uuid
  left join account a on a.tenant_id = c.tenant_id and a.id = (c.match->>'accountId')::uuid
  left join case_record r on r.tenant_id = c.tenant_id and r.id = (c.match->>'caseId')::uuid`

/** Calls that ended in this time, in the order of their ends. */
export function readPastCalls(pool: pg.Pool, tenant: string, query: PastCallsQuery): Promise<PastCallRow[]> {
  const { from, to, after, limit } = query
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<PastCallRow>(
      `select ${columns} from (
         select * from phone_call where tenant_id = current_tenant() and ended_at >= $1 and ended_at < $2
           and ($3::timestamptz is null or (ended_at, id) > ($3::timestamptz, $4::text))
           and ended_at >= coalesce($3::timestamptz, $1)
         order by ended_at, id limit $5) c ${joins}
       order by c.ended_at, c.id`,
      [from, to, after?.endedAt ?? null, after?.id ?? null, limit],
    )
    return rows
  })
}

/** One call, whoever had a part in it. */
export function readPastCall(pool: pg.Pool, tenant: string, id: string): Promise<PastCallRow | undefined> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<PastCallRow>(
      `select ${columns} from phone_call c ${joins}
       where c.tenant_id = current_tenant() and c.id = $1 and c.ended_at is not null`,
      [id],
    )
    return rows[0]
  })
}

export function countPastCalls(
  pool: pg.Pool,
  tenant: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<number> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::integer as count from phone_call
       where tenant_id = current_tenant() and ended_at >= $1 and ended_at < $2`,
      [from, to],
    )
    return rows[0]?.count ?? 0
  })
}

/** Which of these numbers some contact has. */
export function readKnownNumbers(
  pool: pg.Pool,
  tenant: string,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<{ e164: string }>(
      'select distinct e164 from contact_phone where tenant_id = current_tenant() and e164 = any($1::text[])',
      [numbers],
    )
    return new Set(rows.map(({ e164 }) => e164))
  })
}
