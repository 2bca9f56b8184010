import { errorCodes, type ErrorCode, type Refusal } from '@hookswitch/model'
import type { CstaError } from '#csta/codec/index.ts'

export interface Refused {
  readonly ok: false
  readonly refusal: Refusal
}

/** A refusal that is ours: the switch said nothing. */
export function refusedFor(code: ErrorCode, message: string = errorCodes[code]): Refused {
  return { ok: false, refusal: { code, message } }
}

/** What the words of CSTAErrorCode mean to a person. Words not listed mean what their group means. */
const words: Readonly<Record<string, readonly [ErrorCode, string?]>> = {
  noCallToAnswer: ['command.state', 'There is no call to answer.'],
  noCallToClear: ['call.unknown', 'The call has already ended.'],
  noConnectionToClear: ['call.unknown', 'The call has already ended.'],
  noActiveCall: ['command.state', 'There is no active call.'],
  noHeldCall: ['command.state', 'There is no call on hold.'],
  noCallToComplete: ['command.state', 'There is no call to complete.'],
  connectedCallExists: ['command.state', 'Another call is active: hold it or end it first.'],
  invalidCallID: ['call.unknown'],
  invalidActiveCallID: ['call.unknown'],
  invalidHeldCallID: ['call.unknown'],
  invalidConnectionID: ['call.unknown'],
  invalidActiveConnectionID: ['call.unknown'],
  invalidHeldConnectionID: ['call.unknown'],
  invalidDeviceID: ['device.unknown'],
  invalidCallingDeviceID: ['device.unknown'],
  invalidMonitorObject: ['device.unknown'],
  objectNotKnown: ['device.unknown'],
  invalidCalledDeviceID: ['number.invalid'],
  invalidDestination: ['number.invalid'],
  invalidDestinationDeviceID: ['number.invalid'],
  invalidForwardingDestination: ['number.invalid', 'Calls cannot be forwarded to this number.'],
  invalidAgentState: ['command.state', 'This state is not possible for the agent now.'],
  featureAlreadySet: ['command.state', 'That is so already.'],
  invalidAgentIdentifier: ['login.failed', 'The telephone system does not know this agent.'],
  invalidAgentPassword: ['login.failed', 'The telephone system refused the agent’s password.'],
  invalidAgentGroup: ['command.failed', 'The telephone system does not know this agent group.'],
  serviceNotSupported: ['command.unsupported'],
  securityViolation: ['command.denied'],
  requestIncompatibleWithObject: ['command.unsupported', 'This telephone cannot do that.'],
  overallMonitorLimitExceeded: [
    'licence.exceeded',
    'The telephone system has no licence left to watch another telephone.',
  ],
  objectMonitorLimitExceeded: [
    'licence.exceeded',
    'This telephone is watched by as many applications as the telephone system allows.',
  ],
  conferenceMemberLimitExceeded: ['command.failed', 'The conference is full.'],
  deviceOutOfService: ['device.outOfService'],
  callingDeviceOutOfService: ['device.outOfService'],
  calledDeviceOutOfService: [
    'device.outOfService',
    'The telephone called is not connected to the telephone system.',
  ],
  resourceBusy: ['device.busy'],
  networkBusy: ['command.failed', 'All lines are busy.'],
}

const groups: Readonly<Record<CstaError['kind'], ErrorCode>> = {
  operation: 'command.failed',
  stateIncompatibility: 'command.state',
  systemResourceAvailibility: 'command.failed',
  subscribedResourceAvailability: 'licence.exceeded',
  performanceManagement: 'command.failed',
  security: 'command.denied',
  privateData: 'command.failed',
  privateErrorCode: 'command.failed',
  unspecified: 'command.failed',
}

function meaningOf(error: CstaError): readonly [ErrorCode, string?] {
  const word = 'value' in error ? error.value : ''
  const known = words[word]
  if (known !== undefined) return known
  if (word.startsWith('privilegeViolation')) return ['command.denied']
  if (word.endsWith('NotSupported')) return ['command.unsupported']
  if (word.startsWith('requestIncompatible')) return ['command.unsupported']
  return [groups[error.kind]]
}

/** The switch's own refusal. */
export function refusedBy(error: CstaError | undefined): Refused {
  if (error === undefined) return refusedFor('command.failed')
  const [code, message] = meaningOf(error)
  const switchReason = 'value' in error ? `${error.kind}/${error.value.slice(0, 100)}` : error.kind
  return { ok: false, refusal: { code, message: message ?? errorCodes[code], switchReason } }
}
