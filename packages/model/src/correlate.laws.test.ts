import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deliver, type Line } from './testing/delivery.ts'
import * as laws from './testing/laws.ts'
import { everything, longestLag, tell, type Script, type Story } from './testing/story.ts'
import type { Habits } from './testing/small-switch.ts'

const habits: fc.Arbitrary<Habits> = fc.record({
  ids: fc.constantFrom('fresh', 'reused'),
  joined: fc.constantFrom('new', 'primary', 'secondary'),
  namesOld: fc.boolean(),
  ends: fc.constantFrom('all', 'own'),
})
const numbers = fc.array(fc.nat(100_000), { minLength: 3, maxLength: 60, size: 'max' })
const noise = fc.array(fc.nat(100_000), { minLength: 7, maxLength: 40 })
const monitored = fc.constantFrom(everything, everything.slice(0, 4))
const scripts: fc.Arbitrary<Script> = fc.record({ habits, numbers, monitored })

/** All laws that hold where nothing was lost. */
function violations(story: Story, account: laws.Account): string[] {
  return [
    ...laws.checkOneEnd(account),
    ...laws.checkNoGhost(account),
    ...laws.checkRings(story, account),
    ...laws.checkAgrees(story, account),
    ...laws.checkOneLog(story, account),
    ...laws.checkIdentity(story, account),
    ...laws.checkLegs(story, account),
  ]
}

/** Fails the property with what was played, so that a shrunk counterexample can be read. */
function mustHold(story: Story, wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`${wrong.join('; ')} AFTER ${story.names.join(', ')}`)
}

/** The report of a property that does not hold, with its smallest counterexample; null when it holds. */
function failureOf<Drawn>(property: fc.IProperty<Drawn>, numRuns = 400): string | null {
  const details = fc.check(property, { numRuns })
  return details.failed ? (fc.defaultReportMessage(details) ?? 'failed') : null
}

describe('every law holds', () => {
  test('on a line that keeps the order', () => {
    const line: Line = { numbers: [], lag: 0, repeats: 0 }
    const property = fc.property(scripts, (script) => {
      const story = tell(script)
      mustHold(story, violations(story, laws.follow(story, deliver(story.said, line))))
    })
    expect(failureOf(property)).toBeNull()
  })

  test('on a line that delays and repeats', () => {
    const property = fc.property(scripts, noise, (script, drawn) => {
      const story = tell(script)
      const line: Line = { numbers: drawn, lag: longestLag, repeats: 4 }
      mustHold(story, violations(story, laws.follow(story, deliver(story.said, line))))
    })
    expect(failureOf(property)).toBeNull()
  })
})
