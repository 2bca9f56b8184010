import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callFrom, openTestLive, numbersFrom, openTestOffice, type TestLive } from './test-live.ts'
import { e164, type TestRecords } from './test-records.ts'
import type { TestDatabase } from './store/test-database.ts'

let test1: TestDatabase
let tenant: string
let anna: string
let berta: string
let it: TestLive
let records: TestRecords

/** A number that no other test has. */
const nextNumber = numbersFrom('03012345')

beforeAll(async () => {
  ;({ test: test1, tenant, anna, berta, records } = await openTestOffice())
})
afterAll(() => test1.close())
beforeEach(async () => {
  it = await openTestLive({ test: test1, tenant })
})
afterEach(() => it.close())

describe('who the caller is', () => {
  const ring = async (phone: string, digits?: string) => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const call = callFrom(phone, { to: '1001', id: `w${phone}${digits ?? ''}` })
    it.pbx.say(call.rings(digits === undefined ? {} : { digits }))
    const view = await client.seeCall(
      ({ other, pop }) =>
        other.number === phone && pop !== null && pop.status !== 'searching' && pop.status !== 'failed',
    )
    return { view, client, call }
  }

  test('a number of nobody: the pop opens with the number', async () => {
    const { view } = await ring(nextNumber())
    expect(view.pop).toMatchObject({ status: 'none', matches: [], chosen: null })
  })

  test('forty contacts of one account share a number: the account, and the forty to choose from', async () => {
    const phone = nextNumber()
    const account = await records.createAccount('Forty GmbH')
    const contacts = []
    for (let i = 0; i < 40; i += 1)
      contacts.push(await records.createContact(`Forty${String(i).padStart(2, '0')}`, phone, account))
    const { view, client, call } = await ring(phone)
    expect(view.pop?.status).toBe('several')
    expect(view.pop?.matches).toHaveLength(40)
    expect(view.pop?.chosen).toMatchObject({ contact: null, account: { name: 'Forty GmbH' } })

    const chosen = await it.live.ports.chooseMatch({ userId: anna, tenant }, view.id, {
      contactId: contacts[7] ?? null,
      accountId: account,
    })
    expect(chosen).toMatchObject({
      ok: true,
      value: { pop: { status: 'found', chosen: { contact: { name: 'Carla Forty07' } } } },
    })
    await client.seeCall((one) => one.pop?.chosen?.contact?.name === 'Carla Forty07')
    it.pbx.say(...call.ends())
    await expect
      .poll(() => records.activitiesOf(view.id))
      .toMatchObject([{ contact_id: contacts[7], account_id: account }])
  })

  test('two people of two companies: nobody is chosen', async () => {
    const phone = nextNumber()
    await records.createContact('One', phone, await records.createAccount('One AG'))
    await records.createContact('Two', phone, await records.createAccount('Two AG'))
    const { view } = await ring(phone)
    expect(view.pop).toMatchObject({ status: 'several', chosen: null })
    expect(view.pop?.matches.map((match) => match.reason)).toEqual(['callerNumber', 'callerNumber'])
  })

  test('an account number keyed in beats the number it comes from', async () => {
    const phone = nextNumber()
    await records.createContact('Elsewhere', phone, await records.createAccount('Elsewhere AG'))
    await records.createAccount('Keyed AG', '4711')
    const { view } = await ring(phone, '4711')
    expect(view.pop?.chosen).toMatchObject({ account: { name: 'Keyed AG' }, reason: 'accountNumberDigits' })
    expect(view.pop?.status).toBe('found')
    expect(view.pop?.matches.map((match) => match.reason)).toEqual(['accountNumberDigits', 'callerNumber'])
  })

  test('a case number keyed in names its contact, and the log belongs to the case', async () => {
    const contact = await records.createContact('Cased', nextNumber(), null)
    const id = await records.createCase({ contact, owner: berta, number: 31_337 })
    const { view, call } = await ring(nextNumber(), '31337')
    expect(view.pop?.chosen).toMatchObject({ contact: { name: 'Carla Cased' }, reason: 'caseNumberDigits' })
    it.pbx.say(...call.ends())
    await expect
      .poll(() => records.activitiesOf(view.id))
      .toMatchObject([{ contact_id: contact, case_id: id }])
  })
})

test('what digits find that were keyed in is told, also when the search for them takes long', async () => {
  const contact = await records.createContact('Keyed', nextNumber(), null)
  await records.createCase({ contact, owner: berta, number: 48_211 })
  const client = await it.connect(anna)
  await client.seeSnapshot()
  const phone = nextNumber()
  const call = callFrom(phone, { to: '1001', id: 'slow' })
  it.pbx.say(call.rings())
  const { id } = await client.seeCall(
    ({ other: { number }, pop }) => number === phone && pop?.status === 'none',
  )
  const other = new pg.Client(test1.superuser)
  await other.connect()
  try {
    await other.query('begin')
    await other.query('lock table contact in access exclusive mode')
    it.pbx.say(call.rings({ digits: '48211' }))
    const shown = await client.seeCall(({ digits }) => digits === '48211')
    expect(shown.pop).toMatchObject({ status: 'none', chosen: null })
  } finally {
    await other.end()
  }
  const { pop } = await client.seeCall((view) => view.id === id && view.pop?.status === 'found')
  expect(pop?.chosen).toMatchObject({ contact: { id: contact }, reason: 'caseNumberDigits' })
})

describe('what goes with a call', () => {
  test('open tasks of the caller, not those that are done', async () => {
    const phone = nextNumber()
    const contact = await records.createContact('Tasked', phone)
    await records.createTask({ contact, owner: berta, subject: 'Send the contract', dueOn: '2026-11-30' })
    await records.createTask({ contact, owner: berta, subject: 'Already sent', done: true })
    const client = await it.connect(anna)
    await client.seeSnapshot()
    it.pbx.say(callFrom(phone, { to: '1001', id: 't1' }).rings())
    const { pop } = await client.seeCall(
      ({ other, pop: found }) => other.number === phone && found?.status === 'found',
    )
    expect(pop?.tasks).toMatchObject([
      { subject: 'Send the contract', dueOn: '2026-11-30', done: false, owner: 'Berta' },
    ])
  })

  test('reaches the page of the user whose telephone rings, and no other page', async () => {
    const [one, two] = [await it.connect(anna), await it.connect(berta)]
    await Promise.all([one.seeSnapshot(), two.seeSnapshot()])
    const [first, second] = [nextNumber(), nextNumber()]
    const call = callFrom(first, { to: '1001', id: 'p1' })
    it.pbx.say(call.rings(), call.isAnswered(), ...call.ends())
    const { id } = await one.seeCall(({ other, endedAt }) => other.number === first && endedAt !== null)
    // Something that both are told comes after it on either page.
    const after = callFrom(second, { to: '1002', id: 'p2' })
    it.pbx.say(after.rings())
    await two.seeCall(({ other, state }) => other.number === second && state === 'alerting')
    await expect.poll(() => one.events.length).toBeGreaterThan(2)
    expect(JSON.stringify(two.frames)).not.toContain(id)
  })

  test('direction, parties, start, answer, end, duration, outcome, user, telephone and records are kept', async () => {
    const phone = nextNumber()
    const account = await records.createAccount('Kept KG')
    const contact = await records.createContact('Kept', phone, account)
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const call = callFrom(phone, { to: '1001', id: 'k1' })
    it.pbx.say(call.rings())
    const { id } = await client.seeCallOf(
      phone,
      ({ state, pop }) => state === 'alerting' && pop?.status === 'found',
    )
    it.pbx.say(call.isAnswered())
    await client.seeCall((view) => view.id === id && view.state === 'connected')
    it.pbx.say(...call.ends())
    await client.seeCall((view) => view.id === id && view.endedAt !== null)
    const read = await it.live.ports.readCall({ userId: anna, tenant }, id)
    if (!read.ok) throw new Error(read.code)
    const { value } = read
    expect(value).toMatchObject({
      direction: 'inbound',
      other: { e164: e164(phone) },
      outcome: 'answered',
      legs: [{ device: '1001' }],
      pop: { chosen: { contact: { id: contact }, account: { id: account } } },
    })
    const [startedAt, answeredAt, endedAt] = [value.startedAt, value.answeredAt, value.endedAt].map((at) =>
      Date.parse(at ?? ''),
    )
    expect(startedAt).toBeGreaterThan(0)
    expect(answeredAt).toBeGreaterThanOrEqual(startedAt ?? Number.NaN)
    expect(endedAt).toBeGreaterThanOrEqual(answeredAt ?? Number.NaN)
    await expect.poll(() => records.activitiesOf(id)).toHaveLength(1)
    expect(await records.activitiesOf(id)).toMatchObject([
      {
        direction: 'inbound',
        outcome: 'answered',
        user_id: anna,
        contact_id: contact,
        account_id: account,
        duration_seconds: Math.round(((endedAt ?? 0) - (answeredAt ?? 0)) / 1_000),
      },
    ])
  })
})
