import type { WebSocket } from 'ws'
import type { MeasuringPbx } from './pbx.ts'
import { clock, summarise, type Summary } from './stats.ts'

/** A program under measurement, connected to a `MeasuringPbx` and to one socket per agent. */
export interface Target {
  readonly name: string
  readonly pbx: MeasuringPbx
  readonly devices: readonly string[]
  readonly sockets: readonly WebSocket[]
  /** The calling number of a frame that shows who is ringing; null for every other frame. */
  ringOf(text: string): string | null
}

/** One run at one rate. `lost` = rings whose frame had not come five seconds after the last was sent. */
export interface Run extends Summary {
  /** Events a second that were really played. */
  readonly rate: number
  readonly rings: number
  readonly lost: number
}

let callsSoFar = 0

/**
 * Plays calls at a steady rate and times each ring from the last byte of its event handed to the PBX socket to its
 * frame parsed at the agent's client.
 */
export async function run(target: Target, rate: number, seconds: number): Promise<Run> {
  const latencies: number[] = []
  const { rangAt } = target.pbx
  rangAt.clear()
  const listener = (data: Buffer): void => {
    const caller = target.ringOf(data.toString())
    const at = caller === null ? undefined : rangAt.get(caller)
    if (caller === null || at === undefined) return
    latencies.push(clock() - at)
    rangAt.delete(caller)
  }
  for (const socket of target.sockets) socket.on('message', listener)
  const base = callsSoFar
  const { rings, rate: played } = await target.pbx.play({
    rate,
    seconds,
    devices: target.devices,
    callers: (n) => callerNumber(base + n),
  })
  callsSoFar += rings
  const deadline = clock() + 5000
  while (rangAt.size > 0 && clock() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
  for (const socket of target.sockets) socket.off('message', listener)
  return { rate: played, rings, lost: rangAt.size, ...summarise(latencies) }
}

/** How many contacts the database holds; each has one number. */
export const contacts = 1_000_000

/** The number of the contact with this index: valid New York numbers. */
export function numberOf(index: number): string {
  return `+1212${2_000_000 + index}`
}

/** The caller of the n-th call: walks through all contacts in an order without pattern for a cache. */
function callerNumber(n: number): string {
  return numberOf((n * 7_919) % contacts)
}

/**
 * The largest steady rate, events a second and really played, at which p99 stays under 50 ms and nothing is lost: doubles
 * until it fails, then halves the distance until it is within a tenth.
 */
export async function largestRate(
  target: Target,
  seconds: number,
): Promise<{ readonly rate: number; readonly runs: readonly Run[] }> {
  const runs: Run[] = []
  const holds = async (rate: number): Promise<boolean> => {
    const result = await run(target, rate, seconds)
    runs.push(result)
    await new Promise((resolve) => setTimeout(resolve, 500))
    return result.lost === 0 && result.p99 < 50 && result.rate > rate * 0.95
  }
  let good = 0
  let bad = 500
  while (bad <= 32_000 && (await holds(bad))) {
    good = bad
    bad *= 2
  }
  while (bad - good > good / 10 && bad - good > 50) {
    const middle = Math.round((good + bad) / 2)
    if (await holds(middle)) good = middle
    else bad = middle
  }
  return { rate: good, runs }
}
