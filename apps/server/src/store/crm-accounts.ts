import type { Transaction } from 'kysely'
import { fold, searchText } from './crm-fold.ts'
import { refreshAccountName } from './crm-refresh.ts'
import type { ListOf, PageQuery } from './crm-list.ts'
import { findPage, inOrder, type Page } from './crm-page.ts'
import { holdVersion, type SeenVersion } from './crm-version.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'

export interface NewAccount {
  readonly name: string
  readonly number: string | null
  readonly industry: string | null
  readonly city: string | null
  /** ISO 3166. */
  readonly country: string | null
}

export interface AccountData extends NewAccount {
  readonly id: string
  readonly version: number
}

export interface ListedByName extends PageQuery {
  readonly sort?: 'name' | 'newest' | undefined
}

/** Companies and other customers. Each method sees one tenant only. */
export interface AccountStore {
  list(tenant: string, query: ListedByName): Promise<Page<AccountData>>
  read(tenant: string, id: string): Promise<AccountData | undefined>
  /** @throws SQLSTATE 23505 when the number is taken. */
  create(tenant: string, account: NewAccount): Promise<AccountData>
  /** Undefined when there is no such account. @throws ChangedMeanwhile, or SQLSTATE 23505 when the number is taken. */
  change(
    tenant: string,
    id: string,
    changes: Partial<NewAccount> & SeenVersion,
  ): Promise<AccountData | undefined>
}

const columns = ['id', 'name', 'number', 'industry', 'city', 'country', 'version'] as const

export function createAccountStore(database: Database): AccountStore {
  return {
    list: (tenant, query) =>
      database.inTenant(tenant, async (db) => {
        const page = await findPage(db, { table: 'account', ...orderByName(query) }, query)
        return { ...page, items: inOrder(page.items, await readAccounts(db, page.items)) }
      }),
    read: (tenant, id) => database.inTenant(tenant, async (db) => (await readAccounts(db, [id]))[0]),
    create: (tenant, account) =>
      database.inTenant(tenant, (db) =>
        db
          .insertInto('account')
          .values({ ...account, search: accountSearch(account), sort_key: fold(account.name) })
          .returning(columns)
          .executeTakeFirstOrThrow(),
      ),
    change: (tenant, id, changes) => database.inTenant(tenant, (db) => changeAccount(db, id, changes)),
  }
}

export function orderByName({ sort }: ListedByName): Pick<ListOf, 'order' | 'newestFirst'> {
  return sort === 'newest'
    ? { order: 'created_at', newestFirst: true }
    : { order: 'sort_key', newestFirst: false }
}

async function changeAccount(
  db: Transaction<Schema>,
  id: string,
  { version, ...changes }: Partial<NewAccount> & SeenVersion,
): Promise<AccountData | undefined> {
  await db.selectFrom('account').select('id').where('id', '=', id).forUpdate().execute()
  const [before] = await readAccounts(db, [id])
  if (before === undefined) return undefined
  holdVersion(before, version)
  const { id: _, ...after } = { ...before, ...changes, version: before.version + 1 }
  await db
    .updateTable('account')
    .set({ ...after, search: accountSearch(after), sort_key: fold(after.name) })
    .where('id', '=', id)
    .execute()
  // People and cases are found by the name of their company too.
  if (after.name !== before.name) await refreshAccountName(db, { id, before: before.name, after: after.name })
  return { ...after, id }
}

export function accountSearch({ name, number, city }: Pick<NewAccount, 'name' | 'number' | 'city'>): string {
  return searchText([name, number, city])
}

function readAccounts(db: Transaction<Schema>, ids: readonly string[]): Promise<AccountData[]> {
  if (ids.length === 0) return Promise.resolve([])
  return db.selectFrom('account').select(columns).where('id', 'in', ids).execute()
}
