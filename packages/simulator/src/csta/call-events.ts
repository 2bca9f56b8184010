import type { Draft, DraftOf } from '@hookswitch/pbx/csta/codec'
import type { ConnectionState } from '@hookswitch/model'
import type { CallEvent, JoinedLeg, JoinEvent } from '#engine/event.ts'
import type { Habits } from './habits.ts'
import {
  wireConnection,
  wireData,
  wireDevice,
  wireLine,
  wireLinkage,
  wireParty,
  wireRedirection,
} from './parts.ts'

/** For whom an event is written: his monitor, and the state of the monitored device's own leg (device monitors only). */
export interface Audience {
  readonly monitorCrossRefID: string
  readonly localConnectionInfo?: ConnectionState
}

/** The event as one monitor is told it. */
export function draftCallEvent(event: CallEvent, audience: Audience, habits: Habits): Draft {
  switch (event.kind) {
    case 'transferred':
    case 'conferenced':
      return draftJoin(event, audience, habits)
    case 'callCleared':
      return {
        kind: 'CallClearedEvent',
        monitorCrossRefID: audience.monitorCrossRefID,
        clearedCall: { callID: event.callId },
        cause: event.cause,
      }
    default:
      return draftLegEvent(event, audience, habits)
  }
}

/** What some switches say before Delivered: the call is there, and may yet be refused (ECMA-269 17.2.13). */
export function draftOffered(
  event: Extract<CallEvent, { kind: 'delivered' }>,
  audience: Audience,
  habits: Habits,
): DraftOf<'OfferedEvent'> {
  const { associatedCallingDevice: line, ...rest } = ends(event, habits)
  return {
    kind: 'OfferedEvent',
    offeredConnection: wireConnection(event.connection),
    offeredDevice: wireParty(event.person, habits),
    ...audience,
    ...wireData(event, habits),
    cause: event.cause,
    ...rest,
    ...(line === undefined ? {} : { associatedCallingDevice: line }),
  }
}

/** What some switches say before Originated: what was dialled, as it was keyed (ECMA-269 17.2.8). */
export function draftDigitsDialed(
  event: Extract<CallEvent, { kind: 'originated' }>,
  audience: Audience,
  habits: Habits,
): DraftOf<'DigitsDialedEvent'> {
  return {
    kind: 'DigitsDialedEvent',
    dialingConnection: wireConnection(event.connection),
    dialingDevice: wireParty(event.person, habits),
    dialingSequence: { id: event.called },
    ...audience,
    cause: event.cause,
  }
}

type LegEvent = Exclude<CallEvent, JoinEvent | { kind: 'callCleared' }>

function draftLegEvent(event: LegEvent, audience: Audience, habits: Habits): Draft {
  const connection = wireConnection(event.connection)
  const device = wireParty(event.person, habits)
  const { cause } = event
  const data = wireData(event, habits)
  const brief = { ...audience, ...correlator(data), cause, ...wireLinkage(event, habits) }
  switch (event.kind) {
    case 'serviceInitiated':
      return {
        kind: 'ServiceInitiatedEvent',
        initiatedConnection: connection,
        initiatingDevice: device,
        ...brief,
      }
    case 'originated': {
      const { calledDevice } = parties(event, habits)
      return {
        kind: 'OriginatedEvent',
        originatedConnection: connection,
        callingDevice: device,
        calledDevice,
        ...brief,
      }
    }
    case 'held':
      return { kind: 'HeldEvent', heldConnection: connection, holdingDevice: device, ...brief }
    case 'retrieved':
      return { kind: 'RetrievedEvent', retrievedConnection: connection, retrievingDevice: device, ...brief }
    case 'connectionCleared':
      return {
        kind: 'ConnectionClearedEvent',
        droppedConnection: connection,
        releasingDevice: device,
        ...brief,
      }
    case 'callInformation': {
      const { monitorCrossRefID } = audience
      return { kind: 'CallInformationEvent', monitorCrossRefID, connection, device, ...data }
    }
    case 'digitsGenerated': {
      const { monitorCrossRefID } = audience
      return {
        kind: 'DigitsGeneratedEvent',
        monitorCrossRefID,
        connection,
        digitGeneratedList: event.sequence,
      }
    }
    default:
      return draftProgress(event, { ...audience, ...data, cause, ...ends(event, habits) }, habits)
  }
}

type ProgressEvent = Extract<
  LegEvent,
  { kind: 'networkReached' | 'delivered' | 'established' | 'queued' | 'diverted' | 'failed' }
>

/** The events that tell both ends of the call. */
function draftProgress(event: ProgressEvent, common: ReturnType<typeof commonOf>, habits: Habits): Draft {
  const connection = wireConnection(event.connection)
  const device = wireParty(event.person, habits)
  const { associatedCallingDevice: line, ...rest } = common
  const far = line === undefined ? {} : { associatedCallingDevice: line }
  switch (event.kind) {
    case 'networkReached': {
      const networkInterfaceUsed = wireLine(event.connection.deviceId)
      return {
        kind: 'NetworkReachedEvent',
        outboundConnection: connection,
        networkInterfaceUsed,
        ...rest,
        ...far,
      }
    }
    case 'delivered':
      return { kind: 'DeliveredEvent', connection, alertingDevice: device, ...rest, ...far }
    case 'established':
      return {
        kind: 'EstablishedEvent',
        establishedConnection: connection,
        answeringDevice: device,
        ...rest,
        ...far,
      }
    case 'failed':
      return { kind: 'FailedEvent', failedConnection: connection, failingDevice: device, ...rest, ...far }
    case 'queued': {
      const { callsInFront, numberQueued } = event
      return {
        kind: 'QueuedEvent',
        queuedConnection: connection,
        queue: device,
        callsInFront,
        numberQueued,
        ...rest,
        ...far,
      }
    }
    case 'diverted': {
      const newDestination = wireParty(event.to, habits)
      return { kind: 'DivertedEvent', connection, divertingDevice: device, newDestination, ...rest, ...far }
    }
  }
}

/** For the type of what `draftProgress` is given. */
function commonOf(event: ProgressEvent, audience: Audience, habits: Habits) {
  return { ...audience, ...wireData(event, habits), cause: event.cause, ...ends(event, habits) }
}

function correlator(data: ReturnType<typeof wireData>): Pick<typeof data, 'correlatorData'> {
  return data.correlatorData === undefined ? {} : { correlatorData: data.correlatorData }
}

function parties(event: CallEvent, habits: Habits) {
  return { callingDevice: wireParty(event.calling, habits), calledDevice: wireDevice(event.called) }
}

function ends(event: CallEvent, habits: Habits) {
  return {
    ...parties(event, habits),
    lastRedirectionDevice: wireRedirection(event.lastRedirection),
    ...(event.callingLine === null ? {} : { associatedCallingDevice: wireLine(event.callingLine) }),
    ...(event.acd ? { callCharacteristics: { acdCall: true } } : {}),
    ...wireLinkage(event, habits),
  }
}

function draftJoin(
  event: JoinEvent,
  audience: Audience,
  habits: Habits,
): DraftOf<'TransferedEvent'> | DraftOf<'ConferencedEvent'> {
  const connections = event.connections.map((leg) => draftJoined(leg, habits))
  const common = {
    ...audience,
    primaryOldCall: wireConnection(event.primaryOldCall),
    ...(event.secondaryOldCall === null || !habits.secondaryOldCall
      ? {}
      : { secondaryOldCall: wireConnection(event.secondaryOldCall) }),
    ...wireData(event, habits),
    cause: event.cause,
  }
  const by = wireParty(event.by, habits)
  const to = wireParty(event.to, habits)
  return event.kind === 'transferred'
    ? {
        kind: 'TransferedEvent',
        transferringDevice: by,
        transferredToDevice: to,
        transferredConnections: connections,
        ...common,
      }
    : {
        kind: 'ConferencedEvent',
        conferencingDevice: by,
        addedParty: to,
        conferenceConnections: connections,
        ...common,
      }
}

function draftJoined(leg: JoinedLeg, habits: Habits) {
  const { person } = leg
  return {
    newConnection: wireConnection(leg.to),
    ...(leg.from === null || !habits.oldConnections ? {} : { oldConnection: wireConnection(leg.from) }),
    endpoint: person.restricted
      ? ({ kind: 'restricted' } as const)
      : ({ kind: 'deviceID', value: { id: person.number } } as const),
    ...(leg.line === null
      ? {}
      : {
          associatedNID: {
            kind: 'deviceID',
            value: { id: leg.line, typeOfNumber: 'deviceNumber' },
          } as const,
        }),
  }
}
