import { setTimeout as wait } from 'node:timers/promises'
import { heartbeatMs, FaultRig, type Bug } from './rig.ts'
import { isOrderly, type Round, type Schedule } from './schedule.ts'
import { isSpeaking } from '#simulator/engine/call.ts'
import { logFaults, storyOf, type Seen } from './verdict.ts'

/** A dead link is noticed within two and a half heartbeats and opened again within two pauses. */
const reopenMs = heartbeatMs * 2.5 + 500
/** The promise: so long after the link is back, the server believes what is. */
const truthMs = 5_000

/** The longest that the model waits for a call that left our telephones. */
const awayMs = 16 * 60_000

export interface Played {
  readonly seed: number
  /** A sentence for each thing that is not as it should be; none = all is well. */
  readonly faults: readonly string[]
  /** Milliseconds from the link's return to the truth, for each round after which it had to return. */
  readonly settledMs: readonly number[]
  readonly calls: number
  readonly reconnects: number
  readonly heard: FaultRig['heard']
}

/** Plays one schedule from beginning to end. */
export async function play(schedule: Schedule, bug: Bug = {}): Promise<Played> {
  const rig = await FaultRig.open({ ...schedule, bug })
  const faults: string[] = []
  const settledMs: number[] = []
  const seen: Seen[] = []
  try {
    for (const [index, round] of schedule.rounds.entries()) {
      const connections = rig.proxy.connections
      await playRound(rig, round)
      const healedAt = performance.now()
      if (await comesTrue(rig)) {
        if (rig.proxy.connections > connections)
          settledMs.push(performance.now() - Math.max(healedAt, rig.liveSince))
        note(rig, seen)
      } else {
        faults.push(
          `round ${index + 1}: not the truth, link ${JSON.stringify(rig.keeper.state)}.\n  believed: ${rig.believed().join(', ')}\n  actual:   ${rig.actual().join(', ')}`,
        )
        break
      }
    }
    rig.people.goHome()
    if (!(await rig.until(() => rig.believed().length === 0, truthMs)))
      faults.push(`phantom calls: ${rig.believed().join(', ')}`)
    // What was sent to where we do not hear of it is over when it has come to nobody for a while.
    rig.skip(awayMs)
    if (!rig.calls.isQuiet) faults.push(`a call that nobody is in goes on: ${rig.unended()}`)
    await wait(30)
    const { written, logged, heard } = rig
    const ledger = rig.simulator.ledger.since(0)
    const evidence = { ledger, seen, written, logged, heard, isOrderly: isOrderly(schedule) }
    for (const { what, call } of logFaults(evidence)) faults.push(`${what}\n    ${storyOf(evidence, call)}`)
    faults.push(...rig.crashes)
    const calls = ledger.filter(({ kind }) => kind === 'callBegan').length
    return {
      seed: schedule.seed,
      faults,
      settledMs,
      calls,
      reconnects: rig.proxy.connections - 1,
      heard: rig.heard,
    }
  } finally {
    await rig.close()
  }
}

async function playRound(rig: FaultRig, { deeds, mishaps, lastsMs }: Round): Promise<void> {
  const due = [
    ...deeds.map(({ atMs, dice }) => ({ atMs, run: () => rig.people.act(dice) })),
    ...mishaps.map(({ atMs, fault }) => ({ atMs, run: () => rig.proxy.play(fault) })),
    { atMs: lastsMs, run: () => rig.proxy.heal() },
  ].toSorted((one, other) => one.atMs - other.atMs)
  const began = performance.now()
  for (const { atMs, run } of due) {
    const left = atMs - (performance.now() - began)
    if (left > 0) await wait(left)
    run()
  }
}

/** True now, and still after what may be on its way has come. */
async function comesTrue(rig: FaultRig): Promise<boolean> {
  const end = performance.now() + reopenMs + truthMs
  while (performance.now() < end) {
    if (!(await rig.until(() => rig.isTrue(), end - performance.now()))) return false
    await wait(60)
    if (rig.isTrue()) return true
  }
  return false
}

/** What can be known of the calls that are up now, when all is known that can be. */
function note({ simulator: { engine, ledger } }: FaultRig, seen: Seen[]): void {
  for (const { id, truth, legs } of engine.calls.values()) {
    if (![...legs.keys()].some((device) => engine.phone(device) !== undefined)) continue
    seen.push({ call: truth.id, id, talks: [...legs.values()].filter(isSpeaking).length > 1, n: ledger.last })
  }
}
