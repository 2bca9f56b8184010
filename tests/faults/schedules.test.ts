import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { faultKinds } from './fault.ts'
import { play, type Played } from './play.ts'
import { scheduleOf } from './schedule.ts'

/*
 * R7 of the promises. A schedule can be played alone: FAULT_SEED=123 npx vitest run --project suites tests/faults/schedules;
 * with FAULT_TRACES=directory, what the model was told is kept there for every seed that breaks.
 * The seed decides what happens when; how fast this machine is decides what is on the wire at that moment.
 */
const one = process.env.FAULT_SEED
const count = Number(process.env.FAULT_SCHEDULES ?? 1_000)
const seeds =
  one === undefined ? Array.from({ length: count }, (_, index) => index + 1) : one.split(',').map(Number)
/** At once: each waits most of its time. */
const width = 32

/** Where the event streams of the seeds that break are kept, to be told to the model again. */
const traces = process.env.FAULT_TRACES

function keepTrace(directory: string, { seed, faults, heard }: Played): void {
  mkdirSync(directory, { recursive: true })
  const lines = [{ faults }, ...heard].map((one) => JSON.stringify(one))
  writeFileSync(join(directory, `${seed}.ndjson`), `${lines.join('\n')}\n`)
}

/**
 * Waits while this process does not keep up: a switch that cannot answer within 600 ms because the machine is busy with
 * the others would be a fault that nobody has drawn.
 */
async function keepUp(): Promise<void> {
  for (let late = Infinity, tries = 0; late > 60 && tries < 100; tries += 1) {
    const began = performance.now()
    await wait(40)
    late = performance.now() - began - 40
  }
}

async function playAll(): Promise<Played[]> {
  const left = seeds.values()
  const played: Played[] = []
  const player = async (): Promise<void> => {
    for (const seed of left) {
      await keepUp()
      const one = await play(scheduleOf(seed))
      if (traces !== undefined && one.faults.length > 0) keepTrace(traces, one)
      played.push({ ...one, heard: [] })
    }
  }
  // The first alone: what is compiled while thirty-two wait for an answer within 600 ms is a fault of its own.
  const [first] = seeds
  if (seeds.length > 1 && first !== undefined) await play(scheduleOf(first))
  await Promise.all(Array.from({ length: width }, player))
  return played
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

test(
  `${seeds.length} schedules of faults on the link: the server comes back to the truth, and every call has its log`,
  { timeout: 900_000 },
  async () => {
    const played = await playAll()
    const settled = played.flatMap(({ settledMs }) => settledMs).toSorted((less, more) => less - more)
    process.stdout.write(
      `R7: ${played.length} schedules (seeds ${seeds[0]} to ${seeds.at(-1)}), ${sum(played.map(({ calls }) => calls))} calls, ` +
        `${sum(played.map(({ reconnects }) => reconnects))} reconnects; the truth ${Math.round(settled[settled.length >> 1] ?? 0)} ms ` +
        `after it (median), ${Math.round(settled.at(-1) ?? 0)} ms at most\n`,
    )
    const bad = played.filter(({ faults }) => faults.length > 0)
    expect(bad.map(({ seed, faults }) => `FAULT_SEED=${seed}\n  ${faults.join('\n  ')}`)).toEqual([])
    for (const ms of settled) expect(ms).toBeLessThan(5_000)
  },
)

test('every kind of fault is among them, and a seed is the same schedule every time', () => {
  const kinds = new Set(
    Array.from({ length: 50 }, (_, seed) => scheduleOf(seed)).flatMap(({ rounds }) =>
      rounds.flatMap(({ mishaps }) => mishaps.map(({ fault }) => fault.kind)),
    ),
  )
  expect([...kinds].toSorted()).toEqual(faultKinds.toSorted())
  expect(scheduleOf(7)).toEqual(scheduleOf(7))
})
