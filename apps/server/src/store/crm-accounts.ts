import type { Transaction } from 'kysely'
import { fold, searchText } from './crm-fold.ts'
import { findPage, inOrder, type Page, type PageQuery } from './crm-page.ts'
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
}

/** Companies and other customers. Each method sees one tenant only. */
export interface AccountStore {
  list(tenant: string, query: PageQuery): Promise<Page<AccountData>>
  read(tenant: string, id: string): Promise<AccountData | undefined>
  /** @throws SQLSTATE 23505 when the number is taken. */
  create(tenant: string, account: NewAccount): Promise<AccountData>
}

const columns = ['id', 'name', 'number', 'industry', 'city', 'country'] as const

export function createAccountStore(database: Database): AccountStore {
  return {
    list: (tenant, query) =>
      database.inTenant(tenant, async (db) => {
        const page = await findPage(db, { table: 'account', order: 'sort_key', newestFirst: false }, query)
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
  }
}

export function accountSearch({ name, number, city }: NewAccount): string {
  return searchText([name, number, city])
}

function readAccounts(db: Transaction<Schema>, ids: readonly string[]): Promise<AccountData[]> {
  if (ids.length === 0) return Promise.resolve([])
  return db.selectFrom('account').select(columns).where('id', 'in', ids).execute()
}
