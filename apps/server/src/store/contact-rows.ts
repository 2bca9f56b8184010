import type { Transaction } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { refreshCaseSearch } from './crm-cases.ts'
import { fold, searchText } from './crm-fold.ts'
import { holdVersion, type SeenVersion } from './crm-version.ts'
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
  readonly version: number
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
      'contact.version as version',
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

/** The id under which a contact is known now. */
export async function presentContact(db: Transaction<Schema>, id: string): Promise<string> {
  const merged = await db
    .selectFrom('merged_contact')
    .select('contact_id as id')
    .where('old_id', '=', id)
    .executeTakeFirst()
  return merged?.id ?? id
}

/** The numbers of both, each once. */
export function joinPhones(ours: readonly PhoneData[], theirs: readonly PhoneData[]): PhoneData[] {
  const keyOf = ({ e164, text }: PhoneData): string => e164 ?? text.trim().toLowerCase()
  const known = new Set(ours.map(keyOf))
  return [...ours, ...theirs.filter((phone) => !known.has(keyOf(phone)))]
}

export async function createContact(db: Transaction<Schema>, contact: NewContact): Promise<ContactData> {
  const accountName = await nameOfAccount(db, contact.accountId)
  const { id } = await db
    .insertInto('contact')
    .values(rowOf(contact, accountName))
    .returning('id')
    .executeTakeFirstOrThrow()
  await writePhones(db, id, contact.phones)
  return { ...contact, id, accountName, version: 1 }
}

export async function changeContact(
  db: Transaction<Schema>,
  id: string,
  { version, ...changes }: Partial<NewContact> & SeenVersion,
): Promise<ContactData | undefined> {
  await db.selectFrom('contact').select('id').where('id', '=', id).forUpdate().execute()
  const [before] = await readContacts(db, [id])
  if (before === undefined) return undefined
  holdVersion(before, version)
  const after = { ...before, ...changes, version: before.version + 1 }
  const accountName = await nameOfAccount(db, after.accountId)
  const row = { ...rowOf(after, accountName), version: after.version }
  await db.updateTable('contact').set(row).where('id', '=', id).execute()
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
