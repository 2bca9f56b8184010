import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeBulkRecords } from '#store/bulk-records.ts'
import { createActivityStore, type NewActivity } from '#store/crm-activities.ts'
import type { TestDatabase } from '#store/test-database.ts'
import type { ContactInput, RecordAsker } from './records.ts'
import { nobody, openTestCrm, type TestCrm, valueOf } from './test-crm.ts'

let crm: TestCrm
let db: TestDatabase
let contacts: TestCrm['contacts']
let records: TestCrm['records']
let asker: RecordAsker

beforeAll(async () => {
  crm = await openTestCrm()
  ;({ db, contacts, records } = crm)
})
afterAll(() => db.close())

const newTenant = (): Promise<RecordAsker> => crm.newAsker('Owner')
const create = async (contact: Partial<ContactInput>) =>
  valueOf(await records.createContact(asker, { ...nobody, ...contact }))
/** What fits, without what is only similar. */
const find = async (search: string) => {
  const { items, similarFrom } = valueOf(await records.listContacts(asker, { search, limit: 100 }))
  return items.slice(0, similarFrom).map(({ name }) => name)
}

describe('contacts', () => {
  beforeAll(async () => {
    asker = await newTenant()
    const account = valueOf(
      await records.createAccount(asker, {
        name: 'Großmann & Söhne',
        number: '4711',
        industry: null,
        city: 'Köln',
        country: 'DE',
      }),
    )
    await create({
      givenName: 'Jürgen',
      familyName: 'Weiß',
      email: 'jw@post.example',
      phones: [
        { label: 'work', text: '030/1234567' },
        { label: 'mobile', text: '+44 20 7946 0018' },
      ],
      accountId: account.id,
    })
    await create({
      givenName: 'Anna',
      familyName: "O'Brien",
      phones: [{ label: 'home', text: 'rings at the gate' }],
    })
    await create({ givenName: 'Li', familyName: 'Wu', phones: [{ label: 'work', text: '030 1234567' }] })
    await create({ familyName: '100 % Mensch_A\\B' })
  })

  test.each([
    ['weiss', ['Jürgen Weiß']],
    ['JURGEN weiß', ['Jürgen Weiß']],
    ['eiß', ['Jürgen Weiß']],
    ['eis', ['Jürgen Weiß']],
    ['grossmann', ['Jürgen Weiß']],
    ['post.example', ['Jürgen Weiß']],
    ['wu', ['Li Wu']],
    ['l', ['Li Wu']],
    ["o'brien anna", ["Anna O'Brien"]],
    ['brien', ["Anna O'Brien"]],
    ['030 1234567', ['Jürgen Weiß', 'Li Wu']],
    ['+49 (0)30 123 45 67', ['Jürgen Weiß', 'Li Wu']],
    ['1234567', ['Jürgen Weiß', 'Li Wu']],
    ['79460018', ['Jürgen Weiß']],
    ['100 %', ['100 % Mensch_A\\B']],
    ['mensch_a\\b', ['100 % Mensch_A\\B']],
    ['menschxa', []],
    ['nobody', []],
  ])('%s finds %j', async (search, names) => {
    expect((await find(search)).sort()).toEqual([...names].sort())
  })

  test('numbers have one key, are shown as people of the country write them, and kept where they are not understood', async () => {
    const [juergen] = valueOf(await records.listContacts(asker, { search: 'weiß', limit: 1 })).items
    expect(juergen?.phones).toEqual([
      { label: 'work', text: '030/1234567', e164: '+49301234567', display: '030 1234567' },
      { label: 'mobile', text: '+44 20 7946 0018', e164: '+442079460018', display: '+44 20 7946 0018' },
    ])
    const [anna] = valueOf(await records.listContacts(asker, { search: 'anna', limit: 1 })).items
    expect(anna?.phones).toEqual([
      { label: 'home', text: 'rings at the gate', e164: null, display: 'rings at the gate' },
    ])
  })

  test('a change keeps what it does not name, and is found by the new and not by the old', async () => {
    const { id } = await create({
      givenName: 'Before',
      familyName: 'Changeling',
      phones: [{ label: 'work', text: '0221 4710100' }],
    })
    const changed = valueOf(await records.changeContact(asker, id, { familyName: 'Afterwards' }))
    expect(changed).toMatchObject({ name: 'Before Afterwards', phones: [{ e164: '+492214710100' }] })
    expect(await find('changeling')).toEqual([])
    expect(await find('afterwards')).toEqual(['Before Afterwards'])
    const again = valueOf(
      await records.changeContact(asker, id, { phones: [{ label: 'home', text: '0221 4710101' }] }),
    )
    expect(again.phones.map(({ e164 }) => e164)).toEqual(['+492214710101'])
    expect(await find('02214710100')).toEqual([])
  })

  test('pages follow each other without gap or repeat while others are written', async () => {
    asker = await newTenant()
    const names = Array.from({ length: 57 }, (_, index) => `Page ${String(index % 40).padStart(3, '0')}`)
    for (const familyName of names) await create({ familyName })
    const seen: string[] = []
    for (let cursor: string | undefined, turn = 0; turn < 20; turn += 1) {
      const page = valueOf(
        await records.listContacts(asker, {
          search: 'page',
          limit: 10,
          ...(cursor && { cursor }),
        }),
      )
      seen.push(...page.items.map(({ id }) => id))
      await create({ familyName: 'Page !' })
      if (page.next === null) break
      cursor = page.next
    }
    expect(new Set(seen).size).toBe(57)
    expect(seen).toHaveLength(57)
  })
})

describe('cases', () => {
  test('are numbered without gap or repeat, even when many are opened at once', async () => {
    asker = await newTenant()
    const fields = {
      subject: 'Same time',
      priority: 'normal',
      status: 'new',
      type: 'question',
      origin: 'phone',
      contactId: null,
      accountId: null,
    } as const
    const made = await Promise.all(Array.from({ length: 25 }, () => records.createCase(asker, fields)))
    const numbers = made.map((it) => Number(valueOf(it).number)).sort((one, other) => one - other)
    expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => 10_001 + index))
    const other = asker
    asker = await newTenant()
    expect(valueOf(await records.createCase(asker, fields)).number).toBe('10001')
    asker = other
  })

  test('carry all eight fields, are found by number, subject and contact, also after the contact was renamed', async () => {
    asker = await newTenant()
    const contact = await create({ givenName: 'Ada', familyName: 'Lovelace' })
    const made = valueOf(
      await records.createCase(asker, {
        subject: 'Engine stops',
        priority: 'urgent',
        status: 'escalated',
        type: 'problem',
        origin: 'phone',
        contactId: contact.id,
        accountId: null,
      }),
    )
    expect(made).toMatchObject({
      number: '10001',
      owner: 'The Owner',
      contactName: 'Ada Lovelace',
      status: 'escalated',
      type: 'problem',
      priority: 'urgent',
      origin: 'phone',
    })
    expect(Date.parse(made.openedAt)).toBeGreaterThan(Date.now() - 60_000)
    const search = async (text: string) =>
      valueOf(await records.listCases(asker, { search: text, limit: 10 })).items.map(({ id }) => id)
    for (const text of ['10001', 'engine', 'lovel', 'ada stops'])
      expect([text, await search(text)]).toEqual([text, [made.id]])
    await records.changeContact(asker, contact.id, { familyName: 'King' })
    expect(await search('king')).toEqual([made.id])
    expect(await search('lovelace')).toEqual([])
    const open = async (isOpen: boolean) =>
      valueOf(await records.listCases(asker, { search: '', limit: 10, open: isOpen, contactId: contact.id }))
        .items.length
    expect([await open(true), await open(false)]).toEqual([1, 0])
    await records.changeCase(asker, made.id, { status: 'closed' })
    expect([await open(true), await open(false)]).toEqual([0, 1])
  })
})

test('an account number belongs to one account of a tenant', async () => {
  asker = await newTenant()
  const account = { name: 'One', number: '4711', industry: null, city: null, country: null }
  valueOf(await records.createAccount(asker, account))
  expect(await records.createAccount(asker, { ...account, name: 'Two' })).toMatchObject({
    ok: false,
    code: 'taken',
  })
  expect(await records.createAccount(await newTenant(), account)).toMatchObject({ ok: true })
  const { items } = valueOf(await records.listAccounts(asker, { search: '4711', limit: 10 }))
  expect(items.map(({ name }) => name)).toEqual(['One'])
})

test('an activity that is written again under its key is still one', async () => {
  asker = await newTenant()
  const activities = createActivityStore(db.database)
  const call: NewActivity = {
    kind: 'call',
    subject: 'Call',
    text: '',
    at: new Date(),
    durationSeconds: 1,
    direction: 'inbound',
    outcome: 'answered',
    userId: asker.userId,
    callId: 'c',
    contactId: null,
    accountId: null,
    caseId: null,
  }
  const ids = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      activities.put(asker.tenant, 'call:c', { ...call, text: `note ${index}` }),
    ),
  )
  expect(new Set(ids).size).toBe(1)
  const { items } = valueOf(await records.listActivities(asker, { search: '', limit: 10 }))
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({ user: 'The Owner', text: expect.stringMatching(/^note \d$/) })
})

test('among thousands, every page of a search that finds some, many or nearly all is the one that plain sorting gives', async () => {
  asker = await newTenant()
  const people = Array.from({ length: 9_000 }, (_, index) => ({
    ...nobody,
    id: randomUUID(),
    givenName: index % 3 === 0 ? 'Common' : `Rare${index % 1_000}`,
    familyName: `Person ${(index * 7919) % 9_000}`,
    phones: [],
  }))
  await writeBulkRecords(db.database, asker.tenant, {
    users: [],
    accounts: [],
    contacts: people,
    cases: [],
    tasks: [],
    opportunities: [],
    activities: [],
  })
  for (const search of ['common', 'rare77', 'person 8', 'person', 'nobody at all']) {
    const words = search.split(' ')
    const isHit = (it: (typeof people)[number]) =>
      words.every((word) => {
        const text = ` ${it.givenName} ${it.familyName}`.toLowerCase()
        return text.includes(word.length >= 3 ? word : ` ${word}`)
      })
    const sorted = people
      .filter(isHit)
      .map((it) => ({ id: it.id, key: `${it.familyName} ${it.givenName}`.toLowerCase() }))
      .sort((one, other) => {
        // What begins with the search comes first.
        const place = (key: string) => `${key.startsWith(search) ? 0 : 1} ${key}`
        return place(one.key) < place(other.key)
          ? -1
          : place(one.key) > place(other.key)
            ? 1
            : one.id < other.id
              ? -1
              : 1
      })
    const first = await contacts.list(asker.tenant, { search, limit: 50, after: null })
    const second =
      first.next === null
        ? { items: [] }
        : await contacts.list(asker.tenant, { search, limit: 50, after: first.next })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
      sorted.slice(0, 100).map(({ id }) => id),
    )
  }
})

test('search is answered by the index and not by walking the table, row-level security or not', async () => {
  const admin = new pg.Client(db.superuser)
  await admin.connect()
  await admin.query('vacuum analyze contact')
  await admin.end()
  const plan = await db.database.inTenant(asker.tenant, async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx)
    const { rows } = await sql<{
      'QUERY PLAN': string
    }>`explain select id from contact where search like '%rare77%'`.execute(trx)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
  expect(plan).toMatch(/Bitmap Index Scan on contact_search/)
})
