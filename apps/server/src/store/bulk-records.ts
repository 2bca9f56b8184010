import { sql, type Transaction } from 'kysely'
import { accountSearch, type NewAccount } from './crm-accounts.ts'
import type { NewActivity } from './crm-activities.ts'
import { caseNumberBefore, type NewCase } from './crm-cases.ts'
import { contactSearch, type NewContact } from './contact-rows.ts'
import { fold, searchText } from './crm-fold.ts'
import { type NewOpportunity, opportunitySearch } from './crm-opportunities.ts'
import type { NewTask } from './crm-tasks.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'
import { type BulkTemplates, writeTemplates } from './bulk-templates.ts'
import type { NewUser, UserPlace } from './users.ts'

export type BulkAccount = NewAccount & { readonly id: string }

/** A whole organisation at once: for the demonstration, for imports, for measurements. Ids are given by the caller. */
export interface BulkRecords {
  readonly groups?: readonly { readonly id: string; readonly name: string }[]
  readonly locations?: readonly (UserPlace & { readonly id: string; readonly name: string })[]
  readonly queues?: readonly { readonly link: string; readonly number: string; readonly name: string }[]
  readonly users: readonly (NewUser & { readonly id: string })[]
  readonly templates?: BulkTemplates
  readonly accounts: readonly BulkAccount[]
  readonly contacts: readonly (NewContact & { readonly id: string })[]
  /** Numbered in this order, after those that are there. */
  readonly cases: readonly (NewCase & {
    readonly id: string
    readonly ownerId: string | null
    readonly openedAt: Date
  })[]
  readonly tasks: readonly (NewTask & {
    readonly id: string
    readonly done: boolean
    readonly ownerId: string | null
    readonly createdAt: Date
  })[]
  readonly opportunities: readonly (NewOpportunity & {
    readonly id: string
    readonly ownerId: string | null
    readonly createdAt: Date
  })[]
  readonly activities: readonly (NewActivity & { readonly key: string })[]
}

/** Rows in one statement: PostgreSQL takes 65,535 parameters. */
const portion = 2_000

/** Writes all of it or nothing. */
export function writeBulkRecords(database: Database, tenant: string, records: BulkRecords): Promise<void> {
  return database.inTenant(tenant, async (db) => {
    const accounts = new Map(records.accounts.map((account) => [account.id, account]))
    const contacts = new Map(records.contacts.map((contact) => [contact.id, contact]))
    await insert(db, 'user_group', records.groups ?? [])
    await insert(
      db,
      'location',
      (records.locations ?? []).map(({ timeZone, ...it }) => ({ ...it, time_zone: timeZone })),
    )
    await insert(db, 'queue', records.queues ?? [])
    await insert(db, 'app_user', records.users.map(userRow))
    if (records.templates !== undefined) await writeTemplates(db, records.templates)
    await insert(
      db,
      'account',
      records.accounts.map((it) => ({ ...it, search: accountSearch(it), sort_key: fold(it.name) })),
    )
    await insert(
      db,
      'contact',
      records.contacts.map((it) => contactRow(it, accounts.get(it.accountId ?? '')?.name ?? null)),
    )
    await insert(
      db,
      'contact_phone',
      records.contacts.flatMap(({ id, phones }) =>
        phones.map(({ label, text, e164 }, position) => ({ contact_id: id, position, label, text, e164 })),
      ),
    )
    await insertCases(db, records.cases, { accounts, contacts })
    await insert(db, 'task', records.tasks.map(taskRow))
    await insert(
      db,
      'opportunity',
      records.opportunities.map((it) => opportunityRow(it, accounts.get(it.accountId ?? '')?.name ?? null)),
    )
    await insert(
      db,
      'opportunity_person',
      records.opportunities.flatMap(({ id, people }) =>
        people.map(({ contactId, role }) => ({ opportunity_id: id, contact_id: contactId, role })),
      ),
    )
    await insert(db, 'activity', records.activities.map(activityRow))
  })
}

async function insert<Table extends keyof Schema>(
  db: Transaction<Schema>,
  table: Table,
  rows: readonly object[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += portion)
    await db
      .insertInto(table)
      .values(rows.slice(start, start + portion) as never)
      .execute()
}

function userRow({
  id,
  userName,
  name,
  role,
  device,
  link,
  team,
  active,
  country,
  timeZone,
  groupId = null,
  locationId = null,
  passwordHash,
}: BulkRecords['users'][number]) {
  return {
    id,
    user_name: userName,
    name,
    role,
    device,
    link,
    team,
    active,
    country,
    time_zone: timeZone,
    group_id: groupId,
    location_id: locationId,
    password_hash: passwordHash,
  }
}

function contactRow(contact: BulkRecords['contacts'][number], accountName: string | null) {
  const { id, givenName, familyName, title, email, accountId } = contact
  return {
    id,
    given_name: givenName,
    family_name: familyName,
    title,
    email,
    account_id: accountId,
    search: contactSearch(contact, accountName),
    sort_key: fold(`${familyName} ${givenName}`),
  }
}

async function insertCases(
  db: Transaction<Schema>,
  cases: BulkRecords['cases'],
  known: {
    readonly accounts: ReadonlyMap<string, BulkAccount>
    readonly contacts: ReadonlyMap<string, NewContact>
  },
): Promise<void> {
  if (cases.length === 0) return
  const { last } = await db
    .insertInto('case_counter')
    .values({ last: caseNumberBefore + cases.length })
    .onConflict((conflict) =>
      conflict.column('tenant_id').doUpdateSet({ last: sql`case_counter.last + ${cases.length}` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  const rows = cases.map((it, index) => {
    const number = last - cases.length + 1 + index
    const contact = known.contacts.get(it.contactId ?? '')
    const account = known.accounts.get(it.accountId ?? '')
    const names = [contact && `${contact.familyName} ${contact.givenName}`, account?.name]
    return {
      id: it.id,
      number,
      subject: it.subject,
      priority: it.priority,
      status: it.status,
      type: it.type,
      origin: it.origin,
      owner_id: it.ownerId,
      contact_id: it.contactId,
      account_id: it.accountId,
      opened_at: it.openedAt,
      closed_at: it.status === 'closed' ? it.openedAt : null,
      search: searchText([String(number), it.subject, ...names]),
    }
  })
  await insert(db, 'case_record', rows)
}

function taskRow(task: BulkRecords['tasks'][number]) {
  const { id, subject, dueOn, done, ownerId, contactId, accountId, caseId, createdAt } = task
  return {
    id,
    subject,
    due_on: dueOn,
    done,
    owner_id: ownerId,
    contact_id: contactId,
    account_id: accountId,
    case_id: caseId,
    created_at: createdAt,
    search: searchText([subject]),
  }
}

function opportunityRow(it: BulkRecords['opportunities'][number], accountName: string | null) {
  const { id, name, stage, status, amount, currency, closeOn, accountId, ownerId, createdAt } = it
  return {
    id,
    name,
    stage,
    status,
    amount,
    currency,
    close_on: closeOn,
    account_id: accountId,
    owner_id: ownerId,
    created_at: createdAt,
    search: opportunitySearch(name, accountName),
  }
}

function activityRow(it: BulkRecords['activities'][number]) {
  return {
    external_key: it.key,
    kind: it.kind,
    subject: it.subject,
    text: it.text,
    at: it.at,
    duration_seconds: it.durationSeconds,
    direction: it.direction,
    outcome: it.outcome,
    user_id: it.userId,
    call_id: it.callId,
    contact_id: it.contactId,
    account_id: it.accountId,
    case_id: it.caseId,
    search: searchText([it.subject, it.text]),
  }
}
