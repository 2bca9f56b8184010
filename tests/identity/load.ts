import pg from 'pg'
import { remembered } from '#server/calls/party-view.ts'
import { readNumber } from '#server/numbers/read-number.ts'
import type { TestDatabase } from '#server/store/test-database.ts'
import type { World } from './world.ts'

/** Lookups read a year. */
const keptDays = 370

/**
 * Writes the records of a world as an import, the journal and the agents would have, at their times. As superuser, so that
 * no row's references are checked one by one: they are right, and the checks take most of the time.
 */
export async function load(
  { superuser }: Pick<TestDatabase, 'superuser'>,
  tenant: string,
  world: World,
): Promise<void> {
  const e164 = remembered((text) => readNumber(text, { country: 'DE' }).e164)
  const phones = world.people.flatMap(({ id, phones: texts }) =>
    texts.map((text, position) => ({ id, position, text, e164: e164(text) })),
  )
  const said = world.said
    .map((one, index) => ({ ...one, callId: `earlier ${index}`, e164: e164(one.number) }))
    .filter((one) => one.e164 !== null)
  const rows: Readonly<Record<string, readonly object[]>> = {
    account: world.companies,
    contact: world.people,
    contact_phone: phones,
    case_record: world.cases,
    activity: world.talks.filter(({ at }) => at < keptDays),
    caller_choice: said,
  }
  const client = new pg.Client(superuser)
  await client.connect()
  await client.query('begin')
  await client.query('set local session_replication_role = replica')
  await client.query(`select set_config('hookswitch.tenant', $1, true)`, [tenant])
  for (const [table, statement] of Object.entries(inserts))
    await client.query(statement, [JSON.stringify(rows[table])])
  await client.query('commit')
  await client.query('analyze')
  await client.end()
}

const inserts = {
  account: `insert into account (id, name, number, search, sort_key, created_at)
    select id, name, number, name, name, now() - interval '6 years'
    from json_to_recordset($1) as r(id uuid, name text, number text)`,
  contact: `insert into contact (id, given_name, family_name, account_id, search, sort_key, created_at)
    select id, given, family, "accountId", family, family || given, now() - "knownSince" * interval '1 day'
    from json_to_recordset($1) as r(id uuid, given text, family text, "accountId" uuid, "knownSince" float8)`,
  contact_phone: `insert into contact_phone (contact_id, position, label, text, e164)
    select id, position, 'work', text, e164
    from json_to_recordset($1) as r(id uuid, position smallint, text text, e164 text)`,
  case_record: `insert into case_record
      (number, subject, priority, status, type, origin, contact_id, account_id, opened_at, search)
    select number, 'it', 'normal', case when "isOpen" then 'open' else 'closed' end, 'question', 'phone', "contactId",
      "accountId", now() - "openedAt" * interval '1 day', ''
    from json_to_recordset($1)
      as r(number integer, "contactId" uuid, "accountId" uuid, "openedAt" float8, "isOpen" boolean)`,
  activity: `insert into activity (kind, subject, at, duration_seconds, direction, contact_id, account_id)
    select 'call', '', now() - at * interval '1 day', case when answered then 60 end, 'inbound', "contactId", "accountId"
    from json_to_recordset($1) as r("contactId" uuid, "accountId" uuid, at float8, answered boolean)`,
  caller_choice: `insert into caller_choice (call_id, e164, contact_id, account_id, taken_contact_id, user_id, at)
    select "callId", e164, "contactId", "accountId", "takenContactId", gen_random_uuid(), now() - at * interval '1 day'
    from json_to_recordset($1)
      as r("callId" text, e164 text, "contactId" uuid, "accountId" uuid, "takenContactId" uuid, at float8)`,
}
