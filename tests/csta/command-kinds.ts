import type { CommandKind } from '@hookswitch/model'

/** Everything that may be asked for; the types hold it complete. */
const kinds: Readonly<Record<CommandKind, true>> = {
  makeCall: true,
  answerCall: true,
  rejectCall: true,
  clearConnection: true,
  clearCall: true,
  deflectCall: true,
  holdCall: true,
  retrieveCall: true,
  consultationCall: true,
  alternateCall: true,
  reconnectCall: true,
  transferCall: true,
  conferenceCall: true,
  singleStepTransfer: true,
  singleStepConference: true,
  directedPickup: true,
  groupPickup: true,
  parkCall: true,
  generateDigits: true,
  setForwarding: true,
  setDoNotDisturb: true,
  setAgentState: true,
  setMicrophoneMute: true,
}

export const commandKinds = Object.keys(kinds)
