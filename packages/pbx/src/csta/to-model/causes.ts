import { type EventCause, eventCauses } from '@hookswitch/model'

const known: ReadonlySet<string> = new Set(eventCauses)

/** Causes of ECMA-323 that the model says in another word. */
const translated: Readonly<Record<string, EventCause>> = {
  aCDBusy: 'busy',
  aCDForward: 'distributed',
  aCDSaturated: 'overflow',
  alertTimeExpired: 'noAnswer',
  busyOverflow: 'overflow',
  calendarOverflow: 'overflow',
  capacityOverflow: 'overflow',
  queueTimeOverflow: 'overflow',
  unknownOverflow: 'overflow',
  callInterceptionBusy: 'redirected',
  callInterceptionForwarded: 'redirected',
  callInterceptionNoAnswer: 'redirected',
  callInterception: 'redirected',
  destOutOfOrder: 'destNotObtainable',
  networkOutOfOrder: 'networkNotObtainable',
  trunksBusy: 'networkCongestion',
  selectedTrunkBusy: 'networkCongestion',
  invalidNumberFormat: 'invalidNumber',
  numberChanged: 'invalidNumber',
  numberUnallocated: 'invalidNumber',
  notAvailableBearerService: 'incompatibleDestination',
  notSupportedBearerService: 'incompatibleDestination',
  multipleAlerting: 'newCall',
  recallBusy: 'recall',
  recallForwarded: 'recall',
  recallNoAnswer: 'recall',
  recallResourcesNotAvailable: 'recall',
  switchingFunctionTerminated: 'forcedDisconnect',
  lockout: 'timeout',
}

/** Why, in the model's words. Words that mean nothing to a person are `normal`; an event without a cause is `unknown`. */
export function causeOf(word: string | undefined): EventCause {
  if (word === undefined) return 'unknown'
  return known.has(word) ? (word as EventCause) : (translated[word] ?? 'normal')
}
