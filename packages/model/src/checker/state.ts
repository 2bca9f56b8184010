import type { CallId } from '#call.ts'
import type { SwitchState } from '#correlate/state.ts'
import type { CallEvent } from '#switch-event.ts'
import type { SmallSwitch } from '#testing/small-switch.ts'
import type { Budget, Faults } from './world.ts'

/** A copy of an event on its way from one monitor to us, and the real call that it is about. */
export interface OnItsWay {
  readonly event: CallEvent
  readonly truth: string
}

/** What has been told so far, as far as it matters to what may still be told. */
export interface Told {
  /** How often each device was told to ring for each real call. */
  readonly rings: ReadonlyMap<string, number>
  /** How often each of our calls was told to be over. */
  readonly over: ReadonlyMap<CallId, number>
  /** Real calls of which we were told anything that begins a call. */
  readonly heard: ReadonlySet<string>
  /** Logs by real call, with what each says of the caller. */
  readonly logs: ReadonlyMap<string, readonly Log[]>
}

export interface Log {
  readonly id: CallId
  readonly caller: string | null
}

export const nothingTold: Told = { rings: new Map(), over: new Map(), heard: new Set(), logs: new Map() }

/** One state of the whole: what is true, what is on its way, what is believed, what was told, what may still happen. */
export interface CheckState {
  readonly pbx: SmallSwitch
  /** For each monitored device, what its monitor has said and has not come yet, first to last. */
  readonly lines: readonly (readonly OnItsWay[])[]
  /** The one that was set aside and comes late. */
  readonly aside: OnItsWay | null
  readonly model: SwitchState
  readonly told: Told
  readonly now: number
  /** Real call by each id that the switch has used. */
  readonly truthOf: ReadonlyMap<string, string>
  readonly left: Budget & Faults
  /** Things that people have done since the line was quiet last. */
  readonly atOnce: number
  /** True from the loss of an event (or its overtaking) to the next snapshot. */
  readonly damaged: boolean
  /** The real calls that were handed on while news of them was lost: what became of them may be beyond knowing. */
  readonly blurred: ReadonlySet<string>
}

/** True when nothing is on its way. */
export function isQuiet(state: CheckState): boolean {
  return state.aside === null && state.lines.every((line) => line.length === 0)
}
