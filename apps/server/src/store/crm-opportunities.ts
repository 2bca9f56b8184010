import { sql, type Transaction } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { searchText } from './crm-fold.ts'
import type { PageQuery } from './crm-list.ts'
import { findPage, inOrder, type Page } from './crm-page.ts'
import { holdVersion, type SeenVersion } from './crm-version.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'
import type { OpportunityPersonTable, OpportunityTable } from './schema-second.ts'

export interface NewOpportunity {
  readonly name: string
  readonly stage: OpportunityTable['stage']
  readonly status: OpportunityTable['status']
  /** Exact: `1250.00`. */
  readonly amount: string | null
  readonly currency: string | null
  /** `2026-11-21`. */
  readonly closeOn: string | null
  readonly accountId: string | null
  readonly people: readonly PersonInIt[]
}

export interface PersonInIt {
  readonly contactId: string
  readonly role: OpportunityPersonTable['role']
}

export interface OpportunityData extends Omit<NewOpportunity, 'people'> {
  readonly id: string
  readonly owner: string | null
  readonly accountName: string | null
  readonly version: number
}

export interface PersonData extends PersonInIt {
  readonly givenName: string
  readonly familyName: string
  readonly title: string | null
  readonly phones: readonly { readonly e164: string | null }[]
}

export interface OpportunityQuery extends PageQuery {
  readonly contactId?: string | undefined
  readonly accountId?: string | undefined
  readonly status?: OpportunityTable['status'] | undefined
  readonly sort?: 'closing' | 'newest' | undefined
}

export type OpportunityWithPeople = OpportunityData & { readonly people: PersonData[] }

/** Chances to sell. Each method sees one tenant only. */
export interface OpportunityStore {
  list(tenant: string, query: OpportunityQuery): Promise<Page<OpportunityData>>
  read(tenant: string, id: string): Promise<OpportunityWithPeople | undefined>
  /** @throws SQLSTATE 23503 when a record it names is not there. */
  create(tenant: string, given: NewOpportunity, owner: string): Promise<OpportunityWithPeople>
  /** `people` replaces all of them. Undefined when there is no such opportunity. @throws ChangedMeanwhile. */
  change(
    tenant: string,
    id: string,
    changes: Partial<NewOpportunity> & SeenVersion,
  ): Promise<OpportunityWithPeople | undefined>
}

export function createOpportunityStore(database: Database): OpportunityStore {
  return {
    list: (tenant, query) => database.inTenant(tenant, (db) => listOpportunities(db, query)),
    read: (tenant, id) => database.inTenant(tenant, (db) => readWithPeople(db, id)),
    create: (tenant, given, owner) => database.inTenant(tenant, (db) => create(db, given, owner)),
    change: (tenant, id, changes) => database.inTenant(tenant, (db) => change(db, id, changes)),
  }
}

async function listOpportunities(
  db: Transaction<Schema>,
  query: OpportunityQuery,
): Promise<Page<OpportunityData>> {
  const { contactId, sort } = query
  const list = {
    table: 'opportunity',
    order: sort === 'newest' ? 'created_at' : 'close_order',
    newestFirst: sort === 'newest',
    only: { account_id: query.accountId, status: query.status },
    where:
      contactId === undefined
        ? undefined
        : sql`id in (select opportunity_id from opportunity_person where contact_id = ${contactId})`,
  } as const
  const page = await findPage(db, list, query)
  return { ...page, items: inOrder(page.items, await readOpportunities(db, page.items)) }
}

async function readOpportunities(
  db: Transaction<Schema>,
  ids: readonly string[],
): Promise<OpportunityData[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('opportunity as o')
    .leftJoin('account', 'account.id', 'o.account_id')
    .leftJoin('app_user', 'app_user.id', 'o.owner_id')
    .where('o.id', 'in', ids)
    .select([
      'o.id as id',
      'o.name as name',
      'stage',
      'status',
      'amount',
      'currency',
      'close_on as closeOn',
      'o.account_id as accountId',
      'account.name as accountName',
      'app_user.name as owner',
      'o.version as version',
    ])
    .execute()
}

async function readWithPeople(
  db: Transaction<Schema>,
  id: string,
): Promise<OpportunityWithPeople | undefined> {
  const [found] = await readOpportunities(db, [id])
  if (found === undefined) return undefined
  const people = await db
    .selectFrom('opportunity_person as p')
    .innerJoin('contact', 'contact.id', 'p.contact_id')
    .where('p.opportunity_id', '=', id)
    .select((row) => [
      'p.contact_id as contactId',
      'p.role as role',
      'given_name as givenName',
      'family_name as familyName',
      'title',
      jsonArrayFrom(
        row
          .selectFrom('contact_phone')
          .whereRef('contact_phone.contact_id', '=', 'p.contact_id')
          .select('e164')
          .orderBy('position'),
      ).as('phones'),
    ])
    .orderBy('contact.sort_key')
    .execute()
  return { ...found, people }
}

async function create(
  db: Transaction<Schema>,
  given: NewOpportunity,
  owner: string,
): Promise<OpportunityWithPeople> {
  const { id } = await db
    .insertInto('opportunity')
    .values({ ...rowOf(given), owner_id: owner, search: await searchOf(db, given) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await writePeople(db, id, given.people)
  return there(await readWithPeople(db, id))
}

async function change(
  db: Transaction<Schema>,
  id: string,
  { version, people, ...changes }: Partial<NewOpportunity> & SeenVersion,
): Promise<OpportunityWithPeople | undefined> {
  await db.selectFrom('opportunity').select('id').where('id', '=', id).forUpdate().execute()
  const [before] = await readOpportunities(db, [id])
  if (before === undefined) return undefined
  holdVersion(before, version)
  const after = { ...before, ...changes }
  await db
    .updateTable('opportunity')
    .set({ ...rowOf(after), version: before.version + 1, search: await searchOf(db, after) })
    .where('id', '=', id)
    .execute()
  if (people !== undefined) {
    await db.deleteFrom('opportunity_person').where('opportunity_id', '=', id).execute()
    await writePeople(db, id, people)
  }
  return readWithPeople(db, id)
}

type Row = Omit<NewOpportunity, 'people'>

function rowOf({ name, stage, status, amount, currency, closeOn, accountId }: Row) {
  return { name, stage, status, amount, currency, close_on: closeOn, account_id: accountId }
}

async function searchOf(db: Transaction<Schema>, { name, accountId }: Row): Promise<string> {
  const account =
    accountId === null
      ? undefined
      : await db.selectFrom('account').select('name').where('id', '=', accountId).executeTakeFirst()
  return opportunitySearch(name, account?.name ?? null)
}

export function opportunitySearch(name: string, accountName: string | null): string {
  return searchText([name, accountName])
}

/** Said twice, somebody has the role that was said last. */
async function writePeople(
  db: Transaction<Schema>,
  opportunity: string,
  people: readonly PersonInIt[],
): Promise<void> {
  if (people.length === 0) return
  const once = new Map(people.map(({ contactId, role }) => [contactId, role]))
  const rows = [...once].map(([contact_id, role]) => ({ opportunity_id: opportunity, contact_id, role }))
  await db.insertInto('opportunity_person').values(rows).execute()
}

function there<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('An opportunity that was just written is not there.')
  return row
}
