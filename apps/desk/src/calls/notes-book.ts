import { ApiError, type CallView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { NotesKeeper, type Notes, type WriteResult } from './notes-keeper.ts'

const prefix = 'hookswitch.notes.'

/** The notes of every call of one user that this page has to do with. Starts with the session. */
export class NotesBook {
  readonly #userId: string
  readonly #keepers = new Map<string, NotesKeeper>()
  readonly #listeners = new Set<() => void>()

  constructor(userId: string) {
    this.#userId = userId
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What an earlier page could not deliver any more is delivered now. */
  start(): void {
    for (const callId of storedCalls(this.#key(''))) void this.#deliver(callId)
    window.addEventListener('pagehide', this.#flush)
    window.addEventListener('beforeunload', this.#warn)
  }

  stop(): void {
    window.removeEventListener('pagehide', this.#flush)
    window.removeEventListener('beforeunload', this.#warn)
    for (const keeper of this.#keepers.values()) keeper.stop()
    this.#keepers.clear()
  }

  /** The keeper of a call's notes; the same one as long as the page lives. */
  open(callId: string, server: Notes): NotesKeeper {
    const known = this.#keepers.get(callId)
    if (known !== undefined) return known
    const key = this.#key(callId)
    const keeper = new NotesKeeper(server, {
      write: async (notes) => writeNotes(callId, notes),
      store: {
        read: () => localStorage.getItem(key),
        write: (text) => {
          localStorage.setItem(key, text)
        },
        clear: () => {
          localStorage.removeItem(key)
        },
      },
      onChange: () => {
        for (const listener of this.#listeners) listener()
      },
    })
    this.#keepers.set(callId, keeper)
    return keeper
  }

  /** The server has told how the calls are: their notes too. */
  seen(calls: readonly CallView[]): void {
    for (const call of calls) this.#keepers.get(call.id)?.seen(call.notes)
  }

  /** The server is back, or the page is about to go. */
  readonly #flush = (): void => {
    for (const keeper of this.#keepers.values()) keeper.flush()
  }

  flush(): void {
    this.#flush()
  }

  readonly #warn = (event: BeforeUnloadEvent): void => {
    if ([...this.#keepers.values()].some((keeper) => keeper.atRisk)) event.preventDefault()
  }

  async #deliver(callId: string): Promise<void> {
    try {
      const call = await api.readCall({ params: { id: callId } })
      this.open(callId, call.notes)
    } catch {
      // It stays in storage for the next start.
    }
  }

  #key(callId: string): string {
    return `${prefix}${this.#userId}.${callId}`
  }
}

async function writeNotes(callId: string, notes: Notes): Promise<WriteResult> {
  const params = { id: callId }
  try {
    return { kind: 'written', notes: await api.writeNotes({ params, body: notes }) }
  } catch (error) {
    if (!(error instanceof ApiError)) return { kind: 'unreachable' }
    const { status } = error.problem
    if (status === 409) return readConflict(callId)
    const final = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)
    return final ? { kind: 'refused', problem: error } : { kind: 'unreachable' }
  }
}

async function readConflict(callId: string): Promise<WriteResult> {
  try {
    return { kind: 'conflict', notes: (await api.readCall({ params: { id: callId } })).notes }
  } catch {
    return { kind: 'unreachable' }
  }
}

function storedCalls(keyPrefix: string): readonly string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(keyPrefix))
      .map((key) => key.slice(keyPrefix.length))
  } catch {
    return []
  }
}
