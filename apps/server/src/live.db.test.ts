import { closeCodes } from '@hookswitch/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import {
  callFrom,
  openClient,
  openTestLive,
  numbersFrom,
  openTestOffice,
  scriptedSwitch,
  type TestClient,
  type TestLive,
} from './test-live.ts'
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

describe('a call from outside', () => {
  test('shows the record while it rings, is logged once with its notes, and stands in the history', async () => {
    const phone = nextNumber()
    const account = await records.createAccount('Rattle Ltd')
    const contact = await records.createContact('Caller', phone, account)
    await records.createCase({ contact, account, owner: berta, number: 20_001 })
    const client = await it.connect(anna)
    expect((await client.seeSnapshot()).line.state).toBe('live')

    const call = callFrom(phone, { to: '1001', id: 'a1' })
    it.pbx.say(call.rings())
    const ringing = await client.seeCallOf(
      phone,
      ({ state, pop }) => state === 'alerting' && pop?.status === 'found',
    )
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
    await client.seeCallOf(phone, ({ state }) => state === 'connected')
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
    const ended = await client.seeCallOf(phone, ({ endedAt }) => endedAt !== null)
    expect(ended.outcome).toBe('answered')

    await expect.poll(() => records.activitiesOf(ringing.id)).toHaveLength(1)
    expect(await records.activitiesOf(ringing.id)).toMatchObject([
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
      .poll(async () => (await records.activitiesOf(ringing.id)).map((row) => row.text))
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
    const { id } = await two.seeCallOf(phone, ({ state }) => state === 'alerting')
    expect((await one.seeCallOf(phone, ({ state }) => state === 'alerting')).id).toBe(id)
    it.pbx.say(first.isAnswered())
    const lost = await two.seeCallOf(phone, ({ endedAt }) => endedAt !== null)
    expect(lost).toMatchObject({ outcome: 'answeredElsewhere', answeredBy: 'Anna', state: null })
    it.pbx.say(...first.ends())
    await expect.poll(() => records.activitiesOf(id)).toHaveLength(1)
    const missed = await it.live.ports.myCalls({ userId: berta, tenant }, { missed: true, limit: 10 })
    expect(missed.ok && missed.value.items.map((view) => view.id)).not.toContain(id)
  })

  test('that nobody takes is missed', async () => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const phone = nextNumber()
    const call = callFrom(phone, { to: '1001', id: 'm1' })
    it.pbx.say(call.rings())
    const { id } = await client.seeCallOf(phone, ({ state }) => state === 'alerting')
    it.pbx.say(...call.ends())
    await client.seeCall((view) => view.id === id && view.endedAt !== null)
    const missed = await it.live.ports.myCalls({ userId: anna, tenant }, { missed: true, limit: 10 })
    expect(missed.ok && missed.value.items.map((view) => view.id)).toContain(id)
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
    // Something may be told after it: of a caller who is found late.
    const upToLast = ({ events }: TestClient) => events.map((event) => event.seq).filter((one) => one <= last)
    expect(upToLast(first)).toEqual(Array.from({ length: last - seq }, (_, index) => seq + 1 + index))
    const again = await it.connect(anna, seq + 2)
    await again.see((frame) => (frame.kind === 'event' && frame.seq === last ? frame : undefined))
    expect(again.frames.some((frame) => frame.kind === 'snapshot')).toBe(false)
    expect(upToLast(again)).toEqual(Array.from({ length: last - seq - 2 }, (_, index) => seq + 3 + index))
    const lost = await it.connect(anna, last + 1_000)
    await lost.seeSnapshot()
    expect(lost.frames.slice(0, 3).map((frame) => frame.kind)).toEqual(['hello', 'resync', 'snapshot'])
  })

  test('goes on after a restart of the server', async () => {
    const phone = nextNumber()
    const call = callFrom(phone, { to: '1001', id: 'r1' })
    const before = await it.connect(anna)
    await before.seeSnapshot()
    it.pbx.say(call.rings())
    const { id } = await before.seeCallOf(phone, ({ state }) => state === 'alerting')
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
  const phone = nextNumber()
  const call = callFrom(phone, { to: '1001', id: 'removed-1' })
  const client = await it.connect(anna)
  await client.seeSnapshot()
  it.pbx.say(call.rings(), call.isAnswered())
  const { id } = await client.seeCallOf(phone, ({ state }) => state === 'connected')
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
  test('goes down with the link and comes back', async () => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const seeLine = (state: string, after = 0) =>
      client.see((frame) =>
        frame.kind === 'event' &&
        frame.seq > after &&
        frame.event.kind === 'line' &&
        frame.event.line.state === state
          ? { seq: frame.seq, line: frame.event.line }
          : undefined,
      )
    it.pbx.sessions.at(-1)?.end({ code: 'link.timeout', message: 'No answer for 15 s.' })
    const down = await seeLine('down')
    expect(down.line.problem).toBe('No answer for 15 s.')
    expect(down.line.canDial).toBe(false)
    await seeLine('live', down.seq)
  })
})

describe('commands', () => {
  test('go to the switch with the leg of the user, and only when they are offered', async () => {
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const asker = { userId: anna, tenant }
    const phone = nextNumber()
    const call = callFrom(phone, { to: '1001', id: 'c1' })
    it.pbx.say(call.rings())
    const { id } = await client.seeCallOf(phone, ({ state }) => state === 'alerting')
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
