import { describe, expect, test } from 'vitest'
import { agentAt, applyEvent, deviceAt, emptySwitch } from './correlate.ts'

describe('an agent', () => {
  test('keeps the time of a state that is told again, and his name when an event is silent about it', () => {
    const on = {
      kind: 'agentState',
      device: '1001',
      state: 'notReady',
      agentId: '77',
      reason: 'lunch',
    } as const
    const first = applyEvent(emptySwitch('link'), on, 1_000)
    expect(first.changes).toEqual([
      {
        kind: 'agent',
        agent: {
          device: '1001',
          agentId: '77',
          state: 'notReady',
          reason: 'lunch',
          pending: null,
          since: 1_000,
        },
      },
    ])
    const again = applyEvent(first.state, on, 2_000)
    expect(again.changes).toEqual([{ kind: 'ignored', reason: 'repeated' }])
    const other = applyEvent(again.state, { ...on, reason: 'meeting' }, 3_000)
    expect(agentAt(other.state, '1001')).toMatchObject({ reason: 'meeting', since: 1_000 })
    const ready = applyEvent(other.state, { kind: 'agentState', device: '1001', state: 'ready' }, 4_000)
    expect(agentAt(ready.state, '1001')).toMatchObject({ agentId: '77', reason: null, since: 4_000 })
  })
})

describe('a device', () => {
  test('remembers each kind of forwarding, and why it is not monitored', () => {
    let state = emptySwitch('link')
    const tell = (event: Parameters<typeof applyEvent>[1]) => {
      const applied = applyEvent(state, event, 1_000)
      state = applied.state
      return applied.changes.map((change) => change.kind)
    }
    const busy = { kind: 'busy', active: true, to: '1002' } as const
    expect(tell({ kind: 'monitor', device: '1001', on: false, problem: 'no licence' })).toEqual(['device'])
    expect(tell({ kind: 'forwarding', device: '1001', forwarding: busy })).toEqual(['device'])
    expect(tell({ kind: 'forwarding', device: '1001', forwarding: busy })).toEqual(['ignored'])
    expect(tell({ kind: 'forwarding', device: '1001', forwarding: { ...busy, active: false } })).toEqual([
      'device',
    ])
    expect(tell({ kind: 'doNotDisturb', device: '1001', on: true })).toEqual(['device'])
    expect(deviceAt(state, '1001')).toEqual({
      device: '1001',
      inService: true,
      muted: false,
      doNotDisturb: true,
      forwarding: [{ ...busy, active: false }],
      monitored: false,
      problem: 'no licence',
    })
    expect(tell({ kind: 'monitor', device: '1001', on: true })).toEqual(['device'])
    expect(deviceAt(state, '1001')).toMatchObject({ monitored: true, problem: null })
  })
})
