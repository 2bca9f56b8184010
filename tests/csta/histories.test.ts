import { expect, test } from 'vitest'
import type { LedgerEntry } from '@hookswitch/simulator'
import { saidIn, truly } from './histories.ts'

const ledger = (entries: readonly object[]): LedgerEntry[] =>
  entries.map((entry, at) => ({ n: at + 1, at: at * 1_000, ...entry }) as LedgerEntry)

const began = (call: string, parent: string | null) => ({
  kind: 'callBegan',
  call,
  pbxCallId: `p${call}`,
  direction: parent === null ? 'inbound' : 'internal',
  from: parent === null ? `+1212000000${call}` : '1001',
  fromName: null,
  restricted: false,
  to: '1001',
  parent,
})
const ended = (call: string) => ({
  kind: 'callEnded',
  call,
  outcome: 'answered',
  cause: 'normal',
  digits: null,
})

test('who is handed to a colleague that was asked about another has still keyed what he keyed', () => {
  const was = ledger([
    began('1', null),
    began('2', '1'),
    ended('1'),
    began('3', null),
    { kind: 'digits', call: '3', digits: '4711' },
    { kind: 'merged', call: '3', into: '2', by: '1001' },
    ended('2'),
  ])
  const said = saidIn(
    was.flatMap((entry) =>
      entry.kind === 'callBegan'
        ? [
            {
              event: { kind: 'callCleared', callId: entry.pbxCallId, cause: 'normal' } as const,
              at: entry.at,
            },
          ]
        : [],
    ),
  )
  expect(truly(was, said)).toEqual([
    ['inbound +12120000001 - answered'],
    ['inbound +12120000003 4711 answered'],
  ])
})
