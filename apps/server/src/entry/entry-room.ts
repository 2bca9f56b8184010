import type { EntryFrame, Role } from '@hookswitch/contract'
import type { EntryStore } from '#store/entry-store.ts'
import { Budget, type BudgetRule } from './budget.ts'
import { lackingIn, type EntryDoc } from './entry-doc.ts'
import { OpenEntry, plain, toBase64 } from './open-entry.ts'

/** Who asks. A supervisor or an administrator sees what is written down of every call of his tenant. */
export interface EntryAsker {
  readonly tenant: string
  readonly userId: string
  readonly role: Role
}

export interface Notes {
  readonly text: string
  readonly version: number
}

/** A call as far as what is written down of it is concerned. */
export interface NotedCall {
  readonly tenant: string
  /** The call that carries the notes: a consultation has those of the call it was made from. */
  readonly id: string
  /** Calls that led to it: what was written of them is part of its document. */
  readonly from: readonly string[]
  /** Milliseconds since the epoch; null while it is up. */
  readonly endedAt: number | null
  /** As last accepted. */
  readonly notes: Notes
  /** Writes and tells them; resolves when that is durable. */
  write(text: string): Promise<Notes>
}

export interface EntryCalls {
  /** Undefined where the asker has no business with the call. */
  find(asker: EntryAsker, callId: string): Promise<NotedCall | undefined>
  findAny(tenant: string, callId: string): Promise<NotedCall | undefined>
  nameOf(userId: string): string
}

export type EntryAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: string; readonly detail: string }

export interface EntryRoomOptions {
  readonly calls: EntryCalls
  readonly store: EntryStore
  readonly tenants: () => readonly string[]
  /** Calls become one, and links of these would show their callers what was chosen for another. Default: there are none. */
  readonly mixing?: (tenant: string, callIds: readonly string[]) => Promise<void>
  readonly log: { warn(details: object, message: string): void }
  /** Default: 100. */
  readonly compactAfter?: number
  /** How often one user may write. Default: what a pair of hands and a page that keeps up with them need, several times over. */
  readonly budget?: BudgetRule
}

/** One who listens at a socket. */
export interface EntryListener {
  tell(frame: EntryFrame): void
}

/** A document that nobody works on stays at hand so long. */
const keepMs = 5 * 60_000
const perUser: BudgetRule = { atOnce: 60, aSecond: 15 }

const missing = { ok: false, code: 'callMissing', detail: 'There is no such call of yours.' } as const
const refusals = {
  entryMalformed: 'This is not a change of what is written down here.',
  entryTooLarge: 'More cannot be written down of one call.',
  entryBehind: 'Something before this change is missing here: send all that the vector lacks.',
  tooManyTries: 'Too many changes at once. Wait a little and try again.',
  notesChanged: 'Somebody else wrote these notes meanwhile.',
} as const

function refused(code: keyof typeof refusals): { ok: false; code: string; detail: string } {
  return { ok: false, code, detail: refusals[code] }
}

/** What people write down during calls: who may, and the documents that somebody works on. */
export class EntryRoom {
  readonly #options: EntryRoomOptions
  readonly #open = new Map<string, OpenEntry>()
  readonly #writers: Budget
  /** This run of the server writes under one number, so that documents do not grow by one at every change. */
  readonly #client = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1
  #timer: NodeJS.Timeout | undefined

  constructor(options: EntryRoomOptions) {
    this.#options = options
    this.#writers = new Budget(options.budget ?? perUser)
  }

  /** Tells the calls what the server before this one kept and did not come to tell. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => this.#letGo(performance.now() - keepMs), 60_000)
    this.#timer.unref()
    for (const tenant of this.#options.tenants()) {
      for (const callId of await this.#options.store.untold(tenant)) {
        const call = await this.#options.calls.findAny(tenant, callId)
        if (call !== undefined) await (await this.#entryOf(call)).read(call.notes)
      }
    }
  }

  /** Resolves when the calls know of all that was written. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    for (const entry of this.#open.values()) entry.stop()
    await Promise.all([...this.#open.values()].map((entry) => entry.allTold()))
  }

  /** Takes what the server lacks, gives what the asker lacks. Nothing is answered before it is durable. */
  async sync(
    asker: EntryAsker,
    callId: string,
    given: { readonly vector: string; readonly update: string | null },
  ): Promise<EntryAnswer<{ update: string; vector: string }>> {
    if (!this.#writers.take(asker.userId, performance.now())) return refused('tooManyTries')
    const call = await this.#options.calls.find(asker, callId)
    if (call === undefined) return missing
    const entry = await this.#entryOf(call)
    if (given.update !== null) {
      const joined = await entry.join(Buffer.from(given.update, 'base64'), asker.userId, call.notes)
      if (joined.kind === 'refused') return refused(joined.code)
    }
    const doc = await entry.read(call.notes)
    const update = lackingIn(doc, Buffer.from(given.vector, 'base64'))
    if (update === undefined) return refused('entryMalformed')
    return { ok: true, value: { update: toBase64(update), vector: toBase64(doc.vector) } }
  }

  /** From now on the listener hears of every change, beginning with what he lacks. Undefined where he may not. */
  async watch(
    asker: EntryAsker,
    given: { readonly callId: string; readonly vector: string },
    listener: EntryListener,
  ): Promise<(() => void) | undefined> {
    const { callId } = given
    const call = await this.#options.calls.find(asker, callId)
    if (call === undefined) return undefined
    const entry = await this.#entryOf(call)
    const unwatch = entry.watch({ user: asker.userId, callId, tell: (frame) => listener.tell(frame) })
    try {
      const doc = await entry.read(call.notes)
      const update = lackingIn(doc, Buffer.from(given.vector, 'base64'))
      if (update !== undefined)
        listener.tell({ kind: 'entry', callId, update: toBase64(update), vector: toBase64(doc.vector) })
      return unwatch
    } catch (error) {
      unwatch()
      throw error
    }
  }

  /** The others hear that he is writing. */
  async writing(asker: EntryAsker, callId: string): Promise<void> {
    const call = await this.#options.calls.find(asker, callId)
    const entry = call === undefined ? undefined : this.#open.get(keyOf(call.tenant, call.id))
    entry?.writing(asker.userId, this.#options.calls.nameOf(asker.userId))
  }

  /** For those who know a text and a version, and no documents. */
  async writeNotes(asker: EntryAsker, callId: string, typed: Notes): Promise<EntryAnswer<Notes>> {
    const given = { text: plain(typed.text), version: typed.version }
    const found = await this.#options.calls.find(asker, callId)
    if (found === undefined) return missing
    const entry = await this.#entryOf(found)
    const { texts } = await entry.read(found.notes)
    await entry.allTold()
    const call = await this.#options.calls.find(asker, callId)
    if (call === undefined) return missing
    // The same text again, from a client that did not hear the answer.
    if (call.notes.text === given.text && call.notes.version === given.version + 1)
      return { ok: true, value: call.notes }
    if (call.notes.version !== given.version || texts.notes !== call.notes.text)
      return refused('notesChanged')
    if (given.text === texts.notes) return { ok: true, value: await call.write(given.text) }
    const joined = await entry.write('notes', given.text, { user: asker.userId, beginning: call.notes })
    if (joined.kind === 'refused') return refused(joined.code)
    await entry.allTold()
    const after = await this.#options.calls.find(asker, callId)
    return after === undefined ? missing : { ok: true, value: after.notes }
  }

  /** Whether somebody works on the document of this call. */
  isOpen(tenant: string, callId: string): boolean {
    return this.#open.has(keyOf(tenant, callId))
  }

  /**
   * A call became part of another one, or turned out to be made from it: what was written of it goes along. Called where
   * somebody had written something.
   */
  async merged(tenant: string, callId: string): Promise<void> {
    const call = await this.#options.calls.findAny(tenant, callId)
    if (call === undefined || call.id === callId) return
    const entry = await this.#entryOf(call)
    const other = this.#open.get(keyOf(tenant, callId))
    if (other === undefined || other === entry) return
    const doc = await entry.read(call.notes)
    this.#open.delete(keyOf(tenant, callId))
    entry.takeWatchers(other, doc)
  }

  /** The document of a call, for who shows a part of it. */
  async opened(call: NotedCall): Promise<{ readonly entry: OpenEntry; readonly doc: EntryDoc }> {
    const entry = await this.#entryOf(call)
    return { entry, doc: await entry.read(call.notes) }
  }

  /** Those who wait for a change of what is shown of this call look again. */
  nudge(tenant: string, callId: string): void {
    this.#open.get(keyOf(tenant, callId))?.nudge()
  }

  async #entryOf(call: NotedCall): Promise<OpenEntry> {
    const { tenant, id, from, notes } = call
    const key = keyOf(tenant, id)
    let entry = this.#open.get(key)
    if (entry === undefined) this.#open.set(key, (entry = this.#make(tenant, id)))
    entry.touchedAt = performance.now()
    for (const other of from) await entry.absorb(other, notes)
    return entry
  }

  #make(tenant: string, callId: string): OpenEntry {
    const { store, calls, log, compactAfter = 100, mixing } = this.#options
    return new OpenEntry({
      key: { tenant, callId },
      store,
      client: this.#client,
      compactAfter,
      mixing: async (callIds) => mixing?.(tenant, callIds),
      tell: async (text) => {
        const call = await calls.findAny(tenant, callId)
        await call?.write(text)
      },
      failed: (what, error) => {
        const reason = error instanceof Error ? error.name : typeof error
        log.warn(
          { code: 'entryLate', what, reason },
          'What was written down of a call is kept, and told later.',
        )
      },
    })
  }

  #letGo(before: number): void {
    for (const [key, entry] of this.#open)
      if (entry.isIdle && entry.touchedAt < before) this.#open.delete(key)
  }
}

function keyOf(tenant: string, callId: string): string {
  return `${tenant} ${callId}`
}
