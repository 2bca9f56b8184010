import { ApiError, type EntryFrame } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { liveStore } from '#live/store.ts'
import { fromBase64, KeptPlace, toBase64 } from './kept-notes.ts'
import { NotesKeeper, type SyncResult } from './notes-keeper.ts'

/** What is written down of every call of one user that this page has to do with. Starts with the session. */
export class NotesBook {
  readonly #place: KeptPlace
  readonly #keepers = new Map<string, NotesKeeper>()
  readonly #listeners = new Set<() => void>()
  /** Calls that are looked at, and by how many places of the page. */
  readonly #watched = new Map<string, number>()
  #unsubscribe: () => void = () => undefined
  #isLive = false

  constructor(userId: string) {
    this.#place = new KeptPlace(userId)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What an earlier page could not deliver any more is delivered now. */
  start(): void {
    for (const callId of this.#place.calls()) this.open(callId).open()
    void this.#takeFromDatabase()
    const stops = [liveStore.onEntry(this.#hear), liveStore.subscribe(this.#followLine)]
    this.#unsubscribe = () => {
      for (const stop of stops) stop()
    }
    window.addEventListener('pagehide', this.#flush)
    window.addEventListener('beforeunload', this.#warn)
  }

  stop(): void {
    this.#unsubscribe()
    window.removeEventListener('pagehide', this.#flush)
    window.removeEventListener('beforeunload', this.#warn)
    for (const keeper of this.#keepers.values()) keeper.stop()
    this.#keepers.clear()
  }

  /** The keeper of what is written down of a call; the same one as long as the page lives. */
  open(callId: string): NotesKeeper {
    const known = this.#keepers.get(callId)
    if (known !== undefined) return known
    const keeper = new NotesKeeper({
      sync: async (given) => sync(callId, given),
      store: this.#place.of(callId),
      onChange: () => {
        for (const listener of this.#listeners) listener()
      },
      onTyping: () => liveStore.ask({ kind: 'writingEntry', callId }),
    })
    this.#keepers.set(callId, keeper)
    return keeper
  }

  /** From now on what others write comes at once, until what it returns is called. */
  watch(callId: string): () => void {
    const keeper = this.open(callId)
    this.#watched.set(callId, (this.#watched.get(callId) ?? 0) + 1)
    keeper.open()
    this.#ask(callId, keeper)
    return () => {
      const left = (this.#watched.get(callId) ?? 1) - 1
      if (left > 0) this.#watched.set(callId, left)
      else {
        this.#watched.delete(callId)
        liveStore.ask({ kind: 'closeEntry', callId })
      }
    }
  }

  async #takeFromDatabase(): Promise<void> {
    try {
      for (const found of await this.#place.inDatabase()) {
        this.#place.take(found)
        const keeper = this.open(found.callId)
        keeper.adopt(found.state)
        keeper.open()
      }
    } catch {
      // It stays there for the next start.
    }
  }

  readonly #hear = (frame: EntryFrame): void => {
    const keeper = this.#keepers.get(frame.callId)
    if (frame.kind === 'entry') keeper?.news(fromBase64(frame.update), fromBase64(frame.vector))
    else if (frame.kind === 'entryWriting') keeper?.someoneWrites(frame.user, frame.name)
  }

  /** The server is back: it is asked for what was missed, and gets what it missed. */
  readonly #followLine = (): void => {
    const isLive = liveStore.read().status.kind === 'live'
    if (isLive === this.#isLive) return
    this.#isLive = isLive
    if (!isLive) return
    for (const [callId, keeper] of this.#keepers) {
      if (this.#watched.has(callId)) this.#ask(callId, keeper)
      keeper.flush()
    }
  }

  #ask(callId: string, keeper: NotesKeeper): void {
    liveStore.ask({ kind: 'openEntry', callId, vector: toBase64(keeper.vector) })
  }

  /** The page is about to go. */
  readonly #flush = (): void => {
    for (const keeper of this.#keepers.values()) keeper.flush()
  }

  readonly #warn = (event: BeforeUnloadEvent): void => {
    if ([...this.#keepers.values()].some((keeper) => keeper.atRisk)) event.preventDefault()
  }
}

async function sync(
  callId: string,
  { vector, update }: { readonly vector: Uint8Array; readonly update: Uint8Array | null },
): Promise<SyncResult> {
  const body = { vector: toBase64(vector), update: update === null ? null : toBase64(update) }
  try {
    const answer = await api.syncEntry({ params: { id: callId }, body })
    return { kind: 'synced', update: fromBase64(answer.update), vector: fromBase64(answer.vector) }
  } catch (error) {
    if (!(error instanceof ApiError)) return { kind: 'unreachable' }
    const { code, status } = error.problem
    if (code === 'entryBehind') return { kind: 'behind' }
    const final = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)
    return final ? { kind: 'refused', problem: error } : { kind: 'unreachable' }
  }
}
