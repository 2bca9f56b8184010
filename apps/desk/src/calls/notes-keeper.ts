import * as Y from 'yjs'

/**
 * What became of a try to bring server and page together. `behind`: the server lacks something that was left out;
 * `refused`: it will never be taken as it is.
 */
export type SyncResult =
  | { readonly kind: 'synced'; readonly update: Uint8Array; readonly vector: Uint8Array }
  | { readonly kind: 'behind' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly problem: unknown }

/** Where what the server does not have yet outlives the page. Each may throw (full, forbidden). */
export interface KeptNotes {
  /** What earlier pages kept and could not deliver. */
  read(): readonly Uint8Array[]
  write(state: Uint8Array): void
  /** The server has all that was read and written here. */
  clear(): void
}

/** What the page says about the notes. `kept`: on this computer, the server will get them when it answers. */
export interface NotesView {
  readonly state: 'loading' | 'empty' | 'saved' | 'saving' | 'kept' | 'notKept' | 'refused'
  readonly problem: unknown
  /** Names of those who are writing now, in the order in which they began. */
  readonly writers: readonly string[]
}

export interface NotesKeeperOptions {
  readonly sync: (given: { vector: Uint8Array; update: Uint8Array | null }) => Promise<SyncResult>
  readonly store: KeptNotes
  readonly onChange: (view: NotesView) => void
  /** Told now and then while something is being typed here. */
  readonly onTyping?: () => void
  /** How long to wait for more before the server is asked: with nobody else there, and with somebody. */
  readonly pauseMs?: { readonly alone: number; readonly together: number }
  readonly retryMs?: { readonly first: number; readonly most: number }
}

/** The parts of what is written down that are texts; names of the contract. */
export type NotesText = 'notes' | 'shared' | 'reference' | 'spokeTo'

/** Origin of changes that the server has. */
const fromServer = Symbol('from the server')
/** While one types, the others are told of it so often … */
const typingEveryMs = 2_000
/** … and forget it after this time. */
const typingForMs = 5_000
/** Somebody else wrote within this time: then what is typed here is wanted there at once. */
const togetherMs = 60_000

/**
 * What is written down of one call (a document of Yjs), on its way from the keyboard to the server and to the others.
 *
 *   typed ──▶ kept on this computer at once ──▶ (short pause) ──▶ synced ──▶ forgotten here
 *                     └── server does not answer: tried again until it does ──┘
 *   others ──▶ news ──▶ in the document, in whatever order it comes
 *
 * Nothing depends on an answer arriving, or arriving once: all that is sent and heard may be sent and heard again.
 */
export class NotesKeeper {
  readonly doc = new Y.Doc()
  readonly #options: NotesKeeperOptions
  /** What the server is known to have; null before the first answer. */
  #server: Uint8Array | null = null
  /** Changes made here, and how many of them the server has. */
  #made = 0
  #synced = 0
  #stored = true
  #syncing = false
  #unreachable = false
  #problem: unknown = null
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #stopped = false
  #toldTypingAt = -Infinity
  #togetherUntil = -Infinity
  /** How many fields want to be left alone, and what came meanwhile. */
  #holds = 0
  #held: { readonly update: Uint8Array; readonly vector: Uint8Array }[] = []
  readonly #writers = new Map<string, { name: string; timer: ReturnType<typeof setTimeout> }>()
  #view: NotesView

  constructor(options: NotesKeeperOptions) {
    this.#options = options
    for (const state of readKept(options.store)) applySafely(this.doc, state, null)
    // Whether the server has it is not known: a page that was there before may have been cut off from the answer.
    if (this.doc.store.clients.size > 0) this.#made = 1
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== fromServer) this.#onOwn()
    })
    this.#view = this.#look()
  }

  get view(): NotesView {
    return this.#view
  }

  get vector(): Uint8Array {
    return Y.encodeStateVector(this.doc)
  }

  /** True while the server lacks something of this. */
  get pending(): boolean {
    return this.#made > this.#synced
  }

  /** Pending and not even kept on this computer: leaving the page would lose it. */
  get atRisk(): boolean {
    return this.pending && !this.#stored
  }

  /** True until the server was first heard. */
  get isLoading(): boolean {
    return this.#server === null
  }

  text(name: NotesText): Y.Text {
    return this.doc.getText(name)
  }

  /** Gets what the server has, and delivers what it lacks. */
  open(): void {
    this.#cancel()
    void this.#sync()
  }

  /** What an earlier page kept and could not deliver turned up. */
  adopt(state: Uint8Array): void {
    applySafely(this.doc, state, null)
  }

  /** Something that the server has arrived, in whatever order. `vector`: all that it has. */
  news(update: Uint8Array, vector: Uint8Array): void {
    if (this.#holds > 0) {
      this.#held.push({ update, vector })
      return
    }
    if (!applySafely(this.doc, update, fromServer)) return
    this.#server = vector
    // It has less than it once said: it lost something, which is still here.
    if (!this.pending && lacks(vector, this.doc)) this.#made += 1
    const isWaiting = this.#syncing || this.#timer !== null || this.#problem !== null
    if (this.pending && !isWaiting) this.#schedule(this.#pause())
    this.#tell()
  }

  /** Keeps what others write away, until what it returns is called. */
  hold(): () => void {
    this.#holds += 1
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#holds -= 1
      if (this.#holds === 0) for (const { update, vector } of this.#held.splice(0)) this.news(update, vector)
    }
  }

  /** Somebody else is writing. */
  someoneWrites(user: string, name: string): void {
    clearTimeout(this.#writers.get(user)?.timer)
    const timer = setTimeout(() => {
      this.#writers.delete(user)
      this.#tell()
    }, typingForMs)
    this.#writers.set(user, { name, timer })
    this.#togetherUntil = performance.now() + togetherMs
    this.#tell()
  }

  /** Deliver now what is not yet delivered: the field was left, the page goes, the server is back. */
  flush(): void {
    if (!this.pending || this.#problem !== null) return
    this.open()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
    for (const { timer } of this.#writers.values()) clearTimeout(timer)
    this.#writers.clear()
  }

  #onOwn(): void {
    this.#made += 1
    this.#problem = null
    this.#keep()
    if (this.#timer === null) this.#schedule(this.#pause())
    const now = performance.now()
    if (now - this.#toldTypingAt > typingEveryMs) {
      this.#toldTypingAt = now
      this.#options.onTyping?.()
    }
    this.#tell()
  }

  #pause(): number {
    const { alone, together } = this.#options.pauseMs ?? { alone: 400, together: 120 }
    return performance.now() < this.#togetherUntil ? together : alone
  }

  async #sync(): Promise<void> {
    if (this.#syncing || this.#stopped) return
    this.#syncing = true
    const upTo = this.#made
    const update = this.pending ? Y.encodeStateAsUpdate(this.doc, this.#server ?? undefined) : null
    this.#tell()
    const result = await this.#options.sync({ vector: this.vector, update })
    this.#syncing = false
    this.#unreachable = result.kind === 'unreachable'
    this.#failures = result.kind === 'synced' ? 0 : this.#failures + 1
    this.#settle(result, upTo)
    this.#tell()
  }

  #settle(result: SyncResult, upTo: number): void {
    switch (result.kind) {
      case 'synced':
        this.#synced = Math.max(this.#synced, upTo)
        if (!this.pending) this.#forget()
        this.news(result.update, result.vector)
        return
      case 'behind':
        this.#server = null
        this.#schedule(this.#failures > 1 ? this.#retryPause() : 0)
        return
      case 'unreachable':
        this.#schedule(this.#retryPause())
        return
      case 'refused':
        this.#problem = result.problem ?? 'refused'
    }
  }

  #retryPause(): number {
    const { first, most } = this.#options.retryMs ?? { first: 1_000, most: 15_000 }
    return Math.min(most, first * 2 ** (this.#failures - 1))
  }

  #schedule(ms: number): void {
    this.#cancel()
    if (!this.#stopped) this.#timer = setTimeout(() => this.open(), ms)
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** All of it, so that it can be read and written on where the server cannot be asked. */
  #keep(): void {
    try {
      this.#options.store.write(Y.encodeStateAsUpdate(this.doc))
      this.#stored = true
    } catch {
      this.#stored = false
    }
  }

  #forget(): void {
    this.#stored = true
    try {
      this.#options.store.clear()
    } catch {
      // What stays is delivered once more at the next start, and changes nothing.
    }
  }

  #look(): NotesView {
    const writers = [...this.#writers.values()].map(({ name }) => name)
    return { state: this.#state(), problem: this.#problem, writers }
  }

  #state(): NotesView['state'] {
    if (this.#problem !== null) return 'refused'
    if (!this.pending && this.isLoading) return 'loading'
    if (!this.pending) return this.text('notes').length === 0 ? 'empty' : 'saved'
    if (!this.#unreachable) return 'saving'
    return this.#stored ? 'kept' : 'notKept'
  }

  #tell(): void {
    if (this.#stopped) return
    this.#view = this.#look()
    this.#options.onChange(this.#view)
  }
}

/** False for what is no update: then nothing is changed. */
function applySafely(doc: Y.Doc, update: Uint8Array, origin: unknown): boolean {
  try {
    Y.applyUpdate(doc, update, origin)
    return true
  } catch {
    return false
  }
}

/** Whether a server with this vector has less than the document. */
function lacks(vector: Uint8Array, doc: Y.Doc): boolean {
  const there = Y.decodeStateVector(vector)
  const here = Y.decodeStateVector(Y.encodeStateVector(doc))
  return [...here].some(([client, clock]) => (there.get(client) ?? 0) < clock)
}

function readKept(store: KeptNotes): readonly Uint8Array[] {
  try {
    return store.read()
  } catch {
    return []
  }
}
