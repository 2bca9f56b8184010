import { sql, type Transaction } from 'kysely'
import { searchText } from './crm-fold.ts'
import { findPage, inOrder, type Page, type PageQuery } from './crm-page.ts'
import type { Database } from './db.ts'
import type { CaseRecordTable, Schema } from './db-schema.ts'

export interface NewCase {
  readonly subject: string
  readonly priority: CaseRecordTable['priority']
  readonly status: CaseRecordTable['status']
  readonly type: CaseRecordTable['type']
  readonly origin: CaseRecordTable['origin']
  readonly contactId: string | null
  readonly accountId: string | null
}

export interface CaseData extends NewCase {
  readonly id: string
  readonly number: string
  readonly owner: string | null
  readonly openedAt: Date
  readonly contactName: string | null
}

export interface CaseQuery extends PageQuery {
  readonly contactId?: string | undefined
  readonly accountId?: string | undefined
  readonly open?: boolean | undefined
}

/** Cases. Each method sees one tenant only. */
export interface CaseStore {
  list(tenant: string, query: CaseQuery): Promise<Page<CaseData>>
  read(tenant: string, id: string): Promise<CaseData | undefined>
  /** Numbered by the tenant's own count. @throws SQLSTATE 23503 when contact or account are not there. */
  create(tenant: string, given: NewCase, owner: string): Promise<CaseData>
  change(tenant: string, id: string, changes: Partial<NewCase>): Promise<CaseData | undefined>
}

/** The first case of a tenant is the one after this. */
export const caseNumberBefore = 10_000

export function createCaseStore(database: Database): CaseStore {
  return {
    list: (tenant, query) => database.inTenant(tenant, (db) => listCases(db, query)),
    read: (tenant, id) => database.inTenant(tenant, async (db) => (await readCases(db, [id]))[0]),
    create: (tenant, given, owner) => database.inTenant(tenant, (db) => createCase(db, given, owner)),
    change: (tenant, id, changes) => database.inTenant(tenant, (db) => changeCase(db, id, changes)),
  }
}

async function listCases(db: Transaction<Schema>, query: CaseQuery): Promise<Page<CaseData>> {
  const list = {
    table: 'case_record',
    order: 'opened_at',
    newestFirst: true,
    only: {
      contact_id: query.contactId,
      account_id: query.accountId,
      status: query.open === false ? 'closed' : undefined,
    },
    ...(query.open === true ? { notStatus: 'closed' } : {}),
  } as const
  const page = await findPage(db, list, query)
  return { ...page, items: inOrder(page.items, await readCases(db, page.items)) }
}

export async function readCases(db: Transaction<Schema>, ids: readonly string[]): Promise<CaseData[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('case_record as c')
    .leftJoin('app_user', 'app_user.id', 'c.owner_id')
    .leftJoin('contact', 'contact.id', 'c.contact_id')
    .where('c.id', 'in', ids)
    .select([
      'c.id as id',
      'c.number as number',
      'subject',
      'priority',
      'status',
      'type',
      'origin',
      'app_user.name as owner',
      'opened_at as openedAt',
      'c.contact_id as contactId',
      'c.account_id as accountId',
      'contact.given_name as givenName',
      'contact.family_name as familyName',
    ])
    .execute()
  return rows.map(({ givenName, familyName, number, ...row }) => ({
    ...row,
    number: String(number),
    contactName: familyName === null ? null : `${givenName ?? ''} ${familyName}`.trim(),
  }))
}

async function createCase(db: Transaction<Schema>, given: NewCase, owner: string): Promise<CaseData> {
  const { last } = await db
    .insertInto('case_counter')
    .values({ last: caseNumberBefore + 1 })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ last: sql`case_counter.last + 1` }))
    .returning('last')
    .executeTakeFirstOrThrow()
  const { id } = await db
    .insertInto('case_record')
    .values({
      ...rowOf(given),
      number: last,
      owner_id: owner,
      opened_at: sql<string>`now()`,
      search: await searchOf(db, { ...given, number: last }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return readOne(db, id)
}

async function changeCase(
  db: Transaction<Schema>,
  id: string,
  changes: Partial<NewCase>,
): Promise<CaseData | undefined> {
  await db.selectFrom('case_record').select('id').where('id', '=', id).forUpdate().execute()
  const [before] = await readCases(db, [id])
  if (before === undefined) return undefined
  const after = { ...before, ...changes }
  await db
    .updateTable('case_record')
    .set({ ...rowOf(after), search: await searchOf(db, { ...after, number: Number(before.number) }) })
    .where('id', '=', id)
    .execute()
  return readOne(db, id)
}

/** A case is found by the name of its contact too: when that changes, so does what it is found by. */
export async function refreshCaseSearch(db: Transaction<Schema>, contactId: string): Promise<void> {
  const cases = await db
    .selectFrom('case_record')
    .select(['id', 'number', 'subject', 'contact_id as contactId', 'account_id as accountId'])
    .where('contact_id', '=', contactId)
    .execute()
  for (const it of cases)
    await db
      .updateTable('case_record')
      .set({ search: await searchOf(db, it) })
      .where('id', '=', it.id)
      .execute()
}

function rowOf(given: NewCase) {
  return {
    subject: given.subject,
    priority: given.priority,
    status: given.status,
    type: given.type,
    origin: given.origin,
    contact_id: given.contactId,
    account_id: given.accountId,
    closed_at: given.status === 'closed' ? sql<string>`coalesce(closed_at, now())` : null,
  }
}

async function searchOf(
  db: Transaction<Schema>,
  given: Pick<NewCase, 'subject' | 'contactId' | 'accountId'> & { readonly number: number },
): Promise<string> {
  const contact =
    given.contactId === null
      ? undefined
      : await db.selectFrom('contact').select('sort_key').where('id', '=', given.contactId).executeTakeFirst()
  const account =
    given.accountId === null
      ? undefined
      : await db.selectFrom('account').select('sort_key').where('id', '=', given.accountId).executeTakeFirst()
  return searchText([String(given.number), given.subject, contact?.sort_key, account?.sort_key])
}

async function readOne(db: Transaction<Schema>, id: string): Promise<CaseData> {
  const [found] = await readCases(db, [id])
  if (found === undefined) throw new Error('A case that was just written is not there.')
  return found
}
