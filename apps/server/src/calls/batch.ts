import { connectionAt, type Call } from '@hookswitch/model'
import type { Channels } from '#feed/channel.ts'
import type { CallRow, EventRow, FeedRow, JobRow, PartRow, TenantBatch } from '#store/live-batch.ts'
import type { Directory, LiveUser } from './directory.ts'
import { isMissed } from './call-view.ts'
import type { Entry, Touch } from './entry.ts'

/** Something to be told to one user once the batch is durable. */
export interface Telling {
  readonly user: string
  readonly seq: number
  readonly kind: FeedRow['kind']
  readonly callId: string | null
  /** The last touch of that call in the batch; null for other kinds. */
  readonly touch: Touch | null
}

/** Some entries, ready to be written in one transaction. */
export interface Batch {
  readonly entries: readonly Entry[]
  readonly rows: readonly TenantBatch[]
  /** In the order in which they are to be told. */
  readonly tellings: readonly Telling[]
}

export interface BatchContext {
  readonly channels: Channels
  readonly directory: Directory
  /** A number for an entry, never used before in this database. */
  readonly nextId: () => number
}

interface Draft {
  readonly events: EventRow[]
  readonly calls: Map<string, CallRow>
  readonly parts: Map<string, PartRow>
  readonly jobs: Map<string, JobRow>
  /**
   * What each user is to be told, by what it is about: a later one takes the place of an earlier one that showed his own
   * leg in the same state. Fifty colleagues who stop ringing are one frame; ringing and answered are two, however close.
   */
  readonly tellings: Map<string, Omit<Telling, 'seq'> & { readonly at: number; readonly eventId: number }>
}

/**
 * Makes rows of entries. A call that several of them touch is written once, as it is after the last; a user is told of it
 * once. Takes the numbers of the feed: they must be given back (`giveBack`) if the batch is not written.
 */
export function makeBatch(entries: readonly Entry[], context: BatchContext): Batch {
  const drafts = new Map<string, Draft>()
  for (const entry of entries) {
    const draft = drafts.get(entry.link.tenant) ?? newDraft()
    drafts.set(entry.link.tenant, draft)
    addEntry(draft, entry, context)
  }
  const rows: TenantBatch[] = []
  const tellings: Telling[] = []
  for (const [tenant, draft] of drafts) {
    const feed: FeedRow[] = []
    for (const { user, kind, callId, touch, at, eventId } of draft.tellings.values()) {
      const seq = context.channels.of(user).take()
      tellings.push({ user, seq, kind, callId, touch })
      feed.push({ user_id: user, seq, event_id: eventId, at, kind, call_id: callId })
    }
    rows.push({
      tenant,
      events: draft.events,
      calls: [...draft.calls.values()],
      parts: [...draft.parts.values()],
      feed,
      jobs: [...draft.jobs.values()],
    })
  }
  return { entries, rows, tellings }
}

/** Gives the numbers of a batch back that was refused. */
export function giveBack(batch: Batch, channels: Channels): void {
  for (const { user } of batch.tellings) channels.of(user).giveBack(1)
}

function newDraft(): Draft {
  return { events: [], calls: new Map(), parts: new Map(), jobs: new Map(), tellings: new Map() }
}

function addEntry(draft: Draft, entry: Entry, context: BatchContext): void {
  const id = context.nextId()
  draft.events.push({ id, link: entry.link.name, at: entry.at, kind: entry.kind, body: entry.body })
  const tell = (telling: Omit<Telling, 'seq'>): void => {
    const state =
      telling.touch === null ? '' : ownState(telling.touch.call, context.directory.user(telling.user))
    const key = `${telling.user} ${telling.callId ?? 'line'} ${state}`
    draft.tellings.delete(key)
    draft.tellings.set(key, { ...telling, at: entry.at, eventId: id })
  }
  for (const touch of entry.touches) {
    addCall(draft, touch)
    addParts(draft, touch, context.directory)
    for (const user of touch.users) tell({ user, kind: 'call', callId: touch.call.id, touch })
  }
  for (const { user, call } of entry.gone) tell({ user, kind: 'callGone', callId: call, touch: null })
  for (const user of entry.lines) tell({ user, kind: 'line', callId: null, touch: null })
  for (const job of entry.jobs) draft.jobs.set(`${job.kind} ${job.key}`, job)
}

function ownState(call: Call, user: LiveUser | undefined): string {
  return user?.device == null ? '' : (connectionAt(call, user.device)?.state ?? 'none')
}

function addCall(draft: Draft, { live, call, notes }: Touch): void {
  const earlier = draft.calls.get(call.id)
  draft.calls.set(call.id, {
    id: call.id,
    link: live.link.name,
    startedAt: call.startedAt,
    endedAt: call.endedAt,
    call,
    match: live.match,
    notes: notes?.text ?? earlier?.notes ?? null,
    notesVersion: notes?.version ?? earlier?.notesVersion ?? live.notes.version,
  })
}

function addParts(draft: Draft, { live, call }: Touch, directory: Directory): void {
  for (const leg of call.legs) {
    for (const user of directory.at(live.link, leg.device)) {
      draft.parts.set(`${user.id} ${call.id}`, {
        user_id: user.id,
        call_id: call.id,
        at: call.startedAt,
        direction: call.direction,
        missed: isMissed(call, leg.device),
      })
    }
  }
}
