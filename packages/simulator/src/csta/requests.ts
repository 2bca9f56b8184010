import type { Draft, Message, MessageKind, MessageOf } from '@hookswitch/pbx/csta/codec'
import { wrongOperation } from '#engine/refusal.ts'
import { draftRefusal, type Answer } from './answer.ts'
import * as calls from './call-requests.ts'
import { cstaFeatures, switchingFunctionCaps } from './capability-requests.ts'
import * as devices from './device-requests.ts'
import type { CstaSession } from './session.ts'
import * as system from './system-requests.ts'

type Handlers = { readonly [K in MessageKind]?: (session: CstaSession, message: MessageOf<K>) => Answer }

/** Every request that this switch answers. */
const handlers: Handlers = {
  MakeCall: calls.makeCall,
  AnswerCall: calls.answerCall,
  ClearConnection: calls.clearConnection,
  ClearCall: calls.clearCall,
  HoldCall: calls.holdCall,
  RetrieveCall: calls.retrieveCall,
  ConsultationCall: calls.consultationCall,
  AlternateCall: calls.alternateCall,
  ReconnectCall: calls.reconnectCall,
  TransferCall: calls.transferCall,
  ConferenceCall: calls.conferenceCall,
  SingleStepTransferCall: calls.singleStepTransferCall,
  SingleStepConferenceCall: calls.singleStepConferenceCall,
  DeflectCall: calls.deflectCall,
  DirectedPickupCall: calls.directedPickupCall,
  GroupPickupCall: calls.groupPickupCall,
  ParkCall: calls.parkCall,
  GenerateDigits: calls.generateDigits,
  AssociateData: calls.associateData,
  SendUserInformation: calls.sendUserInformation,
  SetForwarding: devices.setForwarding,
  GetForwarding: devices.getForwarding,
  SetDoNotDisturb: devices.setDoNotDisturb,
  GetDoNotDisturb: devices.getDoNotDisturb,
  SetMicrophoneMute: devices.setMicrophoneMute,
  GetMicrophoneMute: devices.getMicrophoneMute,
  SetAgentState: devices.setAgentState,
  GetAgentState: devices.getAgentState,
  MonitorStart: system.monitorStart,
  MonitorStop: system.monitorStop,
  SnapshotDevice: system.snapshotDevice,
  SnapshotCall: system.snapshotCall,
  SystemRegister: system.systemRegister,
  SystemRegisterCancel: (session) => {
    session.registered = false
    return { kind: 'SystemRegisterCancelResponse' }
  },
  SystemStatus: () => ({ kind: 'SystemStatusResponse' }),
  RequestSystemStatus: () => ({ kind: 'RequestSystemStatusResponse', systemStatus: 'normal' }),
  GetCSTAFeatures: cstaFeatures,
  GetSwitchingFunctionCaps: switchingFunctionCaps,
  GetSwitchingFunctionDevices: system.switchingFunctionDevices,
}

/** Does what is asked and says what came of it. Never throws for a refusal. */
export function serve(session: CstaSession, message: Message): Draft {
  const handler =
    message.kind === 'unknown'
      ? undefined
      : (handlers[message.kind] as ((session: CstaSession, message: Message) => Answer) | undefined)
  const answer = handler?.(session, message) ?? wrongOperation('serviceNotSupported')
  return 'ok' in answer ? draftRefusal(answer) : answer
}
