import type { Agent, AgentState } from './agent.ts'
import type { EventCause } from './cause.ts'
import type { ConnectionId, ConnectionState } from './connection.ts'
import type { DeviceId, Forwarding, Party } from './device.ts'

/** What every call event may carry beside its own fields. Absent is not the same as null: absent = the event is silent about it. */
export interface CallEventData {
  /** Device whose monitor reported it: the same event comes once per monitor. Absent for call monitors and whole-switch feeds. */
  readonly monitored?: DeviceId
  readonly cause: EventCause
  readonly calling?: Party
  readonly called?: Party
  readonly lastRedirection?: Party
  /** Digits collected from the caller so far (whole, not increments). */
  readonly digits?: string
  readonly correlatorData?: string
  /** Joins the views of switches that number a call per device (ECMA-269 call linkage id, Asterisk Linkedid). */
  readonly linkageId?: string
}

/** One leg re-keyed by a transfer or conference. */
export interface MovedConnection {
  readonly to: ConnectionId
  /** Absent when the switch did not say: match by endpoint. */
  readonly from?: ConnectionId
  readonly endpoint?: Party
  readonly device?: DeviceId
}

type On<Kind extends string, Fields> = { readonly kind: Kind } & CallEventData & Fields

/** The call control events of ECMA-269 clause 17.2, PBX-neutral. `device` is the device of the named connection. */
export type CallEvent =
  | On<'serviceInitiated', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<'originated', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<'networkReached', { readonly connection: ConnectionId; readonly trunk: DeviceId | null }>
  | On<'offered', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<'delivered', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<'established', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<
      'queued',
      { readonly connection: ConnectionId; readonly queue: DeviceId; readonly callsInFront?: number }
    >
  | On<'diverted', { readonly connection: ConnectionId; readonly device: DeviceId; readonly to?: Party }>
  | On<'held', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<'retrieved', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<
      'transferred',
      {
        readonly primaryOldCall: ConnectionId
        readonly secondaryOldCall?: ConnectionId
        readonly transferringDevice: DeviceId
        readonly transferredTo?: Party
        readonly connections: readonly MovedConnection[]
      }
    >
  | On<
      'conferenced',
      {
        readonly primaryOldCall: ConnectionId
        readonly secondaryOldCall?: ConnectionId
        readonly conferencingDevice: DeviceId
        readonly addedParty?: Party
        readonly connections: readonly MovedConnection[]
      }
    >
  | On<'connectionCleared', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<'callCleared', { readonly callId: string }>
  | On<'failed', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<'bridged', { readonly connection: ConnectionId; readonly device: DeviceId }>
  | On<'callInformation', { readonly connection: ConnectionId }>
  | On<
      'digitsDialed',
      { readonly connection: ConnectionId; readonly device: DeviceId; readonly sequence: string }
    >
  | On<'digitsGenerated', { readonly connection: ConnectionId; readonly sequence: string }>
  /** The switch now knows this call under another id as well (Asterisk Linkedid change): join them. */
  | On<'relinked', { readonly callId: string; readonly joins: string }>

/** Agent and device events (ECMA-269 21.2, 23.2). */
export type StatusEvent =
  | {
      readonly kind: 'agentState'
      readonly device: DeviceId
      readonly state: AgentState
      readonly agentId?: string
      readonly reason?: string
      readonly pending?: AgentState
    }
  | { readonly kind: 'doNotDisturb'; readonly device: DeviceId; readonly on: boolean }
  | { readonly kind: 'microphoneMute'; readonly device: DeviceId; readonly on: boolean }
  | { readonly kind: 'forwarding'; readonly device: DeviceId; readonly forwarding: Forwarding }
  | { readonly kind: 'inService'; readonly device: DeviceId; readonly on: boolean }
  /** A monitor began or ended; `problem` says why it is not there, in plain words. */
  | { readonly kind: 'monitor'; readonly device: DeviceId; readonly on: boolean; readonly problem?: string }

/** What a device is set to, as a snapshot tells it. */
export interface DeviceSettings {
  readonly device: DeviceId
  readonly doNotDisturb?: boolean
  readonly muted?: boolean
  readonly inService?: boolean
  /** Kinds that are not named are not active any more. */
  readonly forwarding?: readonly Forwarding[]
}

/** One live leg as a snapshot tells it. */
export interface SnapshotConnection {
  readonly connection: ConnectionId
  readonly device: DeviceId
  readonly state: ConnectionState
  readonly calling?: Party
  readonly called?: Party
  readonly digits?: string
  readonly correlatorData?: string
  readonly linkageId?: string
}

/**
 * The switch's whole truth about some devices at one moment: whatever is believed of these devices and is not in it has
 * ended; whatever is in it and was not known has begun. What follows from it is marked `reconstructed`.
 */
export interface SnapshotEvent {
  readonly kind: 'snapshot'
  readonly devices: readonly DeviceId[]
  /** All legs of the calls that touch these devices, the far ends' too where the switch tells them. */
  readonly connections: readonly SnapshotConnection[]
  readonly agents?: readonly Omit<Agent, 'since'>[]
  /** What devices are set to, as far as the switch tells it; what is absent stays as it is believed. */
  readonly settings?: readonly DeviceSettings[]
  /** True when the switch restarted meanwhile: call ids of before mean nothing any more. */
  readonly restarted?: boolean
}

/** Everything a connector may say. */
export type SwitchEvent = CallEvent | StatusEvent | SnapshotEvent

export type SwitchEventKind = SwitchEvent['kind']
