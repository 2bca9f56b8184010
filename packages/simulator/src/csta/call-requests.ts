import type { ConnectionId } from '@hookswitch/model'
import type { Draft, MessageOf } from '@hookswitch/pbx/csta/codec'
import { connectionOf, type Leg, type PbxCall } from '#engine/call.ts'
import * as moving from '#engine/moving.ts'
import * as parking from '#engine/parking.ts'
import { wrongOperation } from '#engine/refusal.ts'
import * as services from '#engine/services.ts'
import { answerWith, dataOf, namedLeg, namedPair, namedPhone, type Answer } from './answer.ts'
import type { Habits } from './habits.ts'
import { wireConnection } from './parts.ts'
import type { CstaSession } from './session.ts'

const missing = wrongOperation('atLeastOneConditionalParameterNotProvided')

/** Services on one leg that answer with nothing. */
function onLeg(
  session: CstaSession,
  connection: Parameters<typeof namedLeg>[1],
  service: {
    run: (x: CstaSession['face']['exchange'], leg: Leg) => ReturnType<typeof services.answer>
    response: Draft
  },
): Answer {
  return answerWith(
    namedLeg(session, connection),
    (leg) => service.run(session.face.exchange, leg),
    () => service.response,
  )
}

export function makeCall(session: CstaSession, message: MessageOf<'MakeCall'>): Answer {
  const to = message.calledDirectoryNumber?.id
  if (to === undefined) return missing
  return answerWith(
    namedPhone(session, message.callingDevice),
    (phone) =>
      services.makeCall(session.face.exchange, {
        from: phone.number,
        to,
        prompt: message.autoOriginate !== 'doNotPrompt',
        ...dataOf(message),
      }),
    (leg) => madeCall(connectionOf(leg), session.face.habits),
  )
}

/** Some switches do not say which connection they made. */
function madeCall(made: ConnectionId, { makeCallTellsConnection }: Habits): Draft {
  return {
    kind: 'MakeCallResponse',
    callingDevice: makeCallTellsConnection ? wireConnection(made) : { deviceID: { id: made.deviceId } },
  }
}

export const answerCall = (session: CstaSession, message: MessageOf<'AnswerCall'>): Answer =>
  onLeg(session, message.callToBeAnswered, { run: services.answer, response: { kind: 'AnswerCallResponse' } })

export const clearConnection = (session: CstaSession, message: MessageOf<'ClearConnection'>): Answer =>
  onLeg(session, message.connectionToBeCleared, {
    run: services.clearConnection,
    response: { kind: 'ClearConnectionResponse' },
  })

export const clearCall = (session: CstaSession, message: MessageOf<'ClearCall'>): Answer =>
  onLeg(session, message.callToBeCleared, {
    run: services.clearCall,
    response: { kind: 'ClearCallResponse' },
  })

export const holdCall = (session: CstaSession, message: MessageOf<'HoldCall'>): Answer =>
  onLeg(session, message.callToBeHeld, { run: services.hold, response: { kind: 'HoldCallResponse' } })

export const retrieveCall = (session: CstaSession, message: MessageOf<'RetrieveCall'>): Answer =>
  onLeg(session, message.callToBeRetrieved, {
    run: services.retrieve,
    response: { kind: 'RetrieveCallResponse' },
  })

export function consultationCall(session: CstaSession, message: MessageOf<'ConsultationCall'>): Answer {
  const number = message.consultedDevice?.id
  if (number === undefined) return missing
  return answerWith(
    namedLeg(session, message.existingCall),
    (leg) => services.consult(session.face.exchange, leg, { number, ...dataOf(message) }),
    (leg) => ({ kind: 'ConsultationCallResponse', initiatedCall: wireConnection(connectionOf(leg)) }),
  )
}

export const alternateCall = (session: CstaSession, message: MessageOf<'AlternateCall'>): Answer =>
  answerWith(
    namedPair(session, message),
    (pair) => services.alternate(session.face.exchange, pair),
    () => ({ kind: 'AlternateCallResponse' }),
  )

export const reconnectCall = (session: CstaSession, message: MessageOf<'ReconnectCall'>): Answer =>
  answerWith(
    namedPair(session, message),
    (pair) => services.reconnect(session.face.exchange, pair),
    () => ({ kind: 'ReconnectCallResponse' }),
  )

/** A leg of the call that is left; ECMA-269 17.1.29 has it name the party transferred to. */
function remaining(call: PbxCall): ReturnType<typeof wireConnection> {
  const leg = [...call.legs.values()].at(-1)
  return wireConnection({ callId: call.id, deviceId: leg?.device ?? '' })
}

export const transferCall = (session: CstaSession, message: MessageOf<'TransferCall'>): Answer =>
  answerWith(
    namedPair(session, message),
    (pair) => moving.transfer(session.face.exchange, pair),
    (call) => ({ kind: 'TransferCallResponse', transferredCall: remaining(call) }),
  )

export const conferenceCall = (session: CstaSession, message: MessageOf<'ConferenceCall'>): Answer =>
  answerWith(
    namedPair(session, message),
    (pair) => moving.conference(session.face.exchange, pair),
    (leg) => ({ kind: 'ConferenceCallResponse', conferenceCall: wireConnection(connectionOf(leg)) }),
  )

export function singleStepTransferCall(
  session: CstaSession,
  message: MessageOf<'SingleStepTransferCall'>,
): Answer {
  const to = message.transferredTo?.id
  if (to === undefined) return missing
  return answerWith(
    namedLeg(session, message.activeCall),
    (leg) => moving.singleStepTransfer(session.face.exchange, leg, to),
    (call) => ({ kind: 'SingleStepTransferCallResponse', transferredCall: remaining(call) }),
  )
}

export function singleStepConferenceCall(
  session: CstaSession,
  message: MessageOf<'SingleStepConferenceCall'>,
): Answer {
  const number = message.deviceToJoin?.id
  if (number === undefined) return missing
  const silent = message.participationType === 'silent'
  const leg = namedLeg(session, message.activeCall)
  return answerWith(
    leg,
    (asking) => moving.singleStepConference(session.face.exchange, asking, { number, silent }),
    (deviceId) => ({
      kind: 'SingleStepConferenceCallResponse',
      conferencedCall: wireConnection({ callId: leg.ok ? leg.value.call.id : '', deviceId }),
    }),
  )
}

export function deflectCall(session: CstaSession, message: MessageOf<'DeflectCall'>): Answer {
  const to = message.newDestination?.[0]?.id
  if (to === undefined) return missing
  return onLeg(session, message.callToBeDiverted, {
    run: (x, leg) => moving.deflect(x, leg, to),
    response: { kind: 'DeflectCallResponse' },
  })
}

/** The session needs a right to the phone that takes the call, not to the one it rings at. */
export function directedPickupCall(session: CstaSession, message: MessageOf<'DirectedPickupCall'>): Answer {
  const { callID, deviceID } = message.callToBePickedUp ?? {}
  if (callID === undefined || deviceID === undefined) return missing
  const { exchange } = session.face
  return answerWith(
    namedPhone(session, message.requestingDevice),
    (phone) => {
      const leg = services.legOf(exchange, { callId: callID, deviceId: deviceID.id })
      return leg.ok ? parking.pickUp(exchange, leg.value, phone.number) : leg
    },
    (leg) => ({ kind: 'DirectedPickupCallResponse', pickedCall: wireConnection(connectionOf(leg)) }),
  )
}

export const groupPickupCall = (session: CstaSession, message: MessageOf<'GroupPickupCall'>): Answer =>
  answerWith(
    namedPhone(session, message.newDestination),
    (phone) => parking.pickUpInGroup(session.face.exchange, phone, message.pickGroup?.id ?? null),
    (leg) => ({ kind: 'GroupPickupCallResponse', pickedCall: wireConnection(connectionOf(leg)) }),
  )

/** Without a place the switch chooses one. */
export const parkCall = (session: CstaSession, message: MessageOf<'ParkCall'>): Answer =>
  answerWith(
    namedLeg(session, message.parking),
    (leg) => parking.park(session.face.exchange, leg, message.parkTo?.id ?? null),
    (leg) => ({ kind: 'ParkCallResponse', parkedTo: wireConnection(connectionOf(leg)) }),
  )

export function generateDigits(session: CstaSession, message: MessageOf<'GenerateDigits'>): Answer {
  const digits = message.charactersToSend
  if (digits === undefined || !/^[0-9*#A-D,]{1,64}$/.test(digits))
    return wrongOperation('invalidParameterValue')
  return onLeg(session, message.connectionToSendDigits, {
    run: (x, leg) => services.generateDigits(x, leg, digits),
    response: { kind: 'GenerateDigitsResponse' },
  })
}

export const associateData = (session: CstaSession, message: MessageOf<'AssociateData'>): Answer =>
  onLeg(session, message.existingCall, {
    run: (x, leg) => services.associateData(x, leg, dataOf(message)),
    response: { kind: 'AssociateDataResponse' },
  })

export const sendUserInformation = (
  session: CstaSession,
  message: MessageOf<'SendUserInformation'>,
): Answer =>
  onLeg(session, message.existingCall, {
    run: (x, leg) => services.associateData(x, leg, dataOf(message)),
    response: { kind: 'SendUserInformationResponse' },
  })
