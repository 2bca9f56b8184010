import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient } from '@hookswitch/contract'
import { createControlClient, startSimulator, type LedgerEntry } from '@hookswitch/simulator'
import { Rig } from '#tests/server/rig.ts'
import { openOffice, type Office } from './office.ts'

const extensions = Array.from({ length: 11 }, (_, index) => String(1001 + index))
const dials = 1_000

let office: Office
beforeAll(async () => {
  office = await openOffice({
    extensions,
    simulator: { settings: { liftAfterMs: 1, networkMs: 1, toneMs: 5 } },
  })
  // Each call is over at once, so that no telephone runs out of lines.
  await office.hands.setBehaviour('1012', { kind: 'busy' })
})
afterAll(() => office.close())

/** A line that loses answers: after the server gave them, or while it is still at it. */
function losing(lost: { count: number }, chance: () => number): typeof fetch {
  return async (address, init) => {
    const key = new Headers(init?.headers).get('idempotency-key') ?? ''
    const times = tries.get(key) ?? 0
    tries.set(key, times + 1)
    // The first answer is always lost, and every eighth time the second one too.
    if (times > (chance() < 0.125 ? 1 : 0)) return fetch(address, init)
    lost.count += 1
    if (chance() < 0.5) {
      await (await fetch(address, init)).text()
    } else {
      const cut = AbortSignal.timeout(1 + Math.floor(chance() * 12))
      await fetch(address, { ...init, signal: cut }).catch(() => {})
    }
    throw new TypeError('the answer was lost')
  }
}
const tries = new Map<string, number>()

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}

const begun = (entries: readonly LedgerEntry[]) => entries.filter((entry) => entry.kind === 'callBegan')

test(`${dials} dials, each answer lost: ${dials} calls`, async () => {
  await office.person('1001')
  const cookies = await Promise.all(extensions.map(async (it) => (await office.signIn(it)).cookie))
  const lost = { count: 0 }
  const before = begun(office.simulator.ledger.since(0)).length
  let next = 0
  // Four at a time from each telephone: it has six lines.
  const lanes = [...cookies, ...cookies, ...cookies, ...cookies]
  await Promise.all(
    lanes.map(async (cookie, index) => {
      const line = losing(lost, seeded(index + 1))
      const api = createClient({ baseUrl: office.server.url, headers: { cookie }, fetch: line })
      while (next < dials) {
        next += 1
        expect(await api.makeCall({ body: { number: '1012' } })).toEqual({ accepted: true })
      }
    }),
  )
  const calls = begun(office.simulator.ledger.since(0)).slice(before)
  expect(lost.count).toBeGreaterThanOrEqual(dials)
  expect(calls).toHaveLength(dials)
})

test('twenty at once with one key are one call, and all hear the same', async () => {
  const person = await office.person('1001')
  const before = begun(office.simulator.ledger.since(0)).length
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      person.api.makeCall({ body: { number: '1012' }, idempotencyKey: 'at-once' }),
    ),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"accepted":true}']))
  expect(begun(office.simulator.ledger.since(0))).toHaveLength(before + 1)
})

test('holding, retrieving and transferring act once too', async () => {
  const [anna, ben] = await Promise.all([office.person('1001'), office.person('1002')])
  const { id } = await office.hands.startCall({ from: '+14155550111', to: '1001' })
  const ringing = await anna.page.seeCall(
    (call) => call.other.e164 === '+14155550111' && call.state === 'alerting',
  )
  const after = office.simulator.ledger.last
  const twice = async (body: Parameters<typeof anna.api.commandCall>[0]['body']) => {
    const ask = { params: { id: ringing.id }, body, idempotencyKey: `${body.kind}-once` }
    const first = await anna.api.commandCall(ask)
    expect(await anna.api.commandCall(ask)).toEqual(first)
  }
  await twice({ kind: 'answerCall' })
  await anna.page.seeCall((call) => call.id === ringing.id && call.state === 'connected')
  await twice({ kind: 'holdCall' })
  await anna.page.seeCall((call) => call.id === ringing.id && call.state === 'hold')
  await twice({ kind: 'retrieveCall' })
  await expect
    .poll(() => anna.page.events.findLast(({ event }) => event.kind === 'call')?.event)
    .toMatchObject({ call: { state: 'connected' } })
  await twice({ kind: 'singleStepTransfer', to: '1002' })
  await ben.page.seeCall((call) => call.other.e164 === '+14155550111' && call.state === 'alerting')
  const happened = office.simulator.ledger
    .since(0)
    .slice(after)
    .filter((entry) => 'call' in entry && entry.call === id)
  const times = (kind: LedgerEntry['kind']) => happened.filter((entry) => entry.kind === kind).length
  expect([times('legHeld'), times('legRetrieved'), times('legRang')]).toEqual([1, 1, 1])
  await office.hands.hangUp(id)
})

test('a switch that acts and does not answer: the caller is told that nobody knows, and a repeat asks nobody', async () => {
  const person = await office.person('1003')
  await office.hands.setSwitches({ responseDelayMs: 30_000 })
  const before = begun(office.simulator.ledger.since(0)).length
  try {
    const dial = () => person.api.makeCall({ body: { number: '1012' }, idempotencyKey: 'unheard' })
    await expect(dial()).rejects.toMatchObject({ code: 'outcomeUnknown', problem: { status: 504 } })
    await expect(dial()).rejects.toMatchObject({ code: 'outcomeUnknown' })
  } finally {
    await office.hands.setSwitches({ responseDelayMs: 0 })
  }
  expect(begun(office.simulator.ledger.since(0))).toHaveLength(before + 1)
}, 60_000)

test('the server is killed between asking the switch and answering: one call, and the truth afterwards', async () => {
  const simulator = await startSimulator({ port: 0, settings: { liftAfterMs: 1, networkMs: 1 } })
  const hands = createControlClient(simulator.controlUrl)
  const rig = new Rig({ pbxPort: simulator.port, extensions: ['1001'] })
  try {
    await rig.prepare()
    const before = await rig.signIn('agent1001')
    await rig.openPage('1001')
    await rig.until(() => rig.look(), 20_000, 'a live link')
    await hands.setSwitches({ responseDelayMs: 4_000 })
    const dial = { body: { number: '2125557777' }, idempotencyKey: 'killed' }
    const unheard = before.makeCall({ ...dial, signal: AbortSignal.timeout(60_000) }).catch(() => {})
    await rig.until(() => begun(simulator.ledger.since(0)).length === 1, 10_000, 'the call at the switch')
    await rig.kill()
    await hands.setSwitches({ responseDelayMs: 0 })
    await rig.start()
    // The client itself has asked again meanwhile; whatever it heard, it was not a second call.
    await unheard
    const after = await rig.signIn('agent1001')
    await expect(after.makeCall(dial)).rejects.toMatchObject({ code: 'outcomeUnknown' })
    await wait(500)
    expect(begun(simulator.ledger.since(0))).toHaveLength(1)
    await rig.until(() => rig.look(), 20_000, 'a live link again')
    await after.makeCall({ ...dial, idempotencyKey: 'asked-anew' })
    await expect.poll(() => begun(simulator.ledger.since(0)).length).toBe(2)
  } finally {
    await rig.close()
    await simulator.stop()
  }
}, 120_000)
