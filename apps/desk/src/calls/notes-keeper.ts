import { mergeNotes } from './merge-notes.ts'

/** Notes as the server has them. */
export interface Notes {
  readonly text: string
  readonly version: number
}

/** What became of a write. `conflict`: somebody else wrote; `refused`: it will never be taken as it is. */
export type WriteResult =
  | { readonly kind: 'written'; readonly notes: Notes }
  | { readonly kind: 'conflict'; readonly notes: Notes }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly problem: unknown }

/** What the page says about the notes. `kept`: on this computer, the server will get them when it answers. */
export interface NotesView {
  readonly text: string
  readonly state: 'empty' | 'saved' | 'saving' | 'kept' | 'notKept' | 'refused'
  /** Somebody else's words were joined with these. */
  readonly merged: boolean
  readonly problem: unknown
}

export interface NotesKeeperOptions {
  readonly write: (notes: Notes) => Promise<WriteResult>
  /** Text that the server does not have yet outlives the page here. Each may throw (full, forbidden). */
  readonly store: { read(): string | null; write(text: string): void; clear(): void }
  readonly onChange: (view: NotesView) => void
  readonly pauseMs?: number
  readonly retryMs?: { readonly first: number; readonly most: number }
}

interface Draft {
  readonly text: string
  readonly base: Notes
}

/**
 * The notes of one call, on their way from the keyboard to the server.
 *
 *   typed ──▶ kept on this computer at once ──▶ (short pause) ──▶ written ──▶ forgotten here
 *                     └── server does not answer: tried again until it does ──┘
 */
export class NotesKeeper {
  readonly #options: NotesKeeperOptions
  #base: Notes
  #text: string
  #stored = true
  #merged = false
  #writing: string | null = null
  #unreachable = false
  #problem: unknown = null
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #stopped = false
  #view: NotesView

  constructor(server: Notes, options: NotesKeeperOptions) {
    this.#options = options
    this.#base = server
    this.#text = server.text
    const draft = readDraft(options.store)
    if (draft !== null) {
      this.#base = draft.base
      this.#text = draft.text
    }
    this.#view = this.#look()
    if (draft !== null) {
      this.seen(server)
      this.flush()
    }
  }

  get view(): NotesView {
    return this.#view
  }

  /** True while the server lacks something of this text. */
  get pending(): boolean {
    return this.#text !== this.#base.text
  }

  /** Pending and not even kept on this computer: leaving the page would lose it. */
  get atRisk(): boolean {
    return this.pending && !this.#stored
  }

  type(text: string): void {
    this.#text = text
    this.#problem = null
    this.#merged = false
    this.#keep()
    this.#schedule(this.#options.pauseMs ?? 400)
    this.#tell()
  }

  /** The server's text arrived: with a call, or after somebody else wrote. */
  seen(notes: Notes): void {
    if (notes.version <= this.#base.version) return
    if (!this.pending) this.#text = notes.text
    else if (this.#writing === null) this.#join(notes)
    // The echo of our own write; anything else will come back as a conflict.
    else if (notes.text !== this.#writing) return
    this.#base = notes
    if (this.pending) this.#keep()
    this.#tell()
  }

  /** Write now what is not yet written: the field was left, the page goes, the server is back. */
  flush(): void {
    if (!this.pending || this.#problem !== null) return
    this.#cancel()
    void this.#write()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  async #write(): Promise<void> {
    if (this.#writing !== null || !this.pending || this.#stopped) return
    const text = this.#text
    this.#writing = text
    this.#tell()
    const result = await this.#options.write({ text, version: this.#base.version })
    this.#writing = null
    this.#unreachable = result.kind === 'unreachable'
    this.#failures = result.kind === 'unreachable' ? this.#failures + 1 : 0
    this.#settle(result)
    if (this.pending) this.#keep()
    else this.#forget()
    this.#tell()
  }

  #settle(result: WriteResult): void {
    switch (result.kind) {
      case 'written':
        if (result.notes.version >= this.#base.version) this.#base = result.notes
        if (this.pending) this.#schedule(0)
        return
      case 'conflict':
        this.#join(result.notes)
        this.#base = result.notes
        if (this.pending) this.#schedule(0)
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

  #join(notes: Notes): void {
    const joined = mergeNotes(this.#base.text, this.#text, notes.text)
    if (joined !== this.#text) this.#merged = true
    this.#text = joined
  }

  #schedule(ms: number): void {
    this.#cancel()
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#write(), ms)
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #keep(): void {
    try {
      this.#options.store.write(JSON.stringify({ text: this.#text, base: this.#base } satisfies Draft))
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
      // A draft that stays is written once more at the next start, and changes nothing.
    }
  }

  #look(): NotesView {
    return { text: this.#text, state: this.#state(), merged: this.#merged, problem: this.#problem }
  }

  #state(): NotesView['state'] {
    if (this.#problem !== null) return 'refused'
    if (!this.pending) return this.#text === '' ? 'empty' : 'saved'
    if (!this.#unreachable) return 'saving'
    return this.#stored ? 'kept' : 'notKept'
  }

  #tell(): void {
    this.#view = this.#look()
    this.#options.onChange(this.#view)
  }
}

function readDraft(store: NotesKeeperOptions['store']): Draft | null {
  try {
    const read: unknown = JSON.parse(store.read() ?? 'null')
    return isDraft(read) ? read : null
  } catch {
    return null
  }
}

function isDraft(it: unknown): it is Draft {
  if (typeof it !== 'object' || it === null || !('text' in it) || !('base' in it)) return false
  const { text, base } = it
  if (typeof text !== 'string' || typeof base !== 'object' || base === null) return false
  return (
    'text' in base && typeof base.text === 'string' && 'version' in base && typeof base.version === 'number'
  )
}
