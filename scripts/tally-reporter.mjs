// A vitest reporter that writes down the figures and every skipped test with its reason, for scripts/test.mjs to add up.
import { appendFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: { name: string, reason: string }[], again: string[] }} Tally */

/** The suite that a skipped test belongs to says why by its name; `context.skip(reason)` says it better. */
export default class TallyReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} strayErrors
   */
  onTestRunEnd(modules, strayErrors) {
    /** @type {Tally} */
    const tally = { passed: 0, failed: strayErrors.length, skipped: [], again: [] }
    for (const module of modules) {
      // A file that could not be read, or a hook that threw, has no failed test of its own.
      if (!module.ok() && module.errors().length > 0) tally.failed += 1
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
  if (test.diagnostic()?.flaky === true)
    tally.again.push(`${test.module.relativeModuleId} › ${test.fullName}`)
  if (result.state === 'passed') tally.passed += 1
  else if (result.state === 'failed') tally.failed += 1
  else
    tally.skipped.push({
      name: `${test.module.relativeModuleId} › ${test.fullName}`,
      reason: (result.state === 'skipped' && result.note) || 'see the name of the suite',
    })
}
