import { describe, expect, test } from 'vitest'
import { callsAt, liveCalls } from '#correlate.ts'
import { party } from '#device.ts'
import { at, by, customer, play } from '#testing/moments.ts'
import type { SwitchEvent } from '#switch-event.ts'

/* Switches that give an id to another call as soon as it is free, or free it before we could hear of it. */

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

  /** A customer is sent blindly: to a slot that is taken (of him, no more is told), or to a colleague under a new id. */
  const sent = (to: string, newId: string): readonly SwitchEvent[] => [
    { kind: 'delivered', cause: 'newCall', ...at('0', '1001') },
    { kind: 'established', cause: 'normal', ...at('0', '1001') },
    {
      kind: 'transferred',
      cause: 'singleStepTransfer',
      monitored: '1001',
      primaryOldCall: { callId: '0', deviceId: '1001' },
      transferringDevice: '1001',
      transferredTo: party(to),
      connections: [
        { to: { callId: newId, deviceId: 'T1' }, device: 'T1', endpoint: customer },
        { to: { callId: newId, deviceId: to }, device: to, endpoint: party(to) },
      ],
    },
  ]
  const other = party('+14155550123', { external: true })

  test('although nobody told that the call of before was over: one of ours begins one', () => {
    const { state } = play([
      ...sent('701', '0'),
      { kind: 'serviceInitiated', cause: 'newCall', ...by('0', '1001') },
      { kind: 'originated', cause: 'newCall', ...by('0', '1001') },
      { kind: 'delivered', cause: 'newCall', ...by('0', '1002') },
    ])
    expect(callsAt(state, '1001')).toMatchObject([{ calling: { number: '1001' } }])
    expect(callsAt(state, '1002')).toEqual(callsAt(state, '1001'))
  })

  test('although nobody told that the call of before was over: a new call comes in', () => {
    const { state } = play([
      ...sent('701', '0'),
      { kind: 'delivered', cause: 'newCall', ...at('0', '1002'), calling: other },
    ])
    expect(callsAt(state, '1002')).toMatchObject([{ calling: { number: other.number }, legs: [{}] }])
  })

  test('although nobody told that the call of before was over: what is told under the id is of the new one', () => {
    const { state, ended } = play([
      ...sent('701', '7'),
      { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('7', '6001'), calling: other },
      { kind: 'callInformation', cause: 'normal', ...at('7', 'T1'), calling: other, digits: '4711' },
    ])
    expect(ended).toEqual([`${customer.number} answered`])
    expect(liveCalls(state)).toMatchObject([{ calling: { number: other.number }, digits: '4711' }])
  })

  test('for one that is transferred: it does not take in the one that was sent to the same slot before', () => {
    const { state, ended } = play([
      ...sent('701', '7'),
      { kind: 'delivered', cause: 'newCall', ...at('1', '1002'), calling: other },
      { kind: 'established', cause: 'normal', ...at('1', '1002'), calling: other },
      {
        kind: 'transferred',
        cause: 'singleStepTransfer',
        monitored: '1002',
        primaryOldCall: { callId: '1', deviceId: '1002' },
        transferringDevice: '1002',
        transferredTo: party('701'),
        connections: [
          { to: { callId: '7', deviceId: 'T2' }, device: 'T2', endpoint: other },
          { to: { callId: '7', deviceId: '701' }, device: '701', endpoint: party('701') },
        ],
      },
    ])
    expect(ended).toEqual([`${customer.number} answered`])
    expect(liveCalls(state)).toMatchObject([{ calling: { number: other.number }, legs: [{}, {}, {}] }])
  })

  test('for a call that a snapshot tells whole, and of which one leg was taken for that of the one before', () => {
    const { state } = play([
      ...sent('701', '7'),
      { kind: 'delivered', cause: 'newCall', ...at('7', '1002'), calling: other },
      {
        kind: 'snapshot',
        devices: ['1002'],
        connections: [
          { ...at('7', '1002'), calling: other, state: 'alerting' },
          { ...at('7', 'T1'), device: 'T1', calling: other, state: 'connected' },
        ],
      },
    ])
    expect(liveCalls(state)).toMatchObject([{ legs: [{ device: '1002' }, { device: 'T1' }] }])
  })

  test('for a call that is sent on to where the one that had it before once was', () => {
    const { state, ended } = play([
      { kind: 'delivered', cause: 'newCall', ...at('0', '1002') },
      { kind: 'diverted', cause: 'redirected', to: party('1001'), ...at('0', '1002') },
      ...sent('1003', '7'),
      { kind: 'delivered', cause: 'newCall', ...at('0', '1001'), calling: other },
      { kind: 'diverted', cause: 'redirected', to: party('1002'), ...at('0', '1001'), calling: other },
      { kind: 'delivered', cause: 'redirected', ...at('0', '1002'), calling: other },
    ])
    expect(ended).toEqual([])
    expect(liveCalls(state)).toHaveLength(2)
    expect(callsAt(state, '1002')).toMatchObject([
      { calling: { number: other.number }, legs: [{ device: '1001' }, { device: '1002' }] },
    ])
  })

  test('for a call that a queue sends to where the one that had it before once was', () => {
    const { state, ended } = play([
      { kind: 'delivered', cause: 'newCall', ...at('0', '1002') },
      { kind: 'connectionCleared', cause: 'callCancelled', ...at('0', '1002') },
      { kind: 'queued', cause: 'enteringDistribution', queue: '6001', ...at('0', '6001'), calling: other },
      { kind: 'diverted', cause: 'distributed', to: party('1002'), ...at('0', '6001'), calling: other },
      { kind: 'delivered', cause: 'distributed', ...at('0', '1002'), calling: other },
    ])
    expect(ended).toEqual([`${customer.number} missed`])
    expect(liveCalls(state)).toMatchObject([{ legs: [{ device: '6001' }, { device: '1002' }] }])
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
