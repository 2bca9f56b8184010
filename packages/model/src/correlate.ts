import type { Agent } from './agent.ts'
import type { Call, CallId } from './call.ts'
import type { DeviceId, DeviceState } from './device.ts'
import type { SwitchEvent } from './switch-event.ts'
import type { Change } from './switch-state.ts'

/** All that is believed of one switch. Opaque to others but for the readers below. */
export interface SwitchState {
  readonly link: string
}

/** Result of one event: the next state, and what it changed. */
export interface Applied {
  readonly state: SwitchState
  readonly changes: readonly Change[]
}

/**
 * A switch of which nothing is known yet.
 * @param link names the link; it is the first part of every call id made here.
 */
export declare function emptySwitch(link: string): SwitchState

/** A state rebuilt from what was stored: the live calls, agents and devices of a link. */
export declare function restoreSwitch(
  link: string,
  calls: readonly Call[],
  agents?: readonly Agent[],
  devices?: readonly DeviceState[],
): SwitchState

/** Applies one event. Pure: same arguments, same result. `now`: milliseconds since the epoch at arrival. */
export declare function applyEvent(state: SwitchState, event: SwitchEvent, now: number): Applied

/** A live or just ended call by our id. */
export declare function findCall(state: SwitchState, id: CallId): Call | undefined

/** All live calls, oldest first. */
export declare function liveCalls(state: SwitchState): readonly Call[]

/** Live calls with a leg at this device. */
export declare function callsAt(state: SwitchState, device: DeviceId): readonly Call[]

export declare function agentAt(state: SwitchState, device: DeviceId): Agent | undefined

export declare function deviceAt(state: SwitchState, device: DeviceId): DeviceState | undefined
