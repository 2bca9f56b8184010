import { connectionAt, hasEnded, type Call } from './call.ts'
import { canCommand, type Capabilities } from './capability.ts'
import type { CommandKind } from './command.ts'
import type { ConnectionState } from './connection.ts'
import type { DeviceId } from './device.ts'

/** States of the agent's own leg in which each command makes sense (ECMA-269 17.1, "required initial states"). */
const sensibleStates: Partial<Record<CommandKind, readonly ConnectionState[]>> = {
  answerCall: ['alerting'],
  rejectCall: ['alerting'],
  deflectCall: ['alerting'],
  clearConnection: ['initiated', 'connected', 'hold', 'fail'],
  clearCall: ['connected', 'hold'],
  holdCall: ['connected'],
  retrieveCall: ['hold'],
  consultationCall: ['connected'],
  singleStepTransfer: ['connected'],
  singleStepConference: ['connected'],
  generateDigits: ['connected'],
  parkCall: ['connected', 'hold'],
  setMicrophoneMute: ['connected'],
  alternateCall: ['connected'],
  reconnectCall: ['connected'],
  transferCall: ['connected', 'hold'],
  conferenceCall: ['connected', 'hold'],
}

/** The commands on a present call that a device may be offered: what the link can do, and what the state of its leg allows. */
export function offers(call: Call, device: DeviceId, capabilities: Capabilities): readonly CommandKind[] {
  const leg = connectionAt(call, device)
  if (leg === undefined || hasEnded(call)) return []
  return (Object.keys(sensibleStates) as CommandKind[]).filter(
    (command) =>
      sensibleStates[command]?.includes(leg.state) === true && canCommand(capabilities, device, command),
  )
}
