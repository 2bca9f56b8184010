import { closeCodes } from '@hookswitch/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import {
  callFrom,
  createUser,
  openClient,
  openTestLive,
  openTestTenant,
  scriptedSwitch,
  type TestLive,
} from './test-live.ts'
import type { TestDatabase } from './store/test-database.ts'

let test1: TestDatabase
let tenant: string
let anna: string
let berta: string
let it: TestLive
let number = 0

/** A number that no other test has. */
const nextNumber = (): string => `03012345${String((number += 1)).padStart(3, '0')}`
const e164 = (national: string): string => `+49${national.slice(1)}`

beforeAll(async () => {
  ;({ test: test1, tenant } = await openTestTenant())
  anna = await createUser(test1.database, tenant, { name: 'Anna', device: '1001' })
  berta = await createUser(test1.database, tenant, { name: 'Berta', device: '1002' })
})
afterAll(() => test1.close())
beforeEach(async () => {
  it = await openTestLive({ test: test1, tenant })
})
afterEach(() => it.close())

async function createAccount(name: string, accountNumber: string | null = null): Promise<string> {
  const { id } = await test1.database.inTenant(tenant, (db) =>
    db
      .insertInto('account')
      .values({
        name,
        number: accountNumber,
        industry: null,
        city: null,
        country: null,
        search: name,
        sort_key: name,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}

async function createContact(
  familyName: string,
  phone: string,
  account: string | null = null,
): Promise<string> {
  return test1.database.inTenant(tenant, async (db) => {
    const { id } = await db
      .insertInto('contact')
      .values({
        given_name: 'Carla',
        family_name: familyName,
        title: null,
        email: null,
        account_id: account,
        search: familyName,
        sort_key: familyName,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('contact_phone')
      .values({ contact_id: id, position: 0, label: 'work', text: phone, e164: e164(phone) })
      .execute()
    return id
  })
}

async function createCase(
  contact: string | null,
  account: string | null,
  caseNumber: number,
): Promise<string> {
  const { id } = await test1.database.inTenant(tenant, (db) =>
    db
      .insertInto('case_record')
      .values({
        number: caseNumber,
        subject: 'It rattles',
        priority: 'high',
        status: 'open',
        type: 'problem',
        origin: 'email',
        owner_id: berta,
        contact_id: contact,
        account_id: account,
        opened_at: new Date('2026-11-01T10:00:00Z'),
        search: '',
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}

async function activitiesOf(callId: string) {
  return test1.database.inTenant(tenant, (db) =>
    db.selectFrom('activity').selectAll().where('external_key', '=', `call:${callId}`).execute(),
  )
}

describe('a call from outside', () => {
  test('shows the record while it rings, is logged once with its notes, and stands in the history', async () => {
    const phone = nextNumber()
    const account = await createAccount('Rattle Ltd')
    const contact = await createContact('Caller', phone, account)
    await createCase(contact, account, 20_001)
    const client = await it.connect(anna)
    expect((await client.seeSnapshot()).line.state).toBe('live')

    const call = callFrom(phone, { to: '1001', id: 'a1' })
    it.pbx.say(call.rings())
    const ringing = await client.seeCall((view) => view.state === 'alerting')
    expect(ringing.pop?.status).toBe('found')
    expect(ringing.pop?.chosen?.contact?.name).toBe('Carla Caller')
    expect(ringing.pop?.chosen?.account?.name).toBe('Rattle Ltd')
    expect(ringing.pop?.cases).toMatchObject([
      {
        priority: 'high',
        number: '20001',
        owner: 'Berta',
        openedAt: '2026-11-01T10:00:00.000Z',
        contactName: 'Carla Caller',
        status: 'open',
        type: 'problem',
        origin: 'email',
      },
    ])
    expect(ringing.other.e164).toBe(e164(phone))
    expect(ringing.offers).toEqual(expect.arrayContaining(['answerCall']))

    it.pbx.say(call.isAnswered())
    await client.seeCall((view) => view.state === 'connected')
    const asker = { userId: anna, tenant }
    const written = await it.live.ports.writeNotes(asker, ringing.id, {
      text: 'It rattles a lot',
      version: 0,
    })
    expect(written).toEqual({ ok: true, value: { text: 'It rattles a lot', version: 1 } })
    expect(await it.live.ports.writeNotes(asker, ringing.id, { text: 'Other', version: 0 })).toMatchObject({
      ok: false,
      code: 'notesChanged',
    })
    it.pbx.say(...call.ends())
    const ended = await client.seeCall((view) => view.endedAt !== null)
    expect(ended.outcome).toBe('answered')

    await expect.poll(() => activitiesOf(ringing.id)).toHaveLength(1)
    expect(await activitiesOf(ringing.id)).toMatchObject([
      {
        text: 'It rattles a lot',
        contact_id: contact,
        account_id: account,
        direction: 'inbound',
        outcome: 'answered',
        user_id: anna,
      },
    ])
    await it.live.ports.writeNotes(asker, ringing.id, { text: 'It rattles no more', version: 1 })
    await expect
      .poll(async () => (await activitiesOf(ringing.id)).map((row) => row.text))
      .toEqual(['It rattles no more'])
    const history = await it.live.ports.myCalls(asker, { limit: 10 })
    expect(history.ok && history.value.items.find((view) => view.id === ringing.id)).toMatchObject({
      outcome: 'answered',
      notes: { text: 'It rattles no more' },
      pop: { chosen: { contact: { name: 'Carla Caller' } } },
    })
    expect(await it.live.ports.readCall({ userId: berta, tenant }, ringing.id)).toMatchObject({ ok: false })
  })

  test('rings many, one answers: one log, and for the others it was answered elsewhere', async () => {
    const phone = nextNumber()
    const [one, two] = [await it.connect(anna), await it.connect(berta)]
    await Promise.all([one.seeSnapshot(), two.seeSnapshot()])
    const first = callFrom(phone, { to: '1001', id: 'b1' })
    const second = callFrom(phone, { to: '1002', id: 'b1' })
    it.pbx.say(first.rings(), second.rings())
    const { id } = await two.seeCall((view) => view.state === 'alerting')
    expect((await one.seeCall((view) => view.state === 'alerting')).id).toBe(id)
    it.pbx.say(first.isAnswered())
    const lost = await two.seeCall((view) => view.endedAt !== null)
    expect(lost).toMatchObject({ outcome: 'answeredElsewhere', answeredBy: 'Anna', state: null })
    it.pbx.say(...first.ends())
    await expect.poll(() => activitiesOf(id)).toHaveLength(1)
    const missed = await it.live.ports.myCalls({ userId: berta, tenant }, { missed: true, limit: 10 })
    expect(missed.ok && missed.value.items.map((view) => view.id)).not.toContain(id)
  })

  test('that nobody takes is missed', async () => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const call = callFrom(nextNumber(), { to: '1001', id: 'm1' })
    it.pbx.say(call.rings())
    const { id } = await client.seeCall((view) => view.state === 'alerting')
    it.pbx.say(...call.ends())
    await client.seeCall((view) => view.id === id && view.endedAt !== null)
    const missed = await it.live.ports.myCalls({ userId: anna, tenant }, { missed: true, limit: 10 })
    expect(missed.ok && missed.value.items.map((view) => view.id)).toContain(id)
  })
})

describe('who the caller is', () => {
  const ring = async (phone: string, digits?: string) => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const call = callFrom(phone, { to: '1001', id: `w${number}${digits ?? ''}` })
    it.pbx.say(call.rings(digits === undefined ? {} : { digits }))
    const view = await client.seeCall(
      ({ other, pop }) => other.number === phone && pop !== null && pop.status !== 'searching',
    )
    return { view, client, call }
  }

  test('a number of nobody: the pop opens with the number', async () => {
    const { view } = await ring(nextNumber())
    expect(view.pop).toMatchObject({ status: 'none', matches: [], chosen: null })
  })

  test('forty contacts of one account share a number: the account, and the forty to choose from', async () => {
    const phone = nextNumber()
    const account = await createAccount('Forty GmbH')
    const contacts = []
    for (let i = 0; i < 40; i += 1)
      contacts.push(await createContact(`Forty${String(i).padStart(2, '0')}`, phone, account))
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
      .poll(() => activitiesOf(view.id))
      .toMatchObject([{ contact_id: contacts[7], account_id: account }])
  })

  test('two people of two companies: nobody is chosen', async () => {
    const phone = nextNumber()
    await createContact('One', phone, await createAccount('One AG'))
    await createContact('Two', phone, await createAccount('Two AG'))
    const { view } = await ring(phone)
    expect(view.pop).toMatchObject({ status: 'several', chosen: null })
    expect(view.pop?.matches.map((match) => match.reason)).toEqual(['callerNumber', 'callerNumber'])
  })

  test('an account number keyed in beats the number it comes from', async () => {
    const phone = nextNumber()
    await createContact('Elsewhere', phone, await createAccount('Elsewhere AG'))
    await createAccount('Keyed AG', '4711')
    const { view } = await ring(phone, '4711')
    expect(view.pop?.chosen).toMatchObject({ account: { name: 'Keyed AG' }, reason: 'accountNumberDigits' })
    expect(view.pop?.status).toBe('found')
    expect(view.pop?.matches.map((match) => match.reason)).toEqual(['accountNumberDigits', 'callerNumber'])
  })

  test('a case number keyed in names its contact, and the log belongs to the case', async () => {
    const contact = await createContact('Cased', nextNumber(), null)
    const id = await createCase(contact, null, 31_337)
    const { view, call } = await ring(nextNumber(), '31337')
    expect(view.pop?.chosen).toMatchObject({ contact: { name: 'Carla Cased' }, reason: 'caseNumberDigits' })
    it.pbx.say(...call.ends())
    await expect.poll(() => activitiesOf(view.id)).toMatchObject([{ contact_id: contact, case_id: id }])
  })
})

describe('the feed', () => {
  test('goes on from the last number, without gaps and repeats', async () => {
    const first = await it.connect(anna)
    const { seq } = await first.seeSnapshot()
    const calls = Array.from({ length: 5 }, (_, index) =>
      callFrom(nextNumber(), { to: '1001', id: `f${index}` }),
    )
    for (const call of calls) {
      it.pbx.say(call.rings())
      await new Promise((resolve) => setTimeout(resolve, 20))
      it.pbx.say(...call.ends())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await first.see((frame) => (frame.kind === 'event' && frame.seq >= seq + 8 ? frame : undefined))
    const last = first.events.at(-1)?.seq ?? 0
    expect(first.events.map((event) => event.seq)).toEqual(
      Array.from({ length: last - seq }, (_, index) => seq + 1 + index),
    )
    const again = await it.connect(anna, seq + 2)
    await again.see((frame) => (frame.kind === 'event' && frame.seq === last ? frame : undefined))
    expect(again.frames.some((frame) => frame.kind === 'snapshot')).toBe(false)
    expect(again.events.map((event) => event.seq)).toEqual(
      Array.from({ length: last - seq - 2 }, (_, index) => seq + 3 + index),
    )
    const lost = await it.connect(anna, last + 1_000)
    await lost.seeSnapshot()
    expect(lost.frames.map((frame) => frame.kind)).toEqual(['hello', 'resync', 'snapshot'])
  })

  test('goes on after a restart of the server', async () => {
    const call = callFrom(nextNumber(), { to: '1001', id: 'r1' })
    const before = await it.connect(anna)
    await before.seeSnapshot()
    it.pbx.say(call.rings())
    const { id } = await before.seeCall((view) => view.state === 'alerting')
    const last = before.events.at(-1)?.seq ?? 0
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
    const after = await it.connect(anna, last)
    const view = await after.seeCall((one) => one.id === id && one.state === 'connected')
    expect(view.reconstructed).toBe(true)
    expect(after.frames.some((frame) => frame.kind === 'snapshot')).toBe(false)
    const numbers = after.events.map((event) => event.seq)
    expect(numbers).toEqual(numbers.map((_, index) => last + 1 + index))
  })
})

test('calls of a link that was taken out of the configuration end, and are marked as reconstructed', async () => {
  const call = callFrom(nextNumber(), { to: '1001', id: 'removed-1' })
  const client = await it.connect(anna)
  it.pbx.say(call.rings(), call.isAnswered())
  const { id } = await client.seeCall((view) => view.state === 'connected')
  await it.close()
  it = await openTestLive({ test: test1, tenant, more: { links: [] } })
  const stored = () =>
    test1.database.inTenant(tenant, async (db) => {
      const { rows } = await sql<{ ended: boolean; reconstructed: boolean }>`
        select ended_at is not null as ended, (call->>'reconstructed')::boolean as reconstructed
        from phone_call where id = ${id}`.execute(db)
      return rows
    })
  await expect.poll(stored).toEqual([{ ended: true, reconstructed: true }])
})

describe('the socket', () => {
  test('closes on strangers, other versions, other sites and what it does not understand', async () => {
    const stranger = await openClient(it.port, {})
    expect(await stranger.closed).toBe(closeCodes.unauthorised)
    await expect(openClient(it.port, { user: anna, origin: 'http://evil.test' })).rejects.toThrow('403')
    const version = await openClient(it.port, { user: anna })
    version.socket.send(JSON.stringify({ kind: 'hello', version: 99, since: null }))
    expect(await version.closed).toBe(closeCodes.version)
    const garbage = await openClient(it.port, { user: anna })
    garbage.socket.send('{"kind":"hello"')
    expect(await garbage.closed).toBe(closeCodes.badFrame)
    const large = await openClient(it.port, { user: anna })
    large.socket.send('x'.repeat(70_000))
    expect(await large.closed).toBe(4003)
  })

  test('answers pings, and says goodbye when the server goes', async () => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    client.socket.send(JSON.stringify({ kind: 'ping', at: 42 }))
    expect(await client.see((frame) => (frame.kind === 'pong' ? frame.at : undefined))).toBe(42)
    it.live.socket.closeAll('test')
    expect(await client.closed).toBe(closeCodes.goingAway)
  })
})

describe('the line', () => {
  test('goes down with the link within a second and comes back', async () => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    it.pbx.sessions.at(-1)?.end({ code: 'link.timeout', message: 'No answer for 15 s.' })
    const down = await client.see(
      (frame) =>
        frame.kind === 'event' && frame.event.kind === 'line' && frame.event.line.state === 'down'
          ? frame.event.line
          : undefined,
      1_000,
    )
    expect(down.problem).toBe('No answer for 15 s.')
    expect(down.canDial).toBe(false)
    await client.see((frame) =>
      frame.kind === 'event' && frame.event.kind === 'line' && frame.event.line.state === 'live'
        ? frame.event.line
        : undefined,
    )
  })
})

describe('commands', () => {
  test('go to the switch with the leg of the user, and only when they are offered', async () => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const asker = { userId: anna, tenant }
    const call = callFrom(nextNumber(), { to: '1001', id: 'c1' })
    it.pbx.say(call.rings())
    const { id } = await client.seeCall((view) => view.state === 'alerting')
    expect(await it.live.ports.commandCall(asker, id, { kind: 'holdCall' })).toMatchObject({
      ok: false,
      code: 'notOffered',
    })
    expect(
      await it.live.ports.commandCall({ userId: berta, tenant }, id, { kind: 'answerCall' }),
    ).toMatchObject({
      ok: false,
      code: 'callMissing',
    })
    expect(await it.live.ports.commandCall(asker, id, { kind: 'answerCall' })).toEqual({
      ok: true,
      value: null,
    })
    expect(await it.live.ports.makeCall(asker, '+49 30 901820')).toEqual({ ok: true, value: null })
    expect(await it.live.ports.makeCall(asker, 'no number')).toMatchObject({
      ok: false,
      code: 'numberUnreadable',
    })
    expect(it.pbx.sessions.at(-1)?.commands).toEqual([
      { kind: 'answerCall', device: '1001', connection: call.connection },
      { kind: 'makeCall', device: '1001', to: expect.stringMatching(/^0/) },
    ])
  })
})
