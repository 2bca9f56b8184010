import { describe, expect, test } from 'vitest'
import { applyEvent, callsAt, emptySwitch, liveCalls, sweep, type SwitchState } from '#correlate.ts'
import { party } from '#device.ts'
import type { CallEvent, SwitchEvent } from '#switch-event.ts'
import type { Change } from '#switch-state.ts'

const customer = party('+14155550100', { external: true })
const at = (callId: string, device: string) => ({ connection: { callId, deviceId: device }, device })
const rings = (device: string, more: object = {}): CallEvent => ({
  kind: 'delivered',
  ...at('c1', device),
  monitored: device,
  cause: 'newCall',
  calling: customer,
  called: party('800'),
  ...more,
})
const told = (event: SwitchEvent, monitored: string): SwitchEvent => ({ ...event, monitored }) as SwitchEvent

function play(events: readonly SwitchEvent[]) {
  let state: SwitchState = emptySwitch('link')
  const changes: Change[] = []
  let now = 1_000_000
  const apply = (event: SwitchEvent, after = 2_500) => {
    now += after
    const applied = applyEvent(state, event, now)
    state = applied.state
    changes.push(...applied.changes)
  }
  for (const device of ['1001', '1002', '1003']) apply({ kind: 'monitor', device, on: true })
  for (const event of events) apply(event)
  const ends = () => changes.flatMap((change) => (change.kind === 'ended' ? [change.call] : []))
  const later = (ms: number) => {
    const swept = sweep(state, now + ms)
    state = swept.state
    changes.push(...swept.changes)
  }
  return { apply, changes, ends, later, state: () => state }
}

describe('a call that leaves our devices', () => {
  test('for somebody outside is over, however late he rings and answers there (a switch that tells all channels)', () => {
    const whole = (event: CallEvent): SwitchEvent => {
      const told: CallEvent & { monitored?: string } = { ...event }
      delete told.monitored
      return told
    }
    const far = { ...at('c1', 'T2'), cause: 'transfer', calling: customer, called: party('800') } as const
    const played = play([
      whole(rings('1001')),
      { kind: 'established', ...at('c1', '1001'), cause: 'normal', calling: customer },
      {
        kind: 'transferred',
        cause: 'singleStepTransfer',
        primaryOldCall: { callId: 'c1', deviceId: '1001' },
        transferringDevice: '1001',
        transferredTo: party('+14155550199'),
        connections: [{ to: { callId: 'c1', deviceId: 'T1' }, device: 'T1' }],
      },
    ])
    expect(played.ends()).toHaveLength(1)
    played.apply({ kind: 'delivered', ...far }, 5_000)
    played.apply({ kind: 'established', ...far }, 30_000)
    expect(liveCalls(played.state())).toEqual([])
    expect(played.ends()).toHaveLength(1)
  })

  const distributed = { cause: 'distributed', lastRedirection: party('6001') } as const
  const refused = told({ kind: 'connectionCleared', ...at('c1', '1001'), cause: 'blocked' }, '1001')

  test('for the queue that it came from is the same call at the next agent', () => {
    const played = play([rings('1001', distributed), refused])
    expect(played.ends()).toEqual([])
    played.later(10 * 60_000)
    expect(played.ends()).toEqual([])
    played.apply(rings('1002', distributed))
    expect(liveCalls(played.state())).toHaveLength(1)
    expect(callsAt(played.state(), '1002')).toMatchObject([
      {
        queue: '6001',
        legs: [
          { device: '1001', outcome: 'rejected' },
          { device: '1002', outcome: null },
        ],
      },
    ])
  })

  test('and never comes back is over after a while, at the time when it left', () => {
    const played = play([rings('1001', distributed), refused])
    const [call] = liveCalls(played.state())
    played.later(16 * 60_000)
    expect(played.ends()).toMatchObject([
      { id: call?.id, outcome: 'rejected', endedAt: call?.legs[0]?.endedAt },
    ])
  })

  test('for a park slot keeps its identity until somebody takes it out', () => {
    const played = play([
      rings('1001'),
      told({ kind: 'established', ...at('c1', '1001'), cause: 'newCall' }, '1001'),
      told({ kind: 'diverted', ...at('c1', '1001'), cause: 'park', to: party('700') }, '1001'),
    ])
    const [call] = liveCalls(played.state())
    played.apply(
      told({ kind: 'established', ...at('c1', '1002'), cause: 'callPickup', calling: customer }, '1002'),
      60_000,
    )
    expect(callsAt(played.state(), '1002')).toMatchObject([
      { id: call?.id, calling: customer, legs: [{ outcome: 'transferred' }, { role: 'pickedUp' }] },
    ])
  })

  test('for somebody outside is over at once', () => {
    const to = party('+493012345678', { external: true })
    const diverted = { kind: 'diverted', ...at('c1', '1001'), cause: 'callForwardImmediate', to } as const
    const played = play([rings('1001'), told(diverted, '1001')])
    expect(played.ends()).toMatchObject([{ outcome: 'diverted' }])
  })

  test('that was forwarded before it rang is in the history of the device that forwarded it', () => {
    const diverted: SwitchEvent = {
      kind: 'diverted',
      ...at('c1', '1001'),
      monitored: '1001',
      cause: 'callForwardImmediate',
      calling: customer,
      to: party('1002'),
    }
    const played = play([diverted])
    played.apply(rings('1002', { cause: 'callForwardImmediate', lastRedirection: party('1001') }))
    expect(liveCalls(played.state())).toMatchObject([
      {
        legs: [
          { device: '1001', outcome: 'diverted' },
          { device: '1002', role: 'divertedTo' },
        ],
      },
    ])
  })
})

describe('a call that cannot be completed', () => {
  test('to a busy phone of ours is one call with that outcome', () => {
    const busy = told({ kind: 'failed', ...at('c1', '1001'), cause: 'busy', calling: customer }, '1001')
    const cleared = told({ kind: 'connectionCleared', ...at('c1', '1001'), cause: 'normalClearing' }, '1001')
    const played = play([busy])
    played.apply(cleared, 50)
    expect(played.ends()).toMatchObject([
      { outcome: 'busy', direction: 'inbound', legs: [{ outcome: 'busy' }] },
    ])
  })

  test('lives while our caller hears the tone', () => {
    const played = play([
      told({ kind: 'originated', ...at('c1', '1001'), cause: 'newCall', called: party('999') }, '1001'),
      told({ kind: 'failed', ...at('c1', '1001'), cause: 'invalidNumber' }, '1001'),
    ])
    expect(liveCalls(played.state())).toMatchObject([{ connections: [{ state: 'fail' }] }])
    played.apply(told({ kind: 'connectionCleared', ...at('c1', '1001'), cause: 'normalClearing' }, '1001'))
    expect(played.ends()).toMatchObject([
      { outcome: 'failed', cause: 'invalidNumber', direction: 'outbound' },
    ])
  })
})

describe('a menu', () => {
  test('that answers and sends on has not answered for anybody', () => {
    const menu = '800'
    const played = play([
      rings(menu),
      { kind: 'established', ...at('c1', menu), cause: 'newCall' },
      {
        kind: 'callInformation',
        connection: { callId: 'c1', deviceId: menu },
        cause: 'normal',
        digits: '4711',
      },
      { kind: 'diverted', ...at('c1', menu), cause: 'redirected', to: party('1001') },
      rings('1001', { cause: 'redirected' }),
      told({ kind: 'connectionCleared', ...at('c1', '1001'), cause: 'callCancelled' }, '1001'),
    ])
    expect(played.ends()).toMatchObject([{ digits: '4711', answeredAt: null, outcome: 'missed' }])
  })
})

describe('where the whole switch reports', () => {
  test('a caller whose leg is seen waits while phone after phone is tried', () => {
    const caller: SwitchEvent = {
      kind: 'originated',
      ...at('c1', 'trunk'),
      cause: 'newCall',
      calling: customer,
    }
    const played = play([
      caller,
      { kind: 'delivered', ...at('c1', '1001'), cause: 'newCall', calling: customer },
      { kind: 'connectionCleared', ...at('c1', '1001'), cause: 'normal' },
      { kind: 'delivered', ...at('c1', '1002'), cause: 'newCall', calling: customer },
    ])
    expect(played.ends()).toEqual([])
    expect(liveCalls(played.state())).toMatchObject([
      { direction: 'inbound', connections: [{}, { device: '1002' }] },
    ])
    played.apply({ kind: 'callCleared', callId: 'c1', cause: 'callCancelled' })
    expect(played.ends()).toMatchObject([{ outcome: 'missed' }])
    played.apply({ kind: 'callCleared', callId: 'c1', cause: 'callCancelled' })
    expect(played.changes.at(-1)).toEqual({ kind: 'ignored', reason: 'late' })
  })
})

describe('a snapshot after a restart of the switch', () => {
  test('ends all that was, and takes the same ids for other calls', () => {
    const played = play([rings('1001')])
    played.apply({
      kind: 'snapshot',
      restarted: true,
      devices: ['1001', '1002', '1003'],
      connections: [
        { ...at('c1', '1001'), state: 'alerting', calling: party('+14155550199', { external: true }) },
      ],
    })
    expect(played.ends()).toMatchObject([{ calling: customer, reconstructed: true }])
    expect(liveCalls(played.state())).toMatchObject([
      { calling: { number: '+14155550199' }, reconstructed: true },
    ])
  })
})
