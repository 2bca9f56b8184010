import { describe, expect, test } from 'vitest'
import {
  applyEvent,
  callsAt,
  emptySwitch,
  liveCalls,
  restoreSwitch,
  storedCalls,
  sweep,
  sweepDueAt,
} from '#correlate.ts'
import { party } from '#device.ts'
import type { CallEvent, SnapshotConnection } from '#switch-event.ts'
import type { Change } from '#switch-state.ts'

/* Histories that the seeded faults of tests/faults brought up, each as short as it can be told. */
const ours = ['1001', '1002', '1003', '1004']
const customer = party('+14155550100', { external: true })
const on = (callId: string, device: string, monitored = device) => ({
  connection: { callId, deviceId: device },
  device,
  monitored,
})
const fromCustomer = { calling: customer, called: party('1001') }
const rings = (callId: string, device: string, more: object = {}): CallEvent => ({
  kind: 'delivered',
  cause: 'newCall',
  ...on(callId, device),
  ...fromCustomer,
  ...more,
})
const answers = (callId: string, device: string, more: object = {}): CallEvent => ({
  kind: 'established',
  cause: 'newCall',
  ...on(callId, device),
  ...fromCustomer,
  ...more,
})
const ends = (callId: string, device: string, more: object = {}): CallEvent => ({
  kind: 'connectionCleared',
  cause: 'normalClearing',
  ...on(callId, device),
  ...more,
})
const sentOn = (device: string, to: string, from?: string): CallEvent[] => [
  { kind: 'diverted', cause: 'redirected', ...on('c', device), ...fromCustomer, to: party(to) },
  rings('c', to, { cause: 'redirected', lastRedirection: party(from ?? device) }),
]
const isAt = (callId: string, device: string, state: SnapshotConnection['state'], more: object = {}) => ({
  connection: { callId, deviceId: device },
  device,
  state,
  ...more,
})

function open() {
  let state = emptySwitch('link')
  let now = 1_000_000
  const changes: Change[] = []
  const take = (applied: ReturnType<typeof applyEvent>): void => {
    state = applied.state
    changes.push(...applied.changes)
  }
  const tell = (after: number, ...events: readonly Parameters<typeof applyEvent>[1][]): void => {
    for (const event of events) take(applyEvent(state, event, (now += after)))
  }
  const told = (...connections: readonly SnapshotConnection[]): void =>
    tell(3, { kind: 'snapshot', devices: ours, connections })
  for (const device of ours) tell(1, { kind: 'monitor', device, on: true })
  return {
    tell,
    told,
    /** As if so much time had passed with nothing happening. */
    wait: (ms: number): void => take(sweep(state, (now += ms))),
    dueIn: (): number | null => {
      const due = sweepDueAt(state)
      return due === null ? null : due - now
    },
    logs: () => changes.flatMap((change) => (change.kind === 'ended' ? [change.call] : [])),
    live: () => liveCalls(state),
    at: (device: string) => callsAt(state, device),
    rang: () => changes.flatMap((change) => (change.kind === 'ringing' ? [change.device] : [])),
  }
}

describe('a phone of a group that refuses', () => {
  const refuses = ends('c', '1003', { cause: 'blocked' })

  test('before the others are told to ring: one call, which they may answer', () => {
    const { tell, logs, at, wait } = open()
    tell(3, rings('c', '1003'), refuses, rings('c', '1001'), rings('c', '1002'))
    expect(logs()).toEqual([])
    tell(2_000, answers('c', '1002'))
    expect(at('1002')).toHaveLength(1)
    tell(2_000, ends('c', '1002'))
    wait(60_000)
    expect(logs().map(({ outcome, legs }) => [outcome, legs.map((leg) => leg.device)])).toEqual([
      ['answered', ['1003', '1001', '1002']],
    ])
  })

  test('and rings alone: the call is over a moment later, when it ended', () => {
    const { tell, logs, dueIn, wait } = open()
    tell(3, rings('c', '1003'), refuses)
    expect(dueIn()).toBe(250)
    wait(249)
    expect(logs()).toEqual([])
    wait(1)
    expect(logs().map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([['rejected', 1_000_010]])
    expect(dueIn()).toBeNull()
  })
})

describe('a call that is sent to and fro', () => {
  test('rings where it rang a moment ago, because another phone sent it back', () => {
    const { tell, live, rang } = open()
    tell(3, rings('c', '1001'), ...sentOn('1001', '1002'), ...sentOn('1002', '1001'))
    expect(rang()).toEqual(['1001', '1002', '1001'])
    expect(live()[0]?.connections.map(({ device, state }) => [device, state])).toEqual([['1001', 'alerting']])
  })

  test('a late copy of its first ringing does not bring it back', () => {
    const { tell, rang } = open()
    tell(3, rings('c', '1001'), ...sentOn('1001', '1002'), rings('c', '1001', { monitored: '1002' }))
    expect(rang()).toEqual(['1001', '1002'])
  })

  test('also where a snapshot knew it there, under its new id, before the news of how it came to be there', () => {
    const { tell, told, at, live, wait } = open()
    const there = { ...fromCustomer, cause: 'redirected' } as const
    tell(3, rings('c', '1001'))
    told(isAt('n', '1001', 'alerting', fromCustomer), isAt('n', 'T1', 'connected', fromCustomer))
    tell(0, {
      kind: 'transferred',
      cause: 'singleStepTransfer',
      monitored: '1001',
      primaryOldCall: { callId: 'c', deviceId: '1001' },
      transferringDevice: '1001',
      transferredTo: party('1002'),
      connections: [
        { from: { callId: 'c', deviceId: 'T1' }, to: { callId: 'n', deviceId: 'T1' }, device: 'T1' },
        { to: { callId: 'n', deviceId: '1002' }, device: '1002' },
      ],
    })
    tell(0, rings('n', '1002', { cause: 'singleStepTransfer', lastRedirection: party('1001') }))
    tell(0, { kind: 'diverted', ...on('n', '1002'), ...there, to: party('1001') })
    tell(0, rings('n', '1001', { ...there, lastRedirection: party('1002') }))
    wait(3_000)
    told(isAt('n', '1001', 'alerting', fromCustomer), isAt('n', 'T1', 'connected', fromCustomer))
    expect(at('1001')).toHaveLength(1)
    expect(live().map(({ pbxCallIds }) => pbxCallIds)).toEqual([['c', 'n']])
  })

  test('and is answered where it is believed gone from: it is not taken for somebody else’s', () => {
    const { tell, logs, told, wait } = open()
    tell(3, rings('c', '1001'), sentOn('1001', '1002')[0] ?? rings('c', '1001'))
    tell(3, answers('c', '1001', { lastRedirection: party('1002') }))
    expect(logs()).toEqual([])
    told(isAt('c', '1001', 'connected', fromCustomer), isAt('c', 'T1', 'connected', fromCustomer))
    tell(4_000, ends('c', '1001'))
    wait(60_000)
    expect(logs().map(({ outcome }) => outcome)).toEqual(['answered'])
  })
})

describe('who speaks in a consultation and sends it on in one step', () => {
  const first = { calling: party('1002'), called: party('1001') }
  const second = { calling: party('1002'), called: party('1004') }
  const consults: CallEvent[] = [
    { kind: 'originated', cause: 'newCall', ...on('a', '1002'), ...first },
    rings('a', '1001', first),
    answers('a', '1001', first),
    { kind: 'held', cause: 'consultation', ...on('a', '1002') },
    { kind: 'originated', cause: 'consultation', ...on('b', '1002'), ...second },
    rings('b', '1004', second),
    answers('b', '1004', second),
  ]
  const next = rings('n', '1003', { ...second, cause: 'singleStepTransfer', lastRedirection: party('1002') })

  test('sends on what he speaks in, not what he holds, also where the new party rings first', () => {
    const { tell, at } = open()
    tell(500, ...consults)
    tell(3, next)
    expect(at('1003')).toEqual(at('1004'))
    expect(at('1003')[0]?.connections.map(({ device }) => device)).toEqual(['1002', '1004', '1003'])
    expect(at('1001')[0]?.pbxCallIds).toEqual(['a'])
  })

  test('two calls that were taken for one are two when a snapshot shows one phone in both', () => {
    const { tell, told, wait, at, live } = open()
    tell(500, ...consults)
    tell(500, { kind: 'relinked', cause: 'normal', callId: 'a', joins: 'b' })
    expect(live()).toHaveLength(1)
    wait(3_000)
    for (let again = 0; again < 2; again += 1) {
      told(
        isAt('a', '1001', 'connected', first),
        isAt('a', '1002', 'hold', first),
        isAt('b', '1002', 'connected', second),
        isAt('b', '1004', 'connected', second),
      )
      expect(live()).toHaveLength(2)
      expect(at('1002').map(({ connections }) => connections.map((one) => one.state).toSorted())).toEqual([
        ['connected', 'hold'],
        ['connected', 'connected'],
      ])
    }
  })
})

describe('a call out that a snapshot finds on a trunk', () => {
  const out = { calling: party('1001'), called: party('+14155550199', { external: true }) }
  const found = () => {
    const played = open()
    played.told(isAt('c', '1001', 'connected', out), isAt('c', 'T1', 'connected', out))
    return played
  }
  const outcomes = ({ logs }: ReturnType<typeof open>) =>
    logs().map(({ outcome, answeredAt }) => [outcome, answeredAt !== null])

  test('is taken to be answered, until it is told why it was not', () => {
    const played = found()
    expect(played.live()[0]?.answeredAt).not.toBeNull()
    played.tell(50, ends('c', 'T1', { monitored: '1001', cause: 'blocked' }))
    played.tell(50, { kind: 'failed', cause: 'blocked', ...on('c', '1001') }, ends('c', '1001'))
    played.wait(1_000)
    expect(outcomes(played)).toEqual([['rejected', false]])
  })

  test('or that it rings there only now', () => {
    const played = found()
    played.tell(3, { kind: 'delivered', cause: 'newCall', ...on('c', 'T1', '1001'), ...out })
    expect(played.live()[0]?.answeredAt).toBeNull()
    played.tell(3, ends('c', '1001', { cause: 'callCancelled' }))
    expect(outcomes(played)).toEqual([['abandoned', false]])
  })

  test('or that it has been answered only now', () => {
    const played = found()
    played.tell(5_000, { kind: 'established', cause: 'normal', ...on('c', 'T1', '1001'), ...out })
    expect(played.live()[0]?.answeredAt).toBe(1_005_007)
    played.tell(5_000, ends('c', '1001'))
    expect(outcomes(played)).toEqual([['answered', true]])
  })

  test('where it tells only the caller, he may be dialling yet', () => {
    const played = open()
    const dials = { ...on('c', '1001'), ...out }
    played.told(isAt('c', '1001', 'connected', out))
    expect(played.live()[0]?.answeredAt).not.toBeNull()
    played.tell(0, { kind: 'originated', cause: 'newCall', ...dials })
    played.tell(0, {
      kind: 'networkReached',
      cause: 'newCall',
      ...on('c', 'T1', '1001'),
      trunk: 'T1',
      ...out,
    })
    expect(played.live()[0]?.answeredAt).toBeNull()
    played.tell(9, ends('c', 'T1', { monitored: '1001', cause: 'blocked' }), ends('c', '1001'))
    played.wait(1_000)
    expect(outcomes(played)).toEqual([['rejected', false]])
  })

  test('and that was handed on at once rings on when the news of its answer comes after', () => {
    const { tell, told, logs, at } = open()
    tell(3, { kind: 'originated', cause: 'newCall', ...on('c', '1001'), ...out })
    tell(3, { kind: 'networkReached', cause: 'newCall', ...on('c', 'T1', '1001'), trunk: 'T1', ...out })
    told(isAt('c', '1003', 'alerting', out), isAt('c', 'T1', 'connected', out))
    tell(0, { kind: 'established', cause: 'normal', ...on('c', 'T1', '1001'), ...out })
    expect(at('1003')[0]?.connections.map(({ device, state }) => [device, state])).toEqual([
      ['T1', 'connected'],
      ['1003', 'alerting'],
    ])
    expect(logs()).toEqual([])
  })
})

describe('a call that a snapshot does not name', () => {
  const toQueue = { calling: customer, called: party('6001') }
  const offered = (device: string): CallEvent =>
    rings('c', device, { ...toQueue, cause: 'distributed', lastRedirection: party('6001') })

  test('because its queue sent it on meanwhile, rings where it went: one log', () => {
    const { tell, told, logs, at, wait } = open()
    tell(3, offered('1003'))
    tell(2_000, ends('c', '1003', { cause: 'blocked' }))
    tell(9, offered('1002'))
    wait(2_000)
    told()
    tell(0, offered('1001'))
    expect(at('1001')).toHaveLength(1)
    tell(2_000, ends('c', '1001', { cause: 'callCancelled' }))
    wait(60_000)
    expect(logs()).toHaveLength(1)
  })

  test('and of which nothing more is heard is over two seconds later, when the snapshot came', () => {
    const { tell, told, logs, dueIn, wait } = open()
    tell(3, offered('1003'))
    told()
    expect(logs()).toEqual([])
    expect(dueIn()).toBe(2_000)
    wait(2_000)
    expect(logs().map(({ endedAt, reconstructed }) => [endedAt, reconstructed])).toEqual([[1_000_010, true]])
  })

  test('because the one telephone that was asked has handed it on, and the news of that was lost', () => {
    const { tell, told, wait, logs, live } = open()
    tell(3, rings('c', '1001'), answers('c', '1001'))
    tell(600, { kind: 'snapshot', devices: ['1001'], connections: [] })
    wait(500)
    told(isAt('c', '1003', 'alerting', fromCustomer), isAt('c', 'T1', 'connected', fromCustomer))
    expect(logs()).toEqual([])
    expect(live()).toHaveLength(1)
  })

  test('because it became part of another, unheard: one log, with both customers in it', () => {
    const { tell, told, logs, live, wait } = open()
    const second = { calling: party('+14155550200', { external: true }), called: party('1001') }
    const both = [isAt('a', '1001', 'hold', fromCustomer), isAt('a', 'T1', 'connected', fromCustomer)]
    told(...both, isAt('b', '1001', 'connected', second), isAt('b', 'T2', 'connected', second))
    expect(live()).toHaveLength(2)
    wait(5_000)
    told(
      isAt('n', '1001', 'connected', fromCustomer),
      isAt('n', 'T1', 'connected', fromCustomer),
      isAt('n', 'T2', 'connected', fromCustomer),
    )
    expect(live().map(({ connections }) => connections.map(({ device }) => device).toSorted())).toEqual([
      ['1001', 'T1', 'T2'],
    ])
    tell(5_000, ends('n', 'T2', { monitored: '1001' }), ends('n', '1001'))
    wait(60_000)
    expect(logs().map(({ calling }) => calling.number)).toEqual([customer.number])
  })

  test('because he who made it dials only now, is his call still', () => {
    const { tell, told, logs, at } = open()
    const dials = { ...on('c', '1001'), ...toQueue, calling: party('1001') }
    tell(3, { kind: 'serviceInitiated', cause: 'makeCall', ...on('c', '1001') })
    told()
    tell(0, { kind: 'originated', cause: 'newCall', ...dials })
    expect(at('1001')).toHaveLength(1)
    expect(logs()).toEqual([])
  })

  test('because it goes on under a new id, of which the news comes next, is not over for an answer out there', () => {
    const { tell, told, live, logs } = open()
    const out = { calling: party('1001'), called: party('+14155550199', { external: true }) }
    tell(3, { kind: 'originated', cause: 'newCall', ...on('c', '1001'), ...out })
    tell(3, { kind: 'networkReached', cause: 'newCall', ...on('c', 'T1', '1001'), trunk: 'T1', ...out })
    told(isAt('n', '1003', 'connected', out), isAt('n', 'T1', 'connected', out))
    tell(0, { kind: 'established', cause: 'normal', ...on('c', 'T1', '1001'), ...out })
    tell(0, {
      kind: 'transferred',
      cause: 'singleStepTransfer',
      monitored: '1001',
      primaryOldCall: { callId: 'c', deviceId: '1001' },
      transferringDevice: '1001',
      connections: [
        { from: { callId: 'c', deviceId: 'T1' }, to: { callId: 'n', deviceId: 'T1' } },
        { to: { callId: 'n', deviceId: '1003' }, device: '1003' },
      ],
    })
    expect(live()).toHaveLength(1)
    expect(logs()).toEqual([])
  })

  test('but under a new id, held by him who made it a while ago: it was answered, and is the same', () => {
    const { tell, told, live, wait } = open()
    const out = { calling: party('1001'), called: party('+14155550199', { external: true }) }
    tell(3, { kind: 'originated', cause: 'newCall', ...on('c', '1001'), ...out })
    tell(3, { kind: 'networkReached', cause: 'newCall', ...on('c', 'T1', '1001'), trunk: 'T1', ...out })
    told(isAt('c', '1001', 'hold', out), isAt('c', 'T1', 'connected', out))
    expect(live()[0]?.answeredAt).not.toBeNull()
    wait(5_000)
    told(
      isAt('n', '1001', 'connected', out),
      isAt('n', '1002', 'connected', out),
      isAt('n', 'T1', 'connected', out),
    )
    expect(live().map(({ pbxCallIds }) => pbxCallIds)).toEqual([['c', 'n']])
  })
})

test('what a snapshot did not name just before the server was killed is over after its restart too', () => {
  let now = 1_000_000
  let state = emptySwitch('link')
  for (const device of ours) state = applyEvent(state, { kind: 'monitor', device, on: true }, now).state
  const snapshot = { kind: 'snapshot', devices: ours, connections: [] } as const
  for (const event of [rings('c', '1001'), answers('c', '1001'), snapshot])
    state = applyEvent(state, event, (now += 100)).state
  expect(liveCalls(state)).toHaveLength(1)
  // Only calls are stored; whose telephones they are the link tells again when it is up.
  state = restoreSwitch('link', storedCalls(state))
  state = applyEvent(state, snapshot, (now += 5_000)).state
  const due = sweepDueAt(state)
  expect(due).not.toBeNull()
  const { state: after, changes } = sweep(state, due ?? 0)
  expect(liveCalls(after)).toEqual([])
  expect(changes.filter(({ kind }) => kind === 'ended')).toHaveLength(1)
})
