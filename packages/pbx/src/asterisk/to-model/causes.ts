import type { EventCause } from '@hookswitch/model'
import type { Leg, LegTable } from './legs.ts'

/** Q.850 cause values as Asterisk gives them in `Cause` of a Hangup (include/asterisk/causes.h). */
const byNumber: Readonly<Record<number, EventCause>> = {
  1: 'invalidNumber',
  2: 'networkNotObtainable',
  3: 'destNotObtainable',
  16: 'normalClearing',
  17: 'busy',
  18: 'noAnswer',
  19: 'noAnswer',
  20: 'destNotObtainable',
  21: 'blocked',
  22: 'invalidNumber',
  26: 'answeredElsewhere',
  27: 'destNotObtainable',
  28: 'invalidNumber',
  34: 'networkCongestion',
  38: 'networkNotObtainable',
  41: 'networkCongestion',
  42: 'networkCongestion',
  44: 'resourcesNotAvailable',
  58: 'resourcesNotAvailable',
  88: 'incompatibleDestination',
  102: 'timeout',
}

/** Meaning of a hang-up cause; undefined for those that say nothing (0, 127 and unknown ones). */
export function causeOf(number: number): EventCause | undefined {
  return byNumber[number]
}

/**
 * Why a leg ended. The number alone does not tell a caller who gave up from a phone that nobody took (both are 0, 16 or
 * 127): for that, who hung up and how the dialling ended are looked at as well.
 */
export function whyEnded(leg: Leg, legs: LegTable, number: number): EventCause {
  const given = causeOf(number)
  if (leg.told === 'connected' || leg.told === 'hold') {
    const group = legs.groupOf(leg)
    // Whom it holds is brought back to it.
    if (leg.waits && [...group.legs].some((other) => other !== leg && other.person)) {
      group.recalling = true
      return 'recall'
    }
    if (leg.fate?.kind === 'parks') return 'park'
    const taker = leg.role === 'called' || leg.joined
    if (taker && group.parked) return 'park'
    if (taker && [...group.legs].some((other) => other.redirected)) return 'singleStepTransfer'
    const gaveUp = leg.role !== 'called' && leg.hangupRequested && !group.answered
    return gaveUp ? 'callCancelled' : (given ?? 'normalClearing')
  }
  if (given !== undefined && given !== 'normalClearing') return given
  const caller = legs.get(leg.dialledBy ?? '')
  if (caller?.hangupRequested || leg.dialStatus === 'CANCEL') return 'callCancelled'
  if (leg.dialStatus === 'BUSY') return 'busy'
  return leg.role === 'prompted' ? 'callCancelled' : 'noAnswer'
}
