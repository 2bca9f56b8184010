import { describe, expect, test } from 'vitest'
import { VirtualClock } from '#engine/clock.ts'
import { createExchange } from '#engine/engine.ts'
import { Ledger } from './ledger.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { playScript, type ScriptFile } from './script.ts'

const callers = [
  { number: '+14155550100', name: 'Ada', digits: '4711' },
  { number: '+442079460018', digits: '815' },
]

/** Plays a day at once, to the last ring of it. */
async function day(
  file: ScriptFile,
): Promise<{ entries: readonly LedgerEntry[]; begun: number; left: number }> {
  const clock = new VirtualClock(0)
  const x = createExchange({ clock, seed: 1, settings: { outside: { kind: 'answer', afterMs: 3000 } } })
  const ledger = new Ledger()
  x.onTruth((happening, at) => ledger.append(happening, at))
  const playing = playScript(x, file)
  clock.advance(12 * 3_600_000)
  const begun = await playing
  return { entries: ledger.since(0), begun, left: x.calls.size }
}

describe('a day of calls', () => {
  test('is the same day again from the same seed, and another from another', async () => {
    const file = { callers, minutes: 60, callsPerHour: 120 }
    const first = await day({ ...file, seed: 3 })
    expect((await day({ ...file, seed: 3 })).entries).toEqual(first.entries)
    expect((await day({ ...file, seed: 4 })).entries).not.toEqual(first.entries)
  })

  test('comes at its rate, in its mix, and leaves nothing behind', async () => {
    const { entries, begun, left } = await day({ callers, minutes: 480, callsPerHour: 60, seed: 2 })
    expect(begun).toBeGreaterThan(420)
    expect(begun).toBeLessThan(540)
    expect(left).toBe(0)
    const outcomes = new Set(entries.flatMap((entry) => (entry.kind === 'callEnded' ? [entry.outcome] : [])))
    expect([...outcomes]).toEqual(expect.arrayContaining(['answered', 'abandoned', 'rejected']))
    const kinds = new Set(entries.map(({ kind }) => kind))
    expect([...kinds]).toEqual(
      expect.arrayContaining(['legHeld', 'merged', 'digits', 'legQueued', 'agentState']),
    )
  })

  test('passes faster when told to', async () => {
    const { entries } = await day({ callers, minutes: 60, callsPerHour: 120, speed: 60 })
    expect(entries.at(-1)?.at).toBeLessThan(180_000)
  })
})
