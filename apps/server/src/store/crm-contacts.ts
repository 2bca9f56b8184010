import { sql, type Transaction } from 'kysely'
import {
  changeContact,
  createContact,
  joinPhones,
  presentContact,
  readContacts,
  type ContactData,
  type NewContact,
} from './contact-rows.ts'
import { type ListedByName, orderByName } from './crm-accounts.ts'
import { mergeContacts } from './crm-merge.ts'
import { findPage, inOrder, type Page } from './crm-page.ts'
import type { SeenVersion } from './crm-version.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'

/** A caller whom nobody knew. */
export interface MadeFor {
  /** His number; null where it is not one by which he could be known again. */
  readonly e164: string | null
  /** Contacts with his number that whoever makes the new one was shown. */
  readonly shown: readonly string[]
  /** When his call began. */
  readonly since: Date
}

export interface ContactQuery extends ListedByName {
  readonly e164?: string | null
  readonly accountId?: string | undefined
}

/** People. Each method sees one tenant only. */
export interface ContactStore {
  /** With `e164`: those who have exactly this number; where nobody has it, those who are found by the text. */
  list(tenant: string, query: ContactQuery): Promise<Page<ContactData>>
  read(tenant: string, id: string): Promise<ContactData | undefined>
  /** @throws SQLSTATE 23503 when the account is not there. */
  create(tenant: string, contact: NewContact, madeFor?: MadeFor): Promise<ContactData>
  /** See crm-merge.ts. Undefined when there is no such contact. */
  merge(
    tenant: string,
    which: { readonly into: string; readonly old: string; readonly userId: string },
  ): Promise<ContactData | undefined>
  /** What is absent stays; `phones` replaces all numbers. Undefined when there is no such contact. @throws ChangedMeanwhile. */
  change(
    tenant: string,
    id: string,
    changes: Partial<NewContact> & SeenVersion,
  ): Promise<ContactData | undefined>
}

/** More people than this behind one number are not told apart by reading their names. */
const mostSharing = 100

export function createContactStore(database: Database): ContactStore {
  return {
    list: (tenant, query) =>
      database.inTenant(tenant, async (db) => {
        const only = { account_id: query.accountId }
        const list = { table: 'contact', ...orderByName(query), only } as const
        const numbered = await findExactly(db, query)
        const page = numbered.length > 0 ? { items: numbered, next: null } : await findPage(db, list, query)
        return { ...page, items: inOrder(page.items, await readContacts(db, page.items)) }
      }),
    read: (tenant, id) =>
      database.inTenant(tenant, async (db) => {
        const [found] = await readContacts(db, [id])
        return found ?? (await readContacts(db, [await presentContact(db, id)]))[0]
      }),
    create: (tenant, contact, madeFor) =>
      database.inTenant(tenant, async (db) => {
        const made = madeFor === undefined ? undefined : await findMade(db, madeFor)
        return made === undefined ? createContact(db, contact) : fillIn(db, made, contact)
      }),
    merge: (tenant, which) => database.inTenant(tenant, (db) => mergeContacts(db, which)),
    change: (tenant, id, changes) => database.inTenant(tenant, (db) => changeContact(db, id, changes)),
  }
}

/** A whole number or a whole address is looked up and not searched for. */
async function findExactly(db: Transaction<Schema>, query: ContactQuery): Promise<string[]> {
  const text = query.search.trim().toLowerCase()
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(text)) return findByNumber(db, query)
  if (query.after !== null || query.accountId !== undefined) return []
  const rows = await db
    .selectFrom('contact')
    .select('id')
    .where('email_key', '=', text)
    .orderBy('sort_key')
    .limit(mostSharing)
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of those who have a number; all of them, since a page of them would be as dear. */
async function findByNumber(
  db: Transaction<Schema>,
  { e164, after, accountId }: ContactQuery,
): Promise<string[]> {
  if (e164 == null || after !== null || accountId !== undefined) return []
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

/**
 * The contact that somebody else made for the same caller during the call: whom the user was not shown, and who did not
 * exist before. One at a time for each number, so that two who make him at the same moment make one.
 */
async function findMade(
  db: Transaction<Schema>,
  { e164, shown, since }: MadeFor,
): Promise<ContactData | undefined> {
  if (e164 === null) return undefined
  await sql`select pg_advisory_xact_lock(hashtextextended('caller ' || current_tenant() || ${e164}, 0))`.execute(
    db,
  )
  const made = await db
    .selectFrom('contact_phone')
    .innerJoin('contact', 'contact.id', 'contact_phone.contact_id')
    .where('e164', '=', e164)
    .where('contact.created_at', '>=', since)
    .$if(shown.length > 0, (query) => query.where('contact.id', 'not in', shown))
    .select('contact.id as id')
    .orderBy('contact.created_at')
    .orderBy('contact.id')
    .limit(1)
    .executeTakeFirst()
  return made === undefined ? undefined : (await readContacts(db, [made.id]))[0]
}

/** What the first did not know. His words stay: the second sees them and may change them. */
function fillIn(
  db: Transaction<Schema>,
  made: ContactData,
  { givenName, title, email, accountId, phones }: NewContact,
): Promise<ContactData> {
  const changes = {
    givenName: made.givenName === '' ? givenName : made.givenName,
    title: made.title ?? title,
    email: made.email ?? email,
    accountId: made.accountId ?? accountId,
    phones: joinPhones(made.phones, phones),
  }
  return changeContact(db, made.id, changes).then((changed) => changed ?? made)
}
