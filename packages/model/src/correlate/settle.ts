import type { Call, Leg } from '#call.ts'
import type { EventCause } from '#cause.ts'
import type { ConnectionState } from '#connection.ts'
import type { DeviceId, Party } from '#device.ts'
import { copyLag } from '#lateness.ts'
import { endLeg, liveLeg } from '#legs.ts'
import { callOutcome, goesOn, hasFailed, legOutcome, refuses } from '#outcomes.ts'
import { getIn } from '#persistent-map.ts'
import { hasLeftUs, lateFor } from './find.ts'
import { callsOf, isOurs, mayBeOurs, survivorOf, tellCall, type SwitchState, type Work } from './state.ts'

/**
 * How long (ms) a call that left our devices for another part of the switch may take to come back to one of them before
 * it is over for us. We do not see where it is: a person waits an hour in a park slot, a quarter in a queue, and a phone
 * rings for two minutes at most. Of what was refused, only the news that it rings at others too may be on its way yet;
 * of what a snapshot does not name, that it has moved.
 */
function awayFor(call: Call): number {
  const last = lastEnded(call)
  if (last.every((leg) => leg.connection === undefined)) return lateFor
  if (call.cause === 'park') return 60 * 60_000
  if (call.queue !== null) return 15 * 60_000
  return refusedLast(call) ? copyLag : 2 * 60_000
}

/** The legs that ended last. */
function lastEnded(call: Call): readonly Leg[] {
  const last = call.legs.reduce((at, leg) => Math.max(at, leg.endedAt ?? 0), 0)
  return call.legs.filter(({ endedAt }) => endedAt === last)
}

/** True when whom the call was brought to last did not take it. */
function refusedLast(call: Call): boolean {
  return lastEnded(call).some(
    ({ outcome }) => outcome === 'rejected' || outcome === 'busy' || outcome === 'failed',
  )
}

/** What happened last, as far as it matters to whether the call is over. */
export interface Departure {
  readonly cause: EventCause
  /** Where the call went, when it was sent on; null when the switch did not say; absent when it was not sent on. */
  readonly to?: Party | null
  /** True when a party ended that we never saw: the far end beyond a trunk. */
  readonly unseen: boolean
  /** The leg that ended, where it is known; `took`: it had taken the call, or made it. */
  readonly left?: { readonly took: boolean } | undefined
  /** Device whose monitor told it; absent where the whole switch reports, also of calls that none of our devices is in. */
  readonly monitored?: DeviceId | undefined
}

/**
 * Whether a call is over after a party left it.
 *
 * No switch tells every end: the caller's leg beyond a trunk is often never named. So the call is over
 * 1. when no leg is left;
 * 2. when no device of ours is left in it, unless it was sent on to what may be one of ours or lead to one (then it is
 *    `away` for a while), or its caller, of whose leg we shall hear, still waits for an answer (a dial plan goes on to
 *    the next phone), or a phone refused it of which it is not known yet whether it rang alone (in a group, its refusal
 *    may overtake the news of the others' ringing: `away` for a moment);
 * 3. when one leg is left and the other party is known to have gone: two had it and one hung up. A caller who still
 *    waits for an answer is not such a one, nor is a leg beside a caller whom we cannot see and who may still be there,
 *    nor one of ours who was left with somebody that did not take the call: he waits for the next whom it is brought to,
 *    or hears a tone, and his own telephone tells when he goes;
 * 4. when nobody has answered and the caller, whom we never saw, gave up.
 */
export function verdictOn(call: Call, departure: Departure, state: SwitchState): 'on' | 'away' | 'over' {
  const left = call.connections
  const callerIsThere = left.some(
    (connection, index) =>
      liveLeg(call, index)?.role === 'caller' &&
      (departure.monitored === undefined || isOurs(state, connection.device)),
  )
  if (callerIsThere && call.answeredAt === null && !departure.unseen) return 'on'
  const ours = left.some((connection) => isOurs(state, connection.device))
  const everOurs = call.legs.some((leg) => isOurs(state, leg.device))
  if (left.length === 0 || (everOurs && !ours)) return isSentOn(call, departure, state) ? 'away' : 'over'
  const callerSeen = call.legs.some((leg) => leg.role === 'caller')
  if (departure.unseen && !callerSeen && call.answeredAt === null) return 'over'
  if (left.length > 1 || departure.to !== undefined || goesOn(departure.cause)) return 'on'
  if (ours && left.some(({ state }) => speaks(state)) && departure.left?.took === false) return 'on'
  return callerSeen || departure.unseen ? 'over' : 'on'
}

function speaks(state: ConnectionState): boolean {
  return state === 'connected' || state === 'hold'
}

function isSentOn(call: Call, departure: Departure, state: SwitchState): boolean {
  if (departure.to !== undefined) return departure.to === null || mayBeOurs(state, departure.to)
  if (goesOn(departure.cause)) return true
  // A queue tries the next agent when one refuses; of a group others may ring.
  if (!refuses(departure.cause)) return false
  // So it does for a caller with whom somebody has spoken before, and who was transferred to it, perhaps unheard.
  if (call.answeredAt !== null) return refusedLast(call)
  return call.queue !== null || (departure.monitored !== undefined && !departure.unseen)
}

function latestEnd(call: Call): number {
  return call.legs.reduce((latest, leg) => Math.max(latest, leg.endedAt ?? 0), 0)
}

/** Applies the verdict. */
export function settle(work: Work, call: Call, departure: Departure): void {
  const verdict = verdictOn(call, departure, work.state)
  if (verdict === 'over') endCall(work, call, { cause: departure.cause, at: work.now })
  if (verdict === 'away') work.state = sendAway(work.state, call)
}

/** Notes a live call of which no device of ours has a leg any more. `since`: where it is only seen now that it is so. */
export function sendAway(state: SwitchState, call: Call, since?: number): SwitchState {
  if (state.away.some((one) => one.id === call.id)) return state
  const at = since ?? Math.max(latestEnd(call), call.startedAt)
  return { ...state, away: [...state.away, { id: call.id, at }] }
}

/** True for a live call that has left our devices. */
export function isAway(state: SwitchState, call: Call): boolean {
  if (call.endedAt !== null || call.connections.some((one) => isOurs(state, one.device))) return false
  return call.legs.some((leg) => isOurs(state, leg.device))
}

/** When (ms since the epoch) the first of the calls that are away will be over if nothing more is heard; null for none. */
export function dueAt(state: SwitchState): number | null {
  let due: number | null = null
  for (const { id, at } of state.away) {
    const call = getIn(state.calls, id)
    if (call === undefined || !isAway(state, call)) continue
    const end = at + awayFor(call)
    if (due === null || end < due) due = end
  }
  return due
}

/** Ends calls that were sent on and came to nobody of ours. */
export function settleAway(work: Work): void {
  for (const { id, at } of work.state.away) {
    const call = getIn(work.state.calls, id)
    if (call === undefined || call.endedAt !== null) continue
    if (!isAway(work.state, call)) {
      work.state = { ...work.state, away: work.state.away.filter((one) => one.id !== id) }
    } else if (work.now - at >= awayFor(call)) endCall(work, call, { cause: call.cause ?? 'unknown', at })
  }
}

/** Ends a call: all its legs, itself, and the telling of it. A consultation's legs become part of its parent's history. */
export function endCall(work: Work, before: Call, end: { cause: EventCause; at: number }): void {
  if (before.endedAt !== null) return
  let call = before
  for (let index = call.connections.length - 1; index >= 0; index -= 1) {
    const leg = liveLeg(call, index)
    if (leg !== undefined)
      call = endLeg(call, index, { outcome: legOutcome(call, leg, end.cause), at: end.at })
  }
  const cause = end.cause === 'unknown' || hasFailed(call) ? (call.cause ?? end.cause) : end.cause
  const over = { ...call, endedAt: end.at, cause }
  const parent = call.parent === null ? undefined : getIn(work.state.calls, call.parent)
  const into = parent === undefined ? call.parent : survivorOf(work.state, parent).id
  const ended: Call = { ...over, outcome: callOutcome(over), mergedInto: into }
  tellCall(work, ended)
  if (into === null) work.changes.push({ kind: 'ended', call: ended })
  else closeConsultation(work, ended, into)
}

function closeConsultation(work: Work, ended: Call, into: string): void {
  const parent = getIn(work.state.calls, into)
  if (parent !== undefined) {
    const legs = ended.legs
      .filter((leg) => leg.role !== 'caller')
      .map((leg) => ({ ...leg, role: 'consulted' as const }))
    tellCall(work, { ...parent, legs: [...parent.legs, ...legs] })
  }
  work.changes.push({ kind: 'merged', merged: ended.id, into })
}

/**
 * A call that has left us, under an id that the switch has given to another now: it is over, or goes on under an id that
 * we were not told. What is told under this id is not of it any more.
 */
export function endReplaced(work: Work, callId: string, by: Call): void {
  for (const call of callsOf(work.state, getIn(work.state.byPbxCall, callId))) {
    if (call.id === by.id || call.endedAt !== null || call.connections.length === 0) continue
    if (call.connections.some((one) => one.id.callId !== callId) || !hasLeftUs(work.state, call)) continue
    endCall(work, { ...call, reconstructed: true }, { cause: 'unknown', at: work.now })
  }
}
