import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Call } from './call.ts'
import { applyEvent, callsAt, deviceAt, emptySwitch, restoreSwitch, storedCalls } from './correlate.ts'
import { putCall } from './correlate/state.ts'
import { deliver, type Line } from './testing/delivery.ts'
import * as laws from './testing/laws.ts'
import { everything, longestLag, tell, type Script, type Story } from './testing/story.ts'
import type { Habits } from './testing/small-switch.ts'

const habits: fc.Arbitrary<Habits> = fc.record({
  ids: fc.constantFrom('fresh', 'reused'),
  joined: fc.constantFrom('new', 'primary', 'secondary'),
  namesOld: fc.boolean(),
  ends: fc.constantFrom('all', 'own'),
  replacesCaller: fc.boolean(),
})
const numbers = fc.array(fc.nat(100_000), { minLength: 3, maxLength: 120, size: 'max' })
const noise = fc.array(fc.nat(100_000), { minLength: 7, maxLength: 40 })
const monitored = fc.constantFrom(everything, everything.slice(0, 4))
const scripts: fc.Arbitrary<Script> = fc.record({ habits, numbers, monitored })

/** All laws that hold where nothing was lost. */
function violations(story: Story, account: laws.Account, exactly = false): string[] {
  return [
    ...laws.checkOneEnd(account),
    ...laws.checkNoGhost(account),
    ...laws.checkRings(account),
    ...laws.checkPops(story, account, exactly),
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

/** The same stories every time, so that a build does not fail by luck; `MODEL_SEED=… MODEL_RUNS=…` tells other ones. */
const seed = Number(process.env['MODEL_SEED'] ?? 1)
const runs = Number(process.env['MODEL_RUNS'] ?? 600)

/** The report of a property that does not hold, with its smallest counterexample; null when it holds. */
function failureOf<Drawn>(property: fc.IProperty<Drawn>, numRuns = runs): string | null {
  const details = fc.check(property, { numRuns, seed })
  const { errorInstance } = details
  const why = errorInstance instanceof Error ? errorInstance.message : ''
  return details.failed ? `${why} ${fc.defaultReportMessage(details)}` : null
}

const outage = fc
  .tuple(fc.nat(12), fc.integer({ min: 1, max: 6 }))
  .map(([from, length]): [number, number] => [from, from + length])

describe('after an outage and a snapshot', () => {
  test('what is believed is what is, every call ends once, and nothing is lost or invented', () => {
    const property = fc.property(scripts, noise, outage, (script, drawn, breaks) => {
      const story = tell({ ...script, habits: { ...script.habits, ids: 'fresh' }, breaks })
      const line: Line = { numbers: drawn, lag: longestLag, repeats: 4 }
      const account = laws.follow(story, deliver(story.said, line, story.outages))
      mustHold(story, [
        ...laws.checkOneEnd(account),
        ...laws.checkNoGhost(account),
        ...laws.checkRings(account),
        ...laws.checkAgrees(story, account),
        ...laws.checkLogsAfterOutage(story, account),
      ])
    })
    expect(failureOf(property)).toBeNull()
  })
})

describe('where some of the phones are not ours', () => {
  test('every call that we hear of ends once, and none is a ghost', () => {
    const some = fc.constantFrom(['1001', '1002'], ['1001', '1003', '6001'], ['1002'])
    const property = fc.property(scripts, noise, some, (script, drawn, ours) => {
      const story = tell({ ...script, habits: { ...script.habits, ids: 'fresh' }, monitored: ours })
      const line: Line = { numbers: drawn, lag: longestLag, repeats: 4 }
      const account = laws.follow(story, deliver(story.said, line))
      mustHold(story, [
        ...laws.checkOneEnd(account),
        ...laws.checkNoGhost(account),
        ...laws.checkRings(account),
        ...laws.checkPops(story, account, false),
      ])
    })
    expect(failureOf(property)).toBeNull()
  })
})

describe('at any point', () => {
  const line: Line = { numbers: [3, 141, 59, 26, 5, 35, 89, 79], lag: longestLag, repeats: 4 }

  test('a state that was stored as JSON and restored goes on exactly', () => {
    const property = fc.property(scripts, fc.nat(200), (script, stop) => {
      const story = tell(script)
      const arrivals = deliver(story.said, line)
      let state = emptySwitch('link')
      for (const device of script.monitored) {
        state = applyEvent(state, { kind: 'monitor', device, on: true }, 0).state
      }
      for (const { event, at } of arrivals.slice(0, stop)) state = applyEvent(state, event, at).state
      const calls: Call[] = JSON.parse(JSON.stringify(storedCalls(state)))
      const devices = script.monitored
        .map((device) => deviceAt(state, device))
        .filter((one) => one !== undefined)
      let restored = restoreSwitch('link', calls, [], devices)
      for (const { event, at } of arrivals.slice(stop)) {
        const [one, other] = [applyEvent(state, event, at), applyEvent(restored, event, at)]
        if (JSON.stringify(one.changes) !== JSON.stringify(other.changes)) {
          mustHold(story, [
            `${event.kind}: ${JSON.stringify(one.changes)} but ${JSON.stringify(other.changes)}`,
          ])
        }
        state = one.state
        restored = other.state
      }
    })
    expect(failureOf(property)).toBeNull()
  })

  test('an event that comes again at once changes nothing', () => {
    const property = fc.property(scripts, (script) => {
      const story = tell(script)
      const twice: laws.Apply = (before, event, now) => {
        const once = applyEvent(before, event, now)
        const again = applyEvent(once.state, event, now)
        const told = again.changes.filter((change) => change.kind !== 'ignored')
        if (told.length > 0) mustHold(story, [`${event.kind} again: ${JSON.stringify(told)}`])
        return once
      }
      laws.follow(story, deliver(story.said, line), twice)
    })
    expect(failureOf(property)).toBeNull()
  })

  test('a state is never changed: the same event on it gives the same again', () => {
    const property = fc.property(scripts, (script) => {
      const story = tell(script)
      const checked: laws.Apply = (before, event, now) => {
        const one = applyEvent(before, event, now)
        const other = applyEvent(before, event, now)
        if (JSON.stringify(one) !== JSON.stringify(other)) mustHold(story, [`${event.kind} differs`])
        return one
      }
      laws.follow(story, deliver(story.said, line), checked)
    })
    expect(failureOf(property, 40)).toBeNull()
  })
})

/** Ways to be wrong that products of this trade are: each must be caught by the laws, or the laws prove nothing. */
const mutants: Record<string, laws.Apply> = {
  'does not know that two calls are one after a transfer': (state, event, now) =>
    event.kind === 'transferred' ? { state, changes: [] } : applyEvent(state, event, now),
  'takes the last caller for the first': (before, event, now) => {
    const applied = applyEvent(before, event, now)
    if (!('calling' in event) || event.calling === undefined) return applied
    let { state } = applied
    for (const change of applied.changes) {
      if (change.kind === 'call') state = putCall(state, { ...change.call, calling: event.calling })
    }
    return { ...applied, state }
  },
  'forgets the digits when the call is handed on': (state, event, now) => {
    const { digits: _, ...silent } = event as { digits?: string }
    return applyEvent(state, event.kind === 'delivered' ? (silent as typeof event) : event, now)
  },
  'does not see that a call is over': (state, event, now) =>
    event.kind === 'connectionCleared' ? { state, changes: [] } : applyEvent(state, event, now),
  'rings again for every copy of an event': (state, event, now) => {
    const applied = applyEvent(state, event, now)
    const call = event.kind === 'delivered' ? callsAt(applied.state, event.device)[0] : undefined
    if (call === undefined || event.kind !== 'delivered') return applied
    const ringing = { kind: 'ringing', callId: call.id, device: event.device } as const
    return { ...applied, changes: [...applied.changes.filter((one) => one.kind !== 'ringing'), ringing] }
  },
  'logs a consultation as a call of its own': (state, event, now) => {
    const applied = applyEvent(state, event, now)
    const ended = applied.changes.flatMap((change) =>
      change.kind === 'call' && change.call.mergedInto !== null && change.previous?.mergedInto === null
        ? [{ kind: 'ended', call: { ...change.call, parent: null } } as const]
        : [],
    )
    return { ...applied, changes: [...applied.changes, ...ended] }
  },
  'believes a phone on hold that speaks': (state, event, now) =>
    event.kind === 'retrieved' ? { state, changes: [] } : applyEvent(state, event, now),
  'does not stop the other phones of a group': (state, event, now) => {
    const cleared = event.kind === 'connectionCleared' && event.cause === 'answeredElsewhere'
    const applied = event.kind === 'established' ? { state, changes: [] } : applyEvent(state, event, now)
    return cleared ? { state, changes: [] } : applied
  },
}

describe('the laws catch a model that', () => {
  test.each(Object.entries(mutants))('%s', (_name, mutant) => {
    const property = fc.property(scripts, (script) => {
      const story = tell(script)
      const line: Line = { numbers: [], lag: 0, repeats: 0 }
      mustHold(story, violations(story, laws.follow(story, deliver(story.said, line), mutant)))
    })
    expect(failureOf(property, 4_000)).not.toBeNull()
  })
})

describe('every law holds', () => {
  test('on a line that keeps the order', () => {
    const line: Line = { numbers: [], lag: 0, repeats: 0 }
    const property = fc.property(scripts, (script) => {
      const story = tell(script)
      mustHold(story, violations(story, laws.follow(story, deliver(story.said, line)), true))
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
