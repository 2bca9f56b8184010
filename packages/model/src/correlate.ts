import type { Agent } from './agent.ts'
import type { Call, CallId } from './call.ts'
import type { DeviceId, DeviceState } from './device.ts'
import type { SwitchEvent } from './switch-event.ts'
import type { Change } from './switch-state.ts'
import { applyCallCleared, applyToCall } from './correlate/call-event.ts'
import { applyJoin, applyRelinked } from './correlate/join.ts'
import { dueAt, isAway, sendAway, settleAway } from './correlate/settle.ts'
import { applySnapshot } from './correlate/snapshot.ts'
import { blankState, byAge, forgetOld, liveCallsAt, numberOf, putCall } from './correlate/state.ts'
import type { SwitchState, Work } from './correlate/state.ts'
import { applyStatus } from './correlate/status.ts'
import { getIn, setIn, valuesOf } from './persistent-map.ts'

export type { SwitchState } from './correlate/state.ts'

/** Result of one event: the next state, and what it changed. */
export interface Applied {
  readonly state: SwitchState
  readonly changes: readonly Change[]
}

/**
 * A switch of which nothing is known yet.
 * @param link names the link; it is the first part of every call id made here.
 */
export function emptySwitch(link: string): SwitchState {
  return blankState(link)
}

/**
 * A state rebuilt from what was stored. It goes on exactly as the one that was stored would have, when it is given all
 * of `storedCalls`; given the live calls only, it differs in one thing: a late event about a call that ended before the
 * restart may make a new call.
 */
// oxlint-disable-next-line max-params -- three lists that are stored apart, two of them optional
export function restoreSwitch(
  link: string,
  calls: readonly Call[],
  agents: readonly Agent[] = [],
  devices: readonly DeviceState[] = [],
): SwitchState {
  let state = blankState(link)
  for (const call of calls.toSorted(byAge)) state = putCall(state, call)
  for (const agent of agents) state = { ...state, agents: setIn(state.agents, agent.device, agent) }
  for (const device of devices) state = { ...state, devices: setIn(state.devices, device.device, device) }
  const next = calls.reduce((highest, call) => Math.max(highest, numberOf(call.id) + 1), 0)
  state = { ...state, next, ended: endedOf(state), endedLast: [] }
  for (const call of calls) if (isAway(state, call)) state = sendAway(state, call)
  return state
}

function endedOf(state: SwitchState): SwitchState['ended'] {
  return [...state.ended, ...state.endedLast].toSorted((one, other) => one.at - other.at)
}

/** Applies one event. Pure: same arguments, same result. `now`: milliseconds since the epoch at arrival. */
export function applyEvent(before: SwitchState, event: SwitchEvent, now: number): Applied {
  const work: Work = { state: forgetOld(before, now), changes: [], now }
  settleAway(work)
  const ignored = dispatch(work, event)
  if (ignored !== null) work.changes.push({ kind: 'ignored', reason: ignored })
  return { state: work.state, changes: work.changes }
}

function dispatch(work: Work, event: SwitchEvent): 'repeated' | 'late' | 'unknownCall' | 'impossible' | null {
  switch (event.kind) {
    case 'snapshot':
      applySnapshot(work, event)
      return null
    case 'agentState':
    case 'doNotDisturb':
    case 'microphoneMute':
    case 'forwarding':
    case 'inService':
    case 'monitor':
      return applyStatus(work, event)
    case 'transferred':
    case 'conferenced':
      return applyJoin(work, event)
    case 'relinked':
      return applyRelinked(work, event)
    case 'callCleared':
      return applyCallCleared(work, event.callId, event.cause)
    default:
      return applyToCall(work, event)
  }
}

/**
 * Ends what only time can end: a call that was sent on from our devices and came to none of them (minutes), or that was
 * refused and rang nowhere else (a moment). Every event does this too; a server calls it when `sweepDueAt` has come, so
 * that a quiet switch leaves nothing open.
 */
export function sweep(before: SwitchState, now: number): Applied {
  const work: Work = { state: forgetOld(before, now), changes: [], now }
  settleAway(work)
  return { state: work.state, changes: work.changes }
}

/** When (ms since the epoch) `sweep` will have something to end, as far as is known now; null for nothing. */
export function sweepDueAt(state: SwitchState): number | null {
  return dueAt(state)
}

/** A live or just ended call by our id. */
export function findCall(state: SwitchState, id: CallId): Call | undefined {
  return getIn(state.calls, id)
}

/** All live calls, oldest first. */
export function liveCalls(state: SwitchState): readonly Call[] {
  return valuesOf(state.calls)
    .filter((call) => call.endedAt === null)
    .toSorted(byAge)
}

/** Live calls and those that ended in the last minutes: all that `restoreSwitch` needs to go on exactly. */
export function storedCalls(state: SwitchState): readonly Call[] {
  return valuesOf(state.calls).toSorted(byAge)
}

/** How many calls `storedCalls` would give, without making the list. */
export function countCalls(state: SwitchState): number {
  return state.calls.size
}

/** Live calls with a leg at this device, oldest first. */
export function callsAt(state: SwitchState, device: DeviceId): readonly Call[] {
  return liveCallsAt(state, device)
}

export function agentAt(state: SwitchState, device: DeviceId): Agent | undefined {
  return getIn(state.agents, device)
}

/** All agents and devices of which something is known, in no useful order. */
export function agentsOf(state: SwitchState): readonly Agent[] {
  return valuesOf(state.agents)
}

export function devicesOf(state: SwitchState): readonly DeviceState[] {
  return valuesOf(state.devices)
}

export function deviceAt(state: SwitchState, device: DeviceId): DeviceState | undefined {
  return getIn(state.devices, device)
}
