import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLookups } from '#store/caller-store.ts'
import type { TestDatabase } from '#store/test-database.ts'
import type { ContactInput, RecordAsker } from './records.ts'
import { nobody, openTestCrm, type TestCrm, valueOf } from './test-crm.ts'

let crm: TestCrm
let db: TestDatabase
let records: TestCrm['records']
let asker: RecordAsker

beforeAll(async () => {
  crm = await openTestCrm()
  ;({ db, records } = crm)
  asker = await crm.newAsker('owner')
})
afterAll(() => db.close())

const contact = async (given: Partial<ContactInput>) =>
  valueOf(await records.createContact(asker, { ...nobody, ...given }))
const account = async (name: string, number: string | null = null) =>
  valueOf(await records.createAccount(asker, { name, number, industry: null, city: null, country: null }))
const openCase = async (subject: string, more: object = {}) =>
  valueOf(
    await records.createCase(asker, {
      subject,
      priority: 'normal',
      status: 'new',
      type: 'question',
      origin: 'phone',
      contactId: null,
      accountId: null,
      ...more,
    }),
  )

describe('what was mistyped', () => {
  const people = [
    ['Jürgen', 'Schmidhuber'],
    ['Katharina', 'Zimmermann'],
    ['Jon', 'Meier'],
    ['Anna-Lena', 'Müller-Lüdenscheidt'],
    ['Sophie', 'Lefèvre'],
  ] as const

  beforeAll(async () => {
    for (const [givenName, familyName] of people)
      await contact({ givenName, familyName, phones: [{ label: 'work', text: '+49 30 2312 50' }] })
    await openCase('Rechnung stimmt nicht')
  })

  const seek = async (search: string) =>
    valueOf(await records.listContacts(asker, { search, limit: 10 })) as {
      items: { familyName: string }[]
      similarFrom?: number
    }

  test.each([
    ['Schmidhubre', 'Schmidhuber'],
    ['schmithuber', 'Schmidhuber'],
    ['zimermann', 'Zimmermann'],
    ['zimmrm', 'Zimmermann'],
    ['katarina zimmerman', 'Zimmermann'],
    ['maier', 'Meier'],
    ['lefevbre', 'Lefèvre'],
    ['muler', 'Müller-Lüdenscheidt'],
    ['mueller', 'Müller-Lüdenscheidt'],
    ['ludenshceid', 'Müller-Lüdenscheidt'],
    ['john meier', 'Meier'],
    ['sxhmidhbuer', 'Schmidhuber'],
    ['shcmdihuber', 'Schmidhuber'],
    ['zemmirmann', 'Zimmermann'],
    ['katharian zimemrmann', 'Zimmermann'],
    ['meier jun', 'Meier'],
  ])('%s finds %s, and says that it is only similar', async (search, familyName) => {
    const { items, similarFrom } = await seek(search)
    expect([items.map((it) => it.familyName), similarFrom]).toEqual([[familyName], 0])
  })

  test.each(['xyzzy', 'qqqqqqqq', 'zzzimmermannnn', 'ab', '%%%', "'); drop table contact --"])(
    '%s finds nobody who is only similar by chance',
    async (search) => {
      const { similarFrom } = await seek(search)
      expect(similarFrom).toBeUndefined()
    },
  )

  test('the inside of a very long word fits, and is not taken for a slip', async () => {
    await contact({ familyName: 'Donaudampfschifffahrtsgesellschaftskapitän' })
    const { items, similarFrom } = await seek('gesellschaftskap')
    expect([items.map((it) => it.familyName), similarFrom]).toEqual([
      ['Donaudampfschifffahrtsgesellschaftskapitän'],
      undefined,
    ])
  })

  test('what fits is never called similar', async () => {
    const { items, similarFrom } = await seek('zimmer')
    expect([items.map((it) => it.familyName), similarFrom]).toEqual([['Zimmermann'], undefined])
  })

  test('a subject is found too', async () => {
    const { items } = valueOf(await records.listCases(asker, { search: 'rechnugn', limit: 10 }))
    expect(items.map(({ subject }) => subject)).toEqual(['Rechnung stimmt nicht'])
  })

  test('words of one organisation are not those of another', async () => {
    const stranger = await crm.newAsker('stranger')
    const { items } = valueOf(await records.listContacts(stranger, { search: 'zimermann', limit: 10 }))
    expect(items).toEqual([])
  })
})

describe('numbers', () => {
  beforeAll(async () => {
    await contact({ familyName: 'Rufer', phones: [{ label: 'mobile', text: '0170 7654321' }] })
  })
  test.each([
    '+491707654321',
    '00491707654321',
    '0049 170 765 4321',
    '01707654321',
    '0170/7654321',
    '+49 (0)170 7654321',
    '0170 76',
    '+49 (0)170 76',
    '4321',
    '7654321',
    'tel:+491707654321',
  ])('%s is found', async (search) => {
    const { items } = valueOf(await records.listContacts(asker, { search, limit: 10 }))
    expect(items.map(({ familyName }) => familyName)).toEqual(['Rufer'])
  })
})

test('a case is first where its number was asked for', async () => {
  const made = []
  for (let turn = 0; turn < 4; turn += 1) made.push(await openCase(`Number ${turn}`))
  const [first] = made
  await openCase(`About ${first?.number}`)
  for (const search of [String(first?.number), `#${first?.number}`]) {
    const { items } = valueOf(await records.listCases(asker, { search, limit: 2 }))
    expect(items[0]?.id).toBe(first?.id)
  }
})

describe('two who change the same record', () => {
  test('neither overwrites the other unseen: the second is told, and nothing of his is written', async () => {
    const company = await account('Doppel GmbH', 'D-1')
    const person = await contact({ familyName: 'Doppel' })
    const it = await openCase('Doppel')
    const task = valueOf(
      await records.createTask(asker, {
        subject: 'Doppel',
        dueOn: null,
        contactId: null,
        accountId: null,
        caseId: null,
      }),
    )
    const seen = { version: 1 }
    const changes = [
      () => records.changeAccount(asker, company.id, { ...seen, city: 'Bonn' }),
      () => records.changeContact(asker, person.id, { ...seen, title: 'Dr.' }),
      () => records.changeCase(asker, it.id, { ...seen, priority: 'high' }),
      () => records.changeTask(asker, task.id, { ...seen, done: true }),
    ]
    for (const change of changes) {
      expect(await change()).toMatchObject({ ok: true, value: { version: 2 } })
      expect(await change()).toMatchObject({ ok: false, code: 'recordChanged' })
    }
    expect(valueOf(await records.readAccount(asker, company.id))).toMatchObject({ city: 'Bonn', version: 2 })
    // Who says no version changes what he names, whatever it was.
    expect(await records.changeAccount(asker, company.id, { city: 'Köln' })).toMatchObject({ ok: true })
  })

  test('of twenty at the same moment one is first', async () => {
    const company = await account('Gedränge')
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        records.changeAccount(asker, company.id, { version: 1, city: `City ${index}` }),
      ),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
  })
})

test('people and cases are found by the new name of their account, and not by the old one', async () => {
  const company = await account('Altname AG')
  const person = await contact({ familyName: 'Umbenannt', accountId: company.id, email: 'a@altname.example' })
  const it = await openCase('Umbenennung', { accountId: company.id })
  await records.changeAccount(asker, company.id, { name: 'Neuland SE' })
  const found = async (search: string) => [
    ...valueOf(await records.listContacts(asker, { search, limit: 5 })).items.map(({ id }) => id),
    ...valueOf(await records.listCases(asker, { search, limit: 5 })).items.map(({ id }) => id),
  ]
  expect(await found('neuland')).toEqual([person.id, it.id])
  expect(await found('altname ag')).toEqual([])
})

describe('opportunities', () => {
  const opportunity = {
    name: 'Neue Telefonanlage',
    stage: 'proposal',
    status: 'open',
    amount: '12500.5',
    currency: 'EUR',
    closeOn: '2026-12-31',
  } as const

  test('have an account, an exact amount and people with a role, and are in the pop of both', async () => {
    const company = await account('Chance KG')
    const [buyer, boss] = [
      await contact({ familyName: 'Einkauf', phones: [{ label: 'work', text: '0221 445566' }] }),
      await contact({ familyName: 'Chefin', accountId: company.id }),
    ]
    const made = valueOf(
      await records.createOpportunity(asker, {
        ...opportunity,
        accountId: company.id,
        people: [
          { contactId: buyer.id, role: 'buyer' },
          { contactId: boss.id, role: 'decisionMaker' },
        ],
      }),
    )
    expect(made).toMatchObject({
      amount: '12500.50',
      currency: 'EUR',
      closeOn: '2026-12-31',
      accountName: 'Chance KG',
      owner: 'The owner',
      people: [
        { name: 'Chefin', role: 'decisionMaker', phone: null },
        { name: 'Einkauf', role: 'buyer', phone: { e164: '+49221445566', display: '0221 445566' } },
      ],
    })
    const lookups = await openLookups(db.database.pool, undefined)
    const popOf = async (contactId: string | null, accountId: string | null) =>
      (await lookups.customer({ tenant: asker.tenant, contactId, accountId })).opportunities
    const shown = [{ id: made.id, amount: '12500.50', accountName: 'Chance KG', closeOn: '2026-12-31' }]
    expect(await popOf(null, company.id)).toMatchObject(shown)
    expect(await popOf(buyer.id, null)).toMatchObject(shown)
    expect(await popOf(boss.id, company.id)).toMatchObject(shown)
    valueOf(await records.changeOpportunity(asker, made.id, { status: 'won', people: [] }))
    expect(await popOf(boss.id, company.id)).toBeNull()
    await lookups.close()
  })

  test('are listed by the day that they close, filtered, searched and refused where they make no sense', async () => {
    const later = valueOf(
      await records.createOpportunity(asker, { ...opportunity, closeOn: null, accountId: null, people: [] }),
    )
    const sooner = valueOf(
      await records.createOpportunity(asker, {
        ...opportunity,
        closeOn: '2026-01-02',
        accountId: null,
        people: [],
      }),
    )
    const list = async (search: string) =>
      valueOf(await records.listOpportunities(asker, { search, limit: 10, status: 'open' })).items.map(
        ({ id }) => id,
      )
    expect(await list('')).toEqual([sooner.id, later.id])
    expect(await list('telefonnanlage')).toEqual([sooner.id, later.id])
    const without = await records.createOpportunity(asker, {
      ...opportunity,
      currency: null,
      accountId: null,
      people: [],
    })
    expect(without).toMatchObject({ ok: false, code: 'invalid' })
    const stranger = { ...asker, tenant: await db.createTenant() }
    expect(await records.readOpportunity(stranger, sooner.id)).toMatchObject({ code: 'recordMissing' })
  })

  test('go on with the contact into which theirs was merged', async () => {
    const [kept, gone] = [await contact({ familyName: 'Bleibt' }), await contact({ familyName: 'Geht' })]
    const people = [
      { contactId: kept.id, role: 'user' },
      { contactId: gone.id, role: 'buyer' },
    ] as const
    const both = valueOf(await records.createOpportunity(asker, { ...opportunity, accountId: null, people }))
    const one = valueOf(
      await records.createOpportunity(asker, { ...opportunity, accountId: null, people: [people[1]] }),
    )
    valueOf(await records.mergeContacts(asker, { into: kept.id, old: gone.id }))
    const peopleOf = async (id: string) =>
      valueOf(await records.readOpportunity(asker, id)).people.map(({ contactId, role }) => [contactId, role])
    expect(await peopleOf(both.id)).toEqual([[kept.id, 'user']])
    expect(await peopleOf(one.id)).toEqual([[kept.id, 'buyer']])
  })
})

describe('lists', () => {
  test('tasks by their day, those without one last; mine, and those that are not done', async () => {
    const other = await crm.newAsker('other', asker.tenant)
    const task = async (subject: string, dueOn: string | null, by = other) =>
      valueOf(
        await records.createTask(by, { subject, dueOn, contactId: null, accountId: null, caseId: null }),
      )
    await task('No day', null)
    await task('Late', '2027-02-01')
    const soon = await task('Soon', '2026-12-01')
    await task('Not theirs', '2026-11-01', asker)
    await records.changeTask(other, (await task('Done', '2026-10-01')).id, { done: true })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = valueOf(
        await records.listTasks(other, {
          search: '',
          limit: 1,
          sort: 'due',
          mine: true,
          done: false,
          cursor,
        }),
      )
      seen.push(...page.items.map(({ subject }) => subject))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(['Soon', 'Late', 'No day'])
    expect(valueOf(await records.readTask(other, soon.id)).subject).toBe('Soon')
  })

  test('cases by priority and by age; with their account', async () => {
    const company = await account('Sortiert')
    for (const priority of ['low', 'urgent', 'high'] as const)
      await openCase(`Is ${priority}`, { priority, accountId: company.id })
    const list = async (sort: 'priority' | 'oldest') =>
      valueOf(
        await records.listCases(asker, { search: '', limit: 10, accountId: company.id, sort }),
      ).items.map((it) => [it.priority, it.accountName])
    expect(await list('priority')).toEqual(['urgent', 'high', 'low'].map((it) => [it, 'Sortiert']))
    expect(await list('oldest')).toEqual(['low', 'urgent', 'high'].map((it) => [it, 'Sortiert']))
  })
})
