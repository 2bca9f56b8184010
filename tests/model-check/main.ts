import { parseArgs } from 'node:util'
import { dailyWorlds, deepWorlds } from '#model/checker/worlds.ts'
import { explore } from './explore.ts'
import { inLines, reachInLines } from './report.ts'

const { values } = parseArgs({
  options: {
    deep: { type: 'boolean', default: false },
    'at-most': { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
  },
})

const began = performance.now()
const worlds = values.deep ? deepWorlds() : dailyWorlds()
const tasks = worlds
  .filter(({ name }) => name.includes(values.only))
  .map((world) => ({ world, atMost: Number(values['at-most']) }))
const say = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`)
const explored = await explore(tasks, ({ found, seconds }) => say(inLines(found, seconds)))
const sum = (of: 'states' | 'steps'): number => explored.reduce((total, { found }) => total + found[of], 0)
const broken = explored.filter(({ found }) => found.broken !== null).length
const seconds = ((performance.now() - began) / 1000).toFixed(1)
say(['', 'Three devices, all monitored. Explored, every interleaving of:', ...reachInLines(explored)])
say([
  `model-check: ${sum('states')} states, ${sum('steps')} steps in ${seconds} s; laws broken in ${broken} worlds`,
])
process.exitCode = broken === 0 && explored.length > 0 ? 0 : 1
