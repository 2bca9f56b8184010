import type { Call } from '#call.ts'
import type { EventCause } from '#cause.ts'
import type { DeviceId } from '#device.ts'
import { newCall } from '#call-data.ts'
import { stepCall, type OneCallEvent } from '#call-machine.ts'
import { cameBack, copyLag } from '#lateness.ts'
import { goesOn, refuses } from '#outcomes.ts'
import { connectionIndex } from '#legs.ts'
import { consultationOf } from './consult.ts'
import { directionOf } from './direction.ts'
import {
  endedCallNamed,
  expectedAt,
  isReused,
  isStale,
  leftLately,
  liveCallNamed,
  liveCallOf,
  type Beginning,
} from './find.ts'
import { endCall, endReplaced, isAway, settle, type Departure } from './settle.ts'
import { isOurs, takeCallId, tellCall, type Work } from './state.ts'

type Ignored = 'repeated' | 'late' | 'unknownCall' | 'impossible'

/** Applies an event that concerns one call. Says why when nothing came of it. */
export function applyToCall(work: Work, event: OneCallEvent): Ignored | null {
  const found = findOrExpect(work, event)
  if (found !== undefined && isGone(work, found, event)) return 'late'
  if (found === undefined) {
    const mayBegin = begins(event) || beginsHere(work, event)
    const ended = endedCallNamed(work.state, event.connection.callId)
    if (ended !== undefined && (!mayBegin || isStale(work.state, ended, beginningOf(work, event))))
      return 'late'
    if (!mayBegin) return 'unknownCall'
  }
  const before = found ?? newCall(takeCallId(work), event.connection.callId, work.now)
  const step = stepCall(before, event, work.now)
  const call = settleKin(work, step.call, event)
  if (call === found) return endUnseen(work, call, event) ? null : step.why
  tellCall(work, call)
  if (found === undefined) endReplaced(work, event.connection.callId, call)
  if (step.rang !== undefined) work.changes.push({ kind: 'ringing', callId: call.id, device: step.rang })
  if (step.answered !== undefined)
    work.changes.push({ kind: 'answered', callId: call.id, device: step.answered })
  const departure = departureOf(work, before, event)
  if (departure !== null) settle(work, call, { ...departure, left: legLeft(before, call) })
  else if (takenByOthers(work, call, event)) endCall(work, call, { cause: 'answeredElsewhere', at: work.now })
  return null
}

function findOrExpect(work: Work, event: OneCallEvent): Call | undefined {
  const live = liveCallOf(work.state, event.connection, event.linkageId)
  const mayBegin = begins(event) || beginsHere(work, event)
  const reused = live !== undefined && mayBegin && isReused(work.state, live, beginningOf(work, event))
  const named = reused ? undefined : live
  if (named !== undefined || (event.kind !== 'delivered' && event.kind !== 'established')) return named
  return expectedAt(work.state, event.device, event)
}

function beginningOf(work: Work, event: OneCallEvent): Beginning {
  const originates = event.kind === 'serviceInitiated' || event.kind === 'originated'
  const device = deviceOf(event)
  const { monitored } = event
  return { callId: event.connection.callId, device, originates, told: event, monitored, now: work.now }
}

/** A leg of a call that was joined into this one: it is not here any more, and must not come back by a late copy. */
function isGone(work: Work, call: Call, event: OneCallEvent): boolean {
  if (handedOnLately(work, call, event)) return true
  const leg = leftLately(work.state, event.connection, work.now)
  if (leg === undefined) return false
  const index = connectionIndex(call, event.connection, deviceOf(event))
  const current = call.connections[index]?.id.callId === event.connection.callId
  if (index < 0) {
    const rings = event.kind === 'delivered' || event.kind === 'offered'
    return begins(event) && !(rings && cameBack(call, event))
  }
  // The same party may be in this call under another id. A leg that only moved here is meant; one that ended is not.
  const leaves = event.kind === 'connectionCleared' || event.kind === 'diverted'
  return !current && (leaves || leg.outcome !== 'transferred')
}

/** Whoever has just handed the call on does not begin a consultation of it: news of that one has been overtaken. */
function handedOnLately(work: Work, call: Call, event: OneCallEvent): boolean {
  if (event.kind !== 'serviceInitiated' && event.kind !== 'originated') return false
  const last = call.legs.findLast((leg) => leg.device === event.device)
  if (last === undefined || last.outcome !== 'transferred') return false
  return last.endedAt !== null && work.now - last.endedAt < copyLag
}

/** What depends on the other calls and devices of the switch: which way the call goes, and whose consultation it is. */
function settleKin(work: Work, call: Call, event: OneCallEvent): Call {
  const direction = directionOf(call, work.state)
  const parent = call.parent ?? consultationOf(work.state, call, begins(event) ? event.cause : null)
  return direction === call.direction && parent === call.parent ? call : { ...call, direction, parent }
}

/** Kinds that are news of a call of which nothing was heard yet. */
function begins(event: OneCallEvent): boolean {
  switch (event.kind) {
    case 'serviceInitiated':
    case 'originated':
    case 'networkReached':
    case 'offered':
    case 'delivered':
    case 'established':
    case 'queued':
      return true
    default:
      return false
  }
}

/** A call that never rang but was sent on from, or failed at, one of our devices belongs to that device's history. */
function beginsHere(work: Work, event: OneCallEvent): boolean {
  if (event.kind !== 'diverted' && event.kind !== 'failed') return false
  return isOurs(work.state, event.device) && event.calling !== undefined
}

function deviceOf(event: OneCallEvent): DeviceId | null {
  switch (event.kind) {
    case 'queued':
      return event.queue
    case 'networkReached':
    case 'callInformation':
    case 'digitsGenerated':
      return null
    default:
      return event.device
  }
}

/** Somebody who is not ours took the call, and ours stopped ringing: their monitors will tell no more of it. */
function takenByOthers(work: Work, call: Call, event: OneCallEvent): boolean {
  if (event.kind !== 'established' && event.kind !== 'bridged') return false
  // Whom one of ours has called is not one of others who take his call; nor is another one of ours.
  const isOwn =
    event.kind === 'established' && (isOurs(work.state, event.device) || call.direction === 'outbound')
  if (isOwn) return false
  return event.monitored !== undefined && isAway(work.state, call)
}

function departureOf(work: Work, before: Call, event: OneCallEvent): Departure | null {
  const { monitored } = event
  const callerHears = event.calling?.number != null && isOurs(work.state, event.calling.number)
  switch (event.kind) {
    case 'connectionCleared':
      return { cause: event.cause, unseen: false, monitored }
    case 'diverted':
      return { cause: event.cause, to: event.to ?? null, unseen: false, monitored }
    case 'failed':
      // Nobody of ours hears the tone: no more will come of this call.
      return before.legs.length === 0 && !callerHears ? { cause: event.cause, unseen: true, monitored } : null
    default:
      return null
  }
}

/** The leg that has ended by an event, if one has: legs keep their places. */
function legLeft(before: Call, call: Call): Departure['left'] {
  const leg = before.legs.find(({ endedAt }, index) => endedAt === null && call.legs[index]?.endedAt !== null)
  return leg === undefined ? undefined : { took: leg.role === 'caller' || leg.answeredAt !== null }
}

/**
 * A leg ended that was never seen: it was the far end's. The call is over if that leaves nobody to talk to. (Unless the
 * cause shows that it was a phone that only rang: one of a group that is not ours.)
 */
function endUnseen(work: Work, call: Call, event: OneCallEvent): boolean {
  if (event.kind !== 'connectionCleared') return false
  if (event.cause === 'answeredElsewhere' || refuses(event.cause) || goesOn(event.cause)) return false
  if (call.connections.length > 1 && call.answeredAt !== null) return false
  if (isOurs(work.state, event.device) || call.legs.some((leg) => leg.device === event.device)) return false
  const { monitored } = event
  settle(work, { ...call, cause: event.cause }, { cause: event.cause, unseen: true, monitored })
  return work.changes.some((change) => change.kind === 'ended' || change.kind === 'merged')
}

export function applyCallCleared(work: Work, callId: string, cause: EventCause): Ignored | null {
  const call = liveCallNamed(work.state, callId)
  if (call === undefined) return endedCallNamed(work.state, callId) === undefined ? 'unknownCall' : 'late'
  endCall(work, call, { cause, at: work.now })
  return null
}
