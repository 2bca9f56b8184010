/** CSTA call events ▶ model events (ECMA-269 17.2; brief 3.8). One event in, one event out: joining them is the model's. */
import type {
  CallEvent,
  CallEventData,
  ConnectionId,
  DeviceId,
  MovedConnection,
  Party,
} from '@hookswitch/model'
import type { CstaDialect } from '#csta/dialects/dialect.ts'
import type { CstaEvent, MessageOf } from '#csta/codec/index.ts'
import { carriedData, type DataFields, globalIdOf, linkageOf } from './call-data.ts'
import { causeOf } from './causes.ts'
import type { Connections, WireConnection } from './connections.ts'
import {
  deviceName,
  type Known,
  namedDevice,
  partyFrom,
  partyOf,
  redirectionFrom,
  type WireParty,
} from './parties.ts'

/** What the translation needs to know beside the event. */
export interface Setting extends Known {
  readonly dialect: CstaDialect
  readonly connections: Connections
  /** Device of the monitor that told it; undefined for a call's monitor. */
  readonly monitored: DeviceId | undefined
}

/** What many call events carry, under the wire's names. */
interface CommonFields extends DataFields {
  readonly cause?: string
  readonly callingDevice?: WireParty
  readonly calledDevice?: WireParty
  readonly lastRedirectionDevice?: MessageOf<'DeliveredEvent'>['lastRedirectionDevice']
  readonly networkCallingDevice?: WireParty
  readonly associatedCallingDevice?: WireParty
  readonly associatedCalledDevice?: WireParty
  readonly callLinkageData?: MessageOf<'DeliveredEvent'>['callLinkageData']
  readonly callLinkageDataList?: MessageOf<'TransferedEvent'>['callLinkageDataList']
}

/** The model's event; undefined for events that say nothing about a call's course, or lack the connection they are about. */
export function callEventFrom(event: CstaEvent, setting: Setting): CallEvent | undefined {
  switch (event.kind) {
    case 'TransferedEvent':
    case 'ConferencedEvent':
      return joinFrom(event, setting)
    case 'CallClearedEvent': {
      const callId = event.clearedCall?.callID
      return callId === undefined ? undefined : { kind: 'callCleared', callId, ...common(event, setting) }
    }
    case 'QueuedEvent':
      return queuedFrom(event, setting)
    case 'DivertedEvent':
      return divertedFrom(event, setting)
    case 'NetworkReachedEvent':
      return networkReachedFrom(event, setting)
    case 'DigitsDialedEvent': {
      const at = place(event.dialingConnection, event.dialingDevice, setting)
      const sequence = event.dialingSequence?.id ?? ''
      return at && { kind: 'digitsDialed', ...at, sequence, ...common(event, setting) }
    }
    case 'CallInformationEvent': {
      const at = place(event.connection, event.device, setting)
      return at && { kind: 'callInformation', connection: at.connection, ...common(event, setting) }
    }
    case 'DigitsGeneratedEvent': {
      const at = place(event.connection, undefined, setting)
      const sequence = event.digitGeneratedList ?? ''
      return at && { kind: 'digitsGenerated', connection: at.connection, sequence, ...common({}, setting) }
    }
    default:
      return legEventFrom(event, setting)
  }
}

/** The events that say: this device's leg is now so. */
function legEventFrom(event: CstaEvent, setting: Setting): CallEvent | undefined {
  const leg = legOf(event)
  if (leg === undefined) return undefined
  const at = place(leg.connection, leg.device, setting)
  return at && { kind: leg.kind, ...at, ...common(event as CommonFields, setting, leg.connection) }
}

type LegKind =
  | 'serviceInitiated'
  | 'originated'
  | 'offered'
  | 'delivered'
  | 'established'
  | 'held'
  | 'retrieved'
  | 'connectionCleared'
  | 'failed'
  | 'bridged'

interface Leg {
  readonly kind: LegKind
  readonly connection: WireConnection | undefined
  readonly device: WireParty | undefined
}

function legOf(event: CstaEvent): Leg | undefined {
  switch (event.kind) {
    case 'ServiceInitiatedEvent':
      return {
        kind: 'serviceInitiated',
        connection: event.initiatedConnection,
        device: event.initiatingDevice,
      }
    case 'OriginatedEvent':
      return { kind: 'originated', connection: event.originatedConnection, device: event.callingDevice }
    case 'OfferedEvent':
      return { kind: 'offered', connection: event.offeredConnection, device: event.offeredDevice }
    case 'DeliveredEvent':
      return { kind: 'delivered', connection: event.connection, device: event.alertingDevice }
    case 'EstablishedEvent':
      return { kind: 'established', connection: event.establishedConnection, device: event.answeringDevice }
    case 'HeldEvent':
      return { kind: 'held', connection: event.heldConnection, device: event.holdingDevice }
    case 'RetrievedEvent':
      return { kind: 'retrieved', connection: event.retrievedConnection, device: event.retrievingDevice }
    case 'ConnectionClearedEvent':
      return { kind: 'connectionCleared', connection: event.droppedConnection, device: event.releasingDevice }
    case 'FailedEvent':
      return { kind: 'failed', connection: event.failedConnection, device: event.failingDevice }
    case 'BridgedEvent':
      return { kind: 'bridged', connection: event.bridgedConnection, device: event.bridgedAppearance }
    default:
      return undefined
  }
}

interface Place {
  readonly connection: ConnectionId
  readonly device: DeviceId
}

/** The connection and the plain name of its device. */
function place(
  wire: WireConnection | undefined,
  subject: WireParty | undefined,
  setting: Setting,
): Place | undefined {
  if (wire === undefined) return undefined
  const connection = setting.connections.toModel(wire)
  return { connection, device: deviceOf(connection, subject, setting) }
}

/**
 * Whose leg it is. The connection's own device counts where it is one of ours (a releasing device is the one that hung
 * up, and need not be the one whose leg is gone); else the subject's number says more than a dynamic id.
 */
function deviceOf(connection: ConnectionId, subject: WireParty | undefined, setting: Setting): DeviceId {
  const { number } = namedDevice(connection.deviceId)
  return setting.isOurs(number) ? number : deviceName(subject, connection.deviceId)
}

/** What the events share. `on`: the connection that the event is about, which may tell the call's own id. */
function common(event: CommonFields, setting: Setting, on?: WireConnection): CallEventData {
  const callerBeyond = isDevice(event.associatedCallingDevice) || isDevice(event.networkCallingDevice)
  const calling = withName(partyFrom(event.callingDevice, setting, callerBeyond), event)
  const called = partyFrom(event.calledDevice, setting, isDevice(event.associatedCalledDevice))
  const lastRedirection = redirectionFrom(event.lastRedirectionDevice, setting)
  const linkage = event.callLinkageData ?? event.callLinkageDataList?.newCallLinkageData
  const linkageId = linkageOf(linkage) ?? globalIdOf(on)
  return {
    cause: causeOf(event.cause),
    ...(setting.monitored === undefined ? {} : { monitored: setting.monitored }),
    ...(calling === undefined ? {} : { calling }),
    ...(called === undefined ? {} : { called }),
    ...(lastRedirection === undefined ? {} : { lastRedirection }),
    ...(linkageId === undefined ? {} : { linkageId }),
    ...carriedData(event, setting.dialect),
  }
}

/** Zultys: the caller's name in an element of its own. */
function withName(party: Party | undefined, { more }: DataFields): Party | undefined {
  const name = more?.find((element) => element.name === 'callingDisplayName')?.text.trim()
  return party === undefined || !name || party.name !== null ? party : { ...party, name }
}

function isDevice(party: WireParty | undefined): boolean {
  return party?.kind === 'deviceIdentifier'
}

function queuedFrom(event: MessageOf<'QueuedEvent'>, setting: Setting): CallEvent | undefined {
  const at = place(event.queuedConnection, event.queue, setting)
  if (at === undefined) return undefined
  const { callsInFront } = event
  return {
    kind: 'queued',
    connection: at.connection,
    queue: deviceName(event.queue, at.device),
    ...(callsInFront === undefined ? {} : { callsInFront }),
    ...common(event, setting, event.queuedConnection),
  }
}

function divertedFrom(event: MessageOf<'DivertedEvent'>, setting: Setting): CallEvent | undefined {
  const at = place(event.connection, event.divertingDevice, setting)
  if (at === undefined) return undefined
  const to = partyFrom(event.newDestination, setting)
  // Zultys: a group's call reaches its member as Diverted with the member as new destination (brief, sequence 3).
  if (setting.dialect.divertedRings && to?.number != null && to.number === setting.monitored) {
    return {
      kind: 'delivered',
      connection: at.connection,
      device: to.number,
      ...common(event, setting, event.connection),
    }
  }
  return {
    kind: 'diverted',
    ...at,
    ...(to === undefined ? {} : { to }),
    ...common(event, setting, event.connection),
  }
}

function networkReachedFrom(
  event: MessageOf<'NetworkReachedEvent'>,
  setting: Setting,
): CallEvent | undefined {
  const at = place(event.outboundConnection, event.networkInterfaceUsed, setting)
  const trunk = isDevice(event.networkInterfaceUsed) ? deviceName(event.networkInterfaceUsed, '') : null
  const told = common(event, setting, event.outboundConnection)
  // Whoever is reached over a trunk is outside.
  const called = told.called === undefined ? {} : { called: { ...told.called, external: true } }
  return at && { kind: 'networkReached', connection: at.connection, trunk, ...told, ...called }
}

type Join = MessageOf<'TransferedEvent'> | MessageOf<'ConferencedEvent'>

function joinFrom(event: Join, setting: Setting): CallEvent | undefined {
  if (event.primaryOldCall === undefined) return undefined
  const { connections } = setting
  const { secondaryOldCall } = event
  const primaryOldCall = connections.toModel(event.primaryOldCall)
  const shared = {
    primaryOldCall,
    ...(secondaryOldCall === undefined ? {} : { secondaryOldCall: connections.toModel(secondaryOldCall) }),
    ...common(event, setting, event.primaryOldCall),
  }
  if (event.kind === 'TransferedEvent') {
    const transferredTo = partyFrom(event.transferredToDevice, setting)
    return {
      kind: 'transferred',
      ...shared,
      transferringDevice: deviceName(event.transferringDevice, primaryOldCall.deviceId),
      ...(transferredTo === undefined ? {} : { transferredTo }),
      connections: movedFrom(event.transferredConnections ?? [], setting),
    }
  }
  const addedParty = partyFrom(event.addedParty, setting)
  return {
    kind: 'conferenced',
    ...shared,
    conferencingDevice: deviceName(event.conferencingDevice, primaryOldCall.deviceId),
    ...(addedParty === undefined ? {} : { addedParty }),
    connections: movedFrom(event.conferenceConnections ?? [], setting),
  }
}

type Item = NonNullable<MessageOf<'TransferedEvent'>['transferredConnections']>[number]

/** The parties that remain. An item without its new connection is about the one who leaves. */
function movedFrom(items: readonly Item[], setting: Setting): MovedConnection[] {
  const moved: MovedConnection[] = []
  for (const { newConnection, oldConnection, endpoint, associatedNID } of items) {
    if (newConnection === undefined) continue
    const to = setting.connections.toModel(newConnection)
    const beyondTrunk = associatedNID?.kind === 'deviceID'
    const party =
      endpoint?.kind === 'deviceID'
        ? partyOf(endpoint.value, setting, beyondTrunk)
        : partyFrom(endpoint, setting, beyondTrunk)
    moved.push({
      to,
      ...(oldConnection === undefined ? {} : { from: setting.connections.toModel(oldConnection) }),
      ...(party === undefined ? {} : { endpoint: party }),
      device: deviceOfItem(to, party?.number ?? null, setting),
    })
  }
  return moved
}

function deviceOfItem(to: ConnectionId, number: string | null, setting: Setting): DeviceId {
  const named = namedDevice(to.deviceId).number
  if (setting.isOurs(named)) return named
  return number ?? (named === '' ? to.deviceId : named)
}
