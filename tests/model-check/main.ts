import { parseArgs } from 'node:util'
import { search } from '#model/checker/search.ts'
import { dailyWorlds, deepWorlds } from '#model/checker/worlds.ts'
import { inLines } from './report.ts'

const { values } = parseArgs({
  options: {
    deep: { type: 'boolean', default: false },
    'at-most': { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
  },
})

const began = performance.now()
let states = 0
let steps = 0
let broken = 0
for (const world of values.deep ? deepWorlds() : dailyWorlds()) {
  if (!world.name.includes(values.only)) continue
  const started = performance.now()
  const found = search(world, { atMost: Number(values['at-most']) })
  process.stdout.write(`${inLines(found, (performance.now() - started) / 1000).join('\n')}\n`)
  states += found.states
  steps += found.steps
  if (found.broken !== null) broken += 1
}
const seconds = ((performance.now() - began) / 1000).toFixed(1)
process.stdout.write(
  `model-check: ${states} states, ${steps} steps in ${seconds} s; laws broken in ${broken} worlds\n`,
)
process.exitCode = broken === 0 && states > 0 ? 0 : 1
