import type { EditionName } from '@hookswitch/pbx/csta/codec'

/**
 * What this switch does that another would not: brief 3.10. Data; may be changed while it runs, and then holds for what
 * is said from then on.
 */
export interface Habits {
  /** Edition spoken to a peer that names none. */
  edition: EditionName
  /** `follow`: the peer's own edition; `none`: no namespace at all; `prefix`: every element carries `csta:`. */
  namespaces: 'follow' | 'none' | 'prefix'
  /** Events that a request causes go out before its response. */
  eventBeforeResponse: boolean
  /** `split`: every frame in two halves with a pause; `merged`: all frames of a moment in one write. */
  writes: 'whole' | 'split' | 'merged'
  /** First monitor and first call are number 0 (calls: see ExchangeSettings.callIds). */
  monitorIds: 'rising' | 'fromZero'
  /** Answers come this late. */
  responseDelayMs: number
  /** Requests of these kinds are never answered. */
  unanswered: readonly string[]
  /** Opens the talk itself, with a SystemStatus request. */
  speaksFirst: boolean
  /** Without StartApplicationSession nothing is answered but a security error. */
  loginRequired: boolean
  /** The longest session granted, in seconds. */
  longestSession: number
  /** How many monitors there are licences for. */
  monitorLicences: number
  /** Whether Transfered and Conferenced name the second old call, and the old connections. */
  secondaryOldCall: boolean
  oldConnections: boolean
  /** Where the digits of an IVR are put. */
  digitsIn: 'userData' | 'correlatorData' | 'both'
  /** Who is written `N<number>name`, as ECMA-269 writes devices with names: nobody, outside parties, everybody. */
  names: 'none' | 'outside' | 'all'
  /** A call linkage id that stays through transfers. */
  linkage: boolean
  /** Every so many milliseconds a SystemStatus request; 0 = never. */
  statusEveryMs: number
}

export const usualHabits: Habits = {
  edition: 'ed6',
  namespaces: 'follow',
  eventBeforeResponse: false,
  writes: 'whole',
  monitorIds: 'rising',
  responseDelayMs: 0,
  unanswered: [],
  speaksFirst: false,
  loginRequired: false,
  longestSession: 3600,
  monitorLicences: Number.POSITIVE_INFINITY,
  secondaryOldCall: true,
  oldConnections: true,
  digitsIn: 'both',
  names: 'outside',
  linkage: false,
  statusEveryMs: 0,
}
