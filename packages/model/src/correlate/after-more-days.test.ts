import { expect, test } from 'vitest'
import { applyEvent, callsAt } from '#correlate.ts'
import { party } from '#device.ts'
import { at, by, customer, play } from '#testing/moments.ts'
import type { SwitchEvent } from '#switch-event.ts'

/* More histories that the random days of tests/csta brought up: of days beyond those of every build. */

/** A customer who talks with 1001 is sent on in one step; whoever else was asked in comes with him. */
const sentOn = (from: string, to: string, others: readonly string[] = []): SwitchEvent => ({
  kind: 'transferred',
  cause: 'singleStepTransfer',
  monitored: from,
  primaryOldCall: { callId: 'c1', deviceId: from },
  transferringDevice: from,
  transferredTo: party(to),
  connections: ['T1', ...others, to].map((device) => ({
    to: { callId: 'c2', deviceId: device },
    device,
    endpoint: device === 'T1' ? customer : party(device),
  })),
})

const answered: readonly SwitchEvent[] = [
  { kind: 'delivered', cause: 'newCall', ...at('c1', '1001') },
  { kind: 'established', cause: 'normal', ...at('c1', '1001') },
]

test('a queue goes on to the next when one refuses, while another has taken what rang at a third', () => {
  const queue = { lastRedirection: party('6001') }
  const { state } = play([
    ...answered,
    { kind: 'delivered', cause: 'singleStepConference', ...at('c1', '1002') },
    sentOn('1001', '6001', ['1002']),
    { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('c2', '6001') },
    { kind: 'diverted', cause: 'distributed', to: party('1003'), ...at('c2', '6001'), ...queue },
    { kind: 'delivered', cause: 'distributed', ...at('c2', '1003'), ...queue },
    { kind: 'diverted', cause: 'callPickup', to: party('1001'), ...at('c2', '1002') },
    { kind: 'established', cause: 'callPickup', ...at('c2', '1001'), lastRedirection: party('1002') },
    { kind: 'connectionCleared', cause: 'blocked', ...at('c2', '1003') },
    { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('c2', '6001') },
    { kind: 'diverted', cause: 'distributed', to: party('1002'), ...at('c2', '6001'), ...queue },
    { kind: 'delivered', cause: 'distributed', ...at('c2', '1002'), ...queue },
  ])
  const [call] = callsAt(state, '1002')
  expect(call?.connections.find(({ device }) => device === '1002')).toMatchObject({ state: 'alerting' })
})

test('of two consultations of one call, the one that is joined with it is that of the party who is named', () => {
  const consults = (callId: string, whom: string): readonly SwitchEvent[] => [
    { kind: 'originated', cause: 'normal', ...by(callId, '1001') },
    { kind: 'delivered', cause: 'normal', ...by(callId, whom), called: party(whom) },
    { kind: 'serviceInitiated', cause: 'consultation', ...by(callId, '1001') },
  ]
  const { state } = play([
    ...answered,
    { kind: 'held', cause: 'normal', ...at('c1', '1001') },
    consults('c2', '1002'),
    { kind: 'held', cause: 'normal', ...by('c2', '1001') },
    consults('c3', '1003'),
    {
      kind: 'transferred',
      cause: 'normal',
      monitored: '1001',
      primaryOldCall: { callId: 'c1', deviceId: '1001' },
      transferringDevice: '1001',
      transferredTo: party('1003'),
      connections: [
        { to: { callId: 'c1', deviceId: 'T1' }, device: 'T1', endpoint: customer },
        { to: { callId: 'c1', deviceId: '1003' }, device: '1003', endpoint: party('1003') },
      ],
    },
  ])
  expect(callsAt(state, '1001')).toMatchObject([{ pbxCallIds: ['c2'] }])
  expect(callsAt(state, '1003')).toMatchObject([{ calling: customer }])
})

test('a call that a queue had brought to one who refuses goes on, though it was sent there unheard', () => {
  const { state, ended } = play([
    ...answered,
    {
      kind: 'snapshot',
      devices: ['1001', '1002', '1003', '6001', '701'],
      connections: [
        { ...at('c1', '1003'), state: 'alerting' },
        { ...at('c1', 'T1'), state: 'connected' },
      ],
    },
    [
      { kind: 'connectionCleared', cause: 'blocked', ...at('c1', '1003') },
      { kind: 'queued', cause: 'noAvailableAgents', queue: '6001', ...at('c1', '6001') },
    ],
  ])
  expect(ended).toEqual([])
  expect(callsAt(state, '6001')).toMatchObject([{ answeredAt: expect.any(Number) }])
})

test('a transfer to where nobody took the call leaves nobody there: the id is free when the next is heard of', () => {
  const { state } = play([
    ...answered,
    { kind: 'established', cause: 'singleStepConference', ...at('c1', '1002') },
    { ...sentOn('1001', '701', ['1002']) },
    {
      ...sentOn('1002', '6001'),
      primaryOldCall: { callId: 'c2', deviceId: '1002' },
      connections: ['T1', '6001'].map((device) => ({
        to: { callId: 'c3', deviceId: device },
        device,
        endpoint: device === 'T1' ? customer : party(device),
      })),
    } as SwitchEvent,
    { kind: 'delivered', cause: 'distributed', ...at('c3', '1003'), lastRedirection: party('6001') },
    { kind: 'established', cause: 'normal', ...at('c3', '1003'), lastRedirection: party('6001') },
    {
      kind: 'queued',
      cause: 'noAvailableAgents',
      queue: '6001',
      ...at('c2', '6001'),
      calling: party('+14155550123', { external: true }),
    },
  ])
  expect(callsAt(state, '701')).toEqual([])
  expect(callsAt(state, '6001')).toMatchObject([{ calling: { number: '+14155550123' } }])
  expect(callsAt(state, '1003')).toMatchObject([{ calling: customer }])
})

test('who has just not taken the call is brought it again at once, by another whom it was brought to before him', () => {
  const queue = { lastRedirection: party('6001') }
  const moments: readonly SwitchEvent[] = [
    ...answered,
    { kind: 'delivered', cause: 'singleStepConference', ...at('c1', '1002') },
    sentOn('1001', '6001', ['1002']),
    { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('c2', '6001') },
    { kind: 'diverted', cause: 'distributed', to: party('1003'), ...at('c2', '6001'), ...queue },
    { kind: 'delivered', cause: 'distributed', ...at('c2', '1003'), ...queue },
    { kind: 'diverted', cause: 'callForwardNoAnswer', to: party('6001'), ...at('c2', '1003') },
  ]
  const { state } = play(moments)
  const soon = 1_000_000 + 3_000 * (5 + moments.length) + 200
  const deflected: readonly SwitchEvent[] = [
    { kind: 'diverted', cause: 'redirected', to: party('1003'), ...at('c2', '1002') },
    { kind: 'delivered', cause: 'redirected', ...at('c2', '1003'), lastRedirection: party('1002') },
  ]
  const after = deflected.reduce((before, event) => applyEvent(before, event, soon).state, state)
  expect(callsAt(after, '1003')).toMatchObject([{ calling: customer }])
})

test('who hangs up is brought the same call at once by the queue in which it waits, too', () => {
  const queue = { lastRedirection: party('6001') }
  const { state } = play([
    ...answered,
    { kind: 'delivered', cause: 'singleStepConference', ...at('c1', '1002') },
    sentOn('1001', '6001', ['1002']),
    { kind: 'queued', cause: 'noAvailableAgents', queue: '6001', ...at('c2', '6001') },
    { kind: 'diverted', cause: 'callPickup', to: party('1003'), ...at('c2', '1002') },
    { kind: 'established', cause: 'callPickup', ...at('c2', '1003'), lastRedirection: party('1002') },
    [
      { kind: 'connectionCleared', cause: 'normalClearing', ...at('c2', '1003') },
      { kind: 'diverted', cause: 'distributed', to: party('1003'), ...at('c2', '6001'), ...queue },
      { kind: 'delivered', cause: 'distributed', ...at('c2', '1003'), ...queue },
    ],
  ])
  expect(callsAt(state, '1003')).toMatchObject([{ calling: customer }])
})

test('who has just sent the call to a queue is offered it at once, and forwards it to where it rings', () => {
  const far = { calling: party('1001'), called: customer }
  const queue = { ...far, lastRedirection: party('6001') }
  const { state } = play([
    { kind: 'originated', cause: 'newCall', ...by('c1', '1001'), called: customer },
    { kind: 'networkReached', cause: 'newCall', ...by('c1', 'T1'), trunk: 'T1', called: customer },
    { kind: 'established', cause: 'normal', ...by('c1', 'T1'), monitored: '1001', called: customer },
    { kind: 'established', cause: 'singleStepConference', ...by('c1', '1002') },
    [
      sentOn('1001', '6001', ['1002']),
      { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('c2', '6001'), ...far },
      { kind: 'diverted', cause: 'distributed', to: party('1001'), ...at('c2', '6001'), ...queue },
      { kind: 'diverted', cause: 'callForwardImmediate', to: party('1003'), ...at('c2', '1001'), ...queue },
      {
        kind: 'delivered',
        cause: 'callForwardImmediate',
        ...by('c2', '1003'),
        lastRedirection: party('1001'),
      },
    ],
  ])
  const [call] = callsAt(state, '1003')
  expect(call?.connections.find(({ device }) => device === '1003')).toMatchObject({ state: 'alerting' })
})

test('a copy of what parked a call tells nothing new, though it names who parked it as the one who sent it on', () => {
  const parked = (monitored: string) =>
    ({
      kind: 'diverted',
      cause: 'park',
      to: party('701'),
      ...at('c1', '1001'),
      lastRedirection: party('1001'),
      monitored,
    }) as const
  const { state } = play([
    ...answered,
    { kind: 'established', cause: 'singleStepConference', ...at('c1', '1002') },
    [parked('1001'), parked('1002')],
  ])
  expect(callsAt(state, '1002')[0]?.legs.filter(({ device }) => device === '1001')).toHaveLength(1)
})

test('who was sent a call and has lost it is not brought it again by a copy that another monitor tells late', () => {
  const told = { cause: 'singleStepTransfer', ...by('c2', '1003'), lastRedirection: party('1001') } as const
  const { state } = play([
    { kind: 'originated', cause: 'newCall', ...by('c1', '1001') },
    { kind: 'delivered', cause: 'newCall', ...by('c1', '1002') },
    { kind: 'established', cause: 'normal', ...by('c1', '1002') },
    { kind: 'delivered', ...told },
    [
      { kind: 'connectionCleared', cause: 'normalClearing', ...by('c2', '1003') },
      {
        kind: 'transferred',
        cause: 'singleStepTransfer',
        monitored: '1002',
        primaryOldCall: { callId: 'c1', deviceId: '1001' },
        transferringDevice: '1001',
        transferredTo: party('1003'),
        connections: ['1002', '1003'].map((device) => ({
          to: { callId: 'c2', deviceId: device },
          device,
          endpoint: party(device),
        })),
      },
      { kind: 'delivered', ...told, monitored: '1002' },
    ],
  ])
  expect(callsAt(state, '1003')).toEqual([])
})
