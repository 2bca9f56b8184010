import { expect, test } from 'vitest'
import { applyEvent, emptySwitch, type SwitchState } from '#correlate.ts'
import type { Call } from '#call.ts'
import { party } from '#device.ts'
import type { SwitchEvent } from '#switch-event.ts'

/** What the conformance kit found that switches tell alike and the model told differently. */
const customer = party('+14155550100', { external: true })
const at = (device: string) => ({ connection: { callId: 'c1', deviceId: device }, device, monitored: device })
const parties = { calling: customer, called: party('1001') }

function play(events: readonly SwitchEvent[]): { ended: Call[]; state: SwitchState } {
  let state = emptySwitch('link')
  let now = 1_000_000
  const ended: Call[] = []
  const monitors = ['1001', '1002'].map((device) => ({ kind: 'monitor', device, on: true }) as const)
  for (const event of [...monitors, ...events]) {
    now += 2_500
    const applied = applyEvent(state, event, now)
    state = applied.state
    for (const change of applied.changes) if (change.kind === 'ended') ended.push(change.call)
  }
  return { ended, state }
}

test('who is forwarded before it rang was called, and did not come by a diversion himself', () => {
  const { ended } = play([
    { kind: 'diverted', ...at('1001'), cause: 'callForwardImmediate', to: party('1002'), ...parties },
    { kind: 'delivered', ...at('1002'), cause: 'callForwardImmediate', ...parties },
    { kind: 'established', ...at('1002'), cause: 'normal' },
    { kind: 'connectionCleared', ...at('1002'), cause: 'normalClearing' },
  ])
  expect(ended.flatMap(({ legs }) => legs.map(({ device, role }) => `${device} ${role}`))).toEqual([
    '1001 called',
    '1002 divertedTo',
  ])
})

test('who hears the tone after a refusal has not refused', () => {
  const inside = { calling: party('1001'), called: party('1002') }
  const { ended } = play([
    { kind: 'originated', ...at('1001'), cause: 'newCall', ...inside },
    { kind: 'delivered', ...at('1002'), cause: 'newCall', ...inside },
    { kind: 'connectionCleared', ...at('1002'), cause: 'blocked' },
    { kind: 'failed', ...at('1001'), cause: 'blocked' },
    { kind: 'connectionCleared', ...at('1001'), cause: 'normalClearing' },
  ])
  expect(ended.map(({ outcome }) => outcome)).toEqual(['rejected'])
  expect(ended[0]?.legs.map(({ outcome }) => outcome)).toEqual(['abandoned', 'rejected'])
})

test('a caller of whose leg a snapshot tells has been there since the call began', () => {
  const trunk = { connection: { callId: 'c1', deviceId: 'T1' }, device: 'T1', state: 'connected' } as const
  const { connection, device } = at('1001')
  const { ended } = play([
    { kind: 'delivered', ...at('1001'), cause: 'newCall', ...parties },
    { kind: 'established', ...at('1001'), cause: 'normal' },
    {
      kind: 'snapshot',
      devices: ['1001', '1002'],
      connections: [
        { connection, device, state: 'connected', ...parties },
        { ...trunk, ...parties },
      ],
    },
    { kind: 'connectionCleared', ...at('1001'), cause: 'normalClearing' },
  ])
  const caller = ended[0]?.legs.find(({ role }) => role === 'caller')
  expect(caller?.startedAt).toBe(ended[0]?.startedAt)
  expect(caller?.startedAt).toBeLessThan(caller?.answeredAt ?? 0)
})

test('a group that rings at once is no queue: who gives up was missed', () => {
  const group = { cause: 'enteringDistribution', lastRedirection: party('6010'), ...parties } as const
  const { ended } = play([
    { kind: 'delivered', ...at('1001'), ...group },
    { kind: 'delivered', ...at('1002'), ...group },
    { kind: 'connectionCleared', ...at('1001'), cause: 'callCancelled' },
    { kind: 'connectionCleared', ...at('1002'), cause: 'callCancelled' },
  ])
  expect(ended.map(({ outcome, queue }) => ({ outcome, queue }))).toEqual([
    { outcome: 'missed', queue: null },
  ])
})
