import type { Call } from '#call.ts'
import type { EventCause } from '#cause.ts'
import type { Party } from '#device.ts'
import { endLeg, liveLeg } from '#legs.ts'
import { callOutcome, goesOn, legOutcome } from '#outcomes.ts'
import { getIn } from '#persistent-map.ts'
import { isOurs, mayBeOurs, survivorOf, tellCall, type SwitchState, type Work } from './state.ts'

/** How long (ms) a call that was sent on from our devices may take to come to another of them before it is over for us. */
const awayFor = 30_000

/** What happened last, as far as it matters to whether the call is over. */
export interface Departure {
  readonly cause: EventCause
  /** Where the call went, when it was sent on; null when the switch did not say; absent when it was not sent on. */
  readonly to?: Party | null
  /** True when somebody is known to carry on in the leaving party's place. */
  readonly goesOn?: boolean
  /** True when a party ended that we never saw: the far end beyond a trunk. */
  readonly unseen: boolean
}

/**
 * Whether a call is over after a party left it.
 *
 * No switch tells every end: the caller's leg beyond a trunk is often never named. So the call is over
 * 1. when no leg is left;
 * 2. when no device of ours is left in it, unless it was sent on to one of ours (then it is `away` for a while), or its
 *    caller, whose leg we see, still waits for an answer (a dial plan goes on to the next phone);
 * 3. when one leg is left and the other party is known to have gone: two had it and one hung up. A caller who still
 *    waits for an answer is not such a one, nor is a leg beside a caller whom we cannot see and who may still be there.
 */
export function verdictOn(call: Call, departure: Departure, state: SwitchState): 'on' | 'away' | 'over' {
  const left = call.connections
  const callerIsThere = left.some((_, index) => liveLeg(call, index)?.role === 'caller')
  if (callerIsThere && call.answeredAt === null && !departure.unseen) return 'on'
  const ours = left.some((connection) => isOurs(state, connection.device))
  const everOurs = call.legs.some((leg) => isOurs(state, leg.device))
  if (left.length === 0 || (everOurs && !ours)) return isSentOn(departure, state) ? 'away' : 'over'
  if (left.length > 1 || departure.goesOn === true || goesOn(departure.cause)) return 'on'
  const callerSeen = call.legs.some((leg) => leg.role === 'caller')
  return callerSeen || departure.unseen ? 'over' : 'on'
}

function isSentOn(departure: Departure, state: SwitchState): boolean {
  if (departure.to !== undefined) return departure.to === null || mayBeOurs(state, departure.to)
  return departure.goesOn !== true && goesOn(departure.cause)
}

/** Applies the verdict. */
export function settle(work: Work, call: Call, departure: Departure): void {
  const verdict = verdictOn(call, departure, work.state)
  if (verdict === 'over') endCall(work, call, { cause: departure.cause, at: work.now })
  if (verdict === 'away' && !work.state.away.some((one) => one.id === call.id)) {
    work.state = { ...work.state, away: [...work.state.away, { id: call.id, at: work.now }] }
  }
}

/** Ends calls that were sent on and came to nobody of ours. */
export function settleAway(work: Work): void {
  for (const { id, at } of work.state.away) {
    const call = getIn(work.state.calls, id)
    if (call === undefined || call.endedAt !== null) continue
    if (call.connections.some((connection) => isOurs(work.state, connection.device))) {
      work.state = { ...work.state, away: work.state.away.filter((one) => one.id !== id) }
    } else if (work.now - at >= awayFor) endCall(work, call, { cause: call.cause ?? 'unknown', at })
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
  const over = { ...call, endedAt: end.at, cause: call.cause ?? end.cause }
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
