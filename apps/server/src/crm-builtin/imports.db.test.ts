import { randomUUID } from 'node:crypto'
import type { ImportRow } from '@hookswitch/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findDuplicates } from '#store/contact-duplicates.ts'
import { createContactImport } from '#store/contact-import.ts'
import { createContactStore } from '#store/crm-contacts.ts'
import { openTestDatabase, type TestDatabase } from '#store/test-database.ts'
import { createImports, type ImportAsker, type ImportInput, type Imports } from './imports.ts'
import { valueOf } from './test-crm.ts'

let db: TestDatabase
let imports: Imports
let asker: ImportAsker

beforeAll(async () => {
  db = await openTestDatabase()
  imports = createImports({
    imports: createContactImport(db.database),
    contacts: createContactStore(db.database),
    duplicates: (tenant, after) => findDuplicates(db.database, tenant, after),
  })
})
afterAll(() => db.close())
beforeEach(async () => {
  asker = { tenant: await db.createTenant(), by: { id: randomUUID(), name: 'Somebody' }, country: 'DE' }
})

const line = (row: number, more: Partial<ImportRow> = {}): ImportRow => ({
  row,
  givenName: 'Ada',
  familyName: `Zeile ${row}`,
  title: '',
  email: '',
  company: '',
  phones: [],
  ...more,
})
const phone = (text: string, label: 'work' | 'mobile' = 'work') => ({ label, text })

async function take(rows: readonly ImportRow[], more: Partial<ImportInput> = {}) {
  const input = {
    importId: randomUUID(),
    file: 'people.csv',
    known: 'fill',
    preview: false,
    rows,
    ...more,
  } as const
  return valueOf(await imports.take(asker, input)).rows
}

const byLetters = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const everybody = async () => valueOf(await imports.all(asker, undefined)).items

test('lines become contacts with their company and their numbers, and what is wrong is said line by line', async () => {
  const results = await take([
    line(1, {
      email: 'ada@zeile.example',
      company: 'Zeile GmbH',
      phones: [phone('0221 445566'), phone('ask Bob')],
    }),
    line(2, { familyName: '', givenName: '', phones: [phone('0221 445567')] }),
    line(3, { email: 'not an address' }),
    line(4, { givenName: '', familyName: '' }),
    line(5, { company: 'ZEILE gmbh', familyName: 'Zwei' }),
    line(6, { givenName: '', familyName: '', company: 'Nur Firma AG', phones: [phone('+1 415 555 0100')] }),
  ])
  expect(results.map(({ outcome, problem, unread }) => [outcome, problem, unread])).toEqual([
    ['created', undefined, ['ask Bob']],
    ['failed', 'nameless', undefined],
    ['failed', 'email', undefined],
    ['failed', 'nothing', undefined],
    ['created', undefined, undefined],
    ['created', undefined, undefined],
  ])
  const [company, one, two] = await everybody()
  expect(company).toMatchObject({ name: 'Nur Firma AG', accountName: 'Nur Firma AG' })
  expect(one).toMatchObject({
    name: 'Ada Zeile 1',
    accountName: 'Zeile GmbH',
    phones: [
      { e164: '+49221445566', display: '0221 445566' },
      { text: 'ask Bob', e164: null },
    ],
  })
  // The company was made once, though it is written in two ways.
  expect(two?.accountId).toBe(one?.accountId)
})

test('a preview writes nothing, and says what would come of it', async () => {
  const rows = [line(1, { phones: [phone('030 111')] }), line(2), line(1, { row: 3, email: 'x' })]
  const results = await take(rows, { preview: true })
  expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'failed'])
  expect(await everybody()).toEqual([])
})

test('sent again, whole or in other parts, at the same moment, nothing is taken twice', async () => {
  const importId = randomUUID()
  const rows = Array.from({ length: 40 }, (_, index) =>
    line(index + 1, { phones: [phone(`0221 44${1000 + index}`)] }),
  )
  const known = 'create' as const
  const [first, again] = await Promise.all([
    take(rows.slice(0, 25), { importId, known }),
    take(rows.slice(10), { importId, known }),
  ])
  const third = await take(rows, { importId, known })
  expect(await everybody()).toHaveLength(40)
  const idOf = new Map(third.map(({ row, contactId }) => [row, contactId]))
  for (const { row, contactId } of [...first, ...again]) expect(contactId).toBe(idOf.get(row))
  const entries = await db.database.inTenant(asker.tenant, (trx) =>
    trx.selectFrom('audit_entry').select(['kind', 'subject', 'user_name']).execute(),
  )
  expect(entries).toEqual([{ kind: 'import', subject: 'people.csv', user_name: 'Somebody' }])
})

test('whom we know is filled in and not made again, in the database and within the file', async () => {
  await take([
    line(1, { familyName: 'Lovelace', email: 'ada@engines.example', phones: [phone('0221 445566')] }),
    line(2, { familyName: 'Hopper', givenName: 'Grace', phones: [phone('0221 778899')], company: 'Navy' }),
  ])
  const rows = [
    line(1, {
      familyName: 'King',
      email: 'ADA@engines.example',
      title: 'Countess',
      phones: [phone('0170 1', 'mobile')],
    }),
    line(2, {
      familyName: 'Hopper',
      givenName: 'Grace',
      phones: [phone('+49 221 778899')],
      title: 'Admiral',
    }),
    line(3, { familyName: 'hopper', givenName: 'GRACE', company: 'Navy' }),
    // A family has one number.
    line(4, { familyName: 'Lovelace', givenName: 'Byron', phones: [phone('0221 445566')] }),
    line(5, { familyName: 'Neu', email: 'neu@x.example' }),
    line(6, { familyName: 'Neuer', email: 'neu@x.example', title: 'again' }),
  ]
  const results = await take(rows)
  expect(results.map(({ outcome, same }) => [outcome, same?.by])).toEqual([
    ['filled', 'email'],
    ['filled', 'number'],
    ['filled', 'name'],
    ['created', undefined],
    ['created', undefined],
    ['filled', 'email'],
  ])
  const people = await everybody()
  expect(people.map(({ name, title }) => [name, title])).toEqual([
    ['Grace Hopper', 'Admiral'],
    ['Ada Lovelace', 'Countess'],
    ['Byron Lovelace', null],
    ['Ada Neu', 'again'],
  ])
  expect(people.find(({ name }) => name === 'Ada Lovelace')?.phones).toHaveLength(2)
  // To keep what we have is another choice, and to make all of them anew a third.
  expect(
    (await take([line(1, { familyName: 'Neu', email: 'neu@x.example' })], { known: 'keep' }))[0],
  ).toMatchObject({
    outcome: 'known',
  })
  expect(
    (await take([line(1, { familyName: 'Neu', email: 'neu@x.example' })], { known: 'create' }))[0],
  ).toMatchObject({
    outcome: 'created',
  })
})

test('who may be in twice is found by number, e-mail and name; families and strangers are not', async () => {
  const known = 'create' as const
  await take(
    [
      line(1, { givenName: 'Jürgen', familyName: 'Schmidt', phones: [phone('0221 111222')] }),
      line(2, { givenName: 'Juergen', familyName: 'Schmidt', phones: [phone('+49 221 111222')] }),
      line(3, { givenName: 'Nora', familyName: 'Whitcombe', phones: [phone('0221 333444')] }),
      line(4, { givenName: 'Elias', familyName: 'Abendroth', phones: [phone('0221 333444')] }),
      line(5, { givenName: 'Ada', familyName: 'King', email: 'ada@x.example' }),
      line(6, { givenName: 'A.', familyName: 'Lovelace', email: 'Ada@X.example' }),
      line(7, { givenName: 'Grace', familyName: 'Hopper', company: 'Navy' }),
      line(8, { givenName: 'Grace', familyName: 'Hoper', company: 'Navy' }),
      line(9, { givenName: 'Grace', familyName: 'Hopper', company: 'Army' }),
    ],
    { known },
  )
  const { items, next } = valueOf(await imports.duplicates(asker, undefined))
  const pairs = items.map(({ by, contacts }) => [by, ...contacts.map(({ name }) => name).toSorted(byLetters)])
  expect(pairs.toSorted((one, other) => byLetters(one.join(), other.join()))).toEqual([
    ['email', 'A. Lovelace', 'Ada King'],
    ['name', 'Grace Hoper', 'Grace Hopper'],
    ['number', 'Juergen Schmidt', 'Jürgen Schmidt'],
  ])
  expect(next).toBeNull()
})

test('a search for those who are in twice goes through thousands in parts, and through all of them', async () => {
  const names = Array.from({ length: 4_100 }, (_, index) =>
    line(index + 1, { familyName: `N${String(index).padStart(5, '0')}` }),
  )
  for (let start = 0; start < names.length; start += 500)
    await take(names.slice(start, start + 500), { known: 'create' })
  await take(
    [
      line(1, { familyName: 'N00000', email: 'a@a.example' }),
      line(2, { familyName: 'Zuletzt', email: 'a@a.example' }),
    ],
    {
      known: 'create',
    },
  )
  const found: string[] = []
  let cursor: string | undefined
  let turns = 0
  do {
    const page = valueOf(await imports.duplicates(asker, cursor))
    found.push(...page.items.map(({ by }) => by))
    cursor = page.next ?? undefined
    turns += 1
  } while (cursor !== undefined)
  expect([found, turns]).toEqual([['email'], 3])
  let count = 0
  let next: string | undefined
  do {
    const page = valueOf(await imports.all(asker, next))
    count += page.items.length
    next = page.next ?? undefined
  } while (next !== undefined)
  expect(count).toBe(4_102)
})

test('another organisation sees nothing of it', async () => {
  const importId = randomUUID()
  await take([line(1, { email: 'a@a.example' })], { importId })
  const stranger = { ...asker, tenant: await db.createTenant() }
  const input = {
    importId,
    file: 'f',
    known: 'fill',
    preview: false,
    rows: [line(1, { email: 'a@a.example' })],
  } as const
  const { rows } = valueOf(await imports.take(stranger, input))
  expect(rows[0]?.outcome).toBe('created')
  const { rows: all } = await db.database.inTenant(asker.tenant, (trx) =>
    sql<{ count: number }>`select count(*)::int as count from contact`.execute(trx),
  )
  expect(all[0]?.count).toBe(1)
})
