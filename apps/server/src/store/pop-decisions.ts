import type pg from 'pg'
import { toJson } from './live-batch.ts'
import { inTenantClient, inTenantLazily } from './tenant.ts'

/** What rules said for one user of one call; `moments` as the room pop made them. */
export interface PopDecisionRow {
  readonly callId: string
  readonly userId: string
  /** When the call began, in milliseconds since the epoch. */
  readonly at: number
  readonly moments: readonly unknown[]
}

/** Written again, the later one counts. */
export function writePopDecisions(
  pool: pg.Pool,
  tenant: string,
  rows: readonly PopDecisionRow[],
): Promise<void> {
  return inTenantLazily(pool, tenant, async (client) => {
    await client.query(
      `insert into pop_decision (call_id, user_id, at, moments)
       select "callId", "userId", to_timestamp(at / 1000), moments
       from json_to_recordset($1) as d("callId" text, "userId" uuid, at float8, moments jsonb)
       on conflict (tenant_id, call_id, user_id) do update set moments = excluded.moments`,
      [toJson(rows)],
    )
  })
}

/** Undefined where no rules were in force, or the user had no part in it. */
export function readPopDecision(
  pool: pg.Pool,
  tenant: string,
  of: { readonly callId: string; readonly userId: string },
): Promise<readonly unknown[] | undefined> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<{ moments: unknown[] }>(
      'select moments from pop_decision where tenant_id = current_tenant() and call_id = $1 and user_id = $2',
      [of.callId, of.userId],
    )
    return rows[0]?.moments
  })
}

/** A user as rules see him. */
export interface RuleUserRow {
  readonly id: string
  readonly name: string
  readonly role: 'agent' | 'supervisor' | 'administrator'
  readonly groupId: string | null
  readonly team: string | null
  readonly timeZone: string
  readonly tenantTimeZone: string
}

/** Those who are switched off too: of past calls they are still asked. */
export function readRuleUsers(pool: pg.Pool, tenant: string): Promise<RuleUserRow[]> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<RuleUserRow>(
      `select u.id, u.name, u.role, u.group_id as "groupId", u.team,
         coalesce(u.time_zone, l.time_zone, t.time_zone) as "timeZone", t.time_zone as "tenantTimeZone"
       from app_user u
       join tenant t on t.id = u.tenant_id
       left join location l on l.tenant_id = u.tenant_id and l.id = u.location_id`,
    )
    return rows
  })
}
