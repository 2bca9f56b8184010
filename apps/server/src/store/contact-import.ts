import { sql, type Transaction } from 'kysely'
import { type Actor, audit } from './audit-store.ts'
import {
  changeContact,
  contactSearch,
  joinPhones,
  readContacts,
  type ContactData,
  type NewContact,
} from './contact-rows.ts'
import { accountSearch } from './crm-accounts.ts'
import { fold } from './crm-fold.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'

/** A line of a file that can be taken. */
export interface ImportLine {
  readonly row: number
  readonly contact: Omit<NewContact, 'accountId'>
  /** Name of the company; null for none. */
  readonly company: string | null
}

export interface LineResult {
  readonly row: number
  readonly outcome: 'created' | 'filled' | 'known'
  readonly contactId?: string
  readonly same?: { readonly by: SameBy; readonly name: string }
}

export type SameBy = 'number' | 'email' | 'name'

export interface ImportBatch {
  readonly importId: string
  readonly file: string
  readonly by: Actor
  readonly known: 'fill' | 'keep' | 'create'
  readonly preview: boolean
  readonly lines: readonly ImportLine[]
}

/** Contacts from files. */
export interface ContactImport {
  /** All lines of the batch or none; those that were taken before are not taken again. */
  take(tenant: string, batch: ImportBatch): Promise<readonly LineResult[]>
}

export function createContactImport(database: Database): ContactImport {
  return {
    take: (tenant, batch) =>
      database.inTenant(tenant, async (db) => {
        if (batch.preview) return (await plan(db, batch)).map(({ result }) => result)
        // One batch of an import at a time: a repeat waits, and finds what the first did.
        await sql`select pg_advisory_xact_lock(hashtextextended('import ' || ${batch.importId}, 0))`.execute(
          db,
        )
        const before = await readTaken(db, batch)
        const lines = batch.lines.filter(({ row }) => !before.has(row))
        const taken = await takeLines(db, { ...batch, lines })
        await auditFirst(db, batch, before.size)
        return [...before.values(), ...taken]
      }),
  }
}

async function readTaken(
  db: Transaction<Schema>,
  { importId, lines }: ImportBatch,
): Promise<ReadonlyMap<number, LineResult>> {
  const rows = await db
    .selectFrom('import_row')
    .select(['row', 'result'])
    .where('import_id', '=', importId)
    .where(
      'row',
      'in',
      lines.map(({ row }) => row),
    )
    .execute()
  return new Map(rows.map(({ row, result }) => [row, result as LineResult]))
}

/** An import is in the audit log once. */
async function auditFirst(
  db: Transaction<Schema>,
  { importId, file, by }: ImportBatch,
  before: number,
): Promise<void> {
  if (before > 0) return
  const known = await db
    .selectFrom('audit_entry')
    .select('id')
    .where('kind', '=', 'import')
    .where('subject_id', '=', importId)
    .executeTakeFirst()
  if (known !== undefined) return
  const change = {
    actor: by,
    action: 'created',
    kind: 'import',
    id: importId,
    name: file,
    before: null,
  } as const
  await audit(db, { ...change, after: { file } })
}

interface Planned {
  readonly line: ImportLine
  readonly accountId: string | null
  readonly result: LineResult
  /** Whom it is the same as: in the database, or an earlier line. */
  readonly same: Known | undefined
}

interface Known {
  readonly id: string
  readonly name: string
}

async function takeLines(db: Transaction<Schema>, batch: ImportBatch): Promise<readonly LineResult[]> {
  if (batch.lines.length === 0) return []
  await createAccounts(db, batch.lines)
  const planned = await plan(db, batch)
  const made = planned.filter(({ result }) => result.outcome === 'created')
  await insertContacts(db, made)
  for (const it of planned) if (it.result.outcome === 'filled') await fillIn(db, it)
  await db
    .insertInto('import_row')
    .values(
      planned.map(({ result }) => ({
        import_id: batch.importId,
        row: result.row,
        result: JSON.stringify(result),
      })),
    )
    .execute()
  return planned.map(({ result }) => result)
}

/** What comes of each line: who is somebody whom we know, in the database or from a line before. */
async function plan(
  db: Transaction<Schema>,
  { lines, known, preview }: ImportBatch,
): Promise<readonly Planned[]> {
  const accounts = await readAccounts(db, lines)
  const index = await indexKnown(db, lines, accounts)
  return lines.map((line) => {
    const accountId = line.company === null ? null : (accounts.get(fold(line.company)) ?? null)
    const found = known === 'create' ? undefined : index.find(line, accountId)
    const same = found === undefined ? {} : { same: { by: found.by, name: found.who.name } }
    if (found !== undefined) {
      const outcome = known === 'fill' ? 'filled' : 'known'
      const result = { row: line.row, outcome, contactId: found.who.id, ...same } as const
      return { line, accountId, same: found.who, result }
    }
    const id = crypto.randomUUID()
    index.add(line, accountId, { id, name: nameOf(line.contact) })
    const shown = preview ? {} : { contactId: id }
    return { line, accountId, same: undefined, result: { row: line.row, outcome: 'created', ...shown } }
  })
}

const nameOf = ({ givenName, familyName }: Pick<NewContact, 'givenName' | 'familyName'>): string =>
  `${givenName} ${familyName}`.trim()
const nameKey = ({ givenName, familyName }: Pick<NewContact, 'givenName' | 'familyName'>): string =>
  fold(`${familyName} ${givenName}`)

interface KnownIndex {
  find(line: ImportLine, accountId: string | null): { readonly by: SameBy; readonly who: Known } | undefined
  add(line: ImportLine, accountId: string | null, who: Known): void
}

/**
 * The same is who has the same e-mail; who has the same number and the same name (a family and a switchboard share a number);
 * who has the same name at the same company.
 */
async function indexKnown(
  db: Transaction<Schema>,
  lines: readonly ImportLine[],
  accounts: ReadonlyMap<string, string>,
): Promise<KnownIndex> {
  const byEmail = new Map<string, Known>()
  const byNumber = new Map<string, Known>()
  const byName = new Map<string, Known>()
  const put = (contact: Omit<NewContact, 'title'>, who: Known): void => {
    const name = nameKey(contact)
    if (contact.email !== null) byEmail.set(contact.email.toLowerCase(), who)
    for (const { e164 } of contact.phones) if (e164 !== null) byNumber.set(`${e164} ${name}`, who)
    if (contact.accountId !== null) byName.set(`${contact.accountId} ${name}`, who)
  }
  for (const contact of await readLike(db, lines, accounts))
    put(contact, { id: contact.id, name: nameOf(contact) })
  return {
    find: ({ contact }, accountId) => {
      const name = nameKey(contact)
      const email = contact.email === null ? undefined : byEmail.get(contact.email.toLowerCase())
      if (email !== undefined) return { by: 'email', who: email }
      for (const { e164 } of contact.phones) {
        const number = byNumber.get(`${e164} ${name}`)
        if (number !== undefined) return { by: 'number', who: number }
      }
      const named = accountId === null ? undefined : byName.get(`${accountId} ${name}`)
      return named === undefined ? undefined : { by: 'name', who: named }
    },
    add: ({ contact }, accountId, who) => put({ ...contact, accountId }, who),
  }
}

/** Those in the database who share a number, an e-mail, or the name and the company with one of the lines. */
async function readLike(
  db: Transaction<Schema>,
  lines: readonly ImportLine[],
  accounts: ReadonlyMap<string, string>,
): Promise<readonly ContactData[]> {
  const numbers = lines.flatMap(({ contact }) => contact.phones.flatMap(({ e164 }) => e164 ?? []))
  const emails = lines.flatMap(({ contact }) => contact.email?.toLowerCase() ?? [])
  const [accountIds, names] = [[] as string[], [] as string[]]
  for (const { contact, company } of lines) {
    const accountId = company === null ? undefined : accounts.get(fold(company))
    if (accountId === undefined) continue
    accountIds.push(accountId)
    names.push(nameKey(contact))
  }
  const { rows } = await sql<{ id: string }>`
    select p.contact_id as id from unnest(${numbers}::text[]) n(e164) join contact_phone p on p.e164 = n.e164
    union
    select c.id from unnest(${emails}::text[]) e(email) join contact c on c.email_key = e.email
    union
    select c.id from unnest(${accountIds}::uuid[], ${names}::text[]) as a(account_id, name)
      join contact c on c.account_id = a.account_id and c.sort_key = a.name`.execute(db)
  return readContacts(
    db,
    rows.map(({ id }) => id),
  )
}

/** Companies by their folded name; of two of the same name the older one. */
async function readAccounts(
  db: Transaction<Schema>,
  lines: readonly ImportLine[],
): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(lines.flatMap(({ company }) => (company === null ? [] : [fold(company)])))]
  if (names.length === 0) return new Map()
  const rows = await db
    .selectFrom('account')
    .select(['id', 'sort_key'])
    .where('sort_key', 'in', names)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return new Map(rows.map(({ id, sort_key }) => [sort_key, id]))
}

async function createAccounts(db: Transaction<Schema>, lines: readonly ImportLine[]): Promise<void> {
  const known = await readAccounts(db, lines)
  const names = lines.flatMap(({ company }) => (company === null ? [] : [[fold(company), company] as const]))
  // Of two spellings the first.
  const missing = new Map(names.toReversed().filter(([key]) => !known.has(key)))
  if (missing.size === 0) return
  const rows = [...missing].map(([key, name]) => ({
    name,
    number: null,
    industry: null,
    city: null,
    country: null,
    sort_key: key,
    search: accountSearch({ name, number: null, city: null }),
  }))
  await db.insertInto('account').values(rows).execute()
}

async function insertContacts(db: Transaction<Schema>, made: readonly Planned[]): Promise<void> {
  if (made.length === 0) return
  const rows = made.map(({ line, accountId, result }) => {
    const { givenName, familyName, title, email } = line.contact
    const id = result.contactId
    if (id === undefined) throw new Error('A line that is taken has no contact.')
    return {
      id,
      given_name: givenName,
      family_name: familyName,
      title,
      email,
      account_id: accountId,
      search: contactSearch({ ...line.contact, accountId }, line.company),
      sort_key: nameKey(line.contact),
    }
  })
  await db.insertInto('contact').values(rows).execute()
  const phones = made.flatMap(({ line, result }) =>
    line.contact.phones.map(({ label, text, e164 }, position) => ({
      contact_id: result.contactId ?? '',
      position,
      label,
      text,
      e164,
    })),
  )
  if (phones.length > 0) await db.insertInto('contact_phone').values(phones).execute()
}

/** What we lacked; what we have stays as it is. */
async function fillIn(db: Transaction<Schema>, { line, accountId, same }: Planned): Promise<void> {
  const [before] = same === undefined ? [] : await readContacts(db, [same.id])
  if (before === undefined) return
  const { givenName, title, email, phones } = line.contact
  await changeContact(db, before.id, {
    givenName: before.givenName === '' ? givenName : before.givenName,
    title: before.title ?? title,
    email: before.email ?? email,
    accountId: before.accountId ?? accountId,
    phones: joinPhones(before.phones, phones),
  })
}
