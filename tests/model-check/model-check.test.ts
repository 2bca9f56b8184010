import { describe, expect, test } from 'vitest'
import { search, type Found } from '#model/checker/search.ts'
import { dailyWorlds } from '#model/checker/worlds.ts'
import { applyEvent, liveCalls } from '#model/correlate.ts'
import { forgetEnded, putCall } from '#model/correlate/state.ts'
import type { Apply } from '#model/testing/laws.ts'
import { party } from '#model/device.ts'
import { explore } from './explore.ts'
import { inLines, reachInLines } from './report.ts'

describe('every history of a small world keeps the laws', () => {
  test('the worlds of every build, explored to their end', async () => {
    const began = performance.now()
    const explored = await explore(dailyWorlds().map((world) => ({ world, atMost: Infinity })))
    const found = explored.map((one) => one.found)
    const states = found.reduce((sum, one) => sum + one.states, 0)
    const seconds = (performance.now() - began) / 1000
    const figures = `model-check: ${states} states of ${found.length} worlds in ${seconds.toFixed(1)} s`
    process.stdout.write(`${[figures, ...reachInLines(explored)].join('\n')}\n`)
    expect(found.filter((one) => one.broken !== null).flatMap((one) => inLines(one, 0))).toEqual([])
    expect(found.filter((one) => !one.whole)).toEqual([])
    expect(states).toBeGreaterThan(200_000)
  }, 600_000)
})

/** Bugs as correlators have them; each must be found, and told as a shortest history. */
const planted: Record<string, { apply: Apply; law: RegExp; words: string }> = {
  'takes whoever hands the call on for the caller': {
    apply: (before, event, now) => {
      const applied = applyEvent(before, event, now)
      if (event.kind !== 'transferred') return applied
      const [call] = liveCalls(applied.state)
      const calling = party(event.transferringDevice)
      const changes = applied.changes.map((change) =>
        change.kind === 'call' && change.call.id === call?.id
          ? { ...change, call: { ...change.call, calling } }
          : change,
      )
      return call === undefined ? applied : { state: putCall(applied.state, { ...call, calling }), changes }
    },
    law: /first caller|has the caller 1001/,
    words: 'transferred',
  },
  'ignores that a leg ends when its own monitor tells it': {
    apply: (state, event, now) =>
      event.kind === 'connectionCleared' && event.monitored === event.device
        ? { state, changes: [] }
        : applyEvent(state, event, now),
    law: /ghost|is believed/,
    words: 'connectionCleared',
  },
  'does not know what a transfer joins': {
    apply: (state, event, now) =>
      event.kind === 'transferred' ? { state, changes: [] } : applyEvent(state, event, now),
    law: /logs|believed|ghost/,
    words: 'send 1001',
  },
}

function firstBroken(apply: Apply): Found | undefined {
  for (const world of dailyWorlds()) {
    const found = search(world, { apply, atMost: 60_000 })
    if (found.broken !== null) return found
  }
  return undefined
}

describe('a planted bug is found that', () => {
  test.each(Object.entries(planted))('%s', (_name, { apply, law, words }) => {
    const found = firstBroken(apply)
    expect(found?.broken?.laws.join('; ')).toMatch(law)
    expect(found?.broken?.history.join('\n')).toContain(words)
    // Breadth first: nothing shorter breaks a law, so the history can be read.
    expect(found?.broken?.history.length).toBeLessThanOrEqual(20)
    if (found !== undefined) process.stdout.write(`${inLines(found, 0).join('\n')}\n`)
  })

  test('opens a call again for a late copy', () => {
    const [first] = dailyWorlds()
    if (first === undefined) throw new Error('no world')
    const budget = { ...first.budget, joins: 0 }
    const hasty = { ...first, budget, faults: { lost: 0, doubled: 1, late: 1 }, atOnce: 2 }
    const forgetful: Apply = (before, event, now) => applyEvent(forgetEnded(before), event, now)
    expect(search(hasty).broken).toBeNull()
    const found = search(hasty, { apply: forgetful })
    expect(found.broken?.history.at(-1)).toMatch(/^late: .*delivered/)
    expect(found.broken?.laws.join('; ')).toMatch(/told to ring 2 times|logs|ghost/)
  })
})
