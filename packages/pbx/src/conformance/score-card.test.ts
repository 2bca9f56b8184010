import { expect, test } from 'vitest'
import { scenarios } from '#conformance.ts'
import type { Verdict } from './run.ts'
import { type Column, readScoreCard, scoreCard, withColumns } from './score-card.ts'

const kinds: readonly Verdict[] = [
  { kind: 'passed' },
  { kind: 'notOffered', why: 'The connector does not offer setMicrophoneMute.' },
  { kind: 'notPlayed', why: 'It needs a queue: there is none.' },
  {
    kind: 'differs',
    what: 'missing in the log: «inbound customer > alice: answered | alice called answered».',
    steps: [],
  },
]
const column = (name: string, shift: number): Column => ({
  name,
  verdicts: new Map(
    scenarios.map((scenario, index) => [scenario.name, kinds[(index + shift) % 4] ?? { kind: 'passed' }]),
  ),
})

test('a score card is read as it was written', () => {
  const columns = [column('ecma-ed4', 0), column('asterisk', 1)]
  expect(readScoreCard(scoreCard(scenarios, columns))).toEqual(columns)
})

test('a run takes the place of its own columns only', () => {
  const before = [column('ecma-ed4', 0), column('asterisk', 1)]
  const after = withColumns(before, [column('ecma-ed4', 2), column('mine', 3)])
  expect(after.map(({ name }) => name)).toEqual(['ecma-ed4', 'asterisk', 'mine'])
  expect(after[0]).toEqual(column('ecma-ed4', 2))
  expect(after[1]).toBe(before[1])
})
