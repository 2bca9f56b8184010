// A vitest reporter that writes down the figures, what failed and why, and every skipped test with its reason, for scripts/test.mjs to add up.
import { appendFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

/** @typedef {{ name: string, reason: string }} Named */
/** @typedef {{ passed: number, failed: Named[], skipped: Named[], again: Named[] }} Tally */

/** A reason is read at the end of a long run, where only its last lines were kept: the message, where it comes from, the difference. */
const mostReasonLines = 20

/**
 * @param {ReadonlyArray<{ message?: string, diff?: string, stacks?: ReadonlyArray<{ file: string, line: number, column: number }> }>} errors
 */
function reasonOf(errors) {
  const lines = errors.flatMap(({ message = 'no message', diff = '', stacks = [] }) => [
    ...stripVTControlCharacters(message).split('\n'),
    ...stacks.slice(0, 3).map(({ file, line, column }) => `at ${file}:${line}:${column}`),
    ...stripVTControlCharacters(diff).split('\n').filter(Boolean),
  ])
  return lines.slice(0, mostReasonLines).join('\n')
}

/** The suite that a skipped test belongs to says why by its name; `context.skip(reason)` says it better. */
export default class TallyReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<import('vitest').TestError | import('vitest').SerializedError>} strayErrors
   */
  onTestRunEnd(modules, strayErrors) {
    /** @type {Tally} */
    const tally = { passed: 0, failed: [], skipped: [], again: [] }
    for (const error of strayErrors)
      tally.failed.push({ name: 'an error outside every test', reason: reasonOf([error]) })
    for (const module of modules) {
      // A file that could not be read, or a hook that threw, has no failed test of its own.
      const errors = [
        ...module.errors(),
        ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
      ]
      if (errors.length > 0) tally.failed.push({ name: module.relativeModuleId, reason: reasonOf(errors) })
      for (const test of module.children.allTests()) count(tally, test)
    }
    appendFileSync(process.env.HOOKSWITCH_TALLY ?? '/dev/null', `${JSON.stringify(tally)}\n`)
  }
}

/**
 * @param {Tally} tally
 * @param {import('vitest/node').TestCase} test
 */
function count(tally, test) {
  const result = test.result()
  const name = `${test.module.relativeModuleId} › ${test.fullName}`
  // A test that passed when it was tried again keeps the errors of the first time.
  if (test.diagnostic()?.flaky === true) tally.again.push({ name, reason: reasonOf(result.errors ?? []) })
  if (result.state === 'passed') tally.passed += 1
  else if (result.state === 'failed') tally.failed.push({ name, reason: reasonOf(result.errors) })
  else
    tally.skipped.push({
      name,
      reason: (result.state === 'skipped' && result.note) || 'see the name of the suite',
    })
}
