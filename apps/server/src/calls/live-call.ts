import type { PopView } from '@hookswitch/contract'
import type { Call } from '@hookswitch/model'
import type { CallerLookup } from '#pop/caller-lookup.ts'
import type { StoredMatch } from '#store/live-batch.ts'

export interface LinkRef {
  readonly tenant: string
  readonly name: string
}

export interface Notes {
  readonly text: string
  readonly version: number
}

export const noNotes: Notes = { text: '', version: 0 }

/** A call with all that belongs to it here, as long as somebody may still look at it. Changed by `calls` only. */
export interface LiveCall {
  readonly link: LinkRef
  /** As it is believed to be now. */
  call: Call
  /** As it is in the database: what may be shown. Null until it was first written. */
  told: Call | null
  /** Who the other party is: found, or chosen by a person. */
  match: StoredMatch | null
  /** A person chose: a lookup changes nothing any more. */
  chosenByHand: boolean
  /** What was found; null where nobody is looked up. Replaced whole, never changed: drawn once, see `popJson`. */
  pop: PopView | null
  lookup: CallerLookup | null
  /** A page was drawn while the answer was still out: it must hear of the answer. */
  shownUnsettled: boolean
  /** As in the database. */
  notes: Notes
  /** As last accepted; ahead of `notes` while they are being written. */
  nextNotes: Notes
  /** Records were, or may have been, noted with it. */
  hasRecords: boolean
  /** When somebody last took an interest, by a clock that never jumps (performance.now): decides when an ended call is let go. */
  touchedAt: number
}

export function createLiveCall(link: LinkRef, call: Call, touchedAt: number): LiveCall {
  return {
    link,
    call,
    told: null,
    match: null,
    chosenByHand: false,
    pop: null,
    lookup: null,
    shownUnsettled: false,
    notes: noNotes,
    nextNotes: noNotes,
    hasRecords: false,
    touchedAt,
  }
}

/** Whether a call gets a log of its own: consultations and calls merged into another do not, nor do talks between colleagues. */
export function isJournalled(call: Call): boolean {
  return call.parent === null && call.mergedInto === null && call.direction !== 'internal'
}
