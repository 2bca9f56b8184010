import type { Call } from './call.ts'
import type { EventCause } from './cause.ts'
import type { CallEvent } from './switch-event.ts'
import { connectionIndex, liveLeg } from './legs.ts'
import { refuses } from './outcomes.ts'

/**
 * A snapshot says `connected` of a leg on a trunk from the moment the network takes the call, whether anybody has
 * answered there or not. It is presumed that somebody has (`presumed` of the leg), because most calls that a snapshot
 * finds are being talked on; whatever is told later of who rings, or why the call was not taken, counts more. So with a
 * caller of whose call the snapshot tells nobody else: he may only be dialling yet.
 */

/** Causes that say of a call that nobody answered it. */
function saysUnanswered(cause: EventCause): boolean {
  switch (cause) {
    case 'callCancelled':
    case 'callNotAnswered':
    case 'noAnswer':
    case 'invalidNumber':
    case 'incompatibleDestination':
    case 'networkNotObtainable':
    case 'networkCongestion':
    case 'reorderTone':
      return true
    default:
      return refuses(cause)
  }
}

/** Whether an event says that what was presumed is not so, or says when it truly came to be. */
export function disproves(call: Call, event: CallEvent): boolean {
  const presumed = call.legs.filter((leg) => leg.presumed === true && leg.endedAt === null)
  if (presumed.length === 0) return false
  switch (event.kind) {
    case 'serviceInitiated':
    case 'originated':
    case 'networkReached':
      return presumed.some((leg) => leg.role === 'caller')
    case 'offered':
    case 'delivered':
    case 'established': {
      if (event.cause === 'newCall' && presumed.some((leg) => leg.role === 'caller')) return true
      const index = connectionIndex(call, event.connection, event.device)
      return liveLeg(call, index)?.presumed === true
    }
    case 'connectionCleared':
    case 'failed':
      return saysUnanswered(event.cause)
    default:
      return false
  }
}

/** The call with what is known of answers, and nothing presumed. */
export function withoutPresumed(call: Call): Call {
  const legs = call.legs.map((leg) => {
    if (leg.presumed !== true || leg.endedAt !== null) return leg
    const { presumed: _, ...rest } = leg
    return { ...rest, answeredAt: null }
  })
  if (legs.some((leg) => leg.role !== 'caller' && leg.answeredAt !== null)) return { ...call, legs }
  return {
    ...call,
    answeredAt: null,
    legs: legs.map((leg) => (leg.role === 'caller' ? { ...leg, answeredAt: null } : leg)),
  }
}
