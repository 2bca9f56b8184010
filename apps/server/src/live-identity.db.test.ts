import type { CallView } from '@hookswitch/contract'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createContactStore, type ContactStore } from './store/crm-contacts.ts'
import {
  callFrom,
  openTestLive,
  numbersFrom,
  openTestOffice,
  scriptedSwitch,
  type TestClient,
  type TestLive,
} from './test-live.ts'
import { e164, TestRecords } from './test-records.ts'
import type { TestDatabase } from './store/test-database.ts'

let test1: TestDatabase
let tenant: string
let anna: string
let berta: string
let it: TestLive
let records: TestRecords
let contacts: ContactStore
let count = 0
/** Calls that rang before: each may be told again when another one rings at the same telephone. */
const earlier = new Set<string>()

/** A number that no other test has, and that a plan knows. */
const nextNumber = numbersFrom('03012346')

beforeAll(async () => {
  ;({ test: test1, tenant, anna, berta, records } = await openTestOffice())
  contacts = createContactStore(test1.database)
})
afterAll(() => test1.close())
beforeEach(async () => {
  it = await openTestLive({ test: test1, tenant })
})
afterEach(() => it.close())

const asker = () => ({ userId: anna, tenant })

interface Rung {
  readonly view: CallView
  readonly client: TestClient
  readonly call: ReturnType<typeof callFrom>
}

async function ring(phone: string, to = '1001'): Promise<Rung> {
  const client = await it.connect(to === '1001' ? anna : berta)
  await client.seeSnapshot()
  const call = callFrom(phone, { to, id: `i${(count += 1)}` })
  it.pbx.say(call.rings())
  const view = await client.seeCallOf(
    phone,
    ({ id, pop, endedAt }) =>
      !earlier.has(id) &&
      endedAt === null &&
      pop !== null &&
      pop.status !== 'searching' &&
      pop.status !== 'failed',
  )
  earlier.add(view.id)
  return { view, client, call }
}

async function choose(view: CallView, contactId: string): Promise<void> {
  const chosen = await it.live.ports.chooseMatch(asker(), view.id, { contactId, accountId: null })
  expect(chosen).toMatchObject({ ok: true, value: { pop: { chosen: { contact: { id: contactId } } } } })
}

const logOf = (view: CallView) => records.activitiesOf(view.id)
const loggedAs = async (view: CallView, contact: string): Promise<void> => {
  await expect.poll(() => logOf(view)).toMatchObject([{ contact_id: contact }])
}

async function age(contact: string, years: number): Promise<void> {
  await test1.database.inTenant(tenant, (db) =>
    sql`update contact set created_at = now() - make_interval(years => ${years}) where id = ${contact}`.execute(
      db,
    ),
  )
}

describe('a choice', () => {
  test('is remembered: who was chosen of several comes first the next time, with the reason, and is not linked', async () => {
    const phone = nextNumber()
    const [one, two] = [await records.createContact('Aa', phone), await records.createContact('Zz', phone)]
    const { view, call } = await ring(phone)
    expect(view.pop).toMatchObject({ status: 'several', chosen: null, unsure: 'shared' })
    await choose(view, two)
    it.pbx.say(...call.ends())
    await loggedAs(view, two)
    const again = await ring(phone)
    expect(again.view.pop).toMatchObject({ status: 'several', chosen: null, unsure: 'shared' })
    expect(again.view.pop?.matches.map(({ contact }) => contact?.id)).toEqual([two, one])
    expect(again.view.pop?.matches[0]?.notes?.map(({ code }) => code)).toContain('chosenBefore')
  })

  test('among several outlives a restart of the server', async () => {
    const phone = nextNumber()
    const [, two] = [await records.createContact('Aa', phone), await records.createContact('Zz', phone)]
    const { view, call } = await ring(phone)
    await choose(view, two)
    await it.close()
    const pbx = scriptedSwitch({
      snapshot: (ports) => [
        {
          kind: 'snapshot',
          devices: ports.devices,
          connections: [{ connection: call.connection, device: '1001', state: 'connected' }],
        },
      ],
    })
    it = await openTestLive({ test: test1, tenant, pbx })
    const client = await it.connect(anna)
    await client.seeSnapshot()
    it.pbx.say(...call.ends())
    await expect.poll(() => logOf(view)).toMatchObject([{ contact_id: two }])
  })

  test('puts a wrong match right during the call: the log goes to the other, and the machine does not link the wrong one again', async () => {
    const phone = nextNumber()
    const wrong = await records.createContact('Wrong', phone)
    const right = await records.createContact('Right', nextNumber())
    const { view, call } = await ring(phone)
    expect(view.pop).toMatchObject({ status: 'found', chosen: { contact: { id: wrong } } })
    await choose(view, right)
    it.pbx.say(...call.ends())
    await loggedAs(view, right)
    const again = await ring(phone)
    expect(again.view.pop).toMatchObject({ status: 'several', chosen: null })
    expect(again.view.pop?.matches[0]?.contact?.id).toBe(right)
    expect(again.view.pop?.matches[1]?.notes?.map(({ code }) => code)).toContain('notHim')
  })

  test('after the call moves the log that was written already, once, whatever is chosen how often', async () => {
    const phone = nextNumber()
    const wrong = await records.createContact('Wrong', phone)
    const right = await records.createContact('Right', nextNumber())
    const { view, call } = await ring(phone)
    it.pbx.say(call.isAnswered(), ...call.ends())
    await loggedAs(view, wrong)
    const [{ id } = { id: '' }] = await logOf(view)
    await choose(view, right)
    await loggedAs(view, right)
    await choose(view, wrong)
    await choose(view, right)
    await choose(view, right)
    await loggedAs(view, right)
    expect((await logOf(view)).map((row) => row.id)).toEqual([id])
    const { rows } = await test1.database.inTenant(tenant, (db) =>
      sql`select contact_id, taken_contact_id from caller_choice where call_id = ${view.id}`.execute(db),
    )
    expect(rows).toEqual([{ contact_id: right, taken_contact_id: wrong }])
  })

  test('is taken back by looking again', async () => {
    const phone = nextNumber()
    await records.createContact('Aa', phone)
    const two = await records.createContact('Zz', phone)
    const { view } = await ring(phone)
    await choose(view, two)
    await it.live.ports.lookUpAgain(asker(), view.id)
    const again = await ring(phone, '1002')
    expect(again.view.pop?.matches.flatMap(({ notes }) => notes ?? [])).toEqual([])
  })
})

describe('who is not sure is not linked', () => {
  test('somebody of whom nothing was heard for years is offered, and linked again once he was confirmed', async () => {
    const phone = nextNumber()
    const contact = await records.createContact('Old', phone)
    await age(contact, 3)
    const { view, call } = await ring(phone)
    expect(view.pop).toMatchObject({ status: 'several', chosen: null, unsure: 'longAgo' })
    expect(view.pop?.matches).toHaveLength(1)
    it.pbx.say(...call.ends())
    await expect.poll(() => logOf(view)).toMatchObject([{ contact_id: null }])
    await choose(view, contact)
    const again = await ring(phone)
    expect(again.view.pop).toMatchObject({ status: 'found', chosen: { contact: { id: contact } } })
  })

  test('an extension behind a number is found by the whole of it; a company by its block', async () => {
    const account = await records.createAccount('Block AG')
    const [one] = [
      await records.createContact('Direct', '030555700 Durchwahl 12', account),
      await records.createContact('Other', '03055570013', account),
    ]
    await test1.database.inTenant(tenant, (db) =>
      sql`update contact_phone set e164 = '+4930555700' where contact_id = ${one}`.execute(db),
    )
    const exact = await ring('03055570012')
    expect(exact.view.pop).toMatchObject({ status: 'found', chosen: { contact: { id: one } } })
    expect(exact.view.pop?.chosen?.notes?.map(({ code }) => code)).toEqual(['extension'])
    const neighbour = await ring('03055570019')
    expect(neighbour.view.pop).toMatchObject({ status: 'several', chosen: null, unsure: 'numberBlock' })
    expect(neighbour.view.pop?.matches).toMatchObject([{ contact: null, account: { id: account } }])
  })
})

describe('an unknown caller', () => {
  const newContact = (phone: string, familyName: string) => ({
    givenName: '',
    familyName,
    title: null,
    email: null,
    accountId: null,
    phones: [{ label: 'work' as const, text: phone, e164: e164(phone) }],
  })

  test('twice at the same moment, at two agents, makes one contact', async () => {
    const phone = nextNumber()
    const [one, two] = [await ring(phone), await ring(phone, '1002')]
    const [first, second] = await Promise.all([
      it.live.ports.unknownCaller(asker(), one.view.id),
      it.live.ports.unknownCaller({ userId: berta, tenant }, two.view.id),
    ])
    if (!first.ok || !second.ok) throw new Error('the calls are not there')
    expect(first.value).toMatchObject({ e164: e164(phone), shown: [] })
    const made = await Promise.all([
      contacts.create(tenant, newContact(phone, 'Neu'), first.value),
      contacts.create(tenant, { ...newContact(phone, 'Neu'), title: 'Dr' }, second.value),
    ])
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await contacts.read(tenant, made[0].id)).toMatchObject({ familyName: 'Neu', title: 'Dr' })
    // The third time he is known, and who wants another one with this number gets another one.
    const again = await ring(phone)
    expect(again.view.pop).toMatchObject({ status: 'found', chosen: { contact: { id: made[0].id } } })
    const third = await it.live.ports.unknownCaller(asker(), again.view.id)
    if (!third.ok) throw new Error(third.code)
    const wife = await contacts.create(tenant, newContact(phone, 'Frau'), third.value)
    expect(wife.id).not.toBe(made[0].id)
  })
})

describe('two contacts that are one', () => {
  test('calls, cases, tasks, numbers and what was said of them go to the one that stays; the old id goes on meaning it', async () => {
    const [phone, other] = [nextNumber(), nextNumber()]
    const [into, old] = [
      await records.createContact('Stays', other),
      await records.createContact('Goes', phone),
    ]
    await records.createCase({ contact: old, owner: berta, number: 77_001 })
    await records.createTask({ contact: old, owner: berta, subject: 'Ring back' })
    const past = await ring(phone)
    it.pbx.say(...past.call.ends())
    await loggedAs(past.view, old)
    const present = await ring(phone)
    await choose(present.view, old)

    const merged = await contacts.merge(tenant, { into, old, userId: anna })
    expect(merged).toMatchObject({ id: into, phones: [{ e164: e164(other) }, { e164: e164(phone) }] })
    // A call that was up keeps its customer, though it only knows the old id.
    it.pbx.say(...present.call.ends())
    await loggedAs(present.view, into)
    await loggedAs(past.view, into)
    expect(await contacts.read(tenant, old)).toMatchObject({ id: into })
    const next = await ring(phone)
    expect(next.view.pop).toMatchObject({
      chosen: { contact: { id: into } },
      cases: [{ number: '77001', contactName: 'Carla Stays' }],
      tasks: [{ subject: 'Ring back' }],
      activities: [{}, {}],
    })
    // Once more, and the other way round: nothing is left to do.
    expect(await contacts.merge(tenant, { into, old, userId: anna })).toMatchObject({ id: into })
    expect(await contacts.merge(tenant, { into: old, old: into, userId: anna })).toMatchObject({ id: into })
  })

  test('nobody of another tenant, and nobody who is not there', async () => {
    const mine = await records.createContact('Mine', nextNumber())
    const theirs = await new TestRecords(test1, await test1.createTenant()).createContact(
      'Theirs',
      nextNumber(),
    )
    expect(await contacts.merge(tenant, { into: mine, old: theirs, userId: anna })).toBeUndefined()
    expect(await contacts.merge(tenant, { into: theirs, old: mine, userId: anna })).toBeUndefined()
    expect(await contacts.read(tenant, mine)).toMatchObject({ id: mine })
  })
})
