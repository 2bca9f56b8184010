import type { Draft, MessageOf } from '@hookswitch/pbx/csta/codec'
import type { Leg } from '#engine/call.ts'
import type { Device } from '#engine/device.ts'
import { cannot, wrongOperation } from '#engine/refusal.ts'
import type { Answer } from './answer.ts'
import type { Habits } from './habits.ts'
import {
  plainDevice,
  wireConnection,
  wireData,
  wireDevice,
  wireLine,
  wireLinkage,
  wireParty,
} from './parts.ts'
import type { CstaSession } from './session.ts'

/** Trunk lines may be watched though nobody names them beforehand. */
const lineName = /^T\d+$/

export function monitorStart(session: CstaSession, message: MessageOf<'MonitorStart'>): Answer {
  const { face } = session
  const object = message.monitorObject
  if (object === undefined) return wrongOperation('invalidMonitorObject')
  if (face.monitors.count >= face.habits.monitorLicences) {
    return cannot('systemResourceAvailibility', 'overallMonitorLimitExceeded')
  }
  const filter = message.requestedMonitorFilter ?? null
  if (object.kind === 'deviceObject') {
    const device = plainDevice(object.value.id)
    if (!face.exchange.devices.has(device) && !lineName.test(device)) return wrongOperation('invalidDeviceID')
    if (!session.mayUse(device)) return wrongOperation('privilegeViolationSpecifiedDevice')
    if (message.monitorType === 'call') return wrongOperation('monitorTypeNotSupported')
    return started(face.monitors.add(session, { kind: 'device', device }, filter), message)
  }
  const { callID } = object.value
  const call = callID === undefined ? undefined : face.exchange.calls.get(callID)
  if (call === undefined) return wrongOperation('invalidCallID')
  if (![...call.legs.keys()].some((device) => session.mayUse(device))) {
    return wrongOperation('privilegeViolationSpecifiedDevice')
  }
  return started(face.monitors.add(session, { kind: 'call', callId: call.id }, filter), message)
}

function started(monitor: { crossRefId: string }, message: MessageOf<'MonitorStart'>): Answer {
  const filter = message.requestedMonitorFilter
  return {
    kind: 'MonitorStartResponse',
    monitorCrossRefID: monitor.crossRefId,
    ...(filter === undefined ? {} : { actualMonitorFilter: filter }),
    monitorExistingCalls: false,
  }
}

export function monitorStop(session: CstaSession, message: MessageOf<'MonitorStop'>): Answer {
  const { monitors } = session.face
  const monitor = monitors.get(message.monitorCrossRefID ?? '')
  if (monitor === undefined || monitor.session !== session) return wrongOperation('invalidMonitorCrossRefID')
  monitors.remove(monitor)
  return { kind: 'MonitorStopResponse' }
}

function legsAt(session: CstaSession, device: string): readonly Leg[] | null {
  const { exchange } = session.face
  const found = exchange.devices.get(device)
  if (found === undefined) {
    if (!lineName.test(device)) return null
    return [...exchange.calls.values()].flatMap((call) => call.legs.get(device) ?? [])
  }
  switch (found.kind) {
    case 'phone':
    case 'ivr':
      return [...found.legs]
    case 'queue':
      return [...found.waiting]
    case 'group':
      return []
    case 'park':
      return found.leg === null ? [] : [found.leg]
  }
}

export function snapshotDevice(session: CstaSession, message: MessageOf<'SnapshotDevice'>): Answer {
  const device = plainDevice(message.snapshotObject?.id ?? '')
  const legs = legsAt(session, device)
  if (legs === null) return wrongOperation('invalidDeviceID')
  if (!session.mayUse(device)) return wrongOperation('privilegeViolationSpecifiedDevice')
  const value = legs.map((leg) => snapshotItem(leg, session.face.habits))
  const inReports = reported(session, value, (report) => ({ kind: 'SnapshotDeviceData', ...report }))
  return {
    kind: 'SnapshotDeviceResponse',
    crossRefIDorSnapshotData: inReports ?? { kind: 'snapshotData', value },
  }
}

function snapshotItem(leg: Leg, habits: Habits) {
  const others = [...leg.call.legs.values()].filter((other) => other !== leg)
  const [far] = others
  return {
    connectionIdentifier: wireConnection({ callId: leg.call.id, deviceId: leg.device }),
    endpointDevice: far === undefined ? { kind: 'notKnown' as const } : wireParty(far.person, habits),
    // The device's own state first, then the others' (ECMA-269 12.2.6).
    localCallState: {
      kind: 'compoundCallState' as const,
      value: [leg.state, ...others.map((other) => other.state)],
    },
    ...wireLinkage({ truth: leg.call.truth.id }, habits),
  }
}

/** Where the switch does not answer with the list itself: a reference, under which reports follow. */
function reported<Item>(
  session: CstaSession,
  items: readonly Item[],
  draft: (report: {
    serviceCrossRefID: string
    segmentID: number
    lastSegment: boolean
    snapshotData: readonly Item[]
  }) => Draft,
): { readonly kind: 'serviceCrossRefID'; readonly value: string } | null {
  const { face } = session
  const size = face.habits.snapshotReports
  if (size === 0) return null
  const value = face.nextCrossRef()
  for (let start = 0; start === 0 || start < items.length; start += size) {
    face.followUp(
      draft({
        serviceCrossRefID: value,
        segmentID: start / size + 1,
        lastSegment: start + size >= items.length,
        snapshotData: items.slice(start, start + size),
      }),
    )
  }
  return { kind: 'serviceCrossRefID', value }
}

export function snapshotCall(session: CstaSession, message: MessageOf<'SnapshotCall'>): Answer {
  const { exchange, habits } = session.face
  const call = exchange.calls.get(message.snapshotObject?.callID ?? '')
  if (call === undefined) return wrongOperation('invalidCallID')
  const legs = [...call.legs.values()]
  if (!legs.some((leg) => session.mayUse(leg.device))) {
    return wrongOperation('privilegeViolationSpecifiedDevice')
  }
  const outside = legs.find((leg) => leg.isCaller && leg.person.external)
  const data = wireData({ ...call, digits: call.truth.digits }, habits)
  const value = legs.map((leg) => ({
    deviceOnCall: wireParty(leg.person, habits),
    callIdentifier: wireConnection({ callId: call.id, deviceId: leg.device }),
    localConnectionInfo: leg.state,
  }))
  const inReports = reported(session, value, (report) => ({ kind: 'SnapshotCallData', ...report }))
  return {
    kind: 'SnapshotCallResponse',
    crossRefIDorSnapshotData: inReports ?? { kind: 'snapshotData', value },
    callingDevice: wireParty(call.calling, habits),
    calledDevice: wireDevice(call.called),
    ...(outside === undefined ? {} : { associatedCallingDevice: wireLine(outside.device) }),
    ...(data.correlatorData === undefined ? {} : { correlatorData: data.correlatorData }),
    ...wireLinkage({ truth: call.truth.id }, habits),
  }
}

export function systemRegister(session: CstaSession, message: MessageOf<'SystemRegister'>): Answer {
  session.registered = message.requestTypes?.systemStatus === true
  return { kind: 'SystemRegisterResponse', sysStatRegisterID: session.face.nextCrossRef() }
}

const categories: Readonly<Record<Device['kind'], string>> = {
  phone: 'station',
  queue: 'acd',
  group: 'group',
  ivr: 'voiceUnit',
  park: 'park',
}

/** Devices in one report: a frame holds 64 KiB. */
const devicesInReport = 100

export function switchingFunctionDevices(
  session: CstaSession,
  message: MessageOf<'GetSwitchingFunctionDevices'>,
): Answer {
  const { face } = session
  const serviceCrossRefID = face.nextCrossRef()
  const wanted = [...face.exchange.devices.values()].filter(
    (device) =>
      session.mayUse(device.number) &&
      (message.requestedDeviceID?.id ?? device.number) === device.number &&
      (message.requestedDeviceCategory ?? categories[device.kind]) === categories[device.kind],
  )
  for (let start = 0; start === 0 || start < wanted.length; start += devicesInReport) {
    face.followUp({
      kind: 'SwitchingFunctionDevices',
      serviceCrossRefID,
      segmentID: start / devicesInReport + 1,
      lastSegment: start + devicesInReport >= wanted.length,
      deviceList: wanted.slice(start, start + devicesInReport).map((device) => ({
        deviceID: { id: device.number },
        deviceCategory: categories[device.kind],
      })),
    })
  }
  return { kind: 'GetSwitchingFunctionDevicesResponse', serviceCrossRefID }
}
