/** What this switch says that it can do: GetCSTAFeatures and GetSwitchingFunctionCaps (ECMA-323, capability exchange). */
import type { DraftOf } from '@hookswitch/pbx/csta/codec'
import type { Habits } from './habits.ts'
import type { CstaSession } from './session.ts'

type Features = NonNullable<DraftOf<'GetCSTAFeaturesResponse'>['supportedServices']>
type Events = NonNullable<DraftOf<'GetCSTAFeaturesResponse'>['supportedEvents']>

/** Each list, and the requests behind its entries; where the two are named alike but for the first letter, once. */
const services: Readonly<Partial<Record<keyof Features, readonly string[]>>> = {
  capExchangeServList: ['GetCSTAFeatures', 'GetSwitchingFunctionCaps', 'GetSwitchingFunctionDevices'],
  systemStatServList: ['SystemRegister', 'RequestSystemStatus', 'SystemStatus'],
  monitoringServList: ['MonitorStart', 'MonitorStop'],
  snapshotServList: ['SnapshotCall', 'SnapshotDevice'],
  callControlServList: [
    'AlternateCall', 'AnswerCall', 'ClearCall', 'ClearConnection', 'ConferenceCall', 'ConsultationCall',
    'DeflectCall', 'DirectedPickupCall', 'GroupPickupCall', 'HoldCall', 'MakeCall', 'ParkCall', 'ReconnectCall',
    'RetrieveCall', 'SingleStepConferenceCall', 'SingleStepTransferCall', 'TransferCall',
  ],
  callAssociatedServList: ['AssociateData', 'GenerateDigits', 'SendUserInformation'],
  physDevServList: ['GetMicrophoneMute', 'SetMicrophoneMute'],
  logicalServList: [
    'GetAgentState', 'GetDoNotDisturb', 'GetForwarding', 'SetAgentState', 'SetDoNotDisturb', 'SetForwarding',
  ],
} // prettier-ignore

const otherwiseCalled: Readonly<Record<string, string>> = {
  SingleStepConferenceCall: 'singleStepConference',
  SingleStepTransferCall: 'singleStepTransfer',
}

const events: Events = {
  callControlEvtsList: all(
    'callCleared', 'conferenced', 'connectionCleared', 'delivered', 'diverted', 'established', 'failed', 'held',
    'netwReached', 'originated', 'queued', 'retrieved', 'serviceInitiated', 'transferred',
  ),
  callAssociatedEvtsList: all('callInformation', 'digitsGenerated'),
  physDevEvtsList: all('microphoneMute'),
  logicalEvtsList: all(
    'agentBusy', 'agentLoggedOff', 'agentLoggedOn', 'agentNotReady', 'agentReady', 'agentWorkingAfterCall',
    'doNotDisturb', 'forwarding',
  ),
  deviceMaintEvtsList: all('backInService', 'outOfService'),
} // prettier-ignore

function all(...names: readonly string[]): Record<string, Record<string, boolean>> {
  return Object.fromEntries(names.map((name) => [name, {}]))
}

/** What is there, without what this switch refuses to do. */
function supported({ unsupported }: Habits): Features {
  const lists = Object.entries(services).map(([list, requests]) => {
    const known = requests.filter((request) => !unsupported.includes(request))
    return [list, all(...known.map((name) => otherwiseCalled[name] ?? lowerFirst(name)))]
  })
  return Object.fromEntries(lists) as Features
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1)
}

export function cstaFeatures({ face }: CstaSession): DraftOf<'GetCSTAFeaturesResponse'> {
  const { callControlEvtsList, ...others } = events
  const offered = face.habits.offered ? all('offered') : {}
  const dialled = face.habits.digitsDialed ? all('digitsDialed') : {}
  return {
    kind: 'GetCSTAFeaturesResponse',
    supportedServices: supported(face.habits),
    supportedEvents: { callControlEvtsList: { ...callControlEvtsList, ...offered, ...dialled }, ...others },
  }
}

export function switchingFunctionCaps({ face }: CstaSession): DraftOf<'GetSwitchingFunctionCapsResponse'> {
  const { callControlServList, callAssociatedServList, physDevServList, logicalServList } = supported(
    face.habits,
  )
  return {
    kind: 'GetSwitchingFunctionCapsResponse',
    switchingSubDomainName: 'simulator',
    manufacturerName: 'Hookswitch',
    ignoreUnsupportedParameters: face.habits.strict ? 'rejectMessage' : 'ignoreParameters',
    transAndConfSetup: { consultationCall: true, holdCallMakeCall: true, alternateCall: true },
    correlatorDataSupported: true,
    connectionView: 'fixed',
    servEvtsList: { callControlServList, callAssociatedServList, physDevServList, logicalServList },
    maxDestinationDevicesForDeflect: 1,
  }
}
