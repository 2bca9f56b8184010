import type { Call, Leg } from '#call.ts'
import type { ConnectionId } from '#connection.ts'
import type { DeviceId } from '#device.ts'
import type { CallEventData } from '#switch-event.ts'
import { copyLag } from '#call-machine.ts'
import { lastLegOf } from '#legs.ts'
import { getIn } from '#persistent-map.ts'
import { callsOf, liveCallsAt, survivorOf, type SwitchState } from './state.ts'

/**
 * How long (ms) after the end of a call an event that names its id is taken for a late copy rather than for a new call
 * to which the switch gave the same id. Copies lag by milliseconds; people need seconds to make the next call.
 */
export const lateFor = 2_000

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

/**
 * True when the leg that an event wants to begin has just ended in a call that was joined into another: a late copy.
 * (Of a leg of the call itself, the call machine knows.)
 */
export function leftLately(state: SwitchState, id: ConnectionId, now: number): boolean {
  return callsOf(state, getIn(state.byPbxCall, id.callId)).some((call) => {
    if (call.mergedInto === null || call.endedAt === null || now - call.endedAt >= copyLag) return false
    return lastLegOf(call, id) !== undefined
  })
}

/**
 * The live call that is expected at a device under an id that was not told: transferred to it by a switch that names
 * no connections, or sent on to it by one that numbers a call anew at each device.
 */
export function expectedAt(
  state: SwitchState,
  device: DeviceId,
  told: Partial<CallEventData>,
): Call | undefined {
  const caller = told.calling?.number ?? null
  const fits = (call: Call) =>
    caller === null || call.calling.number === null || call.calling.number === caller
  const placed = liveCallsAt(state, device).find(
    (call) =>
      fits(call) &&
      call.legs.some(
        (leg) =>
          leg.device === device && leg.endedAt === null && leg.role === 'transferredTo' && isAwaited(leg),
      ),
  )
  if (placed !== undefined || state.away.length === 0) return placed
  const from = told.lastRedirection?.number ?? null
  return state.away
    .map((one) => getIn(state.calls, one.id))
    .find(
      (call) =>
        call !== undefined &&
        call.endedAt === null &&
        caller !== null &&
        call.calling.number === caller &&
        call.legs.some((leg) => leg.device === from),
    )
}

function isAwaited(leg: Leg): boolean {
  return leg.ringingAt === null && leg.answeredAt === null
}
