import type { Connection, ConnectionId } from './connection.ts'
import type { DeviceId, Party } from './device.ts'
import type { EventCause } from './cause.ts'

/** Our own identity of a call: unique for ever within a link, kept through hold, transfer, conference and park. */
export type CallId = string

/** `inbound`: from beyond the switch; `outbound`: to beyond it; `internal`: both ends are devices of the switch. */
export type CallDirection = (typeof callDirections)[number]

export const callDirections = ['inbound', 'outbound', 'internal'] as const

/**
 * How a call, or one leg of it, came out.
 * `answered` somebody spoke · `missed` rang here and nobody took it · `abandoned` the caller gave up before an answer ·
 * `answeredElsewhere` (legs only) another device took it · `rejected` refused here · `diverted` went on to another
 * device · `transferred` (legs only) this party handed the call on · `busy` · `failed` the switch could not complete it.
 */
export type Outcome = (typeof outcomes)[number]

export const outcomes = [
  'answered',
  'missed',
  'abandoned',
  'answeredElsewhere',
  'rejected',
  'diverted',
  'transferred',
  'busy',
  'failed',
] as const

/** How a leg came into the call. */
export type LegRole = (typeof legRoles)[number]

export const legRoles = [
  'caller',
  'called',
  'consulted',
  'transferredTo',
  'conferenced',
  'divertedTo',
  'queue',
  'pickedUp',
] as const

/** One device's part in a call, from first sign to last; kept after it ended: the history of the call. */
export interface Leg {
  readonly device: DeviceId
  readonly party: Party
  readonly role: LegRole
  readonly startedAt: number
  readonly ringingAt: number | null
  readonly answeredAt: number | null
  /** Set where the answer is only presumed, from a snapshot, of somebody beyond a trunk: see `presumed.ts`. */
  readonly presumed?: true
  readonly endedAt: number | null
  readonly outcome: Outcome | null
  /** The last id of its connection: tells late copies of its events from a new leg. Absent where a snapshot ended it. */
  readonly connection?: ConnectionId
}

/**
 * What a person would call one call. Times are milliseconds since the epoch (UTC), the server's clock at the arrival
 * of the event. Plain data: may be written to JSON and read back without loss.
 */
export interface Call {
  readonly id: CallId
  /** Every call id that the switch has used for it, first to last. */
  readonly pbxCallIds: readonly string[]
  /** Linkage ids (ECMA-269 call linkage, Asterisk Linkedid) by which the switch joins several call ids; absent when it told none. */
  readonly linkageIds?: readonly string[]
  readonly direction: CallDirection
  /** The first caller: never replaced by a transferring colleague. */
  readonly calling: Party
  /** The number first dialled (DNIS). */
  readonly called: Party
  readonly lastRedirection: Party | null
  /** Digits collected from the caller by an IVR (account or case number); null when none. */
  readonly digits: string | null
  /** Opaque data that the switch carries with the call (hex or text as the connector decoded it). */
  readonly correlatorData: string | null
  /** Queue or group it waited in last. */
  readonly queue: DeviceId | null
  /** Live legs only. */
  readonly connections: readonly Connection[]
  /** All legs, ended ones too, in order of appearance. */
  readonly legs: readonly Leg[]
  /** A consultation call names the call it was made from; it has no log of its own. */
  readonly parent: CallId | null
  /** Set when this call was joined into another: by transfer or conference, or, for a consultation, by its end. No log of its own. */
  readonly mergedInto: CallId | null
  readonly startedAt: number
  readonly answeredAt: number | null
  readonly endedAt: number | null
  readonly outcome: Outcome | null
  /** Cause of the end, as the switch gave it; while the call lives, of the last end or failure of a leg. */
  readonly cause: EventCause | null
  /** True when some part was not seen live but concluded from a snapshot: its times are then not exact. */
  readonly reconstructed: boolean
}

/** True once the call has ended (or was merged away). */
export function hasEnded(call: Call): boolean {
  return call.endedAt !== null
}

/** The legs of `connections`, in the same order (see `legs.ts` for the rule). */
export function liveLegs(call: Call): readonly Leg[] {
  return call.legs.filter((leg) => leg.endedAt === null)
}

/** The live leg of a device in a call, if it has one. */
export function connectionAt(call: Call, device: DeviceId): Connection | undefined {
  return call.connections.find((connection) => connection.device === device)
}
