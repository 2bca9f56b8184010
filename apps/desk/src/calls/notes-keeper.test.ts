import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mergeNotes } from './merge-notes.ts'
import { NotesKeeper, type Notes, type NotesView, type WriteResult } from './notes-keeper.ts'

/** The server's side, as the contract has it: a write with an old version is refused. */
class Server {
  notes: Notes = { text: '', version: 0 }
  answering = true
  writes = 0
  write = async (given: Notes): Promise<WriteResult> => {
    await Promise.resolve()
    if (!this.answering) return { kind: 'unreachable' }
    this.writes += 1
    if (given.version !== this.notes.version) return { kind: 'conflict', notes: this.notes }
    this.notes = { text: given.text, version: given.version + 1 }
    return { kind: 'written', notes: this.notes }
  }
}

class Store {
  text: string | null = null
  full = false
  read = (): string | null => this.text
  write = (text: string): void => {
    if (this.full) throw new Error('QuotaExceededError')
    this.text = text
  }
  clear = (): void => {
    this.text = null
  }
}

let server: Server
let store: Store
let views: NotesView[]
const open = (): NotesKeeper =>
  new NotesKeeper(server.notes, { write: server.write, store, onChange: (view) => views.push(view) })

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
  it('writes once after a pause, and forgets the copy on this computer', async () => {
    const notes = open()
    for (const text of ['C', 'Ca', 'Call back']) notes.type(text)
    expect(store.text).toContain('Call back')
    expect(notes.view.state).toBe('saving')
    await vi.advanceTimersByTimeAsync(500)
    expect(server).toMatchObject({ notes: { text: 'Call back', version: 1 }, writes: 1 })
    expect(store.text).toBeNull()
    expect(notes.view).toMatchObject({ state: 'saved', text: 'Call back' })
  })

  it('survives a page that is gone before anything was written', async () => {
    const first = open()
    first.type('Half a sen')
    first.stop()
    const second = open()
    expect(second.view.text).toBe('Half a sen')
    await vi.advanceTimersByTimeAsync(0)
    expect(server.notes.text).toBe('Half a sen')
  })

  it('keeps on trying while the server is dead, and says that the words are kept here', async () => {
    server.answering = false
    const notes = open()
    notes.type('Patience')
    await vi.advanceTimersByTimeAsync(500)
    expect(notes.view.state).toBe('kept')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(store.text).toContain('Patience')
    server.answering = true
    await vi.advanceTimersByTimeAsync(15_000)
    expect(server.notes.text).toBe('Patience')
    expect(notes.view.state).toBe('saved')
  })

  it('says so when the words can be kept nowhere', async () => {
    server.answering = false
    store.full = true
    const notes = open()
    notes.type('Thin air')
    await vi.advanceTimersByTimeAsync(500)
    expect(notes.view.state).toBe('notKept')
    expect(notes.atRisk).toBe(true)
  })

  it('joins the words of two people, whoever is first', async () => {
    server.notes = { text: 'Wants a refund.', version: 3 }
    const notes = open()
    notes.type('Wants a refund.\nOrder 4711')
    server.notes = { text: 'Wants a refund.\nSpoke to Anna', version: 4 }
    await vi.advanceTimersByTimeAsync(1_000)
    expect(server.notes).toEqual({ text: 'Wants a refund.\nSpoke to Anna\nOrder 4711', version: 5 })
    expect(notes.view).toMatchObject({ state: 'saved', merged: true, text: server.notes.text })
  })

  it('follows the server while nothing is being typed, and takes the echo of its own write for what it is', async () => {
    const notes = open()
    notes.seen({ text: 'From a colleague', version: 1 })
    expect(notes.view.text).toBe('From a colleague')
    server.notes = { text: 'From a colleague', version: 1 }
    notes.type('From a colleague, and me')
    notes.flush()
    notes.seen({ text: 'From a colleague, and me', version: 2 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(notes.view).toMatchObject({ state: 'saved', merged: false })
    expect(server.writes).toBe(1)
  })

  it('keeps the text and the reason when the server refuses it', async () => {
    const notes = new NotesKeeper(server.notes, {
      write: async () => Promise.resolve({ kind: 'refused', problem: 'too long' }),
      store,
      onChange: () => undefined,
    })
    notes.type('Too much')
    await vi.advanceTimersByTimeAsync(500)
    expect(notes.view).toMatchObject({ state: 'refused', problem: 'too long', text: 'Too much' })
    expect(store.text).toContain('Too much')
  })

  it('loses no word, whatever happens in whatever order', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('type' as const), word: fc.integer({ min: 0, max: 99 }) }),
      fc.record({ kind: fc.constant('colleague' as const), word: fc.integer({ min: 100, max: 199 }) }),
      fc.constantFrom(
        { kind: 'dies' as const },
        { kind: 'lives' as const },
        { kind: 'reload' as const },
        { kind: 'pause' as const },
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        server = new Server()
        store = new Store()
        let notes = open()
        const written: string[] = []
        for (const it of steps) {
          if (it.kind === 'type' || it.kind === 'colleague') written.push(`w${it.word}.`)
          if (it.kind === 'type') notes.type(`${notes.view.text}${notes.view.text ? '\n' : ''}w${it.word}.`)
          else if (it.kind === 'colleague') {
            const { text, version } = server.notes
            server.notes = { text: `${text}${text ? '\n' : ''}w${it.word}.`, version: version + 1 }
          } else if (it.kind === 'dies') server.answering = false
          else if (it.kind === 'lives') server.answering = true
          else if (it.kind === 'pause') await vi.advanceTimersByTimeAsync(450)
          else {
            notes.stop()
            notes = open()
          }
        }
        server.answering = true
        notes.flush()
        await vi.advanceTimersByTimeAsync(60_000)
        notes.seen(server.notes)
        expect(notes.view.state).toMatch(/saved|empty/)
        expect(server.notes.text).toBe(notes.view.text)
        for (const word of written) expect(server.notes.text).toContain(word)
      }),
      { numRuns: 300 },
    )
  })
})

describe('mergeNotes', () => {
  it('keeps both texts', () => {
    expect(mergeNotes('', 'mine', 'theirs')).toBe('theirs\nmine')
    expect(mergeNotes('a', 'a', 'a b')).toBe('a b')
    expect(mergeNotes('a', 'a b', 'a')).toBe('a b')
    expect(mergeNotes('Hello', 'Hello world', 'Hello there')).toBe('Hello there\nHello world')
  })
})
