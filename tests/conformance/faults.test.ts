/** Each seeded fault of a connector is found by a scenario of the kit: a kit that finds nothing shows nothing. */
import { expect, test } from 'vitest'
import { faults, runScenario, scenarios } from '@hookswitch/pbx/conformance'
import { SimulatorStage } from '#cli/check/simulator-stage.ts'

test('there are at least forty, and no two have one name', () => {
  expect(faults.length).toBeGreaterThanOrEqual(40)
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length)
})

test.concurrent.each(faults.map((fault) => [fault.name, fault] as const))(
  '%s: is found',
  async (_, fault) => {
    const stage = await SimulatorStage.open('ecma-ed4')
    const found: string[] = []
    try {
      for (const name of fault.seenBy) {
        const scenario = scenarios.find((one) => one.name === name)
        if (scenario === undefined) throw new Error(`There is no scenario ${name}.`)
        const verdict = await runScenario(scenario, stage, { meddler: fault.meddler(), patienceMs: 700 })
        if (verdict.kind === 'differs') found.push(name)
      }
    } finally {
      await stage.close()
    }
    expect(found).not.toEqual([])
  },
)
