import type { DeviceId } from '#device.ts'
import { choicesOf, type Choices } from './choices.ts'
import type { Outage } from './delivery.ts'
import { phones, queue, scenes, type Scene } from './scenes.ts'
import { SmallSwitch, type Habits, type Occurrence, type Truth } from './small-switch.ts'

/** People and switches do one thing after another; a copy lags (ms) no further behind than to the next of them. */
export const longestLag = 100

/** A drawn history of a switch. */
export interface Script {
  readonly habits: Habits
  /** Decisions: which scene is played next, by whom, after how long. */
  readonly numbers: readonly number[]
  readonly monitored: readonly DeviceId[]
  /** Scenes after which the link breaks, and after which it is back; the same for none. */
  readonly breaks?: readonly [number, number]
}

/** What truly happened, and what the switch said of it. */
export interface Story {
  readonly monitored: readonly DeviceId[]
  readonly said: readonly Occurrence[]
  readonly truths: readonly Truth[]
  readonly outages: readonly Outage[]
  /** State of each monitored leg when all was quiet, before everybody hung up. */
  readonly quiet: { readonly at: number; readonly legs: ReadonlyMap<string, string> }
  readonly end: number
  /** What was played, for a reader of a failure. */
  readonly names: readonly string[]
}

export const everything: readonly DeviceId[] = [...phones, queue]

export function tell(script: Script): Story {
  const pbx = new SmallSwitch(script.habits, script.monitored)
  const choices = choicesOf(script.numbers)
  const names: string[] = []
  const outages: Outage[] = []
  const [breaksAt, backAt] = script.breaks ?? [0, 0]
  let from = 0
  const steps = Math.ceil(script.numbers.length / 6)
  for (let step = 0; step < steps; step += 1) {
    if (breaksAt < backAt && step === breaksAt) from = pause(pbx, 1_000)
    if (breaksAt < backAt && step === backAt) outages.push(outage(pbx, from))
    const possible = scenes(pbx, choices)
    if (possible.length > 0) {
      const scene = direct(possible, choices)
      names.push(scene.name)
      scene.play()
    }
    pause(pbx, longestLag + choices.next(3_000))
  }
  if (outages.length === 0 && breaksAt < backAt && breaksAt < steps) outages.push(outage(pbx, from))
  const quiet = { at: pause(pbx, 3_000), legs: legsOf(pbx) }
  pause(pbx, 1_000)
  closeAll(pbx)
  const { monitored } = script
  return { monitored, said: pbx.said, truths: pbx.truths, outages, quiet, end: pbx.now, names }
}

/** Picks the next scene: transfers and the like often, an end seldom, or nothing worth telling would ever come about. */
function direct(possible: readonly Scene[], choices: Choices): Scene {
  const kinds = choices.once(6) ? ['end'] : choices.once(3) ? ['begin'] : ['handOn', 'talk']
  const kind = choices.pick(kinds)
  const fitting = possible.filter((scene) => scene.kind === kind)
  return choices.pick(fitting.length > 0 ? fitting : possible)
}

function pause(pbx: SmallSwitch, ms: number): number {
  pbx.now += ms
  return pbx.now
}

function outage(pbx: SmallSwitch, from: number): Outage {
  const to = pause(pbx, 2_000)
  const devices = [...pbx.monitored]
  const snapshot = { kind: 'snapshot', devices, connections: pbx.snapshot() } as const
  pause(pbx, 500)
  return { from, to, snapshot }
}

function legsOf(pbx: SmallSwitch): Map<string, string> {
  const legs = new Map<string, string>()
  for (const call of pbx.calls) {
    for (const leg of call.legs.values()) {
      if (pbx.monitored.has(leg.device)) legs.set(`${call.id} ${leg.device}`, leg.state)
    }
  }
  return legs
}

function closeAll(pbx: SmallSwitch): void {
  for (const call of Array.from(pbx.calls)) {
    for (const device of Array.from(call.legs.keys())) {
      if (pbx.calls.has(call)) pbx.hangUp(call, device, 'normalClearing')
      pause(pbx, 400)
    }
  }
}
