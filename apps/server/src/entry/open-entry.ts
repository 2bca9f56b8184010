import type { EntryFrame } from '@hookswitch/contract'
import * as Y from 'yjs'
import type { EntryKey, EntryStore } from '#store/entry-store.ts'
import {
  absorb,
  edit,
  entryDocOf,
  join,
  shownApart,
  type EntryDoc,
  type EntryText,
  type Joined,
} from './entry-doc.ts'

/** Somebody who hears what others write down. `callId` as he calls it: a consultation has the document of its call. */
export interface EntryWatcher {
  readonly user: string
  readonly callId: string
  tell(frame: EntryFrame): void
}

export interface OpenEntryOptions {
  readonly key: EntryKey
  readonly store: EntryStore
  /** The number under which this server writes in documents. */
  readonly client: number
  /** Writes the notes where those read them who only read; resolves when that is durable. */
  readonly tell: (text: string) => Promise<void>
  /** Links of these calls would show their callers what was chosen for another from now on. */
  readonly mixing: (callIds: readonly string[]) => Promise<void>
  /** How many updates are put together into one. */
  readonly compactAfter: number
  readonly failed: (what: 'tell' | 'compact', error: unknown) => void
}

/** What was said to be there first: notes of a call whose document nobody has opened yet. */
export interface Beginning {
  readonly text: string
}

/** The notes of a call are written at once, and then no oftener than this. */
const tellEveryMs = 500
/** … and again after this time when they could not be written. */
const tellAgainMs = 2_000
/** Another server added an update meanwhile: so often it is tried on top of that. */
const mostTries = 5

/**
 * One document that somebody works on. Changes wait in line: each is tried on a copy, kept in the database, and only then
 * becomes the document and is told. So nobody ever sees what a crash could take back.
 */
export class OpenEntry {
  readonly #options: OpenEntryOptions
  readonly #watchers = new Set<EntryWatcher>()
  readonly #changed = new Set<(doc: EntryDoc | null) => void>()
  #line: Promise<unknown> = Promise.resolve()
  #doc: EntryDoc | null = null
  #seq = 0
  /** Updates in the database since they were put together last. */
  #loose = 0
  /** The notes as those know them who only read; null until the first of them is known. */
  #told: string | null = null
  #toldSeq = 0
  #telling: Promise<void> | null = null
  readonly #over = new AbortController()
  /** Calls that became this one, whose documents are part of it. */
  readonly #absorbed = new Set<string>()
  touchedAt = performance.now()

  constructor(options: OpenEntryOptions) {
    this.#options = options
  }

  get key(): EntryKey {
    return this.#options.key
  }

  get isIdle(): boolean {
    return this.#watchers.size === 0 && this.#changed.size === 0 && this.#telling === null
  }

  /** The document as it is, read from the database where it is not here. */
  read(beginning: Beginning): Promise<EntryDoc> {
    this.touchedAt = performance.now()
    return this.#inLine(() => this.#load(beginning))
  }

  /** Takes an update of a page. */
  join(update: Uint8Array, user: string, beginning: Beginning): Promise<Joined> {
    return this.#change(beginning, user, (doc) => join(doc, update))
  }

  /** Makes one of the texts say this, with as little change as that takes. */
  write(name: EntryText, text: string, by: { user: string; beginning: Beginning }): Promise<Joined> {
    return this.#change(by.beginning, by.user, (doc) =>
      edit(doc, this.#options.client, (it) => replaceText(it.getText(name), plain(text))),
    )
  }

  /** Two calls have become one: what was written of the other is part of this from now on. Again changes nothing. */
  async absorb(otherId: string, beginning: Beginning): Promise<void> {
    if (this.#absorbed.has(otherId)) return
    const { key, store } = this.#options
    const other = await store.load({ tenant: key.tenant, callId: otherId })
    const { client } = this.#options
    if (other.updates.length > 0) {
      const whole = Y.mergeUpdates([...other.updates])
      await this.#keepApart(otherId, shownApart(await this.read(beginning), whole))
      await this.#change(beginning, null, (doc) => absorb(doc, client, whole))
    }
    this.#absorbed.add(otherId)
  }

  /** Who looks at what was chosen for him must not be shown what was chosen for another: not even for a moment. */
  async #keepApart(otherId: string, shown: ReturnType<typeof shownApart>): Promise<void> {
    const ended = [
      ...(shown === null || shown.own === '' ? [] : [otherId]),
      ...(shown === null || shown.other === '' ? [] : [this.key.callId]),
    ]
    if (ended.length > 0) await this.#options.mixing(ended)
  }

  watch(watcher: EntryWatcher): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Calls back at every change with the document as it is then, and with null where it was not the document that changed. */
  onChange(listener: (doc: EntryDoc | null) => void): () => void {
    this.#changed.add(listener)
    return () => this.#changed.delete(listener)
  }

  /** Something beside the document changed what those show who wait for it. */
  nudge(): void {
    for (const listener of this.#changed) listener(null)
  }

  /** Takes over those who watch: their call became this one, or turned out to be made from it. What they lack is told them. */
  takeWatchers(other: OpenEntry, { state, vector }: EntryDoc): void {
    const frame = { kind: 'entry' as const, update: toBase64(state), vector: toBase64(vector) }
    for (const watcher of other.#watchers) {
      this.#watchers.add(watcher)
      watcher.tell({ ...frame, callId: watcher.callId })
    }
    other.#watchers.clear()
    other.nudge()
  }

  writing(user: string, name: string): void {
    for (const watcher of this.#watchers)
      if (watcher.user !== user) watcher.tell({ kind: 'entryWriting', callId: watcher.callId, user, name })
  }

  /** Resolves when those who only read know the notes as they are now. */
  async allTold(): Promise<void> {
    await this.#telling
  }

  stop(): void {
    this.#over.abort()
  }

  #inLine<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#line.then(work)
    this.#line = turn.catch(() => {})
    return turn
  }

  async #load(beginning: Beginning): Promise<EntryDoc> {
    if (this.#doc !== null) return this.#doc
    const { key, store } = this.#options
    const { updates, seq, toldSeq } = await store.load(key)
    const doc = entryDocOf(updates)
    this.#doc = doc
    this.#seq = seq
    this.#loose = updates.length
    this.#toldSeq = toldSeq
    this.#told = toldSeq === seq ? doc.texts.notes : null
    if (seq === 0 && beginning.text !== '') {
      this.#told = beginning.text
      const begun = await this.#keep(null, (it) =>
        edit(it, this.#options.client, (fresh) => fresh.getText('notes').insert(0, plain(beginning.text))),
      )
      if (begun.kind === 'refused')
        throw new Error('The notes of a call are larger than its document may be.')
      // Another server was faster.
      return this.#load(beginning)
    }
    this.#tellNotes()
    return doc
  }

  #change(beginning: Beginning, user: string | null, work: (doc: EntryDoc) => Joined): Promise<Joined> {
    this.touchedAt = performance.now()
    return this.#inLine(async () => {
      for (let tries = 0; tries < mostTries; tries += 1) {
        await this.#load(beginning)
        const joined = await this.#keep(user, work)
        if (joined.kind !== 'overtaken') return joined
      }
      throw new Error('A document is being written by another server without a pause.')
    })
  }

  /** Tries, keeps, shows, tells: in this order. */
  async #keep(
    user: string | null,
    work: (doc: EntryDoc) => Joined,
  ): Promise<Joined | { readonly kind: 'overtaken' }> {
    if (this.#doc === null) return { kind: 'overtaken' }
    const joined = work(this.#doc)
    if (joined.kind !== 'joined') return joined
    const { key, store } = this.#options
    let added = false
    try {
      added = await store.append(key, { after: this.#seq, update: joined.update, user })
    } finally {
      // Whether it was written is not known, or somebody else wrote: the rows are what is true.
      if (!added) this.#doc = null
    }
    if (!added) return { kind: 'overtaken' }
    this.#doc = joined.next
    this.#seq += 1
    this.#loose += 1
    this.#show(joined)
    if (this.#loose >= this.#options.compactAfter) this.#compact(joined.next)
    return joined
  }

  #show({ next, update }: Extract<Joined, { kind: 'joined' }>): void {
    const frame = { kind: 'entry' as const, update: toBase64(update), vector: toBase64(next.vector) }
    for (const watcher of this.#watchers) watcher.tell({ ...frame, callId: watcher.callId })
    for (const listener of this.#changed) listener(next)
    this.#tellNotes()
  }

  #compact({ state }: EntryDoc): void {
    const { key, store, failed } = this.#options
    this.#loose = 1
    // What comes meanwhile is added after it: nobody waits for this.
    store.compact(key, { upTo: this.#seq, state }).catch((error: unknown) => failed('compact', error))
  }

  /** Those who only read are told at the first change, and then of the last one of each half second. */
  #tellNotes(): void {
    if (this.#telling !== null || this.#toldSeq >= this.#seq) return
    this.#telling = this.#tellUntilSame().finally(() => {
      this.#telling = null
    })
  }

  async #tellUntilSame(): Promise<void> {
    const { signal } = this.#over
    while (this.#doc !== null && this.#toldSeq < this.#seq) {
      const isTold = await this.#tellOnce(this.#doc.texts.notes, this.#seq)
      // It stays marked as untold in the database: the next server tells it.
      if (!isTold && signal.aborted) return
      if (this.#toldSeq < this.#seq || !isTold) await pause(isTold ? tellEveryMs : tellAgainMs, signal)
    }
  }

  async #tellOnce(text: string, seq: number): Promise<boolean> {
    try {
      if (text !== this.#told) await this.#options.tell(text)
      this.#told = text
      await this.#options.store.told(this.#options.key, seq)
      this.#toldSeq = seq
      return true
    } catch (error) {
      this.#options.failed('tell', error)
      return false
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const finish = (): void => resolve(undefined)
  const timer = setTimeout(finish, ms)
  signal.addEventListener('abort', finish, { once: true })
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', finish)
  })
}

/** As a field of a page holds it. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\u0000', '\uFFFD').toWellFormed()
}

/** Takes out and puts in only what lies between the common beginning and the common end. */
function replaceText(text: Y.Text, wanted: string): void {
  // oxlint-disable-next-line typescript/no-base-to-string -- a text of Yjs has a toString of its own
  const is = text.toString()
  const most = Math.min(is.length, wanted.length)
  let start = 0
  while (start < most && is[start] === wanted[start]) start += 1
  let end = 0
  while (end < most - start && is.at(-1 - end) === wanted.at(-1 - end)) end += 1
  // Half a character outside the basic plane is no character: Yjs would make a replacement sign of it.
  if (start > 0 && isHigh(is.charCodeAt(start - 1))) start -= 1
  if (end > 0 && isLow(is.charCodeAt(is.length - end))) end -= 1
  text.delete(start, is.length - end - start)
  text.insert(start, wanted.slice(start, wanted.length - end))
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00
const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
