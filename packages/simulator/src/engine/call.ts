import type { CallDirection, ConnectionId, ConnectionState } from '@hookswitch/model'
import type { TrueOutcome } from '#ledger-entry.ts'
import type { Cancel } from './clock.ts'

/** Somebody at one end of a call. */
export interface Person {
  /** Extension, queue, or outside number; the true one even where it is withheld. */
  readonly number: string
  readonly name: string | null
  /** Withholds its number: the wire says `restricted`. */
  readonly restricted: boolean
  readonly external: boolean
}

/** One party's part in a call, mutable: the exchange's own book-keeping. */
export interface Leg {
  call: PbxCall
  /** Extension, queue, IVR or trunk line: the device part of the connection id. */
  readonly device: string
  readonly person: Person
  state: ConnectionState
  /** Where in the call it came: its first party called. */
  readonly isCaller: boolean
  /** Queue that sent it here; null for others. */
  readonly queue: string | null
  /** Group that rang it together with others; null for others. */
  readonly group: string | null
  since: number
  answeredAt: number | null
  /** Joins without being heard (single-step conference, silent). */
  silent: boolean
  /** True while the other parties hear it join only after it answered (single-step conference). */
  joinedBy: string | null
  /** What its phone was going to do; cancelled when the leg changes. */
  plans: Cancel[]
}

/** What the one who plays the customer wants to happen. */
export interface CallPlan {
  readonly digits: string | null
  readonly answerAfterMs: number | null
  readonly hangUpAfterMs: number | null
}

export const noPlan: CallPlan = { digits: null, answerAfterMs: null, hangUpAfterMs: null }

/** A call as the exchange numbers it. A transfer or conference moves legs from one into another. */
export interface PbxCall {
  /** May change when calls are joined: see `settings.joinedCallId`. */
  id: string
  readonly truth: TrueCall
  /** In order of appearance. */
  readonly legs: Map<string, Leg>
  readonly calling: Person
  /** Number first dialled. */
  readonly called: string
  lastRedirection: string | null
  correlatorData: string | null
  userData: string | null
  forwards: number
}

/** What a person would call one call. */
export interface TrueCall {
  readonly id: string
  readonly pbxCallIds: string[]
  readonly direction: CallDirection
  readonly from: Person
  readonly to: string
  readonly parent: string | null
  readonly plan: CallPlan
  digits: string | null
  /** Null once it is over. */
  live: PbxCall | null
  readonly startedAt: number
  answeredAt: number | null
  endedAt: number | null
  outcome: TrueOutcome | null
  mergedInto: string | null
  /** Why it did not come to a conversation, so far. */
  trouble: TrueOutcome | null
}

export function connectionOf(leg: Leg): ConnectionId {
  return { callId: leg.call.id, deviceId: leg.device }
}

/** Somebody can be heard on it. */
export function isSpeaking(leg: Leg): boolean {
  return leg.state === 'connected' || leg.state === 'hold'
}
