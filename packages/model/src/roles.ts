import type { Call, Leg, LegRole } from './call.ts'
import type { DeviceId } from './device.ts'
import type { CallEvent, CallEventData } from './switch-event.ts'

/** What of an event decides the role of the leg that begins with it. */
type Beginning = Pick<CallEventData, 'cause' | 'lastRedirection'> & {
  readonly kind: CallEvent['kind']
  readonly device: DeviceId
}

/** How a leg that begins with this event came into the call. */
export function roleOf(call: Call, event: Beginning): LegRole {
  // Why the call leaves a device says nothing of how it came there.
  if (event.kind === 'diverted') return comingRole(call, event)
  switch (event.cause) {
    case 'callPickup':
      return 'pickedUp'
    case 'transfer':
    case 'singleStepTransfer':
    case 'unpark':
      return 'transferredTo'
    case 'conference':
    case 'singleStepConference':
    case 'activeParticipation':
    case 'silentParticipation':
      return 'conferenced'
    case 'callForward':
    case 'callForwardBusy':
    case 'callForwardImmediate':
    case 'callForwardNoAnswer':
    case 'redirected':
    case 'overflow':
      return divertedRole(call, event)
    default:
      return comingRole(call, event)
  }
}

function comingRole(call: Call, event: Beginning): LegRole {
  const started = call.legs.some((leg) => leg.role === 'caller')
  if (!started && call.calling.number === event.device && event.kind !== 'delivered') return 'caller'
  if (call.queue === event.device) return 'queue'
  const diverted = call.legs.some((leg) => leg.outcome === 'diverted' && leg.role !== 'queue')
  return diverted ? divertedRole(call, event) : 'called'
}

/**
 * Whoever rings in the place of a party that was transferred to, or asked in, is that party now; also where the call
 * went back to its queue meanwhile.
 */
function divertedRole(call: Call, event: Beginning): LegRole {
  const from = event.lastRedirection?.number ?? null
  const isFrom = (leg: Leg) => leg.device === from
  const last = call.legs.findLastIndex(
    call.legs.some(isFrom) ? isFrom : ({ outcome }) => outcome === 'diverted',
  )
  // Who has taken the call is not in the queue's hands any more: of the others, whom it was brought to last.
  const wasThere = (leg: Leg) => leg.endedAt !== null && leg.answeredAt === null
  const before = call.legs.findLast(
    (leg, index) => index <= last && leg.role !== 'queue' && (index === last || wasThere(leg)),
  )
  return before?.role === 'transferredTo' || before?.role === 'conferenced' ? before.role : 'divertedTo'
}

/** Roles among which one answer ends the ringing of the others. A transfer or conference brings in one more instead. */
export function isFirstRound(role: LegRole): boolean {
  return role === 'called' || role === 'divertedTo' || role === 'queue' || role === 'pickedUp'
}
