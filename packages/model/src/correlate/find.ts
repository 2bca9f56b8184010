import { liveLegs, type Call, type Leg } from '#call.ts'
import type { ConnectionId } from '#connection.ts'
import type { DeviceId } from '#device.ts'
import type { CallEventData } from '#switch-event.ts'
import { copyLag } from '#lateness.ts'
import { lastLegOf } from '#legs.ts'
import { refuses } from '#outcomes.ts'
import { getIn } from '#persistent-map.ts'
import { callsOf, isOurs, liveCallsAt, survivorOf, type SwitchState } from './state.ts'

/**
 * How long (ms) after the end of a call an event that names its id is taken for a late copy rather than for a new call
 * to which the switch gave the same id. Copies lag by milliseconds; people need seconds to make the next call.
 */
export const lateFor = 2_000

/** The live call that a connection belongs to, or undefined. */
export function liveCallOf(state: SwitchState, id: ConnectionId, linkageId?: string): Call | undefined {
  const named = callsOf(state, getIn(state.byPbxCall, id.callId))
  if (named.length > 0) return amongNamed(state, named, id)
  if (linkageId === undefined) return undefined
  return callsOf(state, getIn(state.byLinkage, linkageId)).findLast((call) => call.endedAt === null)
}

/**
 * Of the calls that have had an id: the one with this very leg, else the one that has the id now, else the one that had
 * it last (that one may have ended: then the event comes late, and is not about an older call of the same id).
 */
function amongNamed(state: SwitchState, named: readonly Call[], id: ConnectionId): Call | undefined {
  const live = named.filter((call) => call.endedAt === null)
  const [only] = live
  if (named.length === 1) return only
  const exact = live.find((call) =>
    call.connections.some((one) => one.id.callId === id.callId && one.id.deviceId === id.deviceId),
  )
  if (exact !== undefined) return exact
  const current = live.findLast((call) => call.connections.some((one) => one.id.callId === id.callId))
  if (current !== undefined) return current
  const last = lastUser(named, id)
  if (last === undefined) return live.at(-1)
  const call = survivorOf(state, last)
  return call.endedAt === null && call.pbxCallIds.includes(id.callId) ? call : undefined
}

/** The call that had such an id last; of those that had it to the same moment, the one of this very leg. */
function lastUser(calls: readonly Call[], id: ConnectionId): Call | undefined {
  let last: Call | undefined
  let latest = -1
  for (const call of calls) {
    for (const { connection, endedAt, startedAt } of call.legs) {
      if (connection?.callId !== id.callId) continue
      const end = (endedAt ?? startedAt) + (connection.deviceId === id.deviceId ? 0.5 : 0)
      if (end > latest) [last, latest] = [call, end]
    }
  }
  return last
}

/** The live call that the switch knows by this id alone. */
export function liveCallNamed(state: SwitchState, callId: string): Call | undefined {
  return callsOf(state, getIn(state.byPbxCall, callId)).findLast((call) => call.endedAt === null)
}

/** When (ms) the switch last used an id that no live leg has: after a transfer it is free before the call is over. */
export function lastUseOf(state: SwitchState, callId: string): number {
  const legs = callsOf(state, getIn(state.byPbxCall, callId)).flatMap((call) => call.legs)
  const uses = legs.filter((leg) => leg.connection?.callId === callId)
  const ends = (uses.length > 0 ? uses : legs).map((leg) => leg.endedAt ?? leg.startedAt)
  const last = ends.reduce((latest, end) => Math.max(latest, end), 0)
  // No leg has kept it: all got another one, some time before the last of them ended.
  return uses.length > 0 ? last : last - (lateFor - copyLag)
}

/** Whether this device has begun a call of this id that is up, or was a moment ago: of a busy switch the ids come round soon. */
function hasBegun(state: SwitchState, { callId, device, now }: Beginning): boolean {
  return callsOf(state, getIn(state.byPbxCall, callId)).some((call) => {
    return (call.endedAt === null || now - call.endedAt <= copyLag) && isBegunBy(call, device)
  })
}

/**
 * Whether a call has left our devices: we do not hear its end. So with one that was sent to one of them, and of which
 * nothing is told there.
 */
export function hasLeftUs(state: SwitchState, call: Call): boolean {
  if (!call.legs.some((leg) => isOurs(state, leg.device))) return false
  return !liveLegs(call).some((leg, index) => {
    const isThere = call.connections[index]?.state !== 'alerting' || !isPlaced(leg)
    return isThere && isOurs(state, leg.device)
  })
}

/**
 * Whether a call is known to have been begun by another than this device, which has no part in it now. (What is told of
 * a call that it has just begun under this id, and that is known under another already, comes late.)
 */
function begunByOther(state: SwitchState, call: Call, { callId, device, now }: Beginning): boolean {
  const caller = call.calling.number
  if (device === null || caller === null || isBegunBy(call, device)) return false
  const begunLately = callsOf(state, getIn(state.byPbxCall, callId)).some(
    (other) => now - other.startedAt <= lateFor && isBegunBy(other, device),
  )
  return !begunLately && !call.connections.some((one) => one.device === device)
}

function isBegunBy({ calling, legs }: Call, device: DeviceId | null): boolean {
  return calling.number === device || legs.some((leg) => leg.role === 'caller' && leg.device === device)
}

/** The last call of this id that has ended lately. */
export function endedCallNamed(state: SwitchState, callId: string): Call | undefined {
  return callsOf(state, getIn(state.byPbxCall, callId)).findLast((call) => call.endedAt !== null)
}

/** What would begin a leg: where, what it says of the parties, when it came. */
export interface Beginning {
  readonly callId: string
  readonly device: DeviceId | null
  /** True for the first sign of a call at the one who makes it. */
  readonly originates: boolean
  readonly told: Partial<CallEventData>
  /** Device whose monitor told it; absent where the whole switch reports. */
  readonly monitored: DeviceId | undefined
  readonly now: number
}

/** Whether an event that would begin a leg is still about the call that ended, or about a new one of the same id. */
export function isStale(state: SwitchState, ended: Call, begin: Beginning): boolean {
  const { callId, device, originates, told, monitored, now } = begin
  // It left our devices, and goes on between others: the whole switch tells of that too, however long it takes.
  const others = monitored === undefined && device !== null && !originates && !isOurs(state, device)
  if (others && ended.legs.some((leg) => isOurs(state, leg.device))) return true
  if (now - lastUseOf(state, callId) > lateFor) return false
  // A call begins once: who did not begin one of this id before begins another.
  if (originates && !hasBegun(state, begin)) return false
  const caller = told.calling?.number ?? null
  if (caller !== null && ended.calling.number !== null && caller !== ended.calling.number) {
    return ended.legs.some((leg) => leg.device === caller)
  }
  if (device === null || isPartyOf(ended, device)) return true
  // The same caller under the same id at once again: a copy that comes late, unless a phone refused and the next is tried.
  return caller !== null && caller === ended.calling.number && (ended.cause === null || !refuses(ended.cause))
}

function isPartyOf(call: Call, device: DeviceId): boolean {
  if (call.calling.number === device || call.called.number === device) return true
  return call.legs.some((leg) => leg.device === device)
}

/**
 * Whether an event that would begin a leg is about a new call, although a live one has had its id: after a transfer the
 * old ids are free, and some switches use them again at once.
 */
export function isReused(state: SwitchState, call: Call, begin: Beginning): boolean {
  const { callId, told, now, originates } = begin
  if (!call.pbxCallIds.includes(callId)) return false
  const caller = told.calling?.number ?? null
  const stranger = caller !== null && !isPartyOf(call, caller)
  // A call begins once, and is new once: under its id there is another where somebody else begins one, or a stranger's
  // comes in new while this one was answered long ago.
  const another =
    (originates && begunByOther(state, call, begin)) ||
    (stranger && told.cause === 'newCall' && call.answeredAt !== null)
  const left = hasLeftUs(state, call)
  if (call.connections.some((one) => one.id.callId === callId))
    return another || (left && (originates || stranger))
  // Nobody whom we see is in it, but it is not over: parked or in a queue, it comes back under its old id.
  if (call.connections.length === 0) {
    // Who began it, and is told to begin only now, is heard late: a snapshot without him came first.
    const begins = originates && !(hasBegun(state, begin) && now - lastUseOf(state, callId) <= lateFor)
    return begins || (caller !== null && caller !== call.calling.number)
  }
  if (now - lastUseOf(state, callId) > lateFor) return true
  // A call begins once: who did not begin one of this id before begins another.
  if (originates && !hasBegun(state, begin)) return true
  return stranger
}

/**
 * The leg of this id that has just ended in a call that became part of another: what comes under its id is late.
 * (Of a leg of the call itself, the call machine knows.)
 */
export function leftLately(state: SwitchState, id: ConnectionId, now: number): Leg | undefined {
  for (const call of callsOf(state, getIn(state.byPbxCall, id.callId))) {
    const leg = call.mergedInto === null ? undefined : lastLegOf(call, id)
    if (leg !== undefined && now - (leg.endedAt ?? 0) < copyLag) return leg
  }
  return undefined
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
      fits(call) && call.legs.some((leg) => leg.device === device && leg.endedAt === null && isPlaced(leg)),
  )
  const from = told.lastRedirection?.number ?? null
  const handing = placed ?? handedOnBy(state, from, told)
  if (handing !== undefined || state.away.length === 0) return handing
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

/** The one call of a device that it is handing on, where the new party rings before we are told of the transfer. */
function handedOnBy(
  state: SwitchState,
  from: DeviceId | null,
  told: Partial<CallEventData>,
): Call | undefined {
  if (from === null || told.cause !== 'singleStepTransfer') return undefined
  const caller = told.calling?.number ?? null
  const own = liveCallsAt(state, from).filter(
    (call) => caller === from || (caller !== null && caller === call.calling.number),
  )
  // Nobody hands on, in one step, what he holds.
  const spoken = own.filter((call) =>
    call.connections.some((one) => one.device === from && one.state !== 'hold'),
  )
  const [handed, another] = spoken.length > 0 ? spoken : own
  return another === undefined ? handed : undefined
}

/** A leg that only the transfer to it has told of. */
export function isPlaced({ role, ringingAt, answeredAt }: Leg): boolean {
  return role === 'transferredTo' && ringingAt === null && answeredAt === null
}
