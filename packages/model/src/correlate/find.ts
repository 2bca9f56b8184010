import type { Call } from '#call.ts'
import type { ConnectionId } from '#connection.ts'
import type { DeviceId } from '#device.ts'
import type { CallEventData } from '#switch-event.ts'
import { getIn } from '#persistent-map.ts'
import { callsOf, survivorOf, type SwitchState } from './state.ts'

/**
 * How long (ms) after the end of a call an event that names its id is taken for a late copy rather than for a new call
 * to which the switch gave the same id. Copies lag by milliseconds; people need seconds to make the next call.
 */
export const lateFor = 5_000

/** The live call that a connection belongs to, or undefined. */
export function liveCallOf(state: SwitchState, id: ConnectionId, linkageId?: string): Call | undefined {
  const named = callsOf(state, getIn(state.byPbxCall, id.callId)).filter((call) => call.endedAt === null)
  if (named.length > 1) {
    const exact = named.find((call) =>
      call.connections.some((one) => one.id.callId === id.callId && one.id.deviceId === id.deviceId),
    )
    return exact ?? named.at(-1)
  }
  if (named[0] !== undefined || linkageId === undefined) return named[0]
  return callsOf(state, getIn(state.byLinkage, linkageId)).findLast((call) => call.endedAt === null)
}

/** The live call that the switch knows by this id alone. */
export function liveCallNamed(state: SwitchState, callId: string): Call | undefined {
  return callsOf(state, getIn(state.byPbxCall, callId)).findLast((call) => call.endedAt === null)
}

/** The call of this id that has ended lately, as the one that it became part of. */
export function endedCallNamed(state: SwitchState, callId: string): Call | undefined {
  const ended = callsOf(state, getIn(state.byPbxCall, callId)).findLast((call) => call.endedAt !== null)
  return ended === undefined ? undefined : survivorOf(state, ended)
}

/** What would begin a leg: where, what it says of the parties, when it came. */
export interface Beginning {
  readonly device: DeviceId | null
  readonly told: Partial<CallEventData>
  readonly now: number
}

/** Whether an event that would begin a leg is still about the call that ended, or about a new one of the same id. */
export function isStale(ended: Call, begin: Beginning): boolean {
  const { device, told, now } = begin
  if (ended.endedAt === null || now - ended.endedAt > lateFor) return false
  const caller = told.calling?.number ?? null
  if (caller !== null && ended.calling.number !== null && caller !== ended.calling.number) {
    return ended.legs.some((leg) => leg.device === caller)
  }
  if (device === null) return true
  return (
    ended.calling.number === device ||
    ended.called.number === device ||
    ended.legs.some((leg) => leg.device === device)
  )
}
