import { describe, expect, test } from 'vitest'
import type { LedgerEntry } from '@hookswitch/simulator'
import { differences, feedFaults, trueCalls, type Journal, type LoggedCall } from './truth.ts'

const at = { at: 0, call: 'x1' }
const ledger: LedgerEntry[] = [
  {
    kind: 'callBegan',
    n: 1,
    ...at,
    pbxCallId: '7',
    direction: 'inbound',
    from: '+12125550001',
    fromName: null,
    restricted: false,
    to: '1001',
    parent: null,
  },
  { kind: 'legRang', n: 2, ...at, device: '1001', pbxCallId: '7' },
  { kind: 'legAnswered', n: 3, ...at, device: '1001', pbxCallId: '7' },
  { kind: 'callEnded', n: 4, ...at, outcome: 'answered', cause: 'normal', digits: null },
]
const log: LoggedCall = {
  id: 'main.1.0',
  pbxCallIds: ['7'],
  from: '+12125550001',
  ended: true,
  answered: true,
  digits: null,
  reconstructed: false,
}
const entry: Journal = { callId: 'main.1.0', outcome: 'answered' }
const truth = trueCalls(ledger)

describe('the comparison that the kill tests rest on', () => {
  test('finds nothing where all agree', () => {
    expect(differences(truth, { calls: [log], journal: [entry] })).toEqual([])
  })

  test.each<[string, { calls: LoggedCall[]; journal: Journal[] }]>([
    ['a lost call', { calls: [], journal: [] }],
    ['a doubled call', { calls: [log, { ...log, id: 'main.2.0' }], journal: [entry] }],
    ['a call that never ends', { calls: [{ ...log, ended: false }], journal: [entry] }],
    ['an answer forgotten', { calls: [{ ...log, answered: false }], journal: [entry] }],
    ['a journal entry lost', { calls: [log], journal: [] }],
    ['a journal entry doubled', { calls: [log], journal: [entry, entry] }],
    ['an invented call', { calls: [log, { ...log, id: 'z', from: '+12125559999' }], journal: [entry] }],
    ['a journal entry of nothing', { calls: [log], journal: [entry, { callId: 'z', outcome: null }] }],
  ])('finds %s', (_, kept) => {
    expect(differences(truth, kept)).not.toEqual([])
  })

  test('finds digits that were lost', () => {
    const keyed: LedgerEntry[] = [...ledger, { kind: 'digits', n: 5, ...at, digits: '4711' }]
    expect(differences(trueCalls(keyed), { calls: [log], journal: [entry] })).toHaveLength(1)
  })

  test('finds gaps and repeats in a feed', () => {
    expect(feedFaults([5, 6, 7], 4)).toEqual([])
    expect(feedFaults([5, 7], 4)).not.toEqual([])
    expect(feedFaults([5, 5, 6], 4)).not.toEqual([])
  })
})
