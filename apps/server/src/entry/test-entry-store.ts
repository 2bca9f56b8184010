import type { EntryKey, EntryStore } from '#store/entry-store.ts'

interface Rows {
  seq: number
  toldSeq: number
  readonly updates: { readonly seq: number; readonly body: Uint8Array }[]
}

/** How a write fails: nothing was written; or all of it was, and the answer was lost. */
export type WriteFault = 'before' | 'after'

/**
 * A store of documents in memory that keeps what PostgreSQL keeps (entry-store.db.test.ts holds the two together), and
 * fails when a test says so.
 */
export class TestEntryStore implements EntryStore {
  readonly #rows = new Map<string, Rows>()
  /** Asked at each write; undefined = it succeeds. */
  fault: () => WriteFault | undefined = () => undefined
  writes = 0

  async load(key: EntryKey) {
    await Promise.resolve()
    const rows = this.#rows.get(nameOf(key))
    return {
      updates: (rows?.updates ?? []).map(({ body }) => body.slice()),
      seq: rows?.seq ?? 0,
      toldSeq: rows?.toldSeq ?? 0,
    }
  }

  append(key: EntryKey, { after, update }: { after: number; update: Uint8Array }): Promise<boolean> {
    return this.#write(() => {
      const rows = this.#rows.get(nameOf(key)) ?? { seq: 0, toldSeq: 0, updates: [] }
      if (rows.seq !== after) return false
      rows.seq += 1
      rows.updates.push({ seq: rows.seq, body: update.slice() })
      this.#rows.set(nameOf(key), rows)
      return true
    })
  }

  compact(key: EntryKey, { upTo, state }: { upTo: number; state: Uint8Array }): Promise<void> {
    return this.#write(() => {
      const rows = this.#rows.get(nameOf(key))
      if (rows === undefined || rows.seq < upTo) return
      const kept = rows.updates.filter(({ seq }) => seq > upTo)
      if (kept.length === rows.updates.length) return
      rows.updates.splice(0, rows.updates.length, { seq: upTo, body: state.slice() }, ...kept)
    })
  }

  told(key: EntryKey, seq: number): Promise<void> {
    return this.#write(() => {
      const rows = this.#rows.get(nameOf(key))
      if (rows !== undefined && rows.toldSeq < seq && rows.seq >= seq) rows.toldSeq = seq
    })
  }

  async untold(tenant: string): Promise<string[]> {
    await Promise.resolve()
    return [...this.#rows]
      .filter(([name, { seq, toldSeq }]) => name.startsWith(`${tenant} `) && toldSeq < seq)
      .map(([name]) => name.slice(tenant.length + 1))
      .toSorted()
  }

  async #write<Result>(work: () => Result): Promise<Result> {
    await Promise.resolve()
    this.writes += 1
    const fault = this.fault()
    if (fault === 'before') throw new Error('The database is away.')
    const result = work()
    if (fault === 'after') throw new Error('The answer of the database was lost.')
    return result
  }
}

function nameOf({ tenant, callId }: EntryKey): string {
  return `${tenant} ${callId}`
}
