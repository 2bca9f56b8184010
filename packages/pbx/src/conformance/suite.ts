import { runScenario, type RunOptions, type Verdict } from './run.ts'
import type { Scenario } from './scenario.ts'
import type { Column } from './score-card.ts'
import type { Stage } from './stage.ts'

export interface SuiteOptions extends RunOptions {
  /** Stages at which scenarios are played at the same time. */
  readonly side?: number
  /** Told of each as soon as it is known. */
  readonly told?: (scenario: Scenario, verdict: Verdict) => void
  readonly signal?: AbortSignal
}

/** Plays all scenarios on stages of one kind. */
export async function runSuite(
  scenarios: readonly Scenario[],
  openStage: () => Promise<Stage>,
  options: SuiteOptions = {},
): Promise<Column> {
  const verdicts = new Map<string, Verdict>()
  const waiting = [...scenarios]
  let name = ''
  const work = async (): Promise<void> => {
    const stage = await openStage()
    name = stage.name
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (options.signal?.aborted === true) return
        const verdict = await runScenario(next, stage, options)
        verdicts.set(next.name, verdict)
        options.told?.(next, verdict)
      }
    } finally {
      await stage.close()
    }
  }
  await Promise.all(Array.from({ length: options.side ?? 1 }, work))
  return { name, verdicts }
}
