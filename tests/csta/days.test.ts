/**
 * Random days at random switches: people and applications do whatever is possible, the switch has whatever habits, links
 * break; and what the connector and the model believe is, step by step and in the end, what is.
 *
 *   HOOKSWITCH_DAYS=5000   so many days in place of 300
 *   HOOKSWITCH_DAY=282     this one alone, made as short as it can be and still be wrong, and told
 */
import { afterAll, describe, expect, test } from 'vitest'
import { simulatorDialectNames } from '@hookswitch/simulator'
import { commandKinds } from './command-kinds.ts'
import { liveDay, shrink, type DayTold } from './day.ts'
import { type DayPlan, planDay } from './day-plan.ts'

const days = Number(process.env['HOOKSWITCH_DAYS'] ?? 300)
const one = process.env['HOOKSWITCH_DAY']
const perTest = 50

function tell({ plan, faults, story }: DayTold): string {
  const { seed, kind, weather, switches } = plan
  return [
    `HOOKSWITCH_DAY=${seed}: ${kind}, ${weather}, ${JSON.stringify(switches)}`,
    ...story.map((line) => `    ${line}`),
    ...faults,
  ].join('\n')
}

describe.skipIf(one !== undefined)('what is believed is what is', () => {
  const plans: DayPlan[] = []
  const commands = new Set<string>()

  test.each(Array.from({ length: Math.ceil(days / perTest) }, (_, index) => index * perTest + 1))(
    `on ${perTest} days from seed %i`,
    { timeout: 600_000 },
    async (first) => {
      const wrong: string[] = []
      for (let seed = first; seed < first + perTest; seed += 1) {
        const told = await liveDay(planDay(seed))
        plans.push(told.plan)
        for (const kind of told.commands) commands.add(kind)
        if (told.faults.length > 0) wrong.push(tell(await shrink(told.plan)))
      }
      expect(wrong.join('\n\n')).toBe('')
    },
  )

  afterAll(() => {
    process.stdout.write(`days: ${plans.length} lived, none excused\n`)
    if (plans.length < 300) return
    expect([...commands].toSorted()).toEqual([...commandKinds].toSorted())
    expect(new Set(plans.map(({ kind }) => kind))).toEqual(new Set(simulatorDialectNames))
    expect(new Set(plans.map(({ weather }) => weather))).toEqual(new Set(['quiet', 'troubled', 'deaf']))
  })
})

test.each(one === undefined ? [] : [Number(one)])('day %i', { timeout: 600_000 }, async (seed) => {
  const told = await shrink(planDay(seed))
  expect(told.faults.length === 0 ? '' : tell(told)).toBe('')
})
