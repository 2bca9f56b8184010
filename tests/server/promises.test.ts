import { setTimeout as wait } from 'node:timers/promises'
import { closeCodes } from '@hookswitch/contract'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createControlClient, startSimulator, type Simulator } from '@hookswitch/simulator'
import type { TestClient } from '#server/test-live.ts'
import { feeds, kept } from './kept.ts'
import { cutFor, type WhatWasKept } from './long-cut.ts'
import { Rig } from './rig.ts'
import { SyncTrace, whyNoTrace } from './sync-trace.ts'
import { differences, feedFaults, trueCalls } from './truth.ts'
import { Wire } from './wire.ts'

const extensions = Array.from({ length: 25 }, (_, index) => String(1001 + index))

let simulator: Simulator
let wire: Wire
let rig: Rig
let calls = 0

let longCut: Promise<WhatWasKept>
beforeAll(() => {
  longCut = cutFor(60_000)
  // Told by the test that waits for it, not by whichever runs at that moment.
  longCut.catch(() => {})
})
beforeEach(async () => {
  simulator = await openSimulator(0)
  wire = new Wire(simulator.port)
  await wire.open()
  rig = new Rig({ pbxPort: wire.port, extensions })
  await rig.prepare()
  await rig.linksAre('live')
})
afterEach(async () => {
  await rig.close()
  await wire.close()
  await simulator.stop()
})

function openSimulator(port: number): Promise<Simulator> {
  return startSimulator({
    port,
    // The next port after a chosen one may be somebody's.
    controlPort: 0,
    extensions: extensions.map((number) => ({ number, name: `Agent ${number}` })),
    agentsReady: false,
    customers: [],
    settings: { noAnswerMs: 120_000 },
  })
}

async function ring(to: string, more: { answerAfterMs?: number } = {}): Promise<string> {
  calls += 1
  const { id } = await createControlClient(simulator.controlUrl).startCall({
    from: `+1212${String(5_600_000 + calls)}`,
    to,
    ...more,
  })
  return id
}

function seeLine(client: TestClient, state: string, withinMs: number): Promise<string | null> {
  return client.see((frame) => {
    if (frame.kind === 'snapshot' && frame.snapshot.line.state === state) return frame.snapshot.line.since
    if (frame.kind !== 'event' || frame.event.kind !== 'line' || frame.event.line.state !== state)
      return undefined
    return frame.event.line.since
  }, withinMs)
}

const noTrace = whyNoTrace()

describe('R3: what is acknowledged is on the disk', () => {
  test('the database waits for it, and the server says so', async () => {
    const ready = (await (await fetch(`${rig.url}/readyz`)).json()) as { durability: string }
    expect(ready.durability).toBe('disk')
    const settings = await rig.query<{ fsync: string; commit: string }>(
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
    )
    expect(settings).toEqual([{ fsync: 'on', commit: 'on' }])
  })

  test.skipIf(noTrace !== null)(
    `each acknowledgement has its own sync, seen from outside by strace (${noTrace ?? 'here'})`,
    async () => {
      const id = await ring('1001', { answerAfterMs: 100 })
      const agent = await rig.signIn('agent1001')
      const page = await rig.openPage('1001')
      const view = await page.see((frame) => {
        const seen =
          frame.kind === 'event' && frame.event.kind === 'call'
            ? [frame.event.call]
            : frame.kind === 'snapshot'
              ? frame.snapshot.calls
              : []
        return seen.find((call) => call.state === 'connected')
      })
      const backends = await rig.query<{ pid: number }>(
        'select pid from pg_stat_activity where pid <> pg_backend_pid()',
      )
      const trace = await SyncTrace.of(backends.map(({ pid }) => pid))
      // What goes on by itself, without anybody writing.
      await wait(1_000)
      const idle = trace.syncs
      const writes = 20
      // One after the other, each acknowledged: none may share its sync with another.
      for (let version = 0; version < writes; version += 1) {
        const before = trace.syncs
        await agent.writeNotes({ params: { id: view.id }, body: { text: `note ${version}`, version } })
        await expect.poll(() => trace.syncs).toBeGreaterThan(before)
      }
      await trace.stop()
      process.stdout.write(
        `R3: ${trace.syncs - idle} syncs for ${writes} writes, ${idle} in a second without\n`,
      )
      expect(idle).toBeLessThan(writes / 2)
      expect(trace.syncs - idle).toBeGreaterThanOrEqual(writes)
      await createControlClient(simulator.controlUrl).hangUp(id)
    },
  )
})

test(
  'R6: a switch that has gone silent without a word is noticed, and so by the page',
  { timeout: 90_000 },
  async () => {
    const page = await rig.openPage('1001')
    await seeLine(page, 'live', 5_000)
    const began = performance.now()
    wire.freeze()
    await seeLine(page, 'down', 16_000)
    const noticed = Math.round(performance.now() - began)
    process.stdout.write(`R6: noticed after ${noticed} ms\n`)
    expect(noticed).toBeLessThan(16_000)
    page.frames.length = 0
    wire.mend()
    await seeLine(page, 'live', 45_000)
  },
)

describe('R8: what happened while the link was down', () => {
  test('a cut of 60 s, in which 20 calls change', { timeout: 180_000 }, async () => {
    // It began with the first test of this file: nobody need wait for it a minute long.
    const { truth, kept: found, feedNumbers, reconstructed, seconds } = await longCut
    expect(seconds).toBeGreaterThan(60)
    expect(truth).toHaveLength(20)
    expect(differences(truth, found)).toEqual([])
    expect(reconstructed).toBe(20)
    expect(feedNumbers.flatMap((seqs) => feedFaults(seqs, 0))).toEqual([])
    process.stdout.write(`R8: the link was away for ${Math.round(seconds)} s\n`)
  })

  test(
    'a restart of the switch: the calls are over, said so, and nothing is invented',
    { timeout: 120_000 },
    async () => {
      for (const extension of extensions.slice(0, 10)) await ring(extension, { answerAfterMs: 200 })
      await wait(1_000)
      const { port } = simulator
      await simulator.stop()
      await rig.linksAre('down')
      simulator = await openSimulator(port)
      await rig.linksAre('live')
      const found = await kept(rig)
      expect(found.calls).toHaveLength(10)
      expect(found.calls.every((call) => call.ended && call.reconstructed && call.answered)).toBe(true)
      expect(found.journal).toHaveLength(10)
    },
  )
})

test(
  'R20: SIGTERM with 50 calls: pages are sent away kindly, nothing is lost',
  { timeout: 120_000 },
  async () => {
    const control = createControlClient(simulator.controlUrl)
    const ids: string[] = []
    for (let call = 0; call < 50; call += 1)
      ids.push(
        await ring(extensions[call % extensions.length] ?? '1001', call < 25 ? { answerAfterMs: 200 } : {}),
      )
    const page = await rig.openPage('1001')
    await page.seeSnapshot()
    await wait(1_500)
    const { code, ms } = await rig.terminate()
    expect(await page.closed).toBe(closeCodes.goingAway)
    process.stdout.write(`R20: stopped in ${Math.round(ms)} ms\n`)
    expect(code).toBe(0)
    expect(ms).toBeLessThan(10_000)
    await rig.start()
    await rig.linksAre('live')
    for (const id of ids) await control.hangUp(id)
    await wait(1_500)
    const truth = trueCalls(simulator.ledger.since(0))
    expect(truth).toHaveLength(50)
    expect(differences(truth, await kept(rig))).toEqual([])
    expect((await feeds(rig)).flatMap((seqs) => feedFaults(seqs, 0))).toEqual([])
  },
)
