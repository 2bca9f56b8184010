import { expect, test } from 'vitest'
import { emptySwitch, party, type CallEvent } from '@hookswitch/model'
import { Directory } from './directory.ts'
import type { Entry } from './entry.ts'
import { LinkCalls } from './link-calls.ts'
import { emptyPlan } from './switch-plan.ts'

const link = { tenant: 'a', name: 'main' }
const connection = { callId: 'q1', deviceId: '1001' }
const about = {
  monitored: '1001',
  connection,
  device: '1001',
  calling: party('+14155550100'),
  called: party('6001'),
}

function openCalls(clock: { now: number }): { calls: LinkCalls; written: Entry[] } {
  const written: Entry[] = []
  const calls = new LinkCalls({
    link,
    directory: new Directory(),
    plan: emptyPlan,
    numbers: { e164: (number) => number, display: (number) => number, standing: () => 'sound' },
    finder: { find: () => new Promise(() => {}), read: () => Promise.resolve(null) },
    write: (entry) => written.push(entry),
    now: () => clock.now,
    count: () => {},
    state: emptySwitch('main'),
    restored: [],
  })
  calls.event({ kind: 'monitor', device: '1001', on: true }, 1_000)
  return { calls, written }
}

const rings: CallEvent = { kind: 'delivered', cause: 'distributed', ...about }
/** Back to a queue that nobody watches. */
const goesBack: CallEvent = { kind: 'diverted', cause: 'callForwardNoAnswer', to: party('6001'), ...about }

function jobsOf(entries: readonly Entry[]): unknown[] {
  return entries.flatMap((entry) => entry.jobs)
}

const minute = 60_000

test('a call that went back to a queue nobody watches is ended and logged once when nothing more is heard of it', () => {
  const clock = { now: 3_000 }
  const { calls, written } = openCalls(clock)
  calls.event(rings, 2_000)
  calls.event(goesBack, 3_000)
  clock.now = minute
  calls.sweep()
  expect(jobsOf(written), 'it may still come back').toEqual([])

  clock.now = 60 * minute
  calls.sweep()
  calls.sweep()
  expect(jobsOf(written)).toHaveLength(1)
  calls.stop()
})

test('a call that rings is not ended by time, however long it rings', () => {
  const clock = { now: 2_000 }
  const { calls, written } = openCalls(clock)
  calls.event(rings, 2_000)
  clock.now = 60 * minute
  calls.sweep()
  expect(jobsOf(written)).toEqual([])
  calls.stop()
})
