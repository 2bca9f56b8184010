import { writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSimulator, type Simulator } from '@hookswitch/simulator'
import { feeds, kept } from './kept.ts'
import { Rig } from './rig.ts'
import { differences, feedFaults, trueCalls } from './truth.ts'
import { seeded, Traffic } from './traffic.ts'

/* R1 and R2 of the promises. What cannot be known of CSTA calls, and how the calls here keep to what can: `Traffic`. */
const extensions = Array.from({ length: 20 }, (_, index) => String(1001 + index))
const seed = 20_261_121

let simulator: Simulator
let rig: Rig

beforeEach(async () => {
  simulator = await startSimulator({
    port: 0,
    extensions: extensions.map((number) => ({ number, name: `Agent ${number}` })),
    agentsReady: false,
    customers: [],
    // A call rings until its caller gives up.
    settings: { noAnswerMs: 120_000 },
  })
  rig = new Rig({ pbxPort: simulator.port, extensions })
  await rig.prepare()
})
afterEach(async () => {
  if (process.env.RIG_LOG !== undefined) writeFileSync(process.env.RIG_LOG, rig.output)
  await rig.close()
  await simulator.stop()
})

async function expectAgreement(traffic: Traffic): Promise<void> {
  const truth = trueCalls(simulator.ledger.since(0))
  expect(truth.length).toBe(traffic.started)
  expect(differences(truth, await kept(rig))).toEqual([])
  expect((await feeds(rig)).flatMap((seqs) => feedFaults(seqs, 0))).toEqual([])
}

/** Looks after the server every so often while `work` goes on. */
async function watching(work: () => Promise<void>): Promise<void> {
  let isOver = false
  const looks = (async () => {
    while (!isOver) {
      await rig.look()
      await wait(100)
    }
  })()
  try {
    await work()
  } finally {
    isOver = true
    await looks
  }
}

function createTraffic(random: () => number): Traffic {
  return new Traffic({
    controlUrl: simulator.controlUrl,
    extensions,
    lasts: [500, 8_000],
    lastUp: () => rig.lastUp,
    random,
  })
}

describe('R1: kill -9 of the server', () => {
  test('30 times, with 20 calls in flight: nothing lost, nothing doubled', { timeout: 600_000 }, async () => {
    const random = seeded(seed)
    const traffic = createTraffic(random)
    traffic.start()
    const starts: number[] = []
    await watching(async () => {
      await wait(3_000)
      for (let kill = 0; kill < 30; kill += 1) {
        await wait(random() * 2_500)
        await rig.kill()
        starts.push(await rig.start())
      }
      await traffic.stop()
    })
    await wait(1_000)
    await expectAgreement(traffic)
    starts.sort((one, other) => one - other)
    const p95 = Math.round(starts[Math.floor(starts.length * 0.95)] ?? 0)
    process.stdout.write(`R1: ${traffic.started} calls, 30 kills; ready again after ${p95} ms (p95)\n`)
    // The promise is 5 s on a machine of its own; a limit for one that runs other things too.
    expect(p95).toBeLessThan(30_000)
  })
})

describe('R2: kill -9 of the database', () => {
  test(
    '10 times, with 20 calls in flight: the server stays, nothing lost',
    { timeout: 400_000 },
    async () => {
      const random = seeded(seed + 1)
      const traffic = createTraffic(random)
      traffic.start()
      const { pid } = rig
      const backs: number[] = []
      await watching(async () => {
        await wait(3_000)
        for (let kill = 0; kill < 10; kill += 1) {
          await wait(1_000 + random() * 2_000)
          process.kill(await rig.postmaster(), 'SIGKILL')
          await rig.until(async () => !(await rig.isReady()), 5_000, 'readyz to be false')
          // The promise is 10 s on a machine of its own; a limit for one that runs other things too.
          backs.push(await rig.until(() => rig.isReady(), 60_000, 'readyz to be true again'))
        }
        await traffic.stop()
      })
      expect(rig.pid).toBe(pid)
      await wait(1_000)
      await expectAgreement(traffic)
      const worst = Math.round(Math.max(...backs))
      process.stdout.write(
        `R2: ${traffic.started} calls, 10 kills of the database; ready again after ${worst} ms at most\n`,
      )
    },
  )
})
