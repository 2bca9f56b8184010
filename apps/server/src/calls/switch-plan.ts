import type { RejectBy } from '@hookswitch/model'

/** A place that calls can be sent to. */
export interface Target {
  readonly kind: 'queue' | 'voicemail' | 'park' | 'number'
  readonly name: string
  /** As it is dialled at the switch: never read as a telephone number. */
  readonly number: string
}

/** What the configuration says of a link's switch that the switch itself does not tell. */
export interface SwitchPlan {
  readonly targets: readonly Target[]
  /** Why an agent may not be ready. */
  readonly reasons: readonly { readonly code: string; readonly label: string }[]
  /** The group for pick-ups; null = the one that the switch has for the telephone. */
  readonly pickupGroup: string | null
  readonly rejectBy: RejectBy
  /** Where a rejected call goes, with `deflect`. */
  readonly rejectTo: string | null
}

export const emptyPlan: SwitchPlan = {
  targets: [],
  reasons: [],
  pickupGroup: null,
  rejectBy: 'clear',
  rejectTo: null,
}
