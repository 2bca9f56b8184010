/** SnapshotDevice and SnapshotCall answers ▶ the legs of a model snapshot (brief 3.7). */
import type { ConnectionState, DeviceId, SnapshotConnection } from '@hookswitch/model'
import type { MessageOf } from '#csta/codec/index.ts'
import { carriedData, linkageOf } from './call-data.ts'
import type { Setting } from './call-events.ts'
import type { WireConnection } from './connections.ts'
import { deviceName, namedDevice, partyFrom } from './parties.ts'

type DeviceItem = NonNullable<MessageOf<'SnapshotDeviceData'>['snapshotData']>[number]
type CallItem = NonNullable<MessageOf<'SnapshotCallData'>['snapshotData']>[number]
type CallState = NonNullable<DeviceItem['localCallState']>

/** One call at a device, before its far ends are asked for. */
export interface DeviceLeg {
  readonly wire: WireConnection
  readonly leg: SnapshotConnection
}

const states: ReadonlySet<string> = new Set([
  'null',
  'initiated',
  'alerting',
  'connected',
  'hold',
  'queued',
  'fail',
])

function connectionState(word: string | undefined): ConnectionState | undefined {
  return word !== undefined && states.has(word) ? (word as ConnectionState) : undefined
}

/** ECMA-269 simple call states, as the state of the local leg. */
const simpleStates: Readonly<Record<string, ConnectionState>> = {
  callNull: 'null',
  callPending: 'initiated',
  callOriginated: 'connected',
  callDelivered: 'connected',
  callDeliveredHeld: 'hold',
  callReceived: 'alerting',
  callEstablished: 'connected',
  callEstablishedHeld: 'hold',
  callReceivedOnHold: 'alerting',
  callEstablishedOnHold: 'connected',
  callQueued: 'queued',
  callQueuedHeld: 'hold',
  callFailed: 'fail',
  callFailedHeld: 'hold',
  callBlocked: 'fail',
}

/** The state of the device's own leg: the first of a compound state. A state not told is taken for connected. */
function localState(state: CallState | undefined): ConnectionState {
  switch (state?.kind) {
    case 'compoundCallState':
      return connectionState(state.value[0]) ?? 'connected'
    case 'simpleCallState':
      return simpleStates[state.value] ?? 'connected'
    case 'unknown':
    case undefined:
      return 'connected'
  }
}

/** The legs of one device. */
export function deviceLegs(device: DeviceId, items: readonly DeviceItem[], setting: Setting): DeviceLeg[] {
  const legs: DeviceLeg[] = []
  for (const { connectionIdentifier: wire, localCallState, callLinkageData } of items) {
    if (wire === undefined) continue
    const linkageId = linkageOf(callLinkageData)
    const connection = setting.connections.toModel(wire)
    const leg = {
      connection,
      device,
      state: localState(localCallState),
      ...(linkageId === undefined ? {} : { linkageId }),
    }
    legs.push({ wire, leg })
  }
  return legs
}

/** What SnapshotCall says of the call as a whole, for each of its legs. */
export function callFacts(answer: MessageOf<'SnapshotCallResponse'>, setting: Setting) {
  const beyond = answer.associatedCallingDevice?.kind === 'deviceIdentifier'
  const calling = partyFrom(answer.callingDevice, setting, beyond)
  const called = partyFrom(
    answer.calledDevice,
    setting,
    answer.associatedCalledDevice?.kind === 'deviceIdentifier',
  )
  const linkageId = linkageOf(answer.callLinkageData)
  return {
    ...(calling === undefined ? {} : { calling }),
    ...(called === undefined ? {} : { called }),
    ...(linkageId === undefined ? {} : { linkageId }),
    ...carriedData(answer, setting.dialect),
  }
}

/** All legs of one call, the far ends' too. */
export function callLegs(items: readonly CallItem[], setting: Setting): SnapshotConnection[] {
  const legs: SnapshotConnection[] = []
  for (const { callIdentifier, deviceOnCall, localConnectionInfo } of items) {
    if (callIdentifier === undefined) continue
    const connection = setting.connections.toModel(callIdentifier)
    const named = namedDevice(connection.deviceId).number
    const device = setting.isOurs(named) ? named : deviceName(deviceOnCall, connection.deviceId)
    legs.push({ connection, device, state: connectionState(localConnectionInfo) ?? 'connected' })
  }
  return legs
}
