import { closeCodes } from '@hookswitch/contract'
import { connect } from 'node:net'
import { party } from '@hookswitch/model'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { callFrom, openTestLive, openTestOffice, type TestClient, type TestLive } from './test-live.ts'
import { inTenantClient } from './store/tenant.ts'
import type { TestDatabase } from './store/test-database.ts'

let database: TestDatabase
let tenant: string
let anna: string
let berta: string
let it: TestLive | undefined

beforeAll(async () => {
  ;({ test: database, tenant, anna, berta } = await openTestOffice())
})
afterAll(() => database.close())
afterEach(async () => {
  await it?.close()
  it = undefined
})

async function activitiesOf(callId: string) {
  return database.database.inTenant(tenant, (db) =>
    db.selectFrom('activity').selectAll().where('external_key', '=', `call:${callId}`).execute(),
  )
}

const legsOf = (callId: string) =>
  database.database.inTenant(tenant, (db) =>
    db
      .selectFrom('activity_leg')
      .innerJoin('activity', 'activity.id', 'activity_leg.activity_id')
      .selectAll('activity_leg')
      .where('external_key', '=', `call:${callId}`)
      .orderBy('position')
      .execute(),
  )

/** One call while the wall clock does what it likes: `error` is how far its length is from what it truly was. In milliseconds. */
async function callWhile(client: TestClient, id: string, disturb: () => Promise<void>) {
  const number = `0305550${id}`
  const call = callFrom(number, { to: '1001', id: `clock${id}` })
  const began = saidAt(() => it?.pbx.say(call.rings()))
  const ringing = await client.seeCallOf(number, ({ state }) => state === 'alerting')
  it?.pbx.say(call.isAnswered())
  await disturb()
  const over = saidAt(() => it?.pbx.say(...call.ends()))
  const ended = await client.seeCall((view) => view.id === ringing.id && view.endedAt !== null)
  const [startedAt, answeredAt, endedAt] = [ended.startedAt, ended.answeredAt, ended.endedAt].map((at) =>
    Date.parse(at ?? ''),
  ) as [number, number, number]
  expect(answeredAt).toBeGreaterThanOrEqual(startedAt)
  expect(endedAt).toBeGreaterThanOrEqual(answeredAt)
  for (const leg of ended.legs)
    expect(Date.parse(leg.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(leg.startedAt))
  const took = endedAt - startedAt
  const error = Math.max(over.from - began.to - took, took - (over.to - began.from), 0)
  return { startedAt, endedAt, error }
}

/** Between which two moments it was said, in milliseconds by a clock that never jumps: a busy machine may stop in between. */
function saidAt(say: () => void): { readonly from: number; readonly to: number } {
  const from = performance.now()
  say()
  return { from, to: performance.now() }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test.each([
  ['an hour forth and back', [1, -1, -1, 1].map((hours) => hours * 3_600_000)],
  ['a second back, again and again', [-1_000, -1_000, -1_000, -1_000, -1_000, -1_000]],
])(
  'R14: a wall clock that is set %s makes no call longer, shorter or negative, and the order stays',
  async (_, jumps) => {
    let jump = 0
    it = await openTestLive({ test: database, tenant, more: { now: () => Date.now() + jump } })
    const client = await it.connect(anna)
    await client.seeSnapshot()
    for (const [index, by] of jumps.entries()) {
      const { error } = await callWhile(client, `1${jumps.length}${index}`, async () => {
        await pause(100)
        jump += by
        await pause(200)
      })
      expect(error).toBeLessThan(100)
    }
    expect(client.events.map(({ seq }) => seq)).toEqual(
      client.events.map((_event, index) => (client.events[0]?.seq ?? 0) + index),
    )
    expect(client.socket.readyState).toBe(client.socket.OPEN)
  },
)

test.each([
  ['Europe/Berlin', '2026-10-25T01:00:00Z'],
  ['America/New_York', '2027-03-14T07:00:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00:00Z'],
])('R14: the night in which the clocks of %s change', async (zone, change) => {
  const before = process.env.TZ
  process.env.TZ = zone
  try {
    const at = Date.parse(change)
    const offset = (ms: number) => new Date(ms).getTimezoneOffset()
    // This process does believe that it is there, and that the hour changes.
    expect(offset(at - 1)).not.toBe(offset(at))
    const ahead = at - 2_500 - Date.now()
    const now = (): number => Date.now() + ahead
    it = await openTestLive({ test: database, tenant, more: { now } })
    const client = await it.connect(anna)
    await client.seeSnapshot()
    const { startedAt, endedAt, error } = await callWhile(client, `20${zone.length}`, async () => {
      while (now() < at + 200) await pause(50)
    })
    expect(startedAt).toBeLessThan(at)
    expect(endedAt).toBeGreaterThan(at)
    expect(error).toBeLessThan(100)
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
})

test('R15: a client that does not read is closed; the others go on', async () => {
  it = await openTestLive({ test: database, tenant })
  const [good, slow] = [await it.connect(anna), await it.connect(anna)]
  await Promise.all([good.seeSnapshot(), slow.seeSnapshot()])
  slow.socket.pause()
  const call = callFrom('030555020', { to: '1001', id: 'slow' })
  it.pbx.say(call.rings())
  const { id } = await good.seeCall((view) => view.other.number === '030555020')
  const text = 'x'.repeat(20_000)
  for (let version = 0; version < 900 && it.live.socket.clients === 2; version += 1)
    await it.live.ports.writeNotes({ userId: anna, tenant }, id, {
      text: `${version}${text}`.slice(0, 20_000),
      version,
    })
  await expect.poll(() => it?.live.socket.clients, { timeout: 30_000 }).toBe(1)
  it.pbx.say(...call.ends())
  await good.seeCall((view) => view.id === id && view.endedAt !== null)
  slow.socket.resume()
  // Close frame or not, depending on how much the network still took.
  expect([closeCodes.tooSlow, 1006]).toContain(await slow.closed)
})

test('a client that is gone without a word is noticed by its silence', async () => {
  it = await openTestLive({ test: database, tenant })
  const socket = connect(it.port, '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write(
    `GET /api/live?user=${anna} HTTP/1.1\r\nHost: x\r\nOrigin: http://desk.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  )
  await expect.poll(() => it?.live.socket.clients).toBe(1)
  // It answers no ping: two heartbeats later it is taken for dead.
  await expect.poll(() => it?.live.socket.clients, { timeout: 60_000, interval: 250 }).toBe(0)
  socket.destroy()
})

test('a consultation shows the customer to the colleague, and after the transfer the notes; one log', async () => {
  it = await openTestLive({ test: database, tenant })
  const [one, two] = [await it.connect(anna), await it.connect(berta)]
  await Promise.all([one.seeSnapshot(), two.seeSnapshot()])
  const customer = callFrom('030555040', { to: '1001', id: 't1' })
  it.pbx.say(customer.rings(), customer.isAnswered())
  const { id } = await one.seeCall((view) => view.state === 'connected' && view.other.number === '030555040')
  await it.live.ports.writeNotes({ userId: anna, tenant }, id, { text: 'Wants a refund', version: 0 })
  it.pbx.say(customer.isHeld())
  const [from, to] = [party('1001', { external: false }), party('1002', { external: false })]
  const consult = { callId: 't2', deviceId: '1001' }
  const asked = { callId: 't2', deviceId: '1002' }
  const both = { calling: from, called: to }
  it.pbx.say(
    {
      kind: 'serviceInitiated',
      cause: 'consultation',
      monitored: '1001',
      device: '1001',
      connection: consult,
    },
    {
      kind: 'originated',
      cause: 'consultation',
      monitored: '1001',
      device: '1001',
      connection: consult,
      ...both,
    },
    {
      kind: 'delivered',
      cause: 'consultation',
      monitored: '1002',
      device: '1002',
      connection: asked,
      ...both,
    },
  )
  const ringing = await two.seeCallOf(
    '1001',
    ({ state, pop }) => state === 'alerting' && pop?.status === 'none',
  )
  expect(ringing.id).not.toBe(id)
  expect(ringing.notes.text).toBe('Wants a refund')
  // In her list it says the same as on her page.
  const listed = await it.live.ports.myCalls({ userId: berta, tenant }, { limit: 1 })
  expect(listed.ok && listed.value.items[0]).toMatchObject({
    id: ringing.id,
    notes: { text: 'Wants a refund' },
    pop: { status: 'none' },
    about: { other: { number: '030555040' } },
  })
  it.pbx.say(
    {
      kind: 'established',
      cause: 'consultation',
      monitored: '1002',
      device: '1002',
      connection: asked,
      ...both,
    },
    {
      kind: 'transferred',
      cause: 'transfer',
      monitored: '1002',
      primaryOldCall: { callId: 't1', deviceId: '1001' },
      secondaryOldCall: consult,
      transferringDevice: '1001',
      transferredTo: to,
      connections: [
        { to: { callId: 't2', deviceId: '1002' }, from: asked, device: '1002' },
        {
          to: { callId: 't2', deviceId: '030555040' },
          from: { callId: 't1', deviceId: '030555040' },
          device: '030555040',
        },
      ],
    },
  )
  const joined = await two.seeCall((view) => view.id === id && view.state === 'connected')
  expect(joined.other.number).toBe('030555040')
  expect(joined.notes.text).toBe('Wants a refund')
  await two.see((frame) =>
    frame.kind === 'event' && frame.event.kind === 'callGone' && frame.event.callId === ringing.id
      ? true
      : undefined,
  )
  const handedOn = await one.seeCall((view) => view.id === id && view.endedAt !== null)
  expect(handedOn.outcome).toBe('transferred')
  it.pbx.say({ kind: 'callCleared', cause: 'normalClearing', callId: 't2' })
  await two.seeCall((view) => view.id === id && view.endedAt !== null)
  await expect.poll(() => activitiesOf(id)).toMatchObject([{ text: 'Wants a refund', user_id: berta }])
  expect(await activitiesOf(ringing.id)).toEqual([])
  expect(await legsOf(id)).toMatchObject([
    { position: 0, role: 'called', user_id: anna, from_number: '030 555040', outcome: 'transferred' },
    { position: 1, role: 'transferredTo', user_id: berta, from_user_id: anna, outcome: 'answered' },
    { position: 2, role: 'caller', user_id: null, from_number: null, number: '030 555040' },
  ])
  // Told once more, with what was added after the call: still one log with the same legs.
  const added = await it.live.ports.readCall({ userId: berta, tenant }, id)
  await it.live.ports.writeNotes({ userId: berta, tenant }, id, {
    text: 'Refunded',
    version: added.ok ? added.value.notes.version : -1,
  })
  await expect.poll(() => activitiesOf(id)).toMatchObject([{ text: 'Refunded', user_id: berta }])
  expect(await legsOf(id)).toHaveLength(3)
  const history = await it.live.ports.myCalls({ userId: berta, tenant }, { limit: 50 })
  expect(history.ok && history.value.items.map((view) => view.id)).not.toContain(ringing.id)
})

test('colleagues who talk leave no log, and nobody is looked up', async () => {
  it = await openTestLive({ test: database, tenant })
  const client = await it.connect(berta)
  await client.seeSnapshot()
  const [from, to] = [party('1001', { external: false }), party('1002', { external: false })]
  const [calling, called] = [
    { callId: 'i1', deviceId: '1001' },
    { callId: 'i1', deviceId: '1002' },
  ]
  const both = { calling: from, called: to, cause: 'newCall' } as const
  it.pbx.say(
    { kind: 'originated', monitored: '1001', device: '1001', connection: calling, ...both },
    { kind: 'delivered', monitored: '1002', device: '1002', connection: called, ...both },
  )
  const view = await client.seeCallOf(
    '1001',
    ({ state, direction }) => state === 'alerting' && direction === 'internal',
  )
  expect(view).toMatchObject({ direction: 'internal', pop: null, other: { number: '1001' } })
  it.pbx.say({ kind: 'callCleared', cause: 'normalClearing', callId: 'i1' })
  await client.seeCall((one) => one.id === view.id && one.endedAt !== null)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await activitiesOf(view.id)).toEqual([])
})

test('a withheld number is not searched with, and the log says nothing of it', async () => {
  it = await openTestLive({ test: database, tenant })
  const client = await it.connect(anna)
  await client.seeSnapshot()
  const call = callFrom('030555050', { to: '1001', id: 'w1' })
  const rings = call.rings()
  if (rings.kind !== 'delivered') throw new Error('no ring')
  it.pbx.say({
    ...rings,
    calling: { kind: 'restricted', number: null, name: null, external: true, address: null },
  })
  const view = await client.seeCall((one) => one.state === 'alerting' && one.other.kind === 'restricted')
  expect(view.pop?.status).toBe('withheld')
  it.pbx.say(...call.ends())
  await expect.poll(() => activitiesOf(view.id)).toMatchObject([{ subject: '', contact_id: null }])
})

test('a write that cannot be delivered is listed, and delivered when an administrator says so', async () => {
  it = await openTestLive({ test: database, tenant })
  const client = await it.connect(anna)
  await client.seeSnapshot()
  // As an older server may have left it.
  await inTenantClient(database.database.pool, tenant, (db) =>
    db.query(`insert into outbox (kind, key, attempts) values ('unheardOf', 'x', 9)`),
  )
  const { ports } = it.live
  await expect
    .poll(() => ports.listFailedJobs(tenant), { timeout: 30_000 })
    .toMatchObject([{ id: 'unheardOf:x', attempts: 10, error: expect.stringContaining('unheardOf') }])
  const by = { id: anna, name: 'Anna' }
  expect(await ports.retryJob(tenant, 'unheardOf:x', by)).toBe(true)
  expect(await ports.retryJob(tenant, 'unheardOf:y', by)).toBe(false)
  // Logs of calls do not wait for it.
  const call = callFrom('030555060', { to: '1001', id: 'j1' })
  it.pbx.say(call.rings())
  const { id } = await client.seeCall((view) => view.other.number === '030555060')
  it.pbx.say(...call.ends())
  await expect.poll(() => activitiesOf(id)).toHaveLength(1)
})
