import { describe, expect, test } from 'vitest'
import { applyEvent, emptySwitch, liveCalls, findCall, callsAt } from './correlate.ts'
import type { SwitchState } from './correlate.ts'
import { party } from './device.ts'
import type { SwitchEvent } from './switch-event.ts'
import type { Change } from './switch-state.ts'

const customer = party('+14155550100', { external: true })

/** Applies events 100 ms apart and keeps what was told. */
function play(events: readonly SwitchEvent[], devices: readonly string[] = ['1001', '1002', '1003']) {
  let state: SwitchState = emptySwitch('link')
  const changes: Change[] = []
  let now = 1_000_000
  const apply = (event: SwitchEvent, after = 100) => {
    now += after
    const applied = applyEvent(state, event, now)
    state = applied.state
    changes.push(...applied.changes)
    return applied.changes
  }
  for (const device of devices) apply({ kind: 'monitor', device, on: true })
  changes.length = 0
  for (const event of events) apply(event)
  return { apply, changes, state: () => state, kinds: () => changes.map((change) => change.kind) }
}

const at = (callId: string, device: string) => ({ connection: { callId, deviceId: device }, device })
const delivered: SwitchEvent = {
  kind: 'delivered',
  ...at('c1', '1001'),
  cause: 'newCall',
  calling: customer,
  called: party('1001'),
  digits: '4711',
}

test('a call that goes out on a trunk with a name of its own has at its far end whom it was made to', () => {
  const parties = { calling: party('1001', { external: false }), called: customer }
  const trunk = at('c1', 'PJSIP/trunk-00000001')
  const { state } = play([
    { kind: 'originated', ...at('c1', '1001'), cause: 'makeCall', ...parties },
    { kind: 'delivered', ...trunk, cause: 'newCall', ...parties },
    { kind: 'established', ...trunk, cause: 'normal', ...parties },
    { kind: 'delivered', ...at('c1', '1002'), cause: 'singleStepConference', ...parties },
  ])
  const [call] = liveCalls(state())
  expect(call?.legs.map((leg) => leg.party.number)).toEqual(['1001', '+14155550100', '1002'])
})

describe('an inbound call', () => {
  test('rings once, is answered, held, retrieved, and ends once', () => {
    const played = play([
      delivered,
      delivered,
      { kind: 'established', ...at('c1', '1001'), cause: 'newCall' },
      { kind: 'held', ...at('c1', '1001'), cause: 'normal' },
      { kind: 'retrieved', ...at('c1', '1001'), cause: 'normal' },
      { kind: 'connectionCleared', ...at('c1', '1001'), cause: 'normalClearing' },
      { kind: 'connectionCleared', ...at('c1', 'T1'), cause: 'normalClearing' },
    ])
    expect(played.kinds()).toEqual([
      'call',
      'ringing',
      'ignored',
      'call',
      'answered',
      'call',
      'call',
      'call',
      'ended',
      'ignored',
    ])
    const ended = played.changes.find((change) => change.kind === 'ended')
    expect(ended?.call).toMatchObject({
      direction: 'inbound',
      calling: customer,
      digits: '4711',
      outcome: 'answered',
      legs: [{ device: '1001', role: 'called', outcome: 'answered' }],
    })
    expect(liveCalls(played.state())).toEqual([])
  })

  test('is missed when the far end gives up, although only its unseen leg is told', () => {
    const played = play([delivered, { kind: 'connectionCleared', ...at('c1', 'T1'), cause: 'callCancelled' }])
    expect(played.kinds()).toEqual(['call', 'ringing', 'call', 'ended'])
    expect(played.changes.at(-1)).toMatchObject({
      call: { outcome: 'missed', legs: [{ outcome: 'missed' }] },
    })
  })
})

describe('an outbound call', () => {
  test('goes out by a trunk and ends when one of the two hangs up', () => {
    const played = play([
      { kind: 'serviceInitiated', ...at('c1', '1001'), cause: 'makeCall' },
      {
        kind: 'originated',
        ...at('c1', '1001'),
        cause: 'newCall',
        calling: party('1001'),
        called: party('0123456789'),
      },
      { kind: 'networkReached', connection: { callId: 'c1', deviceId: 'T1' }, trunk: 'T1', cause: 'newCall' },
      { kind: 'delivered', ...at('c1', 'T1'), cause: 'newCall' },
      { kind: 'established', ...at('c1', 'T1'), cause: 'newCall' },
      { kind: 'connectionCleared', ...at('c1', 'T1'), cause: 'normalClearing' },
      { kind: 'connectionCleared', ...at('c1', '1001'), cause: 'normalClearing' },
    ])
    const ended = played.changes.filter((change) => change.kind === 'ended')
    expect(ended).toMatchObject([
      { call: { direction: 'outbound', outcome: 'answered', called: { number: '0123456789' } } },
    ])
  })
})

describe('a snapshot', () => {
  test('ends what is gone, begins what is new, and marks both as reconstructed', () => {
    const played = play([delivered])
    const [old] = callsAt(played.state(), '1001')
    const changes = played.apply(
      {
        kind: 'snapshot',
        devices: ['1001', '1002', '1003'],
        connections: [{ ...at('c2', '1002'), state: 'alerting', calling: customer }],
      },
      60_000,
    )
    expect(changes.map((change) => change.kind)).toEqual(['call', 'ringing', 'call'])
    expect(callsAt(played.state(), '1001')).toEqual([])
    // Nothing more is heard of it: it had not only moved while the devices were asked.
    const later = played.apply({ kind: 'monitor', device: '1001', on: true }, 2_000)
    expect(later.map((change) => change.kind)).toEqual(['call', 'ended', 'ignored'])
    expect(findCall(played.state(), old?.id ?? '')).toMatchObject({ reconstructed: true, outcome: 'missed' })
    expect(liveCalls(played.state())).toMatchObject([
      { reconstructed: true, pbxCallIds: ['c2'], direction: 'inbound' },
    ])
  })
})

test('a queue that offers the call to the same telephone again rings it again, under the same ids', () => {
  const offered: SwitchEvent = { ...delivered, cause: 'distributed', monitored: '1001' }
  const goesBack: SwitchEvent = {
    kind: 'diverted',
    ...at('c1', '1001'),
    cause: 'callForwardNoAnswer',
    to: party('6001'),
    monitored: '1001',
  }
  const played = play([offered, goesBack])
  expect(played.apply(offered, 20).map((change) => change.kind)).toEqual(['ignored'])
  expect(played.apply(offered, 400).map((change) => change.kind)).toContain('ringing')
  expect(liveCalls(played.state())).toHaveLength(1)
})

test('a call that went out while nobody listened is told by the snapshot as one that went out', () => {
  const outside = '+14155550101'
  const who = { calling: party('1001', { external: false }), called: party(outside) }
  const { state } = play([
    {
      kind: 'snapshot',
      devices: ['1001', '1002', '1003'],
      connections: [
        { ...at('c9', '1001'), state: 'connected', ...who },
        { connection: { callId: 'c9', deviceId: 'T1' }, device: outside, state: 'connected', ...who },
      ],
    },
  ])
  expect(liveCalls(state())).toMatchObject([{ direction: 'outbound', reconstructed: true }])
})

test('a colleague whose telephone is not watched is inside all the same', () => {
  const who = { calling: party('1001', { external: false }), called: party('1077') }
  const { state } = play([
    {
      kind: 'snapshot',
      devices: ['1001', '1002', '1003'],
      connections: [
        { ...at('c9', '1001'), state: 'connected', ...who },
        { ...at('c9', '1077'), state: 'connected', ...who },
      ],
    },
  ])
  expect(liveCalls(state())).toMatchObject([{ direction: 'internal' }])
})
