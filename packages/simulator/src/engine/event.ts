import type { AgentState, ConnectionId, ConnectionState, EventCause, ForwardingKind } from '@hookswitch/model'
import type { Person } from './call.ts'

/** A device that takes part in the call, and the state of its own leg after the event. */
export interface View {
  readonly device: string
  readonly state: ConnectionState
}

/** What every call event tells beside its own fields. */
export interface CallFacts {
  readonly at: number
  /** The true call. */
  readonly truth: string
  /** Exchange's call ids that this event is about. */
  readonly callIds: readonly string[]
  readonly cause: EventCause
  readonly calling: Person
  readonly called: string
  readonly lastRedirection: string | null
  /** Trunk line of an outside caller. */
  readonly callingLine: string | null
  readonly digits: string | null
  /** Hexadecimal, as on the wire. */
  readonly correlatorData: string | null
  readonly userData: string | null
  readonly acd: boolean
  /** Who may hear of it. */
  readonly views: readonly View[]
}

/** One leg as a transfer or conference leaves it. */
export interface JoinedLeg {
  readonly to: ConnectionId
  readonly from: ConnectionId | null
  readonly person: Person
  /** Trunk line of an outside party. */
  readonly line: string | null
}

interface LegEvent<Kind extends string> extends CallFacts {
  readonly kind: Kind
  readonly connection: ConnectionId
  readonly person: Person
}

export interface JoinEvent extends CallFacts {
  readonly kind: 'transferred' | 'conferenced'
  readonly primaryOldCall: ConnectionId
  readonly secondaryOldCall: ConnectionId | null
  readonly by: Person
  /** Party transferred to, or added. */
  readonly to: Person
  readonly connections: readonly JoinedLeg[]
}

export type CallEvent =
  | LegEvent<'serviceInitiated'>
  | LegEvent<'originated'>
  | LegEvent<'networkReached'>
  | LegEvent<'delivered'>
  | LegEvent<'established'>
  | (LegEvent<'queued'> & { readonly callsInFront: number; readonly numberQueued: number })
  | (LegEvent<'diverted'> & { readonly to: Person })
  | LegEvent<'held'>
  | LegEvent<'retrieved'>
  | LegEvent<'connectionCleared'>
  | LegEvent<'failed'>
  | LegEvent<'callInformation'>
  | (LegEvent<'digitsGenerated'> & { readonly sequence: string })
  | (CallFacts & { readonly kind: 'callCleared'; readonly callId: string })
  | JoinEvent

export type LegEventKind = Exclude<CallEvent['kind'], JoinEvent['kind'] | 'callCleared'>

export type DeviceEvent =
  | {
      readonly kind: 'agentState'
      readonly device: string
      readonly state: AgentState
      /** Logging on has an event of its own beside the state it leads to. */
      readonly loggedOn: boolean
      readonly agentId: string
      readonly group: string | null
      readonly pending: AgentState | null
    }
  | { readonly kind: 'doNotDisturb'; readonly device: string; readonly on: boolean }
  | { readonly kind: 'microphoneMute'; readonly device: string; readonly on: boolean }
  | {
      readonly kind: 'forwarding'
      readonly device: string
      readonly type: ForwardingKind
      readonly on: boolean
      readonly to: string | null
    }
  | { readonly kind: 'inService'; readonly device: string; readonly on: boolean }

/** What truly happened, in order; the faces turn it into bytes, the ledger into lines. */
export type ExchangeEvent = CallEvent | DeviceEvent

export function isCallEvent(event: ExchangeEvent): event is CallEvent {
  return 'callIds' in event
}
