import type { CallView, Contact, Account, PastCall as PastCallView, PopView } from '@hookswitch/contract'
import type { HistoryQuery, PastCall, StoredCall } from '#store/call-store.ts'
import type { StoredMatch } from '#store/live-batch.ts'
import { callerKey, type CallerFinder } from '#pop/caller.ts'
import { drawCall } from './call-view.ts'
import type { LiveUser } from './directory.ts'
import type { LinkCalls } from './link-calls.ts'
import { createLiveCall, type LiveCall } from './live-call.ts'
import type { LiveCalls } from './live-calls.ts'

export interface HistoryOptions {
  readonly live: LiveCalls
  readonly store: {
    read(query: { tenant: string; user: string; id: string }): Promise<StoredCall | undefined>
    /** Whoever had a part in it. */
    readAny(tenant: string, id: string): Promise<StoredCall | undefined>
    list(query: HistoryQuery): Promise<PastCall[]>
  }
  readonly finder: CallerFinder
  /** What a person seeks, as it is compared with what is kept. */
  readonly patterns: (user: LiveUser, search: string) => readonly (readonly string[])[]
  /** The records of many matches at once, in their order. */
  readonly records: (
    tenant: string,
    ids: readonly StoredMatch[],
  ) => Promise<readonly { readonly contact: Contact | null; readonly account: Account | null }[]>
}

export type CallsQuery = Pick<
  HistoryQuery,
  'from' | 'to' | 'direction' | 'missed' | 'outcome' | 'disposition' | 'limit'
> & {
  readonly cursor?: string | undefined
  /** Part of the customer's name, or of a number. */
  readonly search?: string | undefined
}

/** A call that somebody works on, and the link that it belongs to. */
export interface Found {
  readonly on: LinkCalls
  readonly live: LiveCall
}

/** Calls of a user, past ones too. */
export class History {
  readonly #options: HistoryOptions

  constructor(options: HistoryOptions) {
    this.#options = options
  }

  /** Newest first. The customer's cases, tasks and activities are left to `read`: a list does not show them. */
  async list(user: LiveUser, query: CallsQuery): Promise<{ items: PastCallView[]; next: string | null }> {
    const { cursor, search, ...rest } = query
    const rows = await this.#options.store.list({
      ...rest,
      tenant: user.tenant,
      user: user.id,
      device: user.device,
      patterns: search === undefined ? undefined : this.#options.patterns(user, search),
      after: readCursor(cursor),
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    const next = rows.length > page.length && last !== undefined ? makeCursor(last) : null
    const pops = await this.#pops(user, page)
    return { items: page.flatMap((row, index) => this.#view(user, row, pops[index] ?? null)), next }
  }

  /** One call of the user, whole; undefined where there is none of his. */
  async read(user: LiveUser, id: string): Promise<CallView | undefined> {
    const found = await this.find(user, id)
    if (found === undefined) return undefined
    const { on, live } = found
    return JSON.parse(this.#options.live.draw(on, live, { user })) as CallView
  }

  /** Makes a call of the user present again, however old. */
  async find(user: LiveUser, id: string): Promise<Found | undefined> {
    const present = this.#options.live.callOf(user, id)
    if (present !== undefined && present.live.told !== null) return present
    return this.#adopt(
      user.tenant,
      await this.#options.store.read({ tenant: user.tenant, user: user.id, id }),
    )
  }

  /** The same for any call of the tenant: for what the server itself does, and for supervisors. */
  async findAny(tenant: string, id: string): Promise<Found | undefined> {
    for (const on of this.#options.live.links) {
      const live = on.link.tenant === tenant ? on.find(id) : undefined
      if (live !== undefined && live.told !== null) return { on, live }
    }
    return this.#adopt(tenant, await this.#options.store.readAny(tenant, id))
  }

  async #adopt(tenant: string, row: StoredCall | undefined): Promise<Found | undefined> {
    const on = row === undefined ? undefined : this.#options.live.linkNamed(tenant, row.link)
    if (row === undefined || on === undefined) return undefined
    const live = liveCallOf(row, on.link)
    live.pop = await this.#popOf(live, on)
    return { on, live: on.adopt(live) }
  }

  async #popOf({ call, match, link }: LiveCall, on: LinkCalls): Promise<PopView | null> {
    if (match === null) return emptyPop(call, on)
    const known = await this.#options.finder.read(link.tenant, match)
    if (known === null) return emptyPop(call, on)
    const { contact, account, customer } = known
    const chosen = { contact, account, reason: match.reason as 'chosen' }
    return { status: 'found', matches: [chosen], chosen, ...customer }
  }

  async #pops(user: LiveUser, page: readonly StoredCall[]): Promise<(PopView | null)[]> {
    const matches = page.map((row) => row.match).filter((match) => match !== null)
    const records = matches.length === 0 ? [] : await this.#options.records(user.tenant, matches)
    const found = new Map(matches.map((match, index) => [match, records[index]]))
    return page.map(({ call, match, link }) => {
      const on = this.#options.live.linkNamed(user.tenant, link)
      const known = match === null ? undefined : found.get(match)
      if (match === null || known === undefined || (known.contact ?? known.account) === null)
        return on === undefined ? null : emptyPop(call, on)
      const chosen = { ...known, reason: match.reason as 'chosen' }
      return { status: 'found', matches: [chosen], chosen, cases: [], tasks: [], activities: [] }
    })
  }

  #view(user: LiveUser, row: PastCall, pop: PopView | null): PastCallView[] {
    const on = this.#options.live.linkNamed(user.tenant, row.link)
    if (on === undefined) return []
    const { dispositionId } = row
    // A consultation that goes on shows the customer and the notes of the call for which it is made.
    const live = on.find(row.call.id)
    const root = live === undefined ? undefined : on.root(live)
    if (live !== undefined && root !== undefined && root !== live) {
      const seen = { ...on.context, notes: root.notes, root: root.call }
      return [{ ...drawCall(row.call, user, seen), pop: on.popOf(live), dispositionId }]
    }
    const notes = { text: row.notes, version: row.notesVersion }
    return [{ ...drawCall(row.call, user, { ...on.context, notes }), pop, dispositionId }]
  }
}

/** A stored call as one that is present. */
export function liveCallOf(row: StoredCall, link: LiveCall['link']): LiveCall {
  const live = createLiveCall(link, row.call, performance.now())
  live.told = row.call
  live.match = row.match
  live.chosenByHand = row.match?.byHand === true || row.match?.reason === 'created'
  live.notes = { text: row.notes, version: row.notesVersion }
  live.nextNotes = live.notes
  // Who ran before this server may have.
  live.hasRecords = true
  return live
}

function emptyPop(call: StoredCall['call'], on: LinkCalls): PopView | null {
  const key = callerKey(call, on.context.numbers)
  if (key === null) return null
  const status = key.e164 === null && key.digits === null ? 'withheld' : 'none'
  return { status, matches: [], chosen: null, cases: [], tasks: [], activities: [] }
}

function makeCursor({ call }: StoredCall): string {
  return Buffer.from(JSON.stringify([call.startedAt, call.id])).toString('base64url')
}

/** A cursor that was not made here starts at the beginning. */
function readCursor(text: string | undefined): { at: string; id: string } | undefined {
  if (text === undefined) return undefined
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [number, string]
    return { at: new Date(at).toISOString(), id: String(id) }
  } catch {
    return undefined
  }
}
