import type { AgentState } from './agent.ts'
import type { ConnectionId } from './connection.ts'
import type { DeviceId, ForwardingKind } from './device.ts'
import type { ErrorCode } from './error-codes.ts'

/**
 * What may be asked of a switch. `device` is the device that acts (the agent's); a connection names its leg.
 * Nothing here changes a call by itself: only the switch's own event does.
 */
export type Command =
  | {
      readonly kind: 'makeCall'
      readonly device: DeviceId
      readonly to: string
      readonly autoAnswer?: boolean
      readonly reference?: string
    }
  | { readonly kind: 'answerCall'; readonly device: DeviceId; readonly connection: ConnectionId }
  | { readonly kind: 'clearConnection'; readonly device: DeviceId; readonly connection: ConnectionId }
  | { readonly kind: 'clearCall'; readonly device: DeviceId; readonly connection: ConnectionId }
  | { readonly kind: 'rejectCall'; readonly device: DeviceId; readonly connection: ConnectionId }
  | {
      readonly kind: 'deflectCall'
      readonly device: DeviceId
      readonly connection: ConnectionId
      readonly to: string
    }
  | { readonly kind: 'holdCall'; readonly device: DeviceId; readonly connection: ConnectionId }
  | { readonly kind: 'retrieveCall'; readonly device: DeviceId; readonly connection: ConnectionId }
  | {
      readonly kind: 'consultationCall'
      readonly device: DeviceId
      readonly connection: ConnectionId
      readonly to: string
    }
  | {
      readonly kind: 'alternateCall'
      readonly device: DeviceId
      readonly held: ConnectionId
      readonly active: ConnectionId
    }
  | {
      readonly kind: 'reconnectCall'
      readonly device: DeviceId
      readonly held: ConnectionId
      readonly active: ConnectionId
    }
  | {
      readonly kind: 'transferCall'
      readonly device: DeviceId
      readonly held: ConnectionId
      readonly active: ConnectionId
    }
  | {
      readonly kind: 'conferenceCall'
      readonly device: DeviceId
      readonly held: ConnectionId
      readonly active: ConnectionId
    }
  | {
      readonly kind: 'singleStepTransfer'
      readonly device: DeviceId
      readonly connection: ConnectionId
      readonly to: string
    }
  | {
      readonly kind: 'singleStepConference'
      readonly device: DeviceId
      readonly connection: ConnectionId
      readonly to: string
    }
  /** `connection` is the leg that rings, is held, parked or queued elsewhere. */
  | { readonly kind: 'directedPickup'; readonly device: DeviceId; readonly connection: ConnectionId }
  /** Takes a call that rings somewhere in the device's own pickup group, or in the one named. */
  | { readonly kind: 'groupPickup'; readonly device: DeviceId; readonly group?: string }
  /** Without `to` the switch chooses the place. */
  | {
      readonly kind: 'parkCall'
      readonly device: DeviceId
      readonly connection: ConnectionId
      readonly to?: string
    }
  /** Of the device's own microphone: the others hear nothing, and are not put on hold. */
  | { readonly kind: 'setMicrophoneMute'; readonly device: DeviceId; readonly on: boolean }
  | {
      readonly kind: 'generateDigits'
      readonly device: DeviceId
      readonly connection: ConnectionId
      readonly digits: string
    }
  | {
      readonly kind: 'setForwarding'
      readonly device: DeviceId
      readonly type: ForwardingKind
      readonly on: boolean
      readonly to?: string
    }
  | { readonly kind: 'setDoNotDisturb'; readonly device: DeviceId; readonly on: boolean }
  /** An agent who is logged off is logged on by it, to every queue of his, or to `group`. */
  | {
      readonly kind: 'setAgentState'
      readonly device: DeviceId
      readonly state: Exclude<AgentState, 'busy'>
      readonly agentId?: string
      readonly password?: string
      readonly group?: string
      readonly reason?: string
    }

export type CommandKind = Command['kind']

/** A refusal is a value: the switch's own reason in plain words, never an exception. */
export interface Refusal {
  readonly code: ErrorCode
  /** A sentence that a person can act on. */
  readonly message: string
  /** The switch's own word for it (`stateIncompatibility/noCallToAnswer`), for logs and integrators. */
  readonly switchReason?: string
}

/** What became of a command. `connection` is the leg that it made, where the switch tells it at once. */
export type CommandResult =
  | { readonly ok: true; readonly connection?: ConnectionId }
  | { readonly ok: false; readonly refusal: Refusal }
