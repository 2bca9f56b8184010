import { fromBase64, toBase64 } from '#desk/calls/kept-notes.ts'
import { NotesKeeper, type KeptNotes, type SyncResult } from '#desk/calls/notes-keeper.ts'
import { EntryRoom, type EntryAsker, type NotedCall } from '#server/entry/entry-room.ts'
import { TestEntryStore } from '#server/entry/test-entry-store.ts'
import type { EntryStore } from '#server/store/entry-store.ts'

/** Chance that can be repeated. */
export function diceOf(seed: number): (below: number) => number {
  let state = seed + 0x6d2b79f5
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), state | 1)
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61)
    return ((state ^ (state >>> 14)) >>> 0) % below
  }
}

/** The page of one agent: the real keeper, before a network that a test cuts, and a computer that remembers. */
export interface Replica {
  readonly user: string
  keeper: NotesKeeper
  online: boolean
  /** The next request arrives, and its answer does not. */
  loseAnswer: boolean
  /** The next request arrives twice. */
  repeat: boolean
  /** News that are on their way. */
  readonly news: { readonly update: string; readonly vector: string }[]
  readonly kept: { states: Uint8Array[] }
  unwatch: () => void
}

/** Where documents are kept, and whose they are. */
export interface WorldRows {
  readonly store: EntryStore
  readonly tenant: string
}

const someTenant = '00000000-0000-4000-8000-000000000001'
const never = 2 ** 30

/** One call, one database, one server at a time, some pages. Nothing happens by itself: the test says what does, and when. */
export class World {
  readonly rows: EntryStore
  readonly test: TestEntryStore | null
  readonly replicas: Replica[] = []
  /** The notes as the calls have them, in their own table. */
  notes = { text: '', version: 0 }
  readonly #tenant: string
  readonly #work = new Set<Promise<unknown>>()
  #server: { readonly room: EntryRoom; alive: boolean }

  /** @param rows default: a store in memory, which can be told to fail */
  constructor(pages: number, rows?: WorldRows) {
    this.test = rows === undefined ? new TestEntryStore() : null
    this.rows = rows?.store ?? (this.test as TestEntryStore)
    this.#tenant = rows?.tenant ?? someTenant
    this.#server = this.#boot()
    for (let index = 0; index < pages; index += 1)
      this.replicas.push(this.#page(`00000000-0000-4000-8000-00000000000${index}`))
  }

  get room(): EntryRoom {
    return this.#server.room
  }

  /** The server dies in the middle of what it is doing; another one begins with the rows. */
  killServer(): void {
    this.#server.alive = false
    void this.#run(this.room.stop())
    for (const replica of this.replicas) {
      replica.unwatch()
      replica.news.length = 0
    }
    this.#server = this.#boot()
    void this.#run(this.room.start())
    for (const replica of this.replicas) if (replica.online) this.watch(replica)
  }

  /** The page dies; another one begins with what was kept on the computer. */
  killPage(replica: Replica): void {
    replica.keeper.stop()
    replica.unwatch()
    replica.news.length = 0
    replica.keeper = this.#keeper(replica, { states: [...replica.kept.states] })
    if (replica.online) this.watch(replica)
  }

  cut(replica: Replica): void {
    replica.online = false
    replica.unwatch()
    // What was on its way is lost.
    replica.news.length = 0
  }

  mend(replica: Replica): void {
    replica.online = true
    this.watch(replica)
    replica.keeper.open()
  }

  watch(replica: Replica): void {
    replica.unwatch()
    const { room } = this
    let isWatching = true
    const listener = {
      tell: (frame: { kind: string; update?: string; vector?: string }) => {
        if (!isWatching || room !== this.room || frame.kind !== 'entry') return
        replica.news.push({ update: frame.update ?? '', vector: frame.vector ?? '' })
      },
    }
    const given = { callId: 'call', vector: toBase64(replica.keeper.vector) }
    const watching = room.watch(this.#askerOf(replica), given, listener).catch(() => undefined)
    void this.#run(watching)
    replica.unwatch = () => {
      isWatching = false
      void watching.then((unwatch) => unwatch?.())
      replica.unwatch = () => undefined
    }
  }

  /** News arrive, in any order; some arrive twice. */
  deliver(replica: Replica, dice: (below: number) => number): void {
    while (replica.news.length > 0) {
      const [one] = replica.news.splice(dice(replica.news.length), 1)
      if (one === undefined) continue
      replica.keeper.news(fromBase64(one.update), fromBase64(one.vector))
      if (dice(4) === 0) replica.keeper.news(fromBase64(one.update), fromBase64(one.vector))
    }
  }

  /** Everything that is on its way comes to its end. */
  async settle(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work)
  }

  /** All is mended, and everybody hears of everything. */
  async heal(dice: (below: number) => number): Promise<void> {
    if (this.test !== null) this.test.fault = () => undefined
    for (const replica of this.replicas) {
      replica.loseAnswer = replica.repeat = false
      this.mend(replica)
    }
    for (let round = 0; round < 10; round += 1) {
      for (const replica of this.replicas) replica.keeper.open()
      await this.settle()
      for (const replica of this.replicas) this.deliver(replica, dice)
    }
  }

  /** The server goes down as it should, and with it the pages. */
  async end(): Promise<void> {
    for (const { keeper } of this.replicas) keeper.stop()
    await this.settle()
    await this.room.stop()
  }

  call(): NotedCall {
    const { notes } = this
    return {
      tenant: this.#tenant,
      id: 'call',
      from: [],
      endedAt: null,
      notes,
      write: async (text) => {
        await Promise.resolve()
        this.notes = { text, version: this.notes.version + 1 }
        return this.notes
      },
    }
  }

  #boot(): { readonly room: EntryRoom; alive: boolean } {
    const server = { alive: true, room: undefined as unknown as EntryRoom }
    const died = (): void => {
      if (!server.alive) throw new Error('This server is dead.')
    }
    const store: EntryStore = {
      load: async (key) => (died(), this.rows.load(key)),
      append: async (key, added) => (died(), this.rows.append(key, added)),
      compact: async (key, whole) => (died(), this.rows.compact(key, whole)),
      told: async (key, seq) => (died(), this.rows.told(key, seq)),
      untold: async (of) => (died(), this.rows.untold(of)),
    }
    const find = async (): Promise<NotedCall> => {
      died()
      const call = this.call()
      return { ...call, write: async (text) => (died(), call.write(text)) }
    }
    const room = new EntryRoom({
      calls: { find, findAny: find, nameOf: (id) => id },
      store,
      tenants: () => [this.#tenant],
      log: { warn: () => undefined },
      compactAfter: 7,
      budget: { atOnce: 1e9, aSecond: 1e9 },
    })
    return Object.assign(server, { room })
  }

  #page(user: string): Replica {
    const replica: Replica = {
      user,
      keeper: undefined as unknown as NotesKeeper,
      online: true,
      loseAnswer: false,
      repeat: false,
      news: [],
      kept: { states: [] },
      unwatch: () => undefined,
    }
    replica.keeper = this.#keeper(replica, replica.kept)
    this.watch(replica)
    return replica
  }

  #keeper(replica: Replica, found: { states: Uint8Array[] }): NotesKeeper {
    let isOver = false
    // A page that is gone changes nothing on the computer any more.
    const kept = { states: found.states }
    Object.assign(replica, { kept })
    const store: KeptNotes = {
      read: () => kept.states,
      write: (state) => {
        if (!isOver) kept.states = [...found.states, state]
      },
      clear: () => {
        if (!isOver) kept.states = []
      },
    }
    const keeper = new NotesKeeper({
      sync: (given) => this.#run(this.#sync(replica, given)),
      store,
      onChange: () => undefined,
      pauseMs: { alone: never, together: never },
      retryMs: { first: never, most: never },
    })
    const stop = keeper.stop.bind(keeper)
    keeper.stop = () => {
      isOver = true
      stop()
    }
    return keeper
  }

  async #sync(
    replica: Replica,
    given: { vector: Uint8Array; update: Uint8Array | null },
  ): Promise<SyncResult> {
    if (!replica.online) return { kind: 'unreachable' }
    const { loseAnswer, repeat } = replica
    replica.loseAnswer = replica.repeat = false
    const body = {
      vector: toBase64(given.vector),
      update: given.update === null ? null : toBase64(given.update),
    }
    try {
      const { room } = this
      if (repeat) await room.sync(this.#askerOf(replica), 'call', body)
      const answer = await room.sync(this.#askerOf(replica), 'call', body)
      if (loseAnswer || !replica.online || room !== this.room) return { kind: 'unreachable' }
      if (answer.ok)
        return {
          kind: 'synced',
          update: fromBase64(answer.value.update),
          vector: fromBase64(answer.value.vector),
        }
      return answer.code === 'entryBehind' ? { kind: 'behind' } : { kind: 'refused', problem: answer.code }
    } catch {
      return { kind: 'unreachable' }
    }
  }

  #askerOf({ user }: Replica): EntryAsker {
    return { tenant: this.#tenant, userId: user, role: 'agent' }
  }

  #run<Result>(work: Promise<Result>): Promise<Result> {
    const tracked: Promise<unknown> = work.catch(() => undefined).finally(() => this.#work.delete(tracked))
    this.#work.add(tracked)
    return work
  }
}
