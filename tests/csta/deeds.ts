/** Everything that may be asked of a switch, as short stories: each leaves the switch as it found it. */
import { expect } from 'vitest'
import type { ConnectionState } from '@hookswitch/model'
import type { Switch } from './switch.ts'

export const customer = { from: '+14155550100', digits: '4711' }

type OnLeg = 'answerCall' | 'clearConnection' | 'clearCall' | 'rejectCall' | 'holdCall' | 'retrieveCall'

/** Asks for something on the leg that a device has in this state. */
async function on(
  pbx: Switch,
  device: string,
  [state, kind]: readonly [ConnectionState, OnLeg],
): Promise<void> {
  await pbx.command({ kind, device, connection: await pbx.leg(device, state) })
}

const park = { kind: 'parkCall', device: '1003' } as const
const answer = ['alerting', 'answerCall'] as const
const hangUp = ['connected', 'clearConnection'] as const

/** The customer is talking to this device. */
async function talks(pbx: Switch, device: string): Promise<string> {
  const id = await pbx.customer({ ...customer, to: device })
  await on(pbx, device, answer)
  await pbx.leg(device, 'connected')
  return id
}

async function consult(pbx: Switch, device: string, to: string): Promise<void> {
  const connection = await pbx.leg(device, 'connected')
  await pbx.command({ kind: 'consultationCall', device, connection, to })
  await pbx.leg(device, 'hold')
}

/** The held and the active leg of a device. */
async function pair(pbx: Switch, device: string) {
  return { held: await pbx.leg(device, 'hold'), active: await pbx.leg(device, 'connected') }
}

/**
 * Who is in the call of a device: numbers and states. Of an outside caller a switch tells no leg before somebody joins
 * him with others: he is there by his number.
 */
function roster(pbx: Switch, device: string): string[] {
  const call = pbx.callAt(device)
  if (call === undefined) return []
  const live = call.legs.filter((leg) => leg.endedAt === null)
  const seen = live.map((leg, index) => `${leg.party.number} ${call.connections[index]?.state}`)
  const unseen = call.direction === 'inbound' && !call.legs.some((leg) => leg.role === 'caller')
  if (unseen) seen.push(`${call.calling.number} connected`)
  return seen.toSorted((one, other) => one.localeCompare(other))
}

async function becomes(pbx: Switch, device: string, parties: readonly string[]): Promise<void> {
  const wanted = JSON.stringify(parties)
  await pbx
    .until(`${device} to be in ${wanted}`, () => JSON.stringify(roster(pbx, device)) === wanted)
    .catch((error: unknown) => {
      throw new Error(`${device} is in ${JSON.stringify(roster(pbx, device))}`, { cause: error })
    })
}

const outside = `${customer.from} connected`

/** Whoever got the customer knows who he is, and what he keyed. */
function isCustomers(pbx: Switch, device: string): void {
  const call = pbx.callAt(device)
  expect(call).toMatchObject({
    direction: 'inbound',
    calling: { number: customer.from },
    digits: customer.digits,
    parent: null,
  })
}

/** False for switches whose every cause is `normal`. */
function tellsCauses(pbx: Switch): boolean {
  return pbx.simulator.habits.causes === 'told'
}

async function everybodyLeaves(pbx: Switch, id: string): Promise<void> {
  await pbx.hangUp(id)
}

export const deeds: Readonly<Record<string, (pbx: Switch) => Promise<void>>> = {
  async 'call out, key digits, clear the call'(pbx) {
    await pbx.people.setOutsideBehaviour({ kind: 'answer', afterMs: 20 })
    await pbx.command({
      kind: 'makeCall',
      device: '1001',
      to: '+442079461111',
      autoAnswer: true,
      reference: 'T-7',
    })
    await becomes(pbx, '1001', ['+442079461111 connected', '1001 connected'])
    expect(pbx.callAt('1001')).toMatchObject({ direction: 'outbound', correlatorData: 'T-7' })
    const connection = await pbx.leg('1001', 'connected')
    await pbx.command({ kind: 'generateDigits', device: '1001', connection, digits: '12#' })
    await pbx.until('the digits', () =>
      pbx.events.some((event) => event.kind === 'digitsGenerated' && event.sequence === '12#'),
    )
    await pbx.command({ kind: 'clearCall', device: '1001', connection })
    await pbx.free('1001')
  },
  async 'a phone that is to be lifted first'(pbx) {
    await pbx.command({ kind: 'makeCall', device: '1007', to: '1008' })
    await on(pbx, '1008', answer)
    await becomes(pbx, '1007', ['1007 connected', '1008 connected'])
    await on(pbx, '1007', hangUp)
  },
  async 'answer, hold, retrieve, hang up'(pbx) {
    await pbx.customer({ ...customer, to: '1001' })
    await pbx.leg('1001', 'alerting')
    isCustomers(pbx, '1001')
    await on(pbx, '1001', answer)
    await on(pbx, '1001', ['connected', 'holdCall'])
    await on(pbx, '1001', ['hold', 'retrieveCall'])
    await on(pbx, '1001', hangUp)
    await pbx.free('1001')
  },
  async 'reject by clearing'(pbx) {
    const id = await pbx.customer({ ...customer, to: '1001' })
    await on(pbx, '1001', ['alerting', 'rejectCall'])
    await pbx.free('1001')
    await everybodyLeaves(pbx, id)
  },
  async 'reject by deflecting, to where another takes it'(pbx) {
    await pbx.customer({ ...customer, to: '1001' })
    const connection = await pbx.leg('1001', 'alerting')
    await pbx.command({ kind: 'deflectCall', device: '1001', connection, to: '1009' })
    await pbx.leg('1009', 'alerting')
    await pbx.free('1001')
    isCustomers(pbx, '1009')
    await on(pbx, '1009', answer)
    await on(pbx, '1009', hangUp)
  },
  async 'consult, change between the two, give the consultation up'(pbx) {
    const id = await talks(pbx, '1003')
    await consult(pbx, '1003', '1004')
    await on(pbx, '1004', answer)
    await becomes(pbx, '1004', ['1003 connected', '1004 connected'])
    await pbx.command({ kind: 'alternateCall', device: '1003', ...(await pair(pbx, '1003')) })
    await becomes(pbx, '1004', ['1003 hold', '1004 connected'])
    await pbx.command({ kind: 'alternateCall', device: '1003', ...(await pair(pbx, '1003')) })
    await becomes(pbx, '1004', ['1003 connected', '1004 connected'])
    await pbx.command({ kind: 'reconnectCall', device: '1003', ...(await pair(pbx, '1003')) })
    await pbx.free('1004')
    await becomes(pbx, '1003', [outside, '1003 connected'])
    await everybodyLeaves(pbx, id)
  },
  async 'transfer after the answer, and back again'(pbx) {
    const id = await talks(pbx, '1003')
    for (const [by, to] of [
      ['1003', '1004'],
      ['1004', '1003'],
    ] as const) {
      await consult(pbx, by, to)
      await on(pbx, to, answer)
      await becomes(pbx, to, [`${by} connected`, `${to} connected`].toSorted())
      await pbx.command({ kind: 'transferCall', device: by, ...(await pair(pbx, by)) })
      await pbx.free(by)
      await becomes(pbx, to, [outside, `${to} connected`])
      isCustomers(pbx, to)
    }
    await everybodyLeaves(pbx, id)
  },
  async 'transfer while it rings'(pbx) {
    const id = await talks(pbx, '1003')
    await consult(pbx, '1003', '1004')
    await pbx.leg('1004', 'alerting')
    await pbx.command({ kind: 'transferCall', device: '1003', ...(await pair(pbx, '1003')) })
    await pbx.free('1003')
    await becomes(pbx, '1004', [outside, '1004 alerting'])
    isCustomers(pbx, '1004')
    await on(pbx, '1004', answer)
    await becomes(pbx, '1004', [outside, '1004 connected'])
    await everybodyLeaves(pbx, id)
  },
  async 'transfer blindly, and once more'(pbx) {
    const id = await talks(pbx, '1003')
    for (const [by, to] of [
      ['1003', '1004'],
      ['1004', '1005'],
    ] as const) {
      const connection = await pbx.leg(by, 'connected')
      await pbx.command({ kind: 'singleStepTransfer', device: by, connection, to })
      await pbx.free(by)
      await becomes(pbx, to, [outside, `${to} alerting`])
      isCustomers(pbx, to)
      await on(pbx, to, answer)
      await pbx.leg(to, 'connected')
    }
    await everybodyLeaves(pbx, id)
  },
  async 'transfer to a queue'(pbx) {
    const id = await talks(pbx, '1003')
    const connection = await pbx.leg('1003', 'connected')
    await pbx.command({ kind: 'setAgentState', device: '1002', state: 'ready' })
    await pbx.command({ kind: 'singleStepTransfer', device: '1003', connection, to: '6001' })
    await pbx.free('1003')
    await pbx.leg('1002', 'alerting')
    isCustomers(pbx, '1002')
    if (tellsCauses(pbx)) expect(pbx.callAt('1002')?.queue).toBe('6001')
    await on(pbx, '1002', answer)
    await becomes(pbx, '1002', [outside, '1002 connected'])
    await everybodyLeaves(pbx, id)
    await pbx.until('the agent to be ready again', () => pbx.agents.get('1002')?.state === 'ready')
    await pbx.command({ kind: 'setAgentState', device: '1002', state: 'loggedOff' })
  },
  async 'a conference of four; one is dropped, one leaves'(pbx) {
    const id = await talks(pbx, '1003')
    for (const to of ['1004', '1005']) {
      await consult(pbx, '1003', to)
      await on(pbx, to, answer)
      await becomes(pbx, to, ['1003 connected', `${to} connected`])
      await pbx.command({ kind: 'conferenceCall', device: '1003', ...(await pair(pbx, '1003')) })
      await pbx.until('one call', () => roster(pbx, '1003').includes(`${to} connected`))
    }
    await becomes(pbx, '1003', [outside, '1003 connected', '1004 connected', '1005 connected'])
    isCustomers(pbx, '1005')
    const dropped = await pbx.leg('1005', 'connected')
    await pbx.command({ kind: 'clearConnection', device: '1003', connection: dropped })
    await pbx.free('1005')
    await on(pbx, '1003', hangUp)
    await pbx.free('1003')
    await becomes(pbx, '1004', [outside, '1004 connected'])
    isCustomers(pbx, '1004')
    await everybodyLeaves(pbx, id)
  },
  async 'a third is asked in at one step; the customer is dropped'(pbx) {
    // Without a cause nobody can tell who is asked in from who is called in vain.
    if (!tellsCauses(pbx)) return
    await talks(pbx, '1003')
    const connection = await pbx.leg('1003', 'connected')
    await pbx.command({ kind: 'singleStepConference', device: '1003', connection, to: '1004' })
    await on(pbx, '1004', answer)
    await becomes(pbx, '1003', [outside, '1003 connected', '1004 connected'])
    const call = pbx.callAt('1003')
    const far = call?.connections.find((leg) => leg.device !== '1003' && leg.device !== '1004')
    if (far === undefined) throw new Error('the customer has no leg')
    await pbx.command({ kind: 'clearConnection', device: '1003', connection: far.id })
    await becomes(pbx, '1003', ['1003 connected', '1004 connected'])
    await on(pbx, '1003', hangUp)
  },
  async 'park, and pick it up by asking'(pbx) {
    const id = await talks(pbx, '1003')
    const connection = await pbx.leg('1003', 'connected')
    const { connection: parked } = await askedPark(pbx, { ...park, connection, to: '702' })
    if (parked === undefined) throw new Error('the switch does not say where it parked the call')
    await pbx.free('1003')
    await pbx.command({ kind: 'directedPickup', device: '1004', connection: parked })
    await becomes(pbx, '1004', [outside, '1004 connected'])
    isCustomers(pbx, '1004')
    await everybodyLeaves(pbx, id)
  },
  async 'park anywhere, and pick it up by dialling'(pbx) {
    // The slot is not monitored, so a switch must name both calls that it makes one.
    if (!pbx.simulator.habits.secondaryOldCall) return
    const id = await talks(pbx, '1003')
    const connection = await pbx.leg('1003', 'connected')
    const { connection: place } = await askedPark(pbx, { ...park, connection })
    await pbx.free('1003')
    const slot = place?.deviceId ?? ''
    await pbx.command({ kind: 'makeCall', device: '1005', to: slot, autoAnswer: true })
    await becomes(pbx, '1005', [outside, '1005 connected'])
    isCustomers(pbx, '1005')
    await everybodyLeaves(pbx, id)
  },
  async 'take a call that rings elsewhere'(pbx) {
    await pbx.customer({ ...customer, to: '1005' })
    const ringing = await pbx.leg('1005', 'alerting')
    await pbx.command({ kind: 'directedPickup', device: '1008', connection: ringing })
    await pbx.free('1005')
    await becomes(pbx, '1008', [outside, '1008 connected'])
    isCustomers(pbx, '1008')
    await on(pbx, '1008', hangUp)
  },
  async 'take whatever rings in the group'(pbx) {
    await pbx.customer({ ...customer, to: '1005' })
    await pbx.leg('1005', 'alerting')
    await pbx.command({ kind: 'groupPickup', device: '1004' })
    await pbx.free('1005')
    await becomes(pbx, '1004', [outside, '1004 connected'])
    await on(pbx, '1004', hangUp)
    await pbx.free('1004')
    // Somebody else: the same caller at once again under an id that is used again is taken for a late copy.
    await pbx.customer({ from: '+442079460958', to: '1006' })
    await pbx.leg('1006', 'alerting')
    await pbx.command({ kind: 'groupPickup', device: '1009', group: '6010' })
    await becomes(pbx, '1009', ['+442079460958 connected', '1009 connected'])
    await on(pbx, '1009', hangUp)
  },
  async 'a group rings, and one takes it'(pbx) {
    const id = await pbx.customer({ ...customer, to: '6010' })
    await Promise.all(['1004', '1005', '1006'].map((device) => pbx.leg(device, 'alerting')))
    isCustomers(pbx, '1006')
    await on(pbx, '1006', answer)
    await Promise.all([pbx.free('1004'), pbx.free('1005')])
    await becomes(pbx, '1006', [outside, '1006 connected'])
    await everybodyLeaves(pbx, id)
  },
  async 'what a phone is set to'(pbx) {
    const device = '1010'
    const is = (what: string, look: () => boolean | undefined) => pbx.until(what, look)
    const state = () => pbx.devices.get(device)
    await pbx.command({ kind: 'setDoNotDisturb', device, on: true })
    await is('do not disturb', () => state()?.doNotDisturb)
    await pbx.command({ kind: 'setDoNotDisturb', device, on: false })
    await is('no do not disturb', () => state()?.doNotDisturb === false)
    for (const type of ['immediate', 'busy', 'noAnswer', 'doNotDisturb'] as const) {
      const forwards = (active: boolean) => () =>
        state()?.forwarding.some((one) => one.kind === type && one.active === active && one.to === '1011')
      await pbx.command({ kind: 'setForwarding', device, type, on: true, to: '1011' })
      await is(`forwarding ${type}`, forwards(true))
      await pbx.command({ kind: 'setForwarding', device, type, on: false })
      await is(`no forwarding ${type}`, forwards(false))
    }
    if (!('setMicrophoneMute' in pbx.session.capabilities.commands)) return
    await pbx.command({ kind: 'setMicrophoneMute', device, on: true })
    await is('the microphone off', () => state()?.muted)
    await pbx.command({ kind: 'setMicrophoneMute', device, on: false })
    await is('the microphone on', () => state()?.muted === false)
  },
  async 'an agent from log-on to log-off'(pbx) {
    const device = '1001'
    const becomes = (state: string) =>
      pbx.until(`agent ${state}`, () => pbx.agents.get(device)?.state === state)
    const who = { agentId: '7001', password: 'agent1', group: '6001' }
    const set = (state: 'loggedOff' | 'ready' | 'notReady' | 'workingAfterCall') =>
      pbx.command({ kind: 'setAgentState', device, state, ...who })
    const wrong = { kind: 'setAgentState', device, state: 'ready', ...who, password: 'agent2' } as const
    await pbx.until('what the agent is', () => pbx.agents.has(device))
    // Where it travels as a word and not as hex, the simulator does not look at it.
    if (!pbx.simulator.habits.flatAgentState)
      expect(await pbx.session.command(wrong)).toMatchObject({ ok: false, refusal: { code: 'login.failed' } })
    await set('notReady')
    await becomes('notReady')
    await set('workingAfterCall')
    await becomes('workingAfterCall')
    await set('ready')
    await becomes('ready')
    expect(pbx.agents.get(device)?.agentId).toBe('7001')
    await pbx.people.startCall({ ...customer, to: '6000', hangUpAfterMs: 60_000 })
    await pbx.leg(device, 'alerting')
    isCustomers(pbx, device)
    if (tellsCauses(pbx)) expect(pbx.callAt(device)?.queue).toBe('6001')
    await on(pbx, device, answer)
    await becomes('busy')
    await set('notReady')
    await on(pbx, device, hangUp)
    await becomes('notReady')
    await set('loggedOff')
    await becomes('loggedOff')
  },
}

/** Park without a place: the switch tells which one it took. */
async function askedPark(pbx: Switch, command: Parameters<Switch['command']>[0]) {
  const result = await pbx.command(command)
  return result.ok ? result : { connection: undefined }
}
