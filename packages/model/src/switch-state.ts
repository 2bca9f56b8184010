import type { Agent } from './agent.ts'
import type { Call, CallId } from './call.ts'
import type { DeviceId, DeviceState } from './device.ts'

/** What one event changed. In the order in which it should be told. */
export type Change =
  /** The call is new or differs from before (`previous` null = it has just begun). One per changed call and event. */
  | { readonly kind: 'call'; readonly call: Call; readonly previous: Call | null }
  /** A device began to ring for a call: the moment of the pop. At most once per leg. */
  | { readonly kind: 'ringing'; readonly callId: CallId; readonly device: DeviceId }
  /** A device took the call. */
  | { readonly kind: 'answered'; readonly callId: CallId; readonly device: DeviceId }
  /** The call is over: exactly once per call. Not told for a call that was merged into another. */
  | { readonly kind: 'ended'; readonly call: Call }
  /** `merged` is now part of `into` and will be heard of no more. Exactly once. */
  | { readonly kind: 'merged'; readonly merged: CallId; readonly into: CallId }
  | { readonly kind: 'agent'; readonly agent: Agent }
  | { readonly kind: 'device'; readonly device: DeviceState }
  /** Nothing changed, and why (repeated, late, about an unknown call): for counters and logs. */
  | { readonly kind: 'ignored'; readonly reason: 'repeated' | 'late' | 'unknownCall' | 'impossible' }
