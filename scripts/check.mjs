// npm run check: everything a change must pass, in under two minutes. `npm run check lint types` runs only those.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { checkSteps } from './check-steps.mjs'
import { root, toolEnvironment } from './node24.mjs'
import { ensureInstalled } from './setup.mjs'

/** @typedef {import('./check-steps.mjs').Step} Step */
/** @typedef {{ step: Step, ok: boolean, output: string, seconds: number }} Outcome */

/**
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
function runStep(step) {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { cwd: root, env: toolEnvironment({ FORCE_COLOR: '0' }) })
    let output = ''
    const keep = (/** @type {Buffer} */ part) => (output += part.toString())
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const done = (/** @type {boolean} */ ok) =>
      resolve({ step, ok, output, seconds: (performance.now() - started) / 1000 })
    child.on('error', (error) => {
      output += error.message
      done(false)
    })
    child.on('close', (code) => done(code === 0))
  })
}

/** @param {Outcome} outcome */
function tell({ step, ok, output, seconds }) {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${step.name}`)
  if (!ok) console.log(output.trimEnd().replaceAll(/^/gm, '    '))
}

/**
 * As many steps at a time as there are cores, the longest first.
 * @param {Step[]} steps
 */
async function runAll(steps) {
  const waiting = [...steps]
  /** @type {Outcome[]} */
  const outcomes = []
  async function worker() {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const outcome = await runStep(step)
      tell(outcome)
      outcomes.push(outcome)
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker))
  return outcomes
}

ensureInstalled()
const wanted = process.argv.slice(2)
const steps = checkSteps(root).filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
)
const started = performance.now()
const outcomes = await runAll(steps)
const failed = outcomes.filter(({ ok }) => !ok)
const seconds = ((performance.now() - started) / 1000).toFixed(0)
console.log(
  failed.length === 0
    ? `check: ${outcomes.length} steps passed in ${seconds} s`
    : `check: ${failed.length} of ${outcomes.length} steps failed in ${seconds} s: ${failed.map(({ step }) => step.name).join(', ')}`,
)
process.exitCode = failed.length === 0 && steps.length > 0 ? 0 : 1
