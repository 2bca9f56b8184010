import { describe, expect, test } from 'vitest'
import { applyEvent, callsAt, emptySwitch, liveCalls } from '#correlate.ts'
import { party } from '#device.ts'
import type { SwitchEvent } from '#switch-event.ts'

/* Histories that the random days of tests/csta brought up, each as short as it can be told. */

const customer = party('+14155550100', { external: true })
const at = (callId: string, device: string) => ({
  connection: { callId, deviceId: device },
  device,
  monitored: device,
  calling: customer,
})

/** Plays events a few seconds apart. */
function play(events: readonly SwitchEvent[]) {
  let state = emptySwitch('link')
  let now = 1_000_000
  const ended: string[] = []
  const monitors = ['1001', '1002', '6001'].map((device) => ({ kind: 'monitor', device, on: true }) as const)
  for (const event of [...monitors, ...events]) {
    now += 3_000
    const applied = applyEvent(state, event, now)
    state = applied.state
    for (const change of applied.changes)
      if (change.kind === 'ended') ended.push(`${change.call.calling.number} ${change.call.outcome}`)
  }
  return { state, ended }
}

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

describe('a switch that uses an id again', () => {
  test('for a call that fails at once, as the one before did', () => {
    const other = party('+14155550123', { external: true })
    const fails = { kind: 'failed', cause: 'doNotDisturb', called: party('1001') } as const
    const clears = { kind: 'connectionCleared', cause: 'normalClearing' } as const
    const { ended } = play([
      { ...fails, ...at('0', '1001') },
      { ...clears, ...at('0', '1001') },
      { ...fails, ...at('0', '1001'), calling: other },
      { ...clears, ...at('0', '1001'), calling: other },
    ])
    expect(ended).toEqual([`${customer.number} rejected`, `${other.number} rejected`])
  })

  test('for a call that fails at once, while the one that had it goes on under another', () => {
    const other = party('+14155550123', { external: true })
    const { state, ended } = play([
      { kind: 'delivered', cause: 'newCall', ...at('0', '1001') },
      { kind: 'established', cause: 'normal', ...at('0', '1001') },
      {
        kind: 'transferred',
        cause: 'singleStepTransfer',
        monitored: '1001',
        primaryOldCall: { callId: '0', deviceId: '1001' },
        transferringDevice: '1001',
        transferredTo: party('1002'),
        connections: [
          { to: { callId: '7', deviceId: 'T1' }, device: 'T1', endpoint: customer },
          { to: { callId: '7', deviceId: '1002' }, device: '1002', endpoint: party('1002') },
        ],
      },
      { kind: 'delivered', cause: 'singleStepTransfer', ...at('7', '1002') },
      { kind: 'failed', cause: 'doNotDisturb', called: party('1001'), ...at('0', '1001'), calling: other },
    ])
    expect(ended).toEqual([`${other.number} rejected`])
    expect(callsAt(state, '1002')).toMatchObject([{ calling: { number: customer.number } }])
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
