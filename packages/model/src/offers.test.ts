import { describe, expect, test } from 'vitest'
import type { Capabilities } from './capability.ts'
import type { CommandKind } from './command.ts'
import { applyEvent, callsAt, emptySwitch, type SwitchState } from './correlate.ts'
import { party, type DeviceState } from './device.ts'
import { callCommands, deviceCommands, deviceOffers, offers, pickable, presenceOf } from './offers.ts'
import type { SwitchEvent } from './switch-event.ts'

const all: readonly CommandKind[] = [...callCommands, ...deviceCommands, 'makeCall']
const able = (...commands: readonly CommandKind[]): Capabilities => ({
  commands: Object.fromEntries(commands.map((command) => [command, 'native'])),
  exceptions: {},
  collectedDigits: false,
  addresses: false,
  fullSnapshot: true,
})

function after(...events: readonly SwitchEvent[]): SwitchState {
  const monitors = ['1001', '1002'].map((device): SwitchEvent => ({ kind: 'monitor', device, on: true }))
  return [...monitors, ...events].reduce(
    (state, event, at) => applyEvent(state, event, 1_000 + at).state,
    emptySwitch('main'),
  )
}

const leg = (callId: string) => ({ callId, deviceId: '1001' })
const who = (from: string) => ({ calling: party(from, { external: true }), called: party('1001') })
const rings = (id: string, from: string): SwitchEvent => ({
  kind: 'delivered',
  cause: 'newCall',
  monitored: '1001',
  device: '1001',
  connection: leg(id),
  ...who(from),
})
const answers = (id: string, from: string): SwitchEvent => ({
  kind: 'established',
  cause: 'newCall',
  monitored: '1001',
  device: '1001',
  connection: leg(id),
  ...who(from),
})
const holds = (id: string): SwitchEvent => ({
  kind: 'held',
  cause: 'normal',
  monitored: '1001',
  device: '1001',
  connection: leg(id),
})

function offered(state: SwitchState, from: string, capabilities = able(...all)): readonly string[] {
  const calls = callsAt(state, '1001')
  const call = calls.find(({ calling }) => calling.number === from)
  if (call === undefined) throw new Error('no such call')
  return offers(call, '1001', { capabilities, others: calls.filter((one) => one !== call) })
}

describe('what is offered of a call', () => {
  test('what rings is answered, rejected or sent on, and nothing else', () => {
    expect(offered(after(rings('a', '+1')), '+1')).toEqual(['answerCall', 'rejectCall', 'deflectCall'])
  })

  test('two calls are joined, swapped or parted only while one is held and the other spoken in', () => {
    const pairs = ['alternateCall', 'reconnectCall', 'transferCall', 'conferenceCall']
    const alone = after(rings('a', '+1'), answers('a', '+1'))
    for (const kind of pairs) expect(offered(alone, '+1')).not.toContain(kind)
    const two = after(rings('a', '+1'), answers('a', '+1'), holds('a'), rings('b', '+2'), answers('b', '+2'))
    expect(offered(two, '+2')).toEqual(expect.arrayContaining(pairs))
    expect(offered(two, '+1')).toEqual(expect.arrayContaining(['alternateCall', 'transferCall']))
    expect(offered(two, '+1')).not.toContain('retrieveCall')
    expect(offered(two, '+1', able('retrieveCall'))).toEqual(['retrieveCall'])
  })

  test('nobody goes back to a consultation: that would hang up on the customer whom it is about', () => {
    const consults = { ...holds('a'), cause: 'consultation' } as const
    const dials = { kind: 'originated', device: '1001', connection: leg('b'), cause: 'consultation' } as const
    const asks = { ...dials, monitored: '1001', calling: party('1001'), called: party('1002') } as const
    const back = (id: string): SwitchEvent => ({
      kind: 'retrieved',
      cause: 'alternate',
      monitored: '1001',
      device: '1001',
      connection: leg(id),
    })
    const asked = [rings('a', '+1'), answers('a', '+1'), consults, asks]
    expect(offered(after(...asked), '1001')).toContain('reconnectCall')
    const swapped = after(...asked, holds('b'), back('a'))
    expect(offered(swapped, '+1')).toEqual(expect.arrayContaining(['alternateCall', 'transferCall']))
    expect(offered(swapped, '+1')).not.toContain('reconnectCall')
    expect(offered(after(...asked, holds('b'), back('a'), holds('a'), back('b')), '1001')).toContain(
      'reconnectCall',
    )
  })

  test('a link that rejects by sending on needs to be able to do that', () => {
    const state = after(rings('a', '+1'))
    const [call] = callsAt(state, '1001')
    const asked = (capabilities: Capabilities) =>
      call === undefined ? [] : offers(call, '1001', { capabilities, others: [], rejectBy: 'deflect' })
    expect(asked(able('rejectCall'))).toEqual([])
    expect(asked(able('deflectCall'))).toEqual(['rejectCall', 'deflectCall'])
  })
})

describe('what is offered of a telephone', () => {
  const phone: DeviceState = {
    device: '1001',
    inService: true,
    doNotDisturb: false,
    muted: false,
    forwarding: [],
    monitored: true,
    problem: null,
  }

  test('what the switch can do, while the telephone is there', () => {
    expect(deviceOffers(phone, able('setDoNotDisturb', 'makeCall'), [])).toEqual(['setDoNotDisturb'])
    expect(deviceOffers({ ...phone, inService: false }, able(...all), [])).toEqual([])
    expect(deviceOffers(undefined, able(...all), [])).toEqual([])
  })

  test('a microphone is muted while somebody listens, a call is fetched while nobody does', () => {
    const idle = callsAt(after(rings('a', '+1')), '1001')
    const talks = callsAt(after(rings('a', '+1'), answers('a', '+1')), '1001')
    const held = callsAt(after(rings('a', '+1'), answers('a', '+1'), holds('a')), '1001')
    const offered = (calls: typeof idle) =>
      deviceOffers(phone, able('setMicrophoneMute', 'groupPickup'), calls)
    expect([[], idle, talks, held].map(offered)).toEqual([
      ['groupPickup'],
      ['groupPickup'],
      ['setMicrophoneMute'],
      ['groupPickup'],
    ])
  })

  test('what rings elsewhere can be fetched, by others only, and not once it is answered', () => {
    const [ringing] = callsAt(after(rings('a', '+1')), '1001')
    const [taken] = callsAt(after(rings('a', '+1'), answers('a', '+1')), '1001')
    if (ringing === undefined || taken === undefined) throw new Error('no call')
    expect(pickable(ringing, '1002')?.id).toEqual(leg('a'))
    expect(pickable(ringing, '1002', '1009')).toBeUndefined()
    expect(pickable(ringing, '1001')).toBeUndefined()
    expect(pickable(taken, '1002')).toBeUndefined()
  })

  test('how somebody can be reached: his calls weigh more than what he is set to', () => {
    const [call] = callsAt(after(rings('a', '+1')), '1001')
    const agent = { device: '1001', agentId: null, reason: null, pending: null, since: 0 }
    expect(presenceOf(phone, undefined, undefined)).toBe('free')
    expect(presenceOf({ ...phone, doNotDisturb: true }, undefined, undefined)).toBe('away')
    expect(presenceOf(phone, { ...agent, state: 'notReady' }, undefined)).toBe('away')
    expect(presenceOf(phone, { ...agent, state: 'workingAfterCall' }, undefined)).toBe('wrapUp')
    expect(presenceOf({ ...phone, doNotDisturb: true }, undefined, call?.connections[0])).toBe('ringing')
    expect(presenceOf({ ...phone, monitored: false }, undefined, call?.connections[0])).toBe('offline')
  })
})
