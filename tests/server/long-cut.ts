import { setTimeout as wait } from 'node:timers/promises'
import { createControlClient, startSimulator } from '@hookswitch/simulator'
import { feeds, kept } from './kept.ts'
import { Rig } from './rig.ts'
import { trueCalls, type TrueCall } from './truth.ts'
import { Wire } from './wire.ts'

/** What there was in the end, and what had truly been. */
export interface WhatWasKept {
  readonly truth: readonly TrueCall[]
  readonly kept: Awaited<ReturnType<typeof kept>>
  readonly feedNumbers: number[][]
  /** Calls that say of themselves that not all of their times are known. */
  readonly reconstructed: number
  /** How long the link truly was away. */
  readonly seconds: number
}

const extensions = Array.from({ length: 20 }, (_, index) => String(1001 + index))

/** A place of its own whose link is cut for so long; meanwhile 7 calls end, 7 are answered and 6 begin. */
export async function cutFor(ms: number): Promise<WhatWasKept> {
  const simulator = await startSimulator({
    port: 0,
    extensions: extensions.map((number) => ({ number, name: `Agent ${number}` })),
    agentsReady: false,
    customers: [],
    settings: { noAnswerMs: 600_000 },
  })
  const wire = new Wire(simulator.port)
  await wire.open()
  const rig = new Rig({ pbxPort: wire.port, extensions })
  const control = createControlClient(simulator.controlUrl)
  const ring = async (to: string): Promise<string> =>
    (await control.startCall({ from: `+1212560${to}`, to })).id
  const ringAll = async (some: readonly string[]): Promise<string[]> => {
    const ids: string[] = []
    for (const extension of some) ids.push(await ring(extension))
    return ids
  }
  try {
    await rig.prepare()
    await rig.linksAre('live')
    const ends = await ringAll(extensions.slice(0, 7))
    const isAnswered = await ringAll(extensions.slice(7, 14))
    await rig.until(async () => (await count(rig, 'true')) === 14, 10_000, 'the calls to be known')
    const cutAt = performance.now()
    wire.cut()
    await rig.linksAre('down')
    for (const id of ends) await control.hangUp(id)
    for (const extension of extensions.slice(7, 14)) await control.phone(extension, 'answer')
    const begins = await ringAll(extensions.slice(14))
    await wait(ms)
    wire.mend()
    const seconds = (performance.now() - cutAt) / 1_000
    // Whoever has tried for a minute tries no more than twice a minute.
    await rig.linksAre('live', 60_000)
    await rig.until(async () => (await count(rig, reconstructed)) === 20, 10_000, 'all that was missed')
    for (const id of [...isAnswered, ...begins]) await control.hangUp(id)
    await rig.until(async () => (await count(rig, 'ended_at is null')) === 0, 10_000, 'all calls to be over')
    return {
      truth: trueCalls(simulator.ledger.since(0)),
      kept: await kept(rig),
      feedNumbers: await feeds(rig),
      reconstructed: await count(rig, reconstructed),
      seconds,
    }
  } finally {
    await rig.close()
    await wire.close()
    await simulator.stop()
  }
}

const reconstructed = `(call->>'reconstructed')::boolean`

async function count(rig: Rig, where: string): Promise<number> {
  const [row] = await rig.query<{ n: number }>(`select count(*)::int as n from phone_call where ${where}`)
  return row?.n ?? 0
}
