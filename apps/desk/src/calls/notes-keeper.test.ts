import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { NotesKeeper, type KeptNotes, type NotesView, type SyncResult } from './notes-keeper.ts'

/** The server's side, as the contract has it: takes what is new, gives what is missing; a repeat changes nothing. */
class Server {
  doc = new Y.Doc()
  answering = true
  /** It does what it is asked, and the answer is lost. */
  deaf = false
  syncs = 0
  updates = 0
  sync = async (given: { vector: Uint8Array; update: Uint8Array | null }): Promise<SyncResult> => {
    await Promise.resolve()
    if (!this.answering) return { kind: 'unreachable' }
    this.syncs += 1
    if (given.update !== null) {
      this.updates += 1
      Y.applyUpdate(this.doc, given.update)
    }
    if (this.deaf) return { kind: 'unreachable' }
    return {
      kind: 'synced',
      update: Y.encodeStateAsUpdate(this.doc, given.vector),
      vector: Y.encodeStateVector(this.doc),
    }
  }
  get text(): string {
    return this.doc.getText('notes').toJSON()
  }
  write(at: number, text: string): { update: Uint8Array; vector: Uint8Array } {
    const before = Y.encodeStateVector(this.doc)
    this.doc.getText('notes').insert(at, text)
    return { update: Y.encodeStateAsUpdate(this.doc, before), vector: Y.encodeStateVector(this.doc) }
  }
}

class Store implements KeptNotes {
  kept: Uint8Array[] = []
  full = false
  read = (): readonly Uint8Array[] => this.kept
  write = (state: Uint8Array): void => {
    if (this.full) throw new Error('QuotaExceededError')
    this.kept = [state]
  }
  clear = (): void => {
    this.kept = []
  }
}

let server: Server
let store: Store
let views: NotesView[]
const open = (): NotesKeeper => {
  const keeper = new NotesKeeper({ sync: server.sync, store, onChange: (view) => views.push(view) })
  keeper.open()
  return keeper
}
const type = (keeper: NotesKeeper, text: string): void => {
  for (const char of text) keeper.text('notes').insert(keeper.text('notes').length, char)
}
const textOf = (keeper: NotesKeeper): string => keeper.text('notes').toJSON()

beforeEach(() => {
  vi.useFakeTimers()
  server = new Server()
  store = new Store()
  views = []
})
afterEach(() => {
  vi.useRealTimers()
})

describe('NotesKeeper', () => {
  it('delivers once after a pause, and forgets the copy on this computer', async () => {
    const notes = open()
    await vi.advanceTimersByTimeAsync(0)
    type(notes, 'Call back')
    expect(store.kept).toHaveLength(1)
    expect(notes.view.state).toBe('saving')
    await vi.advanceTimersByTimeAsync(500)
    expect(server).toMatchObject({ text: 'Call back', updates: 1 })
    expect(store.kept).toEqual([])
    expect(notes.view.state).toBe('saved')
  })

  it('delivers while somebody types without a pause', async () => {
    const notes = open()
    for (let count = 0; count < 30; count += 1) {
      type(notes, 'x')
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(server.text.length).toBeGreaterThan(20)
  })

  it('survives a page that is gone before anything was delivered', async () => {
    const first = open()
    type(first, 'Half a sen')
    first.stop()
    const second = open()
    expect(textOf(second)).toBe('Half a sen')
    await vi.advanceTimersByTimeAsync(0)
    expect(server.text).toBe('Half a sen')
  })

  it('keeps on trying while the server is dead, and says that the words are kept here', async () => {
    server.answering = false
    const notes = open()
    type(notes, 'Patience')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(notes.view.state).toBe('kept')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.kept).toHaveLength(1)
    server.answering = true
    await vi.advanceTimersByTimeAsync(15_000)
    expect(server.text).toBe('Patience')
    expect(notes.view.state).toBe('saved')
  })

  it('says so when the words can be kept nowhere', async () => {
    server.answering = false
    store.full = true
    const notes = open()
    type(notes, 'Thin air')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(notes.view.state).toBe('notKept')
    expect(notes.atRisk).toBe(true)
  })

  it('repeats what it does not know to be there, and it is there once', async () => {
    const notes = open()
    await vi.advanceTimersByTimeAsync(0)
    server.deaf = true
    type(notes, 'Once')
    await vi.advanceTimersByTimeAsync(4_000)
    expect(server.updates).toBeGreaterThan(1)
    expect(notes.pending).toBe(true)
    server.deaf = false
    await vi.advanceTimersByTimeAsync(15_000)
    expect([server.text, notes.pending]).toEqual(['Once', false])
  })

  it('has the words of two people, whoever is first and however late the news', async () => {
    const notes = open()
    await vi.advanceTimersByTimeAsync(0)
    const first = server.write(0, 'Wants a refund.')
    const second = server.write(15, ' Spoke to Anna.')
    notes.news(second.update, second.vector)
    type(notes, 'Order 4711. ')
    notes.news(first.update, first.vector)
    notes.news(first.update, first.vector)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(textOf(notes)).toBe(server.text)
    expect([server.text.length, server.text]).toEqual([42, expect.stringContaining('Order 4711. ')])
    expect(server.text).toContain('Wants a refund. Spoke to Anna.')
    expect(notes.view.state).toBe('saved')
  })

  it('gives a server back what it has lost', async () => {
    const notes = open()
    type(notes, 'Twice told')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(notes.pending).toBe(false)
    server.doc = new Y.Doc()
    notes.news(Y.encodeStateAsUpdate(server.doc), Y.encodeStateVector(server.doc))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(server.text).toBe('Twice told')
  })

  it('sends everything once more to a server that lacks what was before', async () => {
    let behind = true
    const notes = new NotesKeeper({
      sync: async (given) => {
        if (given.update === null || !behind) return server.sync(given)
        behind = false
        return { kind: 'behind' }
      },
      store,
      onChange: () => undefined,
    })
    notes.open()
    await vi.advanceTimersByTimeAsync(0)
    type(notes, 'All of it')
    await vi.advanceTimersByTimeAsync(1_000)
    expect([behind, server.text]).toEqual([false, 'All of it'])
  })

  it('keeps the words and the reason when the server refuses them, and tries again when they change', async () => {
    const notes = new NotesKeeper({
      sync: async () => Promise.resolve({ kind: 'refused', problem: 'too long' }),
      store,
      onChange: () => undefined,
    })
    type(notes, 'Too much')
    await vi.advanceTimersByTimeAsync(500)
    expect(notes.view).toMatchObject({ state: 'refused', problem: 'too long' })
    expect(store.kept).toHaveLength(1)
    type(notes, '!')
    expect(notes.view.state).toBe('saving')
  })

  it('says who is writing for some seconds, and tells the others that it is', async () => {
    let told = 0
    const notes = new NotesKeeper({
      sync: server.sync,
      store,
      onChange: () => undefined,
      onTyping: () => (told += 1),
    })
    notes.someoneWrites('1', 'Grace')
    notes.someoneWrites('2', 'Ben')
    notes.someoneWrites('1', 'Grace')
    expect(notes.view.writers).toEqual(['Grace', 'Ben'])
    type(notes, 'a few words')
    expect(told).toBe(1)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(notes.view.writers).toEqual([])
  })

  it('keeps what others write away from a field in which a character is being composed', async () => {
    const notes = open()
    await vi.advanceTimersByTimeAsync(0)
    const release = notes.hold()
    const { update, vector } = server.write(0, 'From a colleague')
    notes.news(update, vector)
    expect(textOf(notes)).toBe('')
    release()
    release()
    expect(textOf(notes)).toBe('From a colleague')
  })
})
