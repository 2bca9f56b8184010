import type { Call, Leg, Outcome } from './call.ts'
import type { EventCause } from './cause.ts'

/**
 * How a leg came out that ends with this cause.
 * Answered: `answered` (or `transferred`, where it handed the call on). Caller, before any answer: `abandoned`.
 * Called, before its answer: what the cause says; where it says nothing of use, it rang and nobody took it: `missed`.
 */
export function legOutcome(call: Call, leg: Leg, cause: EventCause): Outcome {
  if (leg.outcome !== null) return leg.outcome
  if (handsOn(cause) && leg.answeredAt !== null) return 'transferred'
  if (leg.answeredAt !== null) return 'answered'
  if (leg.role === 'caller') return call.answeredAt === null ? 'abandoned' : 'answered'
  return unansweredOutcome(leg, cause)
}

function unansweredOutcome(leg: Leg, cause: EventCause): Outcome {
  switch (cause) {
    case 'answeredElsewhere':
    case 'callPickup':
      return 'answeredElsewhere'
    case 'blocked':
    case 'doNotDisturb':
      return 'rejected'
    case 'busy':
      // A phone that rang is not busy: somebody pressed "refuse".
      return leg.ringingAt === null ? 'busy' : 'rejected'
    case 'callForward':
    case 'callForwardBusy':
    case 'callForwardImmediate':
    case 'callForwardNoAnswer':
    case 'redirected':
    case 'distributed':
    case 'overflow':
      return 'diverted'
    case 'destNotObtainable':
    case 'incompatibleDestination':
    case 'invalidNumber':
    case 'networkCongestion':
    case 'networkNotObtainable':
    case 'resourcesNotAvailable':
    case 'reorderTone':
      return 'failed'
    default:
      return leg.role === 'queue' ? 'abandoned' : 'missed'
  }
}

/** Causes with which a party leaves a call that goes on without it. */
export function handsOn(cause: EventCause): boolean {
  return cause === 'transfer' || cause === 'singleStepTransfer' || cause === 'park'
}

/** Causes with which a phone, or the person at it, does not take a call that is brought to it. */
export function refuses(cause: EventCause): boolean {
  return cause === 'blocked' || cause === 'busy' || cause === 'doNotDisturb' || cause === 'destNotObtainable'
}

/** True when the switch could not complete the call: what it then says while tones are heard matters less. */
export function hasFailed(call: Call): boolean {
  if (call.answeredAt !== null || call.cause === null) return false
  return call.legs.some(
    (leg) => leg.outcome === 'busy' || leg.outcome === 'failed' || leg.outcome === 'rejected',
  )
}

/** Causes with which a leg ends because the call goes to somebody else: the call is not over, whoever is left in it. */
export function goesOn(cause: EventCause): boolean {
  switch (cause) {
    case 'transfer':
    case 'singleStepTransfer':
    case 'park':
    case 'callForward':
    case 'callForwardBusy':
    case 'callForwardImmediate':
    case 'callForwardNoAnswer':
    case 'noAnswer':
    case 'callNotAnswered':
    case 'redirected':
    case 'distributed':
    case 'enteringDistribution':
    case 'noAvailableAgents':
    case 'overflow':
    case 'recall':
    case 'remainsInQueue':
      return true
    default:
      return false
  }
}

/**
 * How a whole call came out, when all its legs have.
 * `answered` somebody spoke. Else by the last device it was brought to: `busy`, `failed`, `rejected`, `diverted` (went
 * on to somebody who is not ours); `missed` when an inbound or internal call rang there and nobody took it;
 * `abandoned` when the caller gave up in a queue, before anything rang, or on a call that went out.
 */
export function callOutcome(call: Call): Outcome {
  if (call.answeredAt !== null) return 'answered'
  const caller = call.legs.find((leg) => leg.role === 'caller')
  if (caller?.outcome === 'busy' || caller?.outcome === 'failed') return caller.outcome
  const last = call.legs.findLast((leg) => leg.role !== 'caller' && leg.role !== 'queue')
  switch (last?.outcome) {
    case 'busy':
    case 'failed':
    case 'rejected':
    case 'diverted':
      return last.outcome
    case 'answeredElsewhere':
    case 'answered':
    case 'transferred':
      return 'answered'
    case 'missed':
      return call.direction === 'outbound' || call.queue !== null ? 'abandoned' : 'missed'
    default:
      return 'abandoned'
  }
}
