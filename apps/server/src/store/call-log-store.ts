import type pg from 'pg'
import { searchText } from './crm-fold.ts'
import { toJson } from './live-batch.ts'
import type { RecordKind } from './schema-call-logs.ts'
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
  /** The records that the log stands on; the first of several that are the same one counts. */
  readonly records: readonly LogRecordRow[]
}

export interface LogRecordRow {
  readonly kind: RecordKind
  readonly id: string
  readonly how: 'matched' | 'opened' | 'created'
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
 * meanwhile are left out of it rather than failing it. What a person changed stays as that person left it.
 */
export function writeCallLogs(pool: pg.Pool, tenant: string, logs: readonly CallLogRow[]): Promise<void> {
  return inTenantLazily(pool, tenant, async (client) => {
    // Planned each time, for the tables as they are: there is one for many jobs.
    const { rows } = await client.query<Written>({
      text: writeLogs,
      values: [
        toJson(
          logs.map((log) => ({
            ...log,
            legs: null,
            records: null,
            search: searchText([log.subject, log.text]),
          })),
        ),
        toJson(logs.flatMap(({ key, legs }) => legs.map((leg) => ({ key, ...leg })))),
      ],
    })
    const ids = new Map(rows.map(({ id, key }) => [key, id]))
    // Only now, with the activities locked: a person may have corrected one while we waited for it.
    await client.query({ text: writeRecords, values: [toJson(recordRows(logs, ids)), [...ids.values()]] })
    const edited = rows.filter((row) => row.edited)
    if (edited.length > 0) await refreshSearch(client, edited)
  })
}

interface Written {
  readonly id: string
  readonly key: string
  readonly subject: string
  readonly text: string
  /** A person changed the subject or the text. */
  readonly edited: boolean
}

/** Whatever way a record came to a log, it stands there once: made during the call says more than matched, and that than opened. */
function recordRows(logs: readonly CallLogRow[], ids: ReadonlyMap<string, string>) {
  const worth = { created: 0, matched: 1, opened: 2 } as const
  return logs.flatMap(({ key, at, records }) =>
    records
      .toSorted((one, other) => worth[one.how] - worth[other.how])
      .map((record) => ({ ...record, at, activity: ids.get(key) })),
  )
}

async function refreshSearch(client: pg.PoolClient, rows: readonly Written[]): Promise<void> {
  const search = rows.map(({ id, subject, text }) => ({ id, search: searchText([subject, text]) }))
  await client.query(
    `update activity a set search = s.search from json_to_recordset($1) as s(id uuid, search text)
     where a.tenant_id = current_tenant() and a.id = s.id`,
    [toJson(search)],
  )
}

const writeLogs = `with written as (
    insert into activity (external_key, kind, subject, text, at, duration_seconds, direction, outcome, user_id, call_id,
      contact_id, account_id, case_id, search)
    -- Each record by its key. As joins, they would have the tables read whole: that of a million contacts at every log.
    select l.key, 'call', l.subject, l.text, to_timestamp(l.at / 1000), l."durationSeconds", l.direction, l.outcome,
      (select id from app_user where tenant_id = current_tenant() and id = l."userId"), l."callId",
      (select id from contact where tenant_id = current_tenant() and id = present_contact(l."contactId")),
      (select id from account where tenant_id = current_tenant() and id = l."accountId"),
      (select id from case_record where tenant_id = current_tenant() and id = l."caseId"), l.search
    from json_to_recordset($1) as l(key text, subject text, text text, at float8, "durationSeconds" integer, direction text,
      outcome text, "userId" uuid, "callId" text, "contactId" uuid, "accountId" uuid, "caseId" uuid, search text)
    on conflict (tenant_id, external_key) do update set
      subject = case when activity.edited ? 'subject' then activity.subject else excluded.subject end,
      text = case when activity.edited ? 'text' then activity.text else excluded.text end,
      at = excluded.at, duration_seconds = excluded.duration_seconds,
      direction = excluded.direction, outcome = excluded.outcome, user_id = excluded.user_id,
      contact_id = excluded.contact_id, account_id = excluded.account_id, case_id = excluded.case_id,
      search = excluded.search
    returning id, external_key, subject, text, edited),
  leg as (
    select w.id as activity_id, l.* from json_to_recordset($2) as l(key text, position smallint, role text, device text,
      "userId" uuid, number text, name text, "fromUserId" uuid, "fromNumber" text, "startedAt" float8, "answeredAt" float8,
      "endedAt" float8, outcome text)
    join written w on w.external_key = l.key),
  -- A call that is told anew may have fewer.
  gone as (
    delete from activity_leg o using written w where o.tenant_id = current_tenant() and o.activity_id = w.id
      and not exists (select from leg where leg.activity_id = o.activity_id and leg.position = o.position)),
  legs as (
    insert into activity_leg (activity_id, position, role, device, user_id, number, name, from_user_id, from_number,
      started_at, answered_at, ended_at, outcome)
    select activity_id, position, role, device, "userId", number, name, "fromUserId", "fromNumber",
      to_timestamp("startedAt" / 1000), to_timestamp("answeredAt" / 1000), to_timestamp("endedAt" / 1000), outcome from leg
    on conflict (tenant_id, activity_id, position) do update set
      role = excluded.role, device = excluded.device, user_id = excluded.user_id, number = excluded.number,
      name = excluded.name, from_user_id = excluded.from_user_id, from_number = excluded.from_number,
      started_at = excluded.started_at, answered_at = excluded.answered_at, ended_at = excluded.ended_at,
      outcome = excluded.outcome)
  select id, external_key as key, subject, text, edited <> '{}' as edited from written`

const writeRecords = `with given as (
    select distinct on (g.activity, g.kind, p.id) g.activity, g.kind, p.id, g.how, to_timestamp(g.at / 1000) as at
    from rows from (json_to_recordset($1) as (activity uuid, kind text, id uuid, how text, at float8)) with ordinality
        as g(activity, kind, id, how, at, place),
      lateral (select present_record(g.kind, g.id) as id) p
    where p.id is not null
    order by g.activity, g.kind, p.id, g.place),
  gone as (
    delete from activity_record r where r.tenant_id = current_tenant() and r.activity_id = any($2) and not r.by_hand
      and not exists (select from given g where g.activity = r.activity_id and g.kind = r.kind and g.id = r.record_id)),
  kept as (
    insert into activity_record as r (activity_id, kind, record_id, how, at) select activity, kind, id, how, at from given
      on conflict (tenant_id, activity_id, kind, record_id) do update set how = excluded.how, at = excluded.at
        where not r.by_hand)
  -- Whom a person took away is not the machine's match either.
  update activity a set
    contact_id = case when a.contact_id = any(r.ids) then null else a.contact_id end,
    account_id = case when a.account_id = any(r.ids) then null else a.account_id end,
    case_id = case when a.case_id = any(r.ids) then null else a.case_id end
  from (select activity_id, array_agg(record_id) as ids from activity_record
    where tenant_id = current_tenant() and activity_id = any($2) and removed group by 1) r
  where a.tenant_id = current_tenant() and a.id = r.activity_id
    and (a.contact_id = any(r.ids) or a.account_id = any(r.ids) or a.case_id = any(r.ids))`
