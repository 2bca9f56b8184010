import { describe, expect, test } from 'vitest'
import { applyEvent, callsAt, emptySwitch, liveCalls, sweep } from '#correlate.ts'
import type { SwitchState } from '#correlate.ts'
import { party } from '#device.ts'
import type { SwitchEvent } from '#switch-event.ts'
import type { Change } from '#switch-state.ts'

const customer = party('+14155550100', { external: true })
const id = (callId: string, deviceId: string) => ({ callId, deviceId })
const at = (callId: string, device: string) => ({ connection: id(callId, device), device })

function play(events: readonly SwitchEvent[], devices: readonly string[] = ['1001', '1002', '1003']) {
  let state: SwitchState = emptySwitch('link')
  const changes: Change[] = []
  let now = 1_000_000
  const apply = (event: SwitchEvent, after = 2_000) => {
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

/** A customer with digits talks to 1001, who consults 1002. */
const answered: SwitchEvent[] = [
  {
    kind: 'delivered',
    ...at('c1', '1001'),
    cause: 'newCall',
    calling: customer,
    called: party('800'),
    digits: '4711',
  },
  { kind: 'established', ...at('c1', '1001'), cause: 'newCall' },
]
const consulting: SwitchEvent[] = [
  ...answered,
  { kind: 'held', ...at('c1', '1001'), cause: 'consultation' },
  { kind: 'serviceInitiated', ...at('c2', '1001'), cause: 'consultation' },
  {
    kind: 'originated',
    ...at('c2', '1001'),
    cause: 'consultation',
    calling: party('1001'),
    called: party('1002'),
  },
  {
    kind: 'delivered',
    ...at('c2', '1002'),
    cause: 'consultation',
    calling: party('1001'),
    called: party('1002'),
  },
]
const consulted: SwitchEvent[] = [
  ...consulting,
  { kind: 'established', ...at('c2', '1002'), cause: 'newCall' },
]

const end = (changes: readonly Change[]) => changes.filter((change) => change.kind === 'ended')
const merged = (changes: readonly Change[]) => changes.filter((change) => change.kind === 'merged')

describe('a consultation', () => {
  test('is a call of its own that names its parent, so that its screen can show the first caller', () => {
    const played = play(consulted)
    const [consult] = callsAt(played.state(), '1002')
    const parent = liveCalls(played.state()).find((call) => call.id === consult?.parent)
    expect(parent).toMatchObject({ calling: customer, digits: '4711' })
  })

  test('that ends by itself becomes part of its parent and has no log of its own', () => {
    const played = play([
      ...consulted,
      { kind: 'connectionCleared', ...at('c2', '1002'), cause: 'normalClearing' },
      { kind: 'connectionCleared', ...at('c2', '1001'), cause: 'normalClearing' },
      { kind: 'retrieved', ...at('c1', '1001'), cause: 'normal' },
    ])
    expect(end(played.changes)).toEqual([])
    expect(merged(played.changes)).toHaveLength(1)
    const [call] = liveCalls(played.state())
    expect(call).toMatchObject({
      legs: [{ device: '1001' }, { device: '1002', role: 'consulted', outcome: 'answered' }],
    })
  })
})

describe.each([
  ['a new call id', 'c3', true],
  ['the primary call id', 'c1', true],
  ['the secondary call id', 'c2', true],
  ['a new call id and no word of the second call or the old ids', 'c3', false],
])('a transfer that results in %s', (_name, to, full) => {
  const transferred: SwitchEvent = {
    kind: 'transferred',
    cause: 'transfer',
    primaryOldCall: id('c1', '1001'),
    ...(full ? { secondaryOldCall: id('c2', '1001') } : {}),
    transferringDevice: '1001',
    transferredTo: party('1002'),
    connections: [
      { to: id(to, 'T1'), endpoint: customer, ...(full ? { from: id('c1', 'T1') } : {}) },
      {
        to: id(to, '1002'),
        endpoint: party('1002'),
        device: '1002',
        ...(full ? { from: id('c2', '1002') } : {}),
      },
    ],
  }

  test('keeps the first caller, his digits and one log, at the last device', () => {
    const played = play([...consulted, transferred, transferred])
    expect(merged(played.changes)).toHaveLength(1)
    const [call, ...more] = liveCalls(played.state())
    expect(more).toEqual([])
    expect(call).toMatchObject({ calling: customer, digits: '4711', direction: 'inbound' })
    expect(callsAt(played.state(), '1001')).toEqual([])
    expect(callsAt(played.state(), '1002')).toEqual([call])
    expect(played.changes.at(-1)).toEqual({ kind: 'ignored', reason: 'repeated' })
    played.apply({ kind: 'connectionCleared', ...at(to, '1002'), cause: 'normalClearing' })
    expect(end(played.changes)).toMatchObject([
      {
        call: {
          calling: customer,
          outcome: 'answered',
          legs: [
            { device: '1001', outcome: 'transferred' },
            { device: '1002', role: 'transferredTo', outcome: 'answered' },
            { role: 'caller' },
          ],
        },
      },
    ])
  })

  test('may be completed while the third party still rings', () => {
    const played = play([...consulting, transferred])
    expect(callsAt(played.state(), '1002')).toMatchObject([{ calling: customer }])
    played.apply({ kind: 'established', ...at(to, '1002'), cause: 'transfer' })
    expect(played.changes.at(-1)).toMatchObject({ kind: 'answered', device: '1002' })
    played.apply({ kind: 'connectionCleared', ...at(to, 'T1'), cause: 'normalClearing' })
    expect(end(played.changes)).toHaveLength(1)
    expect(liveCalls(played.state())).toEqual([])
  })
})

describe('a single-step transfer', () => {
  const blind = (more: Partial<Extract<SwitchEvent, { kind: 'transferred' }>>): SwitchEvent => ({
    kind: 'transferred',
    cause: 'singleStepTransfer',
    primaryOldCall: id('c1', '1001'),
    transferringDevice: '1001',
    transferredTo: party('1003'),
    connections: [
      { to: id('c9', 'T1'), endpoint: customer },
      { to: id('c9', '1003'), endpoint: party('1003'), device: '1003' },
    ],
    ...more,
  })
  const rings: SwitchEvent = {
    kind: 'delivered',
    ...at('c9', '1003'),
    cause: 'singleStepTransfer',
    calling: customer,
    called: party('1003'),
  }

  test.each([
    ['with the connections', [blind({}), rings]],
    ['with no connections at all', [blind({ connections: [] }), rings]],
    ['told after the third party began to ring', [rings, blind({})]],
  ])('%s rings once at the new device, for the same call', (_name, events) => {
    const played = play([...answered, ...events])
    expect(liveCalls(played.state())).toMatchObject([{ calling: customer, digits: '4711' }])
    expect(callsAt(played.state(), '1003')).toHaveLength(1)
    expect(
      played.changes.filter((change) => change.kind === 'ringing' && change.device === '1003'),
    ).toHaveLength(1)
    played.apply({ kind: 'established', ...at('c9', '1003'), cause: 'singleStepTransfer' })
    played.apply({ kind: 'connectionCleared', ...at('c9', '1003'), cause: 'normalClearing' })
    expect(end(played.changes)).toMatchObject([{ call: { calling: customer, outcome: 'answered' } }])
    expect(liveCalls(played.state())).toEqual([])
  })

  test('to somebody beyond the switch ends the call for us', () => {
    const far = party('+493012345678', { external: true })
    const played = play([
      ...answered,
      blind({
        transferredTo: far,
        connections: [
          { to: id('c9', 'T1'), endpoint: customer },
          { to: id('c9', 'T2'), endpoint: far },
        ],
      }),
    ])
    expect(end(played.changes)).toMatchObject([
      { call: { legs: [{ device: '1001', outcome: 'transferred' }, {}, {}] } },
    ])
  })
})

describe('a conference', () => {
  test('keeps all in one call until it is left', () => {
    const played = play([
      ...consulted,
      {
        kind: 'conferenced',
        cause: 'conference',
        conferencingDevice: '1001',
        addedParty: party('1002'),
        primaryOldCall: id('c1', '1001'),
        secondaryOldCall: id('c2', '1001'),
        connections: [
          { to: id('c3', 'T1'), endpoint: customer },
          { to: id('c3', '1001'), device: '1001', from: id('c1', '1001') },
          { to: id('c3', '1002'), device: '1002', from: id('c2', '1002') },
        ],
      },
      { kind: 'connectionCleared', ...at('c3', '1001'), cause: 'normalClearing' },
    ])
    expect(liveCalls(played.state())).toMatchObject([
      { calling: customer, connections: [{ device: '1002' }, {}] },
    ])
    played.apply({ kind: 'connectionCleared', ...at('c3', 'T1'), cause: 'normalClearing' })
    expect(end(played.changes)).toHaveLength(1)
    expect(merged(played.changes)).toHaveLength(1)
  })
})

test('an id that a transfer has freed is used again at once by one who had it a while ago', () => {
  // 1003 consulted under c1 and c1 has ended; then a customer’s call of the same id is transferred and goes on as c2.
  const own = { calling: party('1003'), called: party('1004') }
  const began = { kind: 'originated', ...at('c1', '1003'), cause: 'newCall', ...own } as const
  const moved = [
    { from: id('c1', 'T1'), to: id('c2', 'T1'), endpoint: customer },
    { from: id('c2', '1002'), to: id('c2', '1002'), device: '1002' },
  ]
  const { apply, state } = play([
    began,
    { kind: 'connectionCleared', ...at('c1', '1003'), cause: 'normalClearing' },
    ...consulted,
    {
      kind: 'transferred',
      cause: 'transfer',
      primaryOldCall: id('c1', '1001'),
      secondaryOldCall: id('c2', '1001'),
      transferringDevice: '1001',
      connections: moved,
    },
  ])
  apply({ kind: 'serviceInitiated', ...at('c1', '1003'), cause: 'makeCall' }, 100)
  apply(began, 10)
  expect(callsAt(state(), '1003')).toMatchObject([{ pbxCallIds: ['c1'], calling: { number: '1003' } }])
  expect(callsAt(state(), '1002')).toMatchObject([{ calling: customer }])
})

describe('when only the consulted colleague is ours', () => {
  test('the call gets the caller who was handed over', () => {
    const played = play(
      [
        ...consulted.slice(4),
        {
          kind: 'transferred',
          cause: 'transfer',
          transferringDevice: '1001',
          transferredTo: party('1002'),
          primaryOldCall: id('c1', '1001'),
          secondaryOldCall: id('c2', '1001'),
          connections: [
            { to: id('c3', 'T1'), endpoint: customer },
            { to: id('c3', '1002'), device: '1002', endpoint: party('1002') },
          ],
        },
      ],
      ['1002'],
    )
    expect(liveCalls(played.state())).toMatchObject([{ calling: customer, direction: 'inbound' }])
  })
})

describe('ids that the switch joins by itself', () => {
  test('make one call of two', () => {
    const played = play([...consulted, { kind: 'relinked', callId: 'c2', joins: 'c1', cause: 'normal' }])
    expect(liveCalls(played.state())).toMatchObject([{ calling: customer, pbxCallIds: ['c1', 'c2'] }])
    expect(merged(played.changes)).toHaveLength(1)
  })
})

test('who consults has taken the call that he consults about, though the news of that was lost', () => {
  const lossy = consulting.filter((event) => event.kind !== 'established' && event.kind !== 'held')
  const { state } = play(lossy)
  const [first, second] = liveCalls(state())
  expect(second?.parent).toBe(first?.id)
})

test('a party who refuses at once, before his colleague’s monitor tells the transfer, leaves neither a ghost nor a second log', () => {
  const { apply, changes, state } = play(answered)
  const target = { ...at('c2', '1002'), calling: customer, lastRedirection: party('1001') }
  apply({ kind: 'delivered', ...target, cause: 'singleStepTransfer', monitored: '1002' }, 5_000)
  apply({ kind: 'connectionCleared', ...at('c2', '1002'), cause: 'blocked', monitored: '1002' }, 10)
  const moved = [
    { from: id('c1', 'T1'), to: id('c2', 'T1'), device: 'T1' },
    { to: id('c2', '1002'), device: '1002', endpoint: party('1002') },
  ]
  const transfer = { primaryOldCall: id('c1', '1001'), transferringDevice: '1001', connections: moved }
  apply({ kind: 'transferred', cause: 'singleStepTransfer', monitored: '1001', ...transfer }, 10)
  expect(liveCalls(state()).flatMap((call) => call.connections.map((one) => one.device))).toEqual(['T1'])
  const late = sweep(state(), 10_000_000)
  expect(liveCalls(late.state)).toEqual([])
  expect([...changes, ...late.changes].filter((change) => change.kind === 'ended')).toHaveLength(1)
})
