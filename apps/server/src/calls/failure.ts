import type { CallView } from '@hookswitch/contract'
import { hasEnded, type Call, type DeviceId, type Leg } from '@hookswitch/model'

type Failure = NonNullable<CallView['failure']>

/** Why a call that was made from this device reached nobody, as far as the switch has said; null for every other call. */
export function failureOf(call: Call, device: DeviceId | null): Failure | null {
  const own = call.legs.find((leg) => leg.device === device && leg.role === 'caller')
  if (own === undefined || call.answeredAt !== null) return null
  const called = call.legs.findLast((leg) => leg.role !== 'caller' && leg.role !== 'queue')
  const outcome = called?.outcome ?? call.outcome
  switch (outcome) {
    case 'busy':
      return 'busy'
    case 'rejected':
      return 'refused'
    case 'failed':
      return call.cause === 'invalidNumber' ? 'noSuchNumber' : 'unreachable'
    case 'missed':
    case 'abandoned':
      if (called !== undefined && wentFirst(called, own)) return 'noAnswer'
      if (!hasEnded(call)) return null
      return rangInVain(call.cause) ? 'noAnswer' : 'givenUp'
    default:
      return null
  }
}

/** The other telephone stopped ringing while this one was still off the hook. */
function wentFirst(called: Leg, own: Leg): boolean {
  return called.endedAt !== null && (own.endedAt === null || called.endedAt < own.endedAt)
}

function rangInVain(cause: Call['cause']): boolean {
  return cause === 'noAnswer' || cause === 'callNotAnswered' || cause === 'timeout'
}
