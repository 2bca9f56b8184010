/** Every scenario of the kit on the simulated switch, in each dialect that it speaks. */
import { describe, expect, test } from 'vitest'
import { runSuite, scenarios } from '@hookswitch/pbx/conformance'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { SimulatorStage } from '#cli/check/simulator-stage.ts'

describe('CSTA tells the same histories in every dialect', () => {
  test('there are at least 60 scenarios, and no two have one name', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(60)
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
  })

  test.each(simulatorDialectNames)('%s', async (dialect) => {
    const column = await runSuite(scenarios, () => SimulatorStage.open(dialect), { side: 4 })
    const differing = [...column.verdicts].filter(([, verdict]) => verdict.kind === 'differs')
    expect(differing).toEqual([])
  })
})
