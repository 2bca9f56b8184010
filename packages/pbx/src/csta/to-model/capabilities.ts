import type { Capabilities, CommandKind } from '@hookswitch/model'
import type { CstaDialect } from '#csta/dialects/dialect.ts'
import type { MessageOf } from '#csta/codec/index.ts'

/** The lists that GetCSTAFeatures and GetSwitchingFunctionCaps have in common. */
type Services = Pick<
  NonNullable<MessageOf<'GetCSTAFeaturesResponse'>['supportedServices']>,
  'callControlServList' | 'callAssociatedServList' | 'logicalServList' | 'physDevServList'
>

/** The service behind each command: the list it stands in, and its name there. */
const services: Readonly<
  Record<
    CommandKind,
    readonly [
      'callControlServList' | 'callAssociatedServList' | 'logicalServList' | 'physDevServList',
      string,
    ]
  >
> = {
  makeCall: ['callControlServList', 'makeCall'],
  answerCall: ['callControlServList', 'answerCall'],
  clearConnection: ['callControlServList', 'clearConnection'],
  clearCall: ['callControlServList', 'clearCall'],
  rejectCall: ['callControlServList', 'clearConnection'],
  deflectCall: ['callControlServList', 'deflectCall'],
  holdCall: ['callControlServList', 'holdCall'],
  retrieveCall: ['callControlServList', 'retrieveCall'],
  consultationCall: ['callControlServList', 'consultationCall'],
  alternateCall: ['callControlServList', 'alternateCall'],
  reconnectCall: ['callControlServList', 'reconnectCall'],
  transferCall: ['callControlServList', 'transferCall'],
  conferenceCall: ['callControlServList', 'conferenceCall'],
  singleStepTransfer: ['callControlServList', 'singleStepTransfer'],
  singleStepConference: ['callControlServList', 'singleStepConference'],
  directedPickup: ['callControlServList', 'directedPickupCall'],
  groupPickup: ['callControlServList', 'groupPickupCall'],
  parkCall: ['callControlServList', 'parkCall'],
  generateDigits: ['callAssociatedServList', 'generateDigits'],
  setForwarding: ['logicalServList', 'setForwarding'],
  setDoNotDisturb: ['logicalServList', 'setDoNotDisturb'],
  setAgentState: ['logicalServList', 'setAgentState'],
  setMicrophoneMute: ['physDevServList', 'setMicrophoneMute'],
}

/**
 * What the switch says it can do; a switch that does not tell, or leaves a list out, is believed to be able to do all,
 * and refuses in its own words what it cannot.
 */
export function capabilitiesFrom(told: Services | undefined, dialect: CstaDialect): Capabilities {
  const commands: Partial<Record<CommandKind, 'native' | 'emulated'>> = {}
  for (const [command, [list, service]] of Object.entries(services) as Array<
    [CommandKind, (typeof services)[CommandKind]]
  >) {
    const supported: Readonly<Record<string, unknown>> | undefined = told?.[list] as never
    // Few switches reach into a phone: what a physical device can do is offered only where it is told.
    if (supported === undefined && list === 'physDevServList') continue
    if (supported !== undefined && supported[service] === undefined) continue
    commands[command] = command === 'rejectCall' ? 'emulated' : 'native'
  }
  return {
    commands,
    exceptions: {},
    collectedDigits: dialect.digitsIn.length > 0,
    addresses: false,
    fullSnapshot: dialect.snapshotsCalls,
    ...(dialect.tellsCauses ? {} : { causes: false }),
  }
}
