import type pg from 'pg'
import { searchText } from './crm-fold.ts'
import { toJson } from './live-batch.ts'
import { inTenantLazily } from './tenant.ts'

/** What a call leaves in the records of the customer. Times in milliseconds since the epoch. */
export interface CallLogRow {
  readonly key: string
  readonly subject: string
  readonly text: string
  readonly at: number
  readonly durationSeconds: number | null
  readonly direction: string
  readonly outcome: string | null
  readonly userId: string | null
  readonly callId: string
  readonly contactId: string | null
  readonly accountId: string | null
  readonly caseId: string | null
  readonly legs: readonly CallLegRow[]
}

/** Somebody's part in a logged call. */
export interface CallLegRow {
  /** From 0, in the order in which they came into the call. */
  readonly position: number
  readonly role: string
  readonly device: string
  readonly userId: string | null
  readonly number: string | null
  readonly name: string | null
  readonly fromUserId: string | null
  readonly fromNumber: string | null
  readonly startedAt: number
  readonly answeredAt: number | null
  readonly endedAt: number | null
  readonly outcome: string | null
}

/**
 * Writes logs of calls under their keys, each with its legs: written twice, they are one. Records that were deleted
 * meanwhile are left out of it rather than failing it.
 */
export function writeCallLogs(pool: pg.Pool, tenant: string, logs: readonly CallLogRow[]): Promise<void> {
  return inTenantLazily(pool, tenant, async (client) => {
    // Planned each time, for the tables as they are: there is one for many jobs.
    await client.query({
      text: writeLogs,
      values: [
        toJson(logs.map((log) => ({ ...log, legs: null, search: searchText([log.subject, log.text]) }))),
        toJson(logs.flatMap(({ key, legs }) => legs.map((leg) => ({ key, ...leg })))),
      ],
    })
  })
}

const writeLogs = `with written as (
    insert into activity (external_key, kind, subject, text, at, duration_seconds, direction, outcome, user_id, call_id,
      contact_id, account_id, case_id, search)
    select l.key, 'call', l.subject, l.text, to_timestamp(l.at / 1000), l."durationSeconds", l.direction, l.outcome,
      u.id, l."callId", n.id, a.id, r.id, l.search
    from json_to_recordset($1) as l(key text, subject text, text text, at float8, "durationSeconds" integer, direction text,
      outcome text, "userId" uuid, "callId" text, "contactId" uuid, "accountId" uuid, "caseId" uuid, search text)
    left join app_user u on u.tenant_id = current_tenant() and u.id = l."userId"
    left join contact n on n.tenant_id = current_tenant() and n.id = present_contact(l."contactId")
    left join account a on a.tenant_id = current_tenant() and a.id = l."accountId"
    left join case_record r on r.tenant_id = current_tenant() and r.id = l."caseId"
    on conflict (tenant_id, external_key) do update set
      subject = excluded.subject, text = excluded.text, at = excluded.at, duration_seconds = excluded.duration_seconds,
      direction = excluded.direction, outcome = excluded.outcome, user_id = excluded.user_id,
      contact_id = excluded.contact_id, account_id = excluded.account_id, case_id = excluded.case_id,
      search = excluded.search
    returning id, external_key),
  leg as (
    select w.id as activity_id, l.* from json_to_recordset($2) as l(key text, position smallint, role text, device text,
      "userId" uuid, number text, name text, "fromUserId" uuid, "fromNumber" text, "startedAt" float8, "answeredAt" float8,
      "endedAt" float8, outcome text)
    join written w on w.external_key = l.key),
  -- A call that is told anew may have fewer.
  gone as (
    delete from activity_leg o using written w where o.tenant_id = current_tenant() and o.activity_id = w.id
      and not exists (select from leg where leg.activity_id = o.activity_id and leg.position = o.position))
  insert into activity_leg (activity_id, position, role, device, user_id, number, name, from_user_id, from_number,
      started_at, answered_at, ended_at, outcome)
    select activity_id, position, role, device, "userId", number, name, "fromUserId", "fromNumber",
      to_timestamp("startedAt" / 1000), to_timestamp("answeredAt" / 1000), to_timestamp("endedAt" / 1000), outcome from leg
    on conflict (tenant_id, activity_id, position) do update set
      role = excluded.role, device = excluded.device, user_id = excluded.user_id, number = excluded.number,
      name = excluded.name, from_user_id = excluded.from_user_id, from_number = excluded.from_number,
      started_at = excluded.started_at, answered_at = excluded.answered_at, ended_at = excluded.ended_at,
      outcome = excluded.outcome`
