import { describe, expect, test } from 'vitest'
import { callsAt, liveCalls } from '#correlate.ts'
import { party } from '#device.ts'
import { at, by, customer, play } from '#testing/moments.ts'
import type { SwitchEvent } from '#switch-event.ts'

/* Histories that the random days of tests/csta brought up, each as short as it can be told. */

describe('a queue tries the next agent when one refuses', () => {
  test('also when somebody has spoken with the caller before and sent him to the queue', () => {
    const { state, ended } = play([
      { kind: 'delivered', cause: 'newCall', ...at('c1', '1001') },
      { kind: 'established', cause: 'normal', ...at('c1', '1001') },
      {
        kind: 'transferred',
        cause: 'singleStepTransfer',
        monitored: '1001',
        primaryOldCall: { callId: 'c1', deviceId: '1001' },
        transferringDevice: '1001',
        transferredTo: party('6001'),
        connections: [
          { to: { callId: 'c1', deviceId: 'T1' }, device: 'T1', endpoint: customer },
          { to: { callId: 'c1', deviceId: '6001' }, device: '6001', endpoint: party('6001') },
        ],
      },
      { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('c1', '6001') },
      { kind: 'diverted', cause: 'distributed', to: party('1002'), ...at('c1', '6001') },
      { kind: 'delivered', cause: 'distributed', ...at('c1', '1002') },
      { kind: 'connectionCleared', cause: 'blocked', ...at('c1', '1002') },
      { kind: 'queued', cause: 'noAvailableAgents', queue: '6001', ...at('c1', '6001') },
      { kind: 'diverted', cause: 'distributed', to: party('1001'), ...at('c1', '6001') },
      { kind: 'delivered', cause: 'distributed', ...at('c1', '1001') },
    ])
    expect(ended).toEqual([])
    expect(liveCalls(state)).toHaveLength(1)
    expect(callsAt(state, '1001')).toMatchObject([{ calling: { number: customer.number } }])
  })
})

test('who asked a third in and holds the call still does when the third answers', () => {
  const { state } = play([
    { kind: 'delivered', cause: 'newCall', ...at('c1', '1001') },
    { kind: 'established', cause: 'normal', ...at('c1', '1001') },
    { kind: 'delivered', cause: 'singleStepConference', ...at('c1', '1002') },
    { kind: 'held', cause: 'normal', ...at('c1', '1001') },
    {
      kind: 'conferenced',
      cause: 'singleStepConference',
      monitored: '1001',
      primaryOldCall: { callId: 'c1', deviceId: '1001' },
      conferencingDevice: '1001',
      addedParty: party('1002'),
      connections: ['1001', '1002', 'T1'].map((device) => ({
        to: { callId: 'c1', deviceId: device },
        device,
        endpoint: device === 'T1' ? customer : party(device),
      })),
    },
  ])
  const [call] = callsAt(state, '1001')
  expect(call?.connections.find(({ device }) => device === '1001')).toMatchObject({ state: 'hold' })
})

/** A colleague calls another, who answers; the first sends the second on. */
const sentByColleague = (to: string): readonly SwitchEvent[] => [
  { kind: 'originated', cause: 'newCall', ...by('c1', '1001') },
  { kind: 'delivered', cause: 'newCall', ...by('c1', '1002') },
  { kind: 'established', cause: 'normal', ...by('c1', '1002') },
  {
    kind: 'transferred',
    cause: 'singleStepTransfer',
    monitored: '1001',
    primaryOldCall: { callId: 'c1', deviceId: '1001' },
    transferringDevice: '1001',
    transferredTo: party(to),
    connections: [
      { to: { callId: 'c1', deviceId: '1002' }, device: '1002', endpoint: party('1002') },
      { to: { callId: 'c1', deviceId: to }, device: to, endpoint: party(to) },
    ],
  },
]

describe('who is alone in a call because the next does not take it', () => {
  test('waits on, at a telephone of ours, while the queue offers him to the next', () => {
    const { state, ended } = play([
      ...sentByColleague('6001'),
      { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...by('c1', '6001') },
      { kind: 'diverted', cause: 'distributed', to: party('1003'), ...by('c1', '6001') },
      { kind: 'delivered', cause: 'distributed', ...by('c1', '1003') },
      { kind: 'connectionCleared', cause: 'blocked', ...by('c1', '1003') },
      { kind: 'queued', cause: 'noAvailableAgents', queue: '6001', ...by('c1', '6001') },
      { kind: 'diverted', cause: 'distributed', to: party('1003'), ...by('c1', '6001') },
      { kind: 'delivered', cause: 'distributed', ...by('c1', '1003') },
    ])
    expect(ended).toEqual([])
    expect(callsAt(state, '1002')).toMatchObject([{ calling: { number: '1001' } }])
    expect(callsAt(state, '1003')).toEqual(callsAt(state, '1002'))
  })

  test('hears a tone, until his own telephone tells that he has hung up', () => {
    const refused = [
      ...sentByColleague('1003'),
      { kind: 'delivered', cause: 'singleStepTransfer', ...by('c1', '1003') },
      { kind: 'connectionCleared', cause: 'blocked', ...by('c1', '1003') },
    ] as const
    expect(callsAt(play(refused).state, '1002')).toHaveLength(1)
    const { ended } = play([...refused, { kind: 'connectionCleared', cause: 'normal', ...by('c1', '1002') }])
    expect(ended).toEqual(['1001 answered'])
  })
})

describe('a telephone that the call has just left', () => {
  const offered = [
    { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('c1', '6001') },
    { kind: 'diverted', cause: 'distributed', to: party('1002'), ...at('c1', '6001') },
    { kind: 'delivered', cause: 'distributed', ...at('c1', '1002') },
  ] as const
  const again = [
    { kind: 'diverted', cause: 'callForwardNoAnswer', to: party('6001'), ...at('c1', '1002') },
    { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('c1', '6001') },
    { kind: 'diverted', cause: 'distributed', to: party('1001'), ...at('c1', '6001') },
  ] as const

  test('may take it at once from where it rings now', () => {
    const from = { lastRedirection: party('1001') }
    const { state } = play([
      ...offered,
      [
        ...again,
        { kind: 'delivered', cause: 'distributed', ...at('c1', '1001'), lastRedirection: party('6001') },
        { kind: 'diverted', cause: 'callPickup', to: party('1002'), ...at('c1', '1001'), ...from },
        { kind: 'established', cause: 'callPickup', ...at('c1', '1002'), ...from },
      ],
    ])
    expect(callsAt(state, '1002')).toMatchObject([{ connections: [{ state: 'connected' }] }])
  })

  test('rings again at once where another forwards it there, also one who has had a part in it before', () => {
    const { state } = play([
      { kind: 'delivered', cause: 'newCall', ...at('c1', '1001') },
      { kind: 'diverted', cause: 'redirected', to: party('6001'), ...at('c1', '1001') },
      ...offered,
      [
        ...again,
        { kind: 'diverted', cause: 'callForwardImmediate', to: party('1002'), ...at('c1', '1001') },
        {
          kind: 'delivered',
          cause: 'callForwardImmediate',
          ...at('c1', '1002'),
          lastRedirection: party('1001'),
        },
      ],
    ])
    expect(callsAt(state, '1002')).toMatchObject([{ connections: [{ state: 'alerting' }] }])
  })
})

describe('a telephone that is in two calls of customers, and joins them', () => {
  const second = party('+14155550123', { external: true })
  const both: readonly SwitchEvent[] = [
    { kind: 'delivered', cause: 'normal', ...at('c1', '1001') },
    { kind: 'established', cause: 'normal', ...at('c1', '1001') },
    { kind: 'held', cause: 'normal', ...at('c1', '1001') },
    { kind: 'delivered', cause: 'normal', ...at('c2', '1001'), calling: second },
    { kind: 'established', cause: 'normal', ...at('c2', '1001'), calling: second },
  ]
  const parties = [customer, second].map((endpoint, index) => ({
    to: { callId: 'c1', deviceId: `T${index}` },
    device: `T${index}`,
    endpoint,
  }))
  const joins = {
    cause: 'normal',
    monitored: '1001',
    primaryOldCall: { callId: 'c1', deviceId: '1001' },
  } as const

  test('leaves both when it transfers, where the switch names the second by its caller alone', () => {
    const transferred = {
      kind: 'transferred',
      ...joins,
      transferringDevice: '1001',
      transferredTo: second,
      connections: parties,
    } as const
    expect(callsAt(play([...both, transferred]).state, '1001')).toEqual([])
  })

  test('is in one when it confers, where the switch names the second by its caller alone', () => {
    const own = { to: { callId: 'c1', deviceId: '1001' }, device: '1001', endpoint: party('1001') }
    const conferenced = {
      kind: 'conferenced',
      ...joins,
      conferencingDevice: '1001',
      addedParty: second,
      connections: [own, ...parties],
    } as const
    const { state } = play([...both, conferenced])
    expect(callsAt(state, '1001')).toHaveLength(1)
    expect(liveCalls(state)).toHaveLength(1)
  })
})

test('who consulted and is joined with whom he consulted about, while the line was down, is in the first call', () => {
  const { state } = play([
    { kind: 'delivered', cause: 'newCall', ...at('c1', '1001') },
    { kind: 'established', cause: 'normal', ...at('c1', '1001') },
    {
      kind: 'snapshot',
      devices: ['1001'],
      connections: [
        { ...at('c1', '1001'), state: 'connected' },
        { ...at('c1', 'T1'), device: 'T1', state: 'connected' },
      ],
    },
    { kind: 'held', cause: 'consultation', ...at('c1', '1001') },
    { kind: 'originated', cause: 'consultation', ...by('c2', '1001') },
    { kind: 'delivered', cause: 'newCall', ...by('c2', '1002') },
    { kind: 'established', cause: 'normal', ...by('c2', '1002') },
    {
      kind: 'snapshot',
      devices: ['1001', '1002', '1003', '6001', '701'],
      connections: [
        { ...at('c2', '1002'), linkageId: 'l1', state: 'connected' },
        { ...at('c2', 'T1'), linkageId: 'l1', state: 'connected' },
      ],
    },
  ])
  expect(liveCalls(state)).toMatchObject([{ calling: customer, parent: null, mergedInto: null }])
})

describe('who is transferred to', () => {
  const toQueue: readonly SwitchEvent[] = [
    ...sentByColleague('6001'),
    { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...by('c1', '6001') },
    { kind: 'diverted', cause: 'distributed', to: party('1003'), ...by('c1', '6001') },
    { kind: 'delivered', cause: 'distributed', ...by('c1', '1003'), lastRedirection: party('6001') },
  ]

  test('is so still where the queue has had the call twice: nobody else has taken it', () => {
    const { state } = play([
      ...toQueue,
      { kind: 'diverted', cause: 'callForwardNoAnswer', to: party('6001'), ...by('c1', '1003') },
      { kind: 'queued', cause: 'noAvailableAgents', queue: '6001', ...by('c1', '6001') },
      { kind: 'diverted', cause: 'distributed', to: party('1003'), ...by('c1', '6001') },
      { kind: 'delivered', cause: 'distributed', ...by('c1', '1003'), lastRedirection: party('6001') },
    ])
    expect(callsAt(state, '1003')).toMatchObject([{ legs: [{}, {}, {}, {}, {}, { role: 'transferredTo' }] }])
  })

  test('in a park slot, by one who has sent another call there before: two calls', () => {
    const sends = (callId: string): SwitchEvent => ({
      kind: 'transferred',
      cause: 'normal',
      monitored: '1001',
      primaryOldCall: { callId, deviceId: '1001' },
      transferringDevice: '1001',
      transferredTo: party('701'),
      connections: [],
    })
    const { state } = play([
      { kind: 'originated', cause: 'normal', ...by('c1', '1001') },
      { kind: 'networkReached', cause: 'normal', ...by('c1', 'T1'), trunk: 'T1' },
      { kind: 'established', cause: 'normal', ...by('c1', 'T1') },
      sends('c1'),
      { kind: 'queued', cause: 'normal', queue: '701', ...by('c1', '701') },
      { kind: 'delivered', cause: 'normal', ...at('c2', '1001') },
      { kind: 'established', cause: 'normal', ...at('c2', '1001') },
      sends('c2'),
    ])
    expect(liveCalls(state)).toHaveLength(2)
  })

  test('is not joined with what only rings at whoever transfers', () => {
    const { state } = play([
      { kind: 'delivered', cause: 'normal', ...at('c1', '1001'), called: party('1002') },
      { kind: 'delivered', cause: 'normal', ...at('c2', '1001') },
      { kind: 'established', cause: 'normal', ...at('c2', '1001') },
      {
        kind: 'transferred',
        cause: 'normal',
        monitored: '1001',
        primaryOldCall: { callId: 'c2', deviceId: '1001' },
        transferringDevice: '1001',
        transferredTo: party('1002'),
        connections: [
          { to: { callId: 'c2', deviceId: 'T1' }, device: 'T1', endpoint: customer },
          { to: { callId: 'c2', deviceId: '1002' }, device: '1002', endpoint: party('1002') },
        ],
      },
    ])
    expect(callsAt(state, '1001')).toMatchObject([{ pbxCallIds: ['c1'] }])
    expect(liveCalls(state)).toHaveLength(2)
  })
})

test('a call stays parked when another takes what a colleague, whom it was brought to, did not', () => {
  const { state } = play([
    { kind: 'delivered', cause: 'newCall', ...at('c1', '1001') },
    { kind: 'established', cause: 'normal', ...at('c1', '1001') },
    { kind: 'delivered', cause: 'singleStepConference', ...at('c1', '1002') },
    { kind: 'diverted', cause: 'park', to: party('701'), ...at('c1', '1001') },
    { kind: 'queued', cause: 'park', queue: '701', ...at('c1', '701') },
    { kind: 'diverted', cause: 'callPickup', to: party('1003'), ...at('c1', '1002') },
    { kind: 'established', cause: 'callPickup', ...at('c1', '1003'), lastRedirection: party('1002') },
  ])
  expect(callsAt(state, '701')).toEqual(callsAt(state, '1003'))
})
