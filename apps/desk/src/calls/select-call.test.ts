import { describe, expect, it } from 'vitest'
import type { CallView } from '@hookswitch/contract'
import { selectCall } from './select-call.ts'

const call = (id: string, state: CallView['state'], endedAt: string | null = null): CallView =>
  ({ id, state, endedAt }) as CallView

describe('selectCall', () => {
  it('shows what rings when nothing else goes on', () => {
    expect(
      selectCall([call('old', null, '2026-01-01'), call('new', 'alerting')], {
        current: 'old',
        writing: false,
      }),
    ).toBe('new')
  })
  it('stays with the call that is spoken on while another rings', () => {
    expect(
      selectCall([call('a', 'connected'), call('b', 'alerting')], { current: 'a', writing: false }),
    ).toBe('a')
    expect(selectCall([call('a', 'hold'), call('b', 'alerting')], { current: 'b', writing: false })).toBe('a')
  })
  it('does not take away an ended call whose notes are being written', () => {
    const calls = [call('a', null, '2026-01-01'), call('b', 'alerting')]
    expect(selectCall(calls, { current: 'a', writing: true })).toBe('a')
    expect(selectCall(calls.slice(1), { current: 'a', writing: true })).toBe('b')
  })
  it('ends with the call that ended last', () => {
    const calls = [call('a', null, '2026-01-01T10'), call('b', null, '2026-01-01T11')]
    expect(selectCall(calls, { current: null, writing: false })).toBe('b')
    expect(selectCall(calls, { current: 'a', writing: false })).toBe('a')
    expect(selectCall([], { current: 'a', writing: false })).toBeNull()
  })
})
