/** Watching devices and calls, and asking what is going on: monitoring and snapshot services. */
import {
  callCharacteristics,
  callLinkageData,
  connection,
  connectionInformation,
  connectionState,
  dataItem,
  deviceHistoryListItemList,
  extensions,
  mediaCallCharacteristics,
  mediaServiceType,
  messageInfoItemList,
  monitorFilter,
  monitorMediaClass,
  party,
  plain,
  servicesPermitted,
} from './common.table.ts'
import { text, flag, int, empty, device, open, word, list, req, afterEd3, struct, choice } from '../shape.ts'

const monitorObject = choice({ deviceObject: device, callObject: connection }, { bare: 'deviceObject' })
const monitorType = word('call', 'device')
const callMediaInfoList = list(
  'callMediaInfo',
  struct({
    mediaServiceType: req(mediaServiceType),
    mediaServiceVersion: int,
    mediaServiceInstance: text,
    mediaStreamID: text,
    connectionInformation: connectionInformation,
  }),
)
const snapshotCallResponseInfo = struct({
  deviceOnCall: party,
  callIdentifier: connection,
  localConnectionInfo: connectionState,
  servicesPermitted: servicesPermitted,
  mediaServiceInfoList: callMediaInfoList,
  locationInfo: afterEd3(open),
})
const snapshotCallDataList = list('snapshotCallResponseInfo', snapshotCallResponseInfo)
const compoundCallState = list('localConnectionState', connectionState)
const simpleCallState = word(
  'callNull',
  'callPending',
  'callOriginated',
  'callDelivered',
  'callDeliveredHeld',
  'callReceived',
  'callEstablished',
  'callEstablishedHeld',
  'callReceivedOnHold',
  'callEstablishedOnHold',
  'callQueued',
  'callQueuedHeld',
  'callFailed',
  'callFailedHeld',
  'callBlocked',
)
const callState = choice({
  compoundCallState: compoundCallState,
  simpleCallState: simpleCallState,
  unknown: empty,
})
const deviceMediaInfoList = list(
  'deviceMediaInfo',
  struct({ mediaStreamID: text, connectionInformation: connectionInformation }),
)
const snapshotDeviceResponseInfo = struct({
  connectionIdentifier: connection,
  endpointDevice: party,
  localCallState: callState,
  servicesPermitted: servicesPermitted,
  mediaServiceInfoList: deviceMediaInfoList,
  mediaCallCharacteristics: mediaCallCharacteristics,
  callLinkageData: afterEd3(callLinkageData),
})
const snapshotDeviceDataList = list('snapshotDeviceResponseInfo', snapshotDeviceResponseInfo)

export const monitorMessages = {
  ChangeMonitorFilter: struct({
    monitorCrossRefID: text,
    requestedFilterList: monitorFilter,
    extensions: extensions,
  }),
  ChangeMonitorFilterResponse: struct({ actualFilterList: monitorFilter, extensions: extensions }),
  MonitorStart: struct({
    monitorObject: req(monitorObject),
    requestedMonitorFilter: monitorFilter,
    monitorType: monitorType,
    requestedMonitorMediaClass: monitorMediaClass,
    extensions: extensions,
  }),
  MonitorStartResponse: struct({
    monitorCrossRefID: req(text),
    actualMonitorFilter: monitorFilter,
    actualMonitorMediaClass: monitorMediaClass,
    monitorExistingCalls: flag,
    extensions: extensions,
  }),
  MonitorStop: struct({ monitorCrossRefID: req(text), extensions: extensions }),
  MonitorStopResponse: plain,
  SnapshotCall: struct({ snapshotObject: req(connection), extensions: extensions }),
  SnapshotCallResponse: struct({
    crossRefIDorSnapshotData: req(choice({ serviceCrossRefID: text, snapshotData: snapshotCallDataList })),
    mediaCallCharacteristics: mediaCallCharacteristics,
    callCharacteristics: callCharacteristics,
    callingDevice: party,
    calledDevice: party,
    associatedCallingDevice: party,
    associatedCalledDevice: party,
    correlatorData: dataItem,
    callLinkageData: callLinkageData,
    subjectOfCall: text,
    messageInfo: messageInfoItemList,
    languagePreferences: text,
    deviceHistory: deviceHistoryListItemList,
    extensions: extensions,
  }),
  SnapshotDevice: struct({ snapshotObject: req(device), extensions: extensions }),
  SnapshotDeviceResponse: struct({
    crossRefIDorSnapshotData: req(choice({ serviceCrossRefID: text, snapshotData: snapshotDeviceDataList })),
    extensions: extensions,
  }),
  SnapshotDeviceData: struct({
    serviceCrossRefID: text,
    segmentID: int,
    lastSegment: req(flag),
    snapshotData: snapshotDeviceDataList,
    extensions: extensions,
  }),
  // From edition 4 on the derived schema loses this report's own shape to a type of the same name; the wire has not changed.
  SnapshotCallData: struct({
    serviceCrossRefID: text,
    segmentID: int,
    lastSegment: req(flag),
    snapshotData: snapshotCallDataList,
    extensions: extensions,
  }),
} as const
