/** Every scenario of the kit on the simulated switch, in each dialect that it speaks; and what docs/connectors.md says of it. */
import { describe, expect, test } from 'vitest'
import { scenarios } from '@hookswitch/pbx/conformance'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { checkSimulator } from '#cli/check/check-simulator.ts'
import { documentHolds } from './document.ts'

describe('CSTA tells the same histories in every dialect', () => {
  test('there are at least 60 scenarios, and no two have one name', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(60)
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
  })

  test('some of them alone, by a word of their names', async () => {
    const asked = { dialects: simulatorDialectNames.slice(0, 1), only: 'refused-call' }
    const [column] = await checkSimulator(asked, () => {})
    expect([...(column?.verdicts ?? [])]).toEqual([['refused-call-is-over', { kind: 'passed' }]])
    await expect(checkSimulator({ ...asked, only: 'no such word' }, () => {})).rejects.toThrow('No story')
  })

  test.each(simulatorDialectNames)('%s', async (dialect) => {
    const [column] = await checkSimulator({ dialects: [dialect] }, () => {})
    if (column === undefined) throw new Error('nothing was played')
    const differing = [...column.verdicts].filter(([, verdict]) => verdict.kind === 'differs')
    expect(differing).toEqual([])
    documentHolds([column])
  })
})
