import { entryLimits, type EntryFrame } from '@hookswitch/contract'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { EntryRoom, type NotedCall } from './entry-room.ts'
import { toBase64 } from './open-entry.ts'
import { TestEntryStore } from './test-entry-store.ts'

const tenant = '00000000-0000-4000-8000-000000000001'
const anna = { tenant, userId: 'anna', role: 'agent' } as const
const nothing = toBase64(Y.encodeStateVector(new Y.Doc()))

let store: TestEntryStore
let notes: { text: string; version: number }
let room: EntryRoom

const call = (): NotedCall => ({
  tenant,
  id: 'call',
  from: [],
  endedAt: null,
  notes,
  write: async (text) => (notes = { text, version: notes.version + 1 }),
})
const open = (budget = { atOnce: 1e6, aSecond: 1 }): EntryRoom =>
  new EntryRoom({
    calls: { find: async () => call(), findAny: async () => call(), nameOf: (id) => id },
    store,
    tenants: () => [tenant],
    log: { warn: () => undefined },
    budget,
  })
const send = (update: Uint8Array | null, vector = nothing) =>
  room.sync(anna, 'call', { vector, update: update === null ? null : toBase64(update) })
const made = (work: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc()
  work(doc)
  return Y.encodeStateAsUpdate(doc)
}
const typed = (text: string): Uint8Array => made((doc) => doc.getText('notes').insert(0, text))
async function whatIsThere(): Promise<Y.Doc> {
  const answer = await send(null)
  if (!answer.ok) throw new Error(answer.code)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Buffer.from(answer.value.update, 'base64'))
  return doc
}
const codeOf = (answer: Awaited<ReturnType<typeof send>>): string => (answer.ok ? 'ok' : answer.code)

beforeEach(() => {
  store = new TestEntryStore()
  notes = { text: '', version: 0 }
  room = open()
})

describe('what is sent by somebody who may be hostile', () => {
  const foreign: [string, (doc: Y.Doc) => void][] = [
    ['a text of another name', (doc) => doc.getText('more').insert(0, 'x')],
    ['a field of another name', (doc) => doc.getMap('fields').set('x', 'y')],
    ['a map in a field', (doc) => doc.getMap('fields').set('callBackAt', new Y.Map())],
    ['a number in a field', (doc) => doc.getMap('fields').set('callBackAt', 7)],
    ['a picture in the notes', (doc) => doc.getText('notes').insertEmbed(0, { image: 'x' })],
    ['bold notes', (doc) => doc.getText('notes').insert(0, 'x', { bold: true })],
    ['a list instead of the notes', (doc) => doc.getArray('notes').push([1, 2])],
    ['elements instead of the notes', (doc) => doc.getXmlFragment('notes').push([new Y.XmlElement('img')])],
    ['attributes of the notes', (doc) => doc.getText('notes').setAttribute('x', 'y')],
    ['an end of line that no field has', (doc) => doc.getText('notes').insert(0, 'a\r\nb')],
    ['a NUL', (doc) => doc.getText('notes').insert(0, 'a\u0000b')],
    ['two lines where there is one', (doc) => doc.getText('reference').insert(0, 'a\nb')],
  ]
  test.each(foreign)('%s is refused, and leaves no trace', async (_, work) => {
    await send(typed('Before'))
    expect(codeOf(await send(made(work)))).toBe('entryMalformed')
    const doc = await whatIsThere()
    expect([doc.getText('notes').toJSON(), store.writes]).toEqual(['Before', expect.any(Number)])
    expect((await store.load({ tenant, callId: 'call' })).updates).toHaveLength(1)
  })

  test('bytes of any kind are refused, or are nothing; the server goes on', async () => {
    await send(typed('Before'))
    const good = typed('Something longer than a word')
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          // A good one with a byte changed.
          fc
            .tuple(fc.nat(good.length - 1), fc.nat(255))
            .map(([at, byte]) => Uint8Array.from(good, (it, index) => (index === at ? byte : it))),
        ),
        async (bytes) => {
          const code = codeOf(await send(bytes))
          expect(['ok', 'entryMalformed', 'entryBehind', 'entryTooLarge']).toContain(code)
        },
      ),
      { numRuns: 500 },
    )
    expect((await whatIsThere()).getText('notes').toJSON()).toContain('Before')
    const vector = await room.sync(anna, 'call', { vector: 'AQID', update: null })
    expect(['ok', 'entryMalformed']).toContain(codeOf(vector))
  })

  test('no more than fits: of an update, of a text, of a field, of the whole', async () => {
    expect(codeOf(await send(typed('x'.repeat(entryLimits.update))))).toBe('entryTooLarge')
    const half = 'x'.repeat(entryLimits.text / 2)
    expect(codeOf(await send(typed(half)))).toBe('ok')
    expect(codeOf(await send(typed(half)))).toBe('ok')
    expect(codeOf(await send(typed('!')))).toBe('entryTooLarge')
    expect(codeOf(await send(made((doc) => doc.getMap('fields').set('callBackAt', 'x'.repeat(201)))))).toBe(
      'entryTooLarge',
    )
  })

  test('no more pieces than can be put in order without making the others wait', async () => {
    const pieces = (count: number): Uint8Array => {
      const doc = new Y.Doc()
      for (let at = 0; at < count; at += 1) doc.getText('shared').insert(0, 'x')
      return Y.encodeStateAsUpdate(doc)
    }
    expect(codeOf(await send(pieces(1_100)))).toBe('entryTooLarge')
    const codes: string[] = []
    for (let count = 0; count < 4; count += 1) codes.push(codeOf(await send(pieces(950))))
    expect(codes).toEqual(['ok', 'ok', 'ok', 'entryTooLarge'])
  })

  test('what refers to something that is not here is asked for whole, and is not kept', async () => {
    const doc = new Y.Doc()
    doc.getText('notes').insert(0, 'first')
    const vector = Y.encodeStateVector(doc)
    doc.getText('notes').insert(5, ' second')
    expect(codeOf(await send(Y.encodeStateAsUpdate(doc, vector)))).toBe('entryBehind')
    expect((await whatIsThere()).getText('notes').toJSON()).toBe('')
    expect(codeOf(await send(Y.encodeStateAsUpdate(doc)))).toBe('ok')
    expect((await whatIsThere()).getText('notes').toJSON()).toBe('first second')
  })

  test('so often and no oftener', async () => {
    room = open({ atOnce: 3, aSecond: 0 })
    const codes: string[] = []
    for (let count = 0; count < 5; count += 1) codes.push(codeOf(await send(null)))
    expect(codes).toEqual(['ok', 'ok', 'ok', 'tooManyTries', 'tooManyTries'])
  })
})

describe('what is kept', () => {
  test('the same again is nothing: not a row, not a word', async () => {
    const update = typed('Once')
    await Promise.all([send(update), send(update), send(update)])
    expect((await store.load({ tenant, callId: 'call' })).updates).toHaveLength(1)
    expect((await whatIsThere()).getText('notes').toJSON()).toBe('Once')
  })

  test('rows are put together; the document is the same after a restart', async () => {
    const doc = new Y.Doc()
    for (let count = 0; count < 250; count += 1) {
      const before = Y.encodeStateVector(doc)
      doc.getText('notes').insert(0, `${count} `)
      await send(Y.encodeStateAsUpdate(doc, before))
    }
    expect((await store.load({ tenant, callId: 'call' })).updates.length).toBeLessThan(102)
    await room.stop()
    room = open()
    expect((await whatIsThere()).getText('notes').toJSON()).toBe(doc.getText('notes').toJSON())
  })

  test('nobody hears of what could not be kept', async () => {
    const heard: string[] = []
    await room.watch(anna, { callId: 'call', vector: nothing }, { tell: (frame) => heard.push(frame.kind) })
    expect(heard).toEqual(['entry'])
    store.fault = () => 'before'
    await expect(send(typed('Lost?'))).rejects.toThrow('away')
    expect(heard).toEqual(['entry'])
    store.fault = () => undefined
    await send(typed('Kept'))
    expect(heard).toEqual(['entry', 'entry'])
    expect((await whatIsThere()).getText('notes').toJSON()).toBe('Kept')
  })

  test('notes that were there before the first document begin it, once', async () => {
    notes = { text: 'Of yesterday\r\nand before', version: 4 }
    await Promise.all([whatIsThere(), whatIsThere()])
    expect((await whatIsThere()).getText('notes').toJSON()).toBe('Of yesterday\nand before')
    room = open()
    expect((await whatIsThere()).getText('notes').toJSON()).toBe('Of yesterday\nand before')
  })

  test('who knows only text and version writes on top of what he has seen', async () => {
    await send(typed('One two three'))
    await room.writing(anna, 'call')
    await expect.poll(() => notes.text).toBe('One two three')
    const stale = await room.writeNotes(anna, 'call', { text: 'Mine', version: notes.version - 1 })
    expect(stale).toMatchObject({ ok: false, code: 'notesChanged' })
    const written = await room.writeNotes(anna, 'call', { text: 'One 2 three', version: notes.version })
    expect(written).toMatchObject({ ok: true, value: { text: 'One 2 three' } })
    const again = await room.writeNotes(anna, 'call', { text: 'One 2 three', version: notes.version - 1 })
    expect(again).toEqual(written)
    expect((await whatIsThere()).getText('notes').toJSON()).toBe('One 2 three')
  })

  test('what a server kept and did not come to tell, the next one tells', async () => {
    room = new EntryRoom({
      calls: {
        find: async () => ({ ...call(), write: async () => Promise.reject(new Error('away')) }),
        findAny: async () => ({ ...call(), write: async () => Promise.reject(new Error('away')) }),
        nameOf: () => '',
      },
      store,
      tenants: () => [tenant],
      log: { warn: () => undefined },
    })
    await send(typed('Untold'))
    await room.stop()
    expect([notes.text, await store.untold(tenant)]).toEqual(['', ['call']])
    room = open()
    await room.start()
    await expect.poll(() => notes.text).toBe('Untold')
    await expect.poll(async () => store.untold(tenant)).toEqual([])
    await room.stop()
  })
})

test('who looks at a call before it is known to be made from another one sees what is written of that one as soon as it is', async () => {
  let isKnown = false
  const consultation = (): NotedCall =>
    isKnown
      ? { ...call(), from: ['consultation'] }
      : { ...call(), id: 'consultation', notes: { text: '', version: 0 } }
  const find = async (_: unknown, id: string): Promise<NotedCall> => (id === 'call' ? call() : consultation())
  room = new EntryRoom({
    calls: { find, findAny: find, nameOf: (id) => id },
    store,
    tenants: () => [tenant],
    log: { warn: () => undefined },
  })
  await send(typed('Does not agree with the bill.'))
  const page = new Y.Doc()
  const tell = (frame: EntryFrame): void => {
    if (frame.kind === 'entry') Y.applyUpdate(page, Buffer.from(frame.update, 'base64'))
  }
  await room.watch({ ...anna, userId: 'ben' }, { callId: 'consultation', vector: nothing }, { tell })
  expect(page.getText('notes').toJSON()).toBe('')
  isKnown = true
  await room.merged(tenant, 'consultation')
  expect(page.getText('notes').toJSON()).toBe('Does not agree with the bill.')
  expect(room.isOpen(tenant, 'consultation')).toBe(false)
})
