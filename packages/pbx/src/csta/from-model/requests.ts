/** Model commands ▶ CSTA requests (brief 3.7), and where the answer names the connection that was made. */
import type { Command, ForwardingKind } from '@hookswitch/model'
import type { CstaDialect } from '#csta/dialects/dialect.ts'
import {
  type DeviceId as WireDevice,
  type Draft,
  hexOfText,
  type KnownMessage,
  type MessageKind,
} from '#csta/codec/index.ts'
import type { Connections, WireConnection } from '#csta/to-model/connections.ts'

export interface ServiceRequest {
  readonly draft: Draft
  readonly answer: MessageKind
  /** The new connection in the answer, where the switch tells one. */
  readonly made: (answer: KnownMessage) => WireConnection | undefined
}

export const forwardingTypes: Readonly<Record<ForwardingKind, string>> = {
  immediate: 'forwardImmediate',
  busy: 'forwardBusy',
  noAnswer: 'forwardNoAns',
  doNotDisturb: 'forwardDND',
}

/** A device as this switch wants it named. */
export function wireDevice(device: string, dialect: CstaDialect): WireDevice {
  return { id: dialect.deviceFormat.replace('$', () => device) }
}

export interface Writing {
  readonly dialect: CstaDialect
  readonly connections: Connections
}

const nothingMade = (): undefined => undefined

/** The one service request that does what the command asks. */
export function requestFor(command: Command, writing: Writing): ServiceRequest {
  switch (command.kind) {
    case 'makeCall':
      return makeCall(command, writing)
    case 'setForwarding':
    case 'setDoNotDisturb':
    case 'setAgentState':
    case 'setMicrophoneMute':
      return deviceRequest(command, writing.dialect)
    case 'groupPickup':
      return groupPickup(command, writing)
    case 'alternateCall':
    case 'reconnectCall':
    case 'transferCall':
    case 'conferenceCall':
      return twoCallRequest(command, writing)
    case 'consultationCall':
    case 'deflectCall':
    case 'singleStepTransfer':
    case 'singleStepConference':
      return destinationRequest(command, writing)
    case 'answerCall':
    case 'clearConnection':
    case 'clearCall':
    case 'rejectCall':
    case 'holdCall':
    case 'retrieveCall':
    case 'directedPickup':
    case 'parkCall':
    case 'generateDigits':
      return oneCallRequest(command, writing)
  }
}

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>

function makeCall(command: Of<'makeCall'>, { dialect }: Writing): ServiceRequest {
  const { device, to, autoAnswer, reference } = command
  return {
    draft: {
      kind: 'MakeCall',
      callingDevice: wireDevice(device, dialect),
      calledDirectoryNumber: { id: to },
      autoOriginate: autoAnswer === true ? 'doNotPrompt' : 'prompt',
      correlatorData: reference === undefined ? undefined : { kind: 'string', value: hexOfText(reference) },
    },
    answer: 'MakeCallResponse',
    made: (answer) => (answer.kind === 'MakeCallResponse' ? answer.callingDevice : undefined),
  }
}

function groupPickup(command: Of<'groupPickup'>, { dialect }: Writing): ServiceRequest {
  return {
    draft: {
      kind: 'GroupPickupCall',
      newDestination: wireDevice(command.device, dialect),
      pickGroup: command.group === undefined ? undefined : { id: command.group },
    },
    answer: 'GroupPickupCallResponse',
    made: (answer) => (answer.kind === 'GroupPickupCallResponse' ? answer.pickedCall : undefined),
  }
}

type OneCall = Of<
  | 'answerCall'
  | 'clearConnection'
  | 'clearCall'
  | 'rejectCall'
  | 'holdCall'
  | 'retrieveCall'
  | 'directedPickup'
  | 'parkCall'
  | 'generateDigits'
>

function oneCallRequest(command: OneCall, { dialect, connections }: Writing): ServiceRequest {
  const on = connections.fromModel(command.connection)
  switch (command.kind) {
    case 'answerCall':
      return plain({ kind: 'AnswerCall', callToBeAnswered: on }, 'AnswerCallResponse')
    case 'clearConnection':
    case 'rejectCall':
      // An alerting leg that is cleared is a call that is refused (brief, sequence 2).
      return plain({ kind: 'ClearConnection', connectionToBeCleared: on }, 'ClearConnectionResponse')
    case 'clearCall':
      return plain({ kind: 'ClearCall', callToBeCleared: on }, 'ClearCallResponse')
    case 'holdCall':
      return plain({ kind: 'HoldCall', callToBeHeld: on }, 'HoldCallResponse')
    case 'retrieveCall':
      return plain({ kind: 'RetrieveCall', callToBeRetrieved: on }, 'RetrieveCallResponse')
    case 'generateDigits':
      return plain(
        { kind: 'GenerateDigits', connectionToSendDigits: on, charactersToSend: command.digits },
        'GenerateDigitsResponse',
      )
    case 'directedPickup':
      return {
        draft: {
          kind: 'DirectedPickupCall',
          callToBePickedUp: on,
          requestingDevice: wireDevice(command.device, dialect),
        },
        answer: 'DirectedPickupCallResponse',
        made: (answer) => (answer.kind === 'DirectedPickupCallResponse' ? answer.pickedCall : undefined),
      }
    case 'parkCall':
      return {
        draft: {
          kind: 'ParkCall',
          parking: on,
          parkTo: command.to === undefined ? undefined : { id: command.to },
        },
        answer: 'ParkCallResponse',
        made: (answer) => (answer.kind === 'ParkCallResponse' ? answer.parkedTo : undefined),
      }
  }
}

type Destination = Of<'consultationCall' | 'deflectCall' | 'singleStepTransfer' | 'singleStepConference'>

function destinationRequest(command: Destination, { connections }: Writing): ServiceRequest {
  const on = connections.fromModel(command.connection)
  const to = { id: command.to }
  switch (command.kind) {
    case 'deflectCall':
      return plain({ kind: 'DeflectCall', callToBeDiverted: on, newDestination: [to] }, 'DeflectCallResponse')
    case 'consultationCall':
      return {
        draft: { kind: 'ConsultationCall', existingCall: on, consultedDevice: to },
        answer: 'ConsultationCallResponse',
        made: (answer) => (answer.kind === 'ConsultationCallResponse' ? answer.initiatedCall : undefined),
      }
    case 'singleStepTransfer':
      return {
        draft: { kind: 'SingleStepTransferCall', activeCall: on, transferredTo: to },
        answer: 'SingleStepTransferCallResponse',
        made: (answer) =>
          answer.kind === 'SingleStepTransferCallResponse' ? answer.transferredCall : undefined,
      }
    case 'singleStepConference':
      return {
        draft: {
          kind: 'SingleStepConferenceCall',
          activeCall: on,
          deviceToJoin: to,
          participationType: 'active',
        },
        answer: 'SingleStepConferenceCallResponse',
        made: (answer) =>
          answer.kind === 'SingleStepConferenceCallResponse' ? answer.conferencedCall : undefined,
      }
  }
}

type TwoCalls = Of<'alternateCall' | 'reconnectCall' | 'transferCall' | 'conferenceCall'>

function twoCallRequest(command: TwoCalls, { connections }: Writing): ServiceRequest {
  const calls = {
    heldCall: connections.fromModel(command.held),
    activeCall: connections.fromModel(command.active),
  }
  switch (command.kind) {
    case 'alternateCall':
      return plain({ kind: 'AlternateCall', ...calls }, 'AlternateCallResponse')
    case 'reconnectCall':
      return plain({ kind: 'ReconnectCall', ...calls }, 'ReconnectCallResponse')
    case 'transferCall':
      return {
        draft: { kind: 'TransferCall', ...calls },
        answer: 'TransferCallResponse',
        made: (answer) => (answer.kind === 'TransferCallResponse' ? answer.transferredCall : undefined),
      }
    case 'conferenceCall':
      return {
        draft: { kind: 'ConferenceCall', ...calls },
        answer: 'ConferenceCallResponse',
        made: (answer) => (answer.kind === 'ConferenceCallResponse' ? answer.conferenceCall : undefined),
      }
  }
}

function deviceRequest(
  command: Of<'setForwarding' | 'setDoNotDisturb' | 'setAgentState' | 'setMicrophoneMute'>,
  dialect: CstaDialect,
): ServiceRequest {
  const device = wireDevice(command.device, dialect)
  switch (command.kind) {
    case 'setForwarding':
      return plain(
        {
          kind: 'SetForwarding',
          device,
          forwardingType: forwardingTypes[command.type],
          activateForward: command.on,
          forwardDN: command.to === undefined ? undefined : { id: command.to },
        },
        'SetForwardingResponse',
      )
    case 'setDoNotDisturb':
      return plain({ kind: 'SetDoNotDisturb', device, doNotDisturbOn: command.on }, 'SetDoNotDisturbResponse')
    case 'setMicrophoneMute':
      return plain(
        { kind: 'SetMicrophoneMute', device, microphoneMuteOn: command.on },
        'SetMicrophoneMuteResponse',
      )
    case 'setAgentState':
      return setAgentState(command, command.state, dialect)
  }
}

export type SetAgentState = Of<'setAgentState'>

/** The log-on that must come before any other state of an agent. */
export function logOnRequest(command: SetAgentState, { dialect }: Writing): ServiceRequest {
  return setAgentState(command, 'loggedOn', dialect)
}

function setAgentState(
  command: SetAgentState,
  requestedAgentState: SetAgentState['state'] | 'loggedOn',
  dialect: CstaDialect,
): ServiceRequest {
  const { password, group } = command
  const device = wireDevice(command.device, dialect)
  const own = dialect.agentDeviceElement
  return plain(
    {
      kind: 'SetAgentState',
      device,
      requestedAgentState,
      agentID: command.agentId,
      password: password === undefined || dialect.agentPassword === 'clear' ? password : hexOfText(password),
      group: group === undefined ? undefined : { id: group },
      more: own === undefined ? undefined : [{ name: own, attributes: {}, children: [], text: device.id }],
    },
    'SetAgentStateResponse',
  )
}

function plain(draft: Draft, answer: MessageKind): ServiceRequest {
  return { draft, answer, made: nothingMade }
}
