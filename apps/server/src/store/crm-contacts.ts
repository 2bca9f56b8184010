import type { Transaction } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { fold, searchText } from './crm-fold.ts'
import { refreshCaseSearch } from './crm-cases.ts'
import { findPage, inOrder, type Page, type PageQuery } from './crm-page.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'

export interface PhoneData {
  readonly label: 'work' | 'mobile' | 'home' | 'other'
  /** As a person wrote it. */
  readonly text: string
  /** Null where the text is not understood. */
  readonly e164: string | null
}

export interface NewContact {
  readonly givenName: string
  readonly familyName: string
  readonly title: string | null
  readonly email: string | null
  readonly accountId: string | null
  readonly phones: readonly PhoneData[]
}

export interface ContactData extends NewContact {
  readonly id: string
  readonly accountName: string | null
}

/** People. Each method sees one tenant only. */
export interface ContactStore {
  /** With `e164`: those who have exactly this number; where nobody has it, those who are found by the text. */
  list(tenant: string, query: PageQuery & { readonly e164?: string | null }): Promise<Page<ContactData>>
  read(tenant: string, id: string): Promise<ContactData | undefined>
  /** @throws SQLSTATE 23503 when the account is not there. */
  create(tenant: string, contact: NewContact): Promise<ContactData>
  /** What is absent stays; `phones` replaces all numbers. Undefined when there is no such contact. */
  change(tenant: string, id: string, changes: Partial<NewContact>): Promise<ContactData | undefined>
}

/** More people than this behind one number are not told apart by reading their names. */
const mostSharing = 100

export function createContactStore(database: Database): ContactStore {
  return {
    list: (tenant, query) =>
      database.inTenant(tenant, async (db) => {
        const list = { table: 'contact', order: 'sort_key', newestFirst: false } as const
        const numbered = await findByNumber(db, query)
        const page = numbered.length > 0 ? { items: numbered, next: null } : await findPage(db, list, query)
        return { ...page, items: inOrder(page.items, await readContacts(db, page.items)) }
      }),
    read: (tenant, id) => database.inTenant(tenant, async (db) => (await readContacts(db, [id]))[0]),
    create: (tenant, contact) => database.inTenant(tenant, (db) => createContact(db, contact)),
    change: (tenant, id, changes) => database.inTenant(tenant, (db) => changeContact(db, id, changes)),
  }
}

/** Ids of those who have a number; all of them, since a page of them would be as dear. */
async function findByNumber(
  db: Transaction<Schema>,
  { e164, after }: PageQuery & { readonly e164?: string | null },
): Promise<string[]> {
  if (e164 == null || after !== null) return []
  const rows = await db
    .selectFrom('contact_phone')
    .innerJoin('contact', 'contact.id', 'contact_phone.contact_id')
    .where('e164', '=', e164)
    .select(['contact.id as id', 'contact.sort_key'])
    .distinct()
    .orderBy('contact.sort_key')
    .limit(mostSharing)
    .execute()
  return rows.map(({ id }) => id)
}

/** Contacts with their numbers in the order in which they were given. */
export async function readContacts(db: Transaction<Schema>, ids: readonly string[]): Promise<ContactData[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('contact')
    .leftJoin('account', 'account.id', 'contact.account_id')
    .where('contact.id', 'in', ids)
    .select((row) => [
      'contact.id as id',
      'given_name as givenName',
      'family_name as familyName',
      'title',
      'email',
      'account_id as accountId',
      'account.name as accountName',
      jsonArrayFrom(
        row
          .selectFrom('contact_phone')
          .whereRef('contact_id', '=', 'contact.id')
          .select(['label', 'text', 'e164'])
          .orderBy('position'),
      ).as('phones'),
    ])
    .execute()
}

async function createContact(db: Transaction<Schema>, contact: NewContact): Promise<ContactData> {
  const accountName = await nameOfAccount(db, contact.accountId)
  const { id } = await db
    .insertInto('contact')
    .values(rowOf(contact, accountName))
    .returning('id')
    .executeTakeFirstOrThrow()
  await writePhones(db, id, contact.phones)
  return { ...contact, id, accountName }
}

async function changeContact(
  db: Transaction<Schema>,
  id: string,
  changes: Partial<NewContact>,
): Promise<ContactData | undefined> {
  await db.selectFrom('contact').select('id').where('id', '=', id).forUpdate().execute()
  const [before] = await readContacts(db, [id])
  if (before === undefined) return undefined
  const after = { ...before, ...changes }
  const accountName = await nameOfAccount(db, after.accountId)
  await db.updateTable('contact').set(rowOf(after, accountName)).where('id', '=', id).execute()
  if (changes.phones !== undefined) {
    await db.deleteFrom('contact_phone').where('contact_id', '=', id).execute()
    await writePhones(db, id, changes.phones)
  }
  await refreshCaseSearch(db, id)
  return { ...after, id, accountName }
}

function rowOf(contact: NewContact, accountName: string | null) {
  return {
    given_name: contact.givenName,
    family_name: contact.familyName,
    title: contact.title,
    email: contact.email,
    account_id: contact.accountId,
    search: contactSearch(contact, accountName),
    sort_key: fold(`${contact.familyName} ${contact.givenName}`),
  }
}

/** Numbers are found by their digits, understood or not. */
export function contactSearch(contact: NewContact, accountName: string | null): string {
  const numbers = contact.phones.map(({ e164, text }) => (e164 ?? text).replace(/\D/gu, ''))
  return searchText([contact.givenName, contact.familyName, accountName, contact.email, ...new Set(numbers)])
}

async function writePhones(
  db: Transaction<Schema>,
  contact: string,
  phones: readonly PhoneData[],
): Promise<void> {
  if (phones.length === 0) return
  const rows = phones.map(({ label, text, e164 }, position) => ({
    contact_id: contact,
    position,
    label,
    text,
    e164,
  }))
  await db.insertInto('contact_phone').values(rows).execute()
}

async function nameOfAccount(db: Transaction<Schema>, id: string | null): Promise<string | null> {
  if (id === null) return null
  const row = await db.selectFrom('account').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name ?? null
}
