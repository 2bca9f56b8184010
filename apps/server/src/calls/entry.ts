import type { Call } from '@hookswitch/model'
import type { JobRow } from '#store/live-batch.ts'
import type { LinkRef, LiveCall, Notes } from './live-call.ts'

/** A call that an entry touches: as it was at that moment, and the users who are to see it. */
export interface Touch {
  readonly live: LiveCall
  readonly call: Call
  readonly users: readonly string[]
  /** Notes that are written with it; absent = as they were. */
  readonly notes?: Notes
}

/** One thing that happened, to be written and then told. Entries are written in the order in which they were given. */
export interface Entry {
  readonly link: LinkRef
  /** Milliseconds since the epoch. */
  readonly at: number
  /** The kind of the switch's event, or `notes`, `lookup`, `choice`, `line`, `sweep`, `letGo`. */
  readonly kind: string
  /** The switch's event; null for what happened here. */
  readonly body: unknown
  readonly touches: readonly Touch[]
  /** Users whose line changed. */
  readonly lines: readonly string[]
  /** Calls that are of no more concern to these users. */
  readonly gone: readonly { readonly user: string; readonly call: string }[]
  readonly jobs: readonly JobRow[]
  /** Called once it is durable, or cannot be written. */
  readonly done?: (error?: Error) => void
}

/** What changes of calls bring, as it is gathered: to be written and told together. */
export interface News {
  readonly touches: Touch[]
  readonly jobs: { readonly kind: string; readonly key: string }[]
  readonly gone: { readonly user: string; readonly call: string }[]
  readonly lines: Set<string>
  readonly at: number
}

export function entry(
  required: Pick<Entry, 'link' | 'at' | 'kind'>,
  more: Partial<Omit<Entry, 'link' | 'at' | 'kind'>> = {},
): Entry {
  return { body: null, touches: [], lines: [], gone: [], jobs: [], ...required, ...more }
}
