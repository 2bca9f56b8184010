import type { Agent } from './agent.ts'
import { connectionAt, hasEnded, type Call } from './call.ts'
import { canCommand, type Capabilities } from './capability.ts'
import type { CommandKind } from './command.ts'
import type { Connection, ConnectionId, ConnectionState } from './connection.ts'
import type { DeviceId, DeviceState } from './device.ts'

/** States of the agent's own leg in which each command makes sense (ECMA-269 17.1, "required initial states"). */
const sensibleStates = {
  answerCall: ['alerting'],
  rejectCall: ['alerting'],
  deflectCall: ['alerting'],
  clearConnection: ['initiated', 'connected', 'hold', 'fail'],
  clearCall: ['connected', 'hold'],
  holdCall: ['connected'],
  retrieveCall: ['hold'],
  consultationCall: ['connected'],
  singleStepTransfer: ['connected'],
  singleStepConference: ['connected'],
  generateDigits: ['connected'],
  parkCall: ['connected', 'hold'],
  alternateCall: ['connected', 'hold'],
  reconnectCall: ['connected'],
  transferCall: ['connected', 'hold'],
  conferenceCall: ['connected', 'hold'],
} as const satisfies Partial<Record<CommandKind, readonly ConnectionState[]>>

/** A command on a present call. */
export type CallCommandKind = keyof typeof sensibleStates

export const callCommands = Object.keys(sensibleStates) as readonly CallCommandKind[]

/** Commands on two calls of one device: the one that it holds, and the one that it speaks in. */
const onTwoCalls: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'alternateCall',
  'reconnectCall',
  'transferCall',
  'conferenceCall',
])

/** How a link refuses a call that rings: by clearing the leg, or by sending the call somewhere else. */
export type RejectBy = 'clear' | 'deflect'

export interface OfferContext {
  readonly capabilities: Capabilities
  /** The other live calls at the device. */
  readonly others: readonly Call[]
  /** Default `clear`. */
  readonly rejectBy?: RejectBy
}

/** The two legs of a device that a command on two calls joins, swaps or parts. */
export interface HeldAndActive {
  readonly held: ConnectionId
  readonly active: ConnectionId
}

/** The commands on a present call that a device may be offered: what the link can do, and what the state of its leg allows. */
export function offers(call: Call, device: DeviceId, context: OfferContext): CallCommandKind[] {
  const leg = connectionAt(call, device)
  if (leg === undefined || hasEnded(call)) return []
  const second = context.others.filter((other) => pairOf(leg, connectionAt(other, device)) !== undefined)
  const pair = second.length > 0
  const swaps = pair && can('alternateCall', device, context)
  // Going back gives up the call that is spoken on: a consultation, not the call that it is about.
  const goesBack = second.some((other) => other.parent !== call.id)
  return callCommands.filter((command) => {
    const states: readonly ConnectionState[] = sensibleStates[command]
    if (!states.includes(leg.state) || !can(command, device, context)) return false
    if (command === 'reconnectCall') return goesBack
    if (onTwoCalls.has(command)) return pair
    // Whoever speaks in another call swaps the two: to take this one back alone would leave him in both.
    return command !== 'retrieveCall' || !swaps
  })
}

function can(command: CommandKind, device: DeviceId, { capabilities, rejectBy }: OfferContext): boolean {
  const asked = command === 'rejectCall' && rejectBy === 'deflect' ? 'deflectCall' : command
  return canCommand(capabilities, device, asked)
}

/** Which of two legs of one device is held and which is spoken in; undefined when they are no such pair. */
export function pairOf(leg: Connection, other: Connection | undefined): HeldAndActive | undefined {
  if (other === undefined) return undefined
  if (leg.state === 'hold' && other.state === 'connected') return { held: leg.id, active: other.id }
  if (leg.state === 'connected' && other.state === 'hold') return { held: other.id, active: leg.id }
  return undefined
}

/**
 * Whether a device may drop another party from a call. Of two parties neither drops the other: hanging up does the same
 * and says so.
 */
export function canDrop(
  call: Call,
  { device, party, capabilities }: { device: DeviceId; party: Connection; capabilities: Capabilities },
): boolean {
  const own = connectionAt(call, device)
  if (own === undefined || party === own || hasEnded(call) || call.connections.length < 3) return false
  return own.state === 'connected' && canCommand(capabilities, device, 'clearConnection')
}

/** Commands on a device rather than on a call of it. */
export const deviceCommands = [
  'setAgentState',
  'setDoNotDisturb',
  'setForwarding',
  'setMicrophoneMute',
  'groupPickup',
  'directedPickup',
] as const satisfies readonly CommandKind[]

export type DeviceCommandKind = (typeof deviceCommands)[number]

/** What may be asked about a device itself: what the link can do, and what its calls allow. `calls`: those at the device. */
export function deviceOffers(
  device: DeviceState | undefined,
  capabilities: Capabilities,
  calls: readonly Call[],
): DeviceCommandKind[] {
  if (device === undefined || !device.inService || !device.monitored) return []
  const speaks = calls.some((call) => connectionAt(call, device.device)?.state === 'connected')
  return deviceCommands.filter(
    (command) => canCommand(capabilities, device.device, command) && takesNow(command, speaks),
  )
}

/** A microphone is switched off while somebody listens, a call is fetched while nobody is spoken with. */
function takesNow(command: DeviceCommandKind, speaks: boolean): boolean {
  if (command === 'setMicrophoneMute') return speaks
  return command === 'groupPickup' || command === 'directedPickup' ? !speaks : true
}

/**
 * The leg that a pick-up takes: one that rings, or one that waits in a park slot or queue. `at`: only a leg of this
 * device.
 */
export function pickable(call: Call, device: DeviceId, at?: DeviceId): Connection | undefined {
  if (hasEnded(call) || connectionAt(call, device) !== undefined) return undefined
  const here = call.connections.filter((connection) => at === undefined || connection.device === at)
  return (
    here.find((connection) => connection.state === 'alerting') ??
    here.find((connection) => connection.state === 'queued')
  )
}

/** How somebody at a telephone can be reached. `away`: calls are not welcome now; `offline`: nothing is heard of the telephone. */
export type Presence = 'free' | 'ringing' | 'onCall' | 'away' | 'wrapUp' | 'offline'

/** The state of a person from that of his telephone, of his calls and of his place at queues; calls weigh most. */
export function presenceOf(
  device: DeviceState | undefined,
  agent: Agent | undefined,
  leg: Connection | undefined,
): Presence {
  if (device === undefined || !device.monitored || !device.inService) return 'offline'
  if (leg?.state === 'alerting') return 'ringing'
  if (leg !== undefined) return 'onCall'
  if (agent?.state === 'workingAfterCall') return 'wrapUp'
  return device.doNotDisturb || agent?.state === 'notReady' ? 'away' : 'free'
}
