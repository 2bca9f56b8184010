import type { Call, Leg, LegRole } from './call.ts'
import type { ConnectionId } from './connection.ts'
import type { DeviceId } from './device.ts'
import type { CallEvent } from './switch-event.ts'
import { lastLegOf } from './legs.ts'
import { isFirstRound } from './roles.ts'

/** Which events come too late to be news. */
type Ring = Extract<CallEvent, { readonly kind: 'offered' | 'delivered' }>
type Beginning = Ring | Extract<CallEvent, { readonly kind: 'established' }>

/**
 * How long (ms) an event may lag behind the one that took its place: within it, a copy that would undo what another
 * monitor has told is a late copy; after it, it is news. Copies of one event are milliseconds apart on a
 * real link; a queue may offer a call to the same telephone again within a second.
 */
export const copyLag = 250

/**
 * The call was sent back at once by a device that it had been sent on to from here, or taken from there, or that it left
 * only after it had left this one: a new leg, however soon. (Nobody takes a call from a queue by himself: who is told to
 * answer what it brought him is not new.)
 */
export function cameBack(call: Call, event: Beginning | Extract<CallEvent, { kind: 'diverted' }>): boolean {
  const from = event.lastRedirection?.number ?? null
  if (event.kind === 'established' && from === call.queue) return false
  const last = call.legs.findLastIndex((leg) => leg.device === event.device)
  const sender = call.legs.findLastIndex((leg) => leg.device === from)
  if (from === null || from === event.device) return false
  // What another's monitor tells may lag behind the news of who has left: only its own tells in order.
  return sender > last || (!isForeign(event) && hasLeftAfter(call.legs[sender], call.legs[last]))
}

/** At the same moment too, unless it is the one by which the other's leg began. */
function hasLeftAfter(sender: Leg | undefined, other: Leg | undefined): boolean {
  const [sent, left] = [sender?.endedAt ?? null, other?.endedAt ?? null]
  return sent !== null && left !== null && sent >= left && other !== undefined && sent > other.startedAt
}

/**
 * True when one of the round that this leg belongs to speaks with somebody: with another leg, or with a caller of whom
 * we have seen none. (Alone, after the other was lost on a transfer, he is to be brought to the next who rings.)
 */
export function isTaken(call: Call, role: LegRole, event: Ring): boolean {
  if (!isFirstRound(role) || event.cause === 'recall') return false
  const talking = call.connections.filter((one) => one.state === 'connected' || one.state === 'hold').length
  // Of a call that we know from a snapshot, only a caller beyond the switch may be there without a leg.
  const mayBeUnseen = call.direction === 'inbound' || !call.reconstructed
  const unseen = mayBeUnseen && !call.legs.some((leg) => leg.role === 'caller') ? 1 : 0
  const taken = call.legs.some(
    (leg) => isFirstRound(leg.role) && leg.answeredAt !== null && leg.endedAt === null,
  )
  return taken && talking + unseen >= 2
}

/** The leg that an event wants to begin has just ended: it is a late copy, not a new leg. */
export function isLate(call: Call, id: ConnectionId, now: number): boolean {
  const last = lastLegOf(call, id)
  return last !== undefined && last.endedAt !== null && now - last.endedAt < copyLag
}

/** Reported by the monitor of another device than the one it happened at: not in order with that one's own reports. */
export function isForeign(event: { readonly monitored?: DeviceId; readonly device: DeviceId }): boolean {
  return event.monitored !== undefined && event.monitored !== event.device
}
