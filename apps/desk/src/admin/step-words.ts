import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { LadderParty, LadderStep } from '@hookswitch/contract'

/** What the telephone system told, and what was asked of it, by the model's words. */
const words: Readonly<Record<string, MessageDescriptor>> = {
  serviceInitiated: msg`off the hook`,
  originated: msg`dials`,
  networkReached: msg`has left by a line`,
  offered: msg`is offered the call`,
  delivered: msg`rings`,
  established: msg`answers`,
  queued: msg`waits in the queue`,
  diverted: msg`goes on`,
  held: msg`holds`,
  retrieved: msg`retrieves`,
  transferred: msg`transfers`,
  conferenced: msg`makes a conference`,
  connectionCleared: msg`leaves the call`,
  callCleared: msg`the call is over`,
  failed: msg`cannot be reached`,
  bridged: msg`stops ringing`,
  callInformation: msg`tells of the call`,
  digitsDialed: msg`dials digits`,
  digitsGenerated: msg`sends digits`,
  relinked: msg`gets another id`,
  snapshot: msg`the telephone system was asked for all calls`,
  makeCall: msg`asked to call`,
  answerCall: msg`asked to answer`,
  clearConnection: msg`asked to hang up`,
  clearCall: msg`asked to end the call`,
  rejectCall: msg`asked to reject`,
  holdCall: msg`asked to hold`,
  retrieveCall: msg`asked to retrieve`,
  consultationCall: msg`asked to consult`,
  alternateCall: msg`asked to swap`,
  reconnectCall: msg`asked to go back`,
  transferCall: msg`asked to transfer`,
  conferenceCall: msg`asked for a conference`,
  singleStepConference: msg`asked to add somebody`,
  singleStepTransfer: msg`asked to transfer at once`,
  deflectCall: msg`asked to pass on`,
  parkCall: msg`asked to park`,
  directedPickup: msg`asked to pick up`,
  groupPickup: msg`asked to pick up in the group`,
}

const generateDigits = msg`asked to send digits`

/** In a few words what happened; the model's own word where there is none yet. */
export function stepWords({ kind }: Pick<LadderStep, 'kind'>): MessageDescriptor | string {
  return kind === 'generateDigits' ? generateDigits : (words[kind] ?? kind)
}

/** How a column is called. */
export function partyName({ kind, number, name }: LadderParty): MessageDescriptor | string {
  if (kind === 'hookswitch') return 'Hookswitch'
  if (number === '' && name === null) return msg`Unknown number`
  return name === null || name === number ? number : `${name} ${number}`.trim()
}

/** Seconds since the call began: +1.204 s */
export function afterText(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1_000).toFixed(3)} s`
}
