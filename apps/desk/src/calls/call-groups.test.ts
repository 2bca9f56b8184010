import type { CallView } from '@hookswitch/contract'
import { describe, expect, it } from 'vitest'
import { groupCalls } from './call-groups.ts'

const call = (id: string, state: CallView['state'], part: Partial<CallView> = {}): CallView =>
  ({ id, state, offers: [], consultsFor: null, consultedBy: null, ...part }) as unknown as CallView

const shape = (calls: readonly CallView[]): readonly string[] =>
  groupCalls(calls).map((group) =>
    group.kind === 'single' ? group.call.id : `${group.pair.held.id} waits, ${group.pair.active.id} speaks`,
  )

describe('groupCalls', () => {
  it('joins a consultation with the call that it is for, whichever of them is on hold', () => {
    const second = (state: CallView['state']) => call('b', state, { consultsFor: 'a' })
    expect(shape([call('a', 'hold'), second('connected')])).toEqual(['a waits, b speaks'])
    expect(shape([call('a', 'connected'), second('hold')])).toEqual(['b waits, a speaks'])
    expect(groupCalls([call('a', 'connected'), second('hold')])[0]?.key).toBe('a')
  })

  it('keeps the two together in the middle of a swap', () => {
    const second = (state: CallView['state']) => call('b', state, { consultsFor: 'a' })
    for (const state of ['hold', 'connected'] as const)
      expect(groupCalls([call('a', state), second(state)]).map((it) => it.kind)).toEqual(['pair'])
  })

  it('keeps what rings meanwhile apart, in its place', () => {
    const calls = [call('a', 'hold'), call('b', 'connected', { consultsFor: 'a' }), call('c', 'alerting')]
    expect(shape(calls)).toEqual(['a waits, b speaks', 'c'])
  })

  it('joins two calls of one telephone that may be joined, although nobody said what they are to each other', () => {
    const offers: CallView['offers'] = ['transferCall']
    expect(shape([call('a', 'hold'), call('b', 'connected', { offers })])).toEqual(['a waits, b speaks'])
    expect(shape([call('a', 'hold', { offers }), call('b', 'initiated')])).toEqual(['a waits, b speaks'])
    expect(shape([call('a', 'hold'), call('b', 'connected')])).toEqual(['a', 'b'])
    expect(shape([call('a', 'hold', { offers }), call('b', 'hold', { offers })])).toEqual(['a', 'b'])
    expect(shape([call('a', 'hold', { offers }), call('b', 'alerting')])).toEqual(['a', 'b'])
  })

  it('lets a consultation that is over go', () => {
    expect(shape([call('a', 'hold'), call('b', null, { consultsFor: 'a' })])).toEqual(['a', 'b'])
  })
})
