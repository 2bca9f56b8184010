import { sql, type Transaction } from 'kysely'
import { searchText } from './crm-fold.ts'
import type { PageQuery } from './crm-list.ts'
import { findPage, inOrder, type Page } from './crm-page.ts'
import { holdVersion, type SeenVersion } from './crm-version.ts'
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
  readonly accountName: string | null
  readonly version: number
}

export interface CaseQuery extends PageQuery {
  readonly contactId?: string | undefined
  readonly accountId?: string | undefined
  readonly open?: boolean | undefined
  readonly status?: CaseRecordTable['status'] | undefined
  readonly priority?: CaseRecordTable['priority'] | undefined
  readonly ownerId?: string | undefined
  readonly sort?: 'newest' | 'oldest' | 'priority' | undefined
}

/** Cases. Each method sees one tenant only. */
export interface CaseStore {
  list(tenant: string, query: CaseQuery): Promise<Page<CaseData>>
  read(tenant: string, id: string): Promise<CaseData | undefined>
  /** Numbered by the tenant's own count. @throws SQLSTATE 23503 when contact or account are not there. */
  create(tenant: string, given: NewCase, owner: string): Promise<CaseData>
  /** Undefined when there is no such case. @throws ChangedMeanwhile. */
  change(tenant: string, id: string, changes: Partial<NewCase> & SeenVersion): Promise<CaseData | undefined>
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
    order: query.sort === 'priority' ? 'priority_order' : 'opened_at',
    newestFirst: query.sort !== 'oldest',
    only: {
      contact_id: query.contactId,
      account_id: query.accountId,
      owner_id: query.ownerId,
      priority: query.priority,
      status: query.open === false ? 'closed' : query.status,
    },
    ...(query.open === true ? { notStatus: 'closed' } : {}),
  } as const
  const page = await findPage(db, list, query)
  const numbered = await findByCaseNumber(db, query)
  const all = [...new Set([...numbered, ...page.items])]
  const ids = all.slice(0, query.limit)
  // Whoever had to make room is on the next page.
  const next = all.length > ids.length ? (ids.at(-1) ?? null) : page.next
  return { ...page, next, items: inOrder(ids, await readCases(db, ids)) }
}

/** The case that has exactly this number comes first. */
async function findByCaseNumber(db: Transaction<Schema>, query: CaseQuery): Promise<string[]> {
  const number = /^#?(\d{1,9})$/.exec(query.search.trim())?.[1]
  const isNarrow = query.contactId !== undefined || query.accountId !== undefined
  if (number === undefined || query.after !== null || isNarrow) return []
  const rows = await db.selectFrom('case_record').select('id').where('number', '=', Number(number)).execute()
  return rows.map(({ id }) => id)
}

export async function readCases(db: Transaction<Schema>, ids: readonly string[]): Promise<CaseData[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('case_record as c')
    .leftJoin('app_user', 'app_user.id', 'c.owner_id')
    .leftJoin('contact', 'contact.id', 'c.contact_id')
    .leftJoin('account', 'account.id', 'c.account_id')
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
      'account.name as accountName',
      'c.version as version',
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
  { version, ...changes }: Partial<NewCase> & SeenVersion,
): Promise<CaseData | undefined> {
  await db.selectFrom('case_record').select('id').where('id', '=', id).forUpdate().execute()
  const [before] = await readCases(db, [id])
  if (before === undefined) return undefined
  holdVersion(before, version)
  const after = { ...before, ...changes }
  const row = { ...rowOf(after), version: before.version + 1 }
  await db
    .updateTable('case_record')
    .set({ ...row, search: await searchOf(db, { ...after, number: Number(before.number) }) })
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
