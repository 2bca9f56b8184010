/** Every scenario of the kit on the simulated switch, in each dialect that it speaks; and what docs/connectors.md says of it. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { type Column, scenarios } from '@hookswitch/pbx/conformance'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { checkSimulator, connectorsDocument } from '#cli/check/check-simulator.ts'

/** Differences that are known and not mended yet. A dialect that is not here has none. */
const known: Readonly<Record<string, readonly string[]>> = {
  // Its events give no causes.
  'zultys-mx': ['park-and-give-up', 'single-step-conference'],
}

describe('CSTA tells the same histories in every dialect', () => {
  const columns: Column[] = []

  test('there are at least 60 scenarios, and no two have one name', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(60)
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
  })

  test.each(simulatorDialectNames)('%s', async (dialect) => {
    const [column] = await checkSimulator([dialect], () => {})
    if (column === undefined) throw new Error('nothing was played')
    columns.push(column)
    const differing = [...column.verdicts].filter(([, verdict]) => verdict.kind === 'differs')
    const unexpected = differing.filter(([name]) => known[dialect]?.includes(name) !== true)
    expect(unexpected).toEqual([])
  })

  afterAll(() => {
    if (columns.length < simulatorDialectNames.length) return
    const committed = readFileSync(new URL('../../docs/connectors.md', import.meta.url), 'utf8')
    expect(connectorsDocument(columns)).toBe(committed)
  })
})
