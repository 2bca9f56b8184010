import { type Column, runSuite, type Scenario } from '@hookswitch/pbx/conformance'
import { type SimulatorDialectName, simulatorDialectNames } from '@hookswitch/simulator'
import { scenariosNamed } from './scenarios-named.ts'
import { SimulatorStage } from './simulator-stage.ts'

/** Stages beside each other: most of a scenario is waiting. */
const SIDE_BY_SIDE = 8

/** Plays every scenario, or those with `only` in their names, on the simulated switch, in each of these dialects. */
export async function checkSimulator(
  {
    dialects,
    only,
  }: { readonly dialects: readonly SimulatorDialectName[]; readonly only?: string | undefined },
  told: (line: string) => void,
  signal?: AbortSignal,
): Promise<Column[]> {
  const played = scenariosNamed(only)
  const columns: Column[] = []
  for (const dialect of dialects) {
    told(dialect)
    const tell = (scenario: Scenario, mark: string): void => told(`  ${mark} ${scenario.name}`)
    columns.push(
      await runSuite(played, () => SimulatorStage.open(dialect), {
        side: SIDE_BY_SIDE,
        ...(signal === undefined ? {} : { signal }),
        told: (scenario, verdict) => {
          if (verdict.kind === 'passed') return tell(scenario, 'same history  ')
          tell(scenario, `${verdict.kind === 'differs' ? verdict.what : verdict.why}\n   `)
        },
      }),
    )
  }
  return columns
}

export { type SimulatorDialectName, simulatorDialectNames }
