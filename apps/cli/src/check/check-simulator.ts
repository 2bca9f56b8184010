import { type Column, runSuite, type Scenario, scenarios, scoreCard } from '@hookswitch/pbx/conformance'
import { type SimulatorDialectName, simulatorDialectNames } from '@hookswitch/simulator'
import { SimulatorStage } from './simulator-stage.ts'

/** Stages beside each other: most of a scenario is waiting. */
const SIDE_BY_SIDE = 4

/** Plays every scenario on the simulated switch, in each of these dialects. */
export async function checkSimulator(
  dialects: readonly SimulatorDialectName[],
  told: (line: string) => void,
  signal?: AbortSignal,
): Promise<Column[]> {
  const columns: Column[] = []
  for (const dialect of dialects) {
    told(dialect)
    const tell = (scenario: Scenario, mark: string): void => told(`  ${mark} ${scenario.name}`)
    columns.push(
      await runSuite(scenarios, () => SimulatorStage.open(dialect), {
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

/** The document that is made of a run: docs/connectors.md. */
export function connectorsDocument(columns: readonly Column[]): string {
  const head = `# Connectors

What each connector of Hookswitch does, as the conformance kit saw it: the same stories are played at every switch, and the
same histories are demanded. This file is written by \`hookswitch check pbx --simulator --write docs/connectors.md\`;
a test fails when a run says something else. To play it at a switch of your own, or for a connector that you write, see
[Adding a PBX](adding-a-pbx.md).
`
  return `${head}\n${scoreCard(scenarios, columns)}\n`
}

export { type SimulatorDialectName, simulatorDialectNames }
