import type { KeptNotes } from './notes-keeper.ts'

/*
 * What the server does not have yet is kept on this computer twice. The local storage has it before the next key can be
 * pressed, and so survives a reload in the middle of a word; but browsers write it to the disk some seconds later. The
 * database has it on the disk some milliseconds later, and so survives a browser that is killed. Both are read at the
 * next start: the same words twice are the same words (Yjs).
 */
const prefix = 'hookswitch.notes.'
const databaseName = 'hookswitch-notes'
const storeName = 'kept'

/** Something that an earlier page kept. */
interface Found {
  readonly callId: string
  readonly key: string
  readonly state: Uint8Array
}

/** The place of one page: what it keeps does not get in the way of what another window of the same user keeps. */
export class KeptPlace {
  readonly #user: string
  readonly #page = pageName()
  /** Calls whose state is still to be written to the database. */
  readonly #late = new Map<string, Uint8Array | null>()
  #isWriting = false

  constructor(user: string) {
    this.#user = user
  }

  /** What was kept of one call, and where to keep more of it. */
  of(callId: string): KeptNotes {
    const own = this.#key(callId)
    const read = this.#readOf(callId)
    return {
      read: () => {
        const keys = this.#keys().filter((key) => this.#callOf(key) === callId)
        for (const key of keys) read.add(key)
        return keys.flatMap((key) => fromText(localStorage.getItem(key)))
      },
      write: (state) => {
        this.#later(own, state)
        localStorage.setItem(own, toBase64(state))
      },
      clear: () => {
        for (const key of [own, ...read]) {
          this.#later(key, null)
          localStorage.removeItem(key)
        }
        read.clear()
      },
    }
  }

  /** Of a call whose keeper has taken it: it goes when the server has it. */
  take({ callId, key }: Found): void {
    this.#readOf(callId).add(key)
  }

  /** Calls of which something was kept in the local storage. */
  calls(): readonly string[] {
    try {
      return [...new Set(this.#keys().map((key) => this.#callOf(key)))]
    } catch {
      return []
    }
  }

  /** What is in the database: of a browser that was killed, this is more. */
  async inDatabase(): Promise<readonly Found[]> {
    const database = await openDatabase()
    if (database === null) return []
    const store = database.transaction(storeName).objectStore(storeName)
    const [keys, states] = await Promise.all([done(store.getAllKeys()), done(store.getAll())])
    database.close()
    return keys.flatMap((key, index) => {
      const state: unknown = states[index]
      if (typeof key !== 'string' || !key.startsWith(this.#start()) || !(state instanceof Uint8Array))
        return []
      return [{ callId: this.#callOf(key), key, state }]
    })
  }

  #later(key: string, state: Uint8Array | null): void {
    this.#late.set(key, state)
    if (this.#isWriting) return
    this.#isWriting = true
    void this.#write().finally(() => {
      this.#isWriting = false
    })
  }

  async #write(): Promise<void> {
    const database = await openDatabase()
    while (this.#late.size > 0) {
      const late = [...this.#late]
      this.#late.clear()
      if (database === null) continue
      const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' })
      const store = transaction.objectStore(storeName)
      for (const [key, state] of late)
        if (state === null) store.delete(key)
        else store.put(state, key)
      transaction.commit()
      await new Promise<void>((resolve) => {
        transaction.oncomplete = transaction.onabort = () => {
          resolve()
        }
      })
    }
    database?.close()
  }

  /** Keys of earlier pages that this one has read, by call. */
  readonly #read = new Map<string, Set<string>>()

  #readOf(callId: string): Set<string> {
    let keys = this.#read.get(callId)
    if (keys === undefined) this.#read.set(callId, (keys = new Set()))
    return keys
  }

  #start(): string {
    return `${prefix}${this.#user}.`
  }

  #key(callId: string): string {
    return `${this.#start()}${this.#page}.${callId}`
  }

  #keys(): string[] {
    return Object.keys(localStorage).filter((key) => key.startsWith(this.#start()))
  }

  #callOf(key: string): string {
    return key.slice(this.#start().length).replace(/^[^.]*\./, '')
  }
}

/** Also where the page came over plain HTTP, and `randomUUID` is not there. */
function pageName(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join('')
}

/** Null where there is none: a private window of some browsers. */
function openDatabase(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open(databaseName, 1)
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore(storeName)
      }
      asked.onsuccess = () => {
        resolve(asked.result)
      }
      asked.onerror = asked.onblocked = () => {
        resolve(null)
      }
    } catch {
      resolve(null)
    }
  })
}

function done<Value>(asked: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => {
      resolve(asked.result)
    }
    asked.onerror = () => {
      reject(asked.error ?? new Error('The database of the browser does not answer.'))
    }
  })
}

function fromText(text: string | null): Uint8Array[] {
  try {
    return text === null ? [] : [fromBase64(text)]
  } catch {
    return []
  }
}

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}
