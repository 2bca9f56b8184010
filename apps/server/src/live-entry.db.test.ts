import { party } from '@hookswitch/model'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { EntryAsker } from '#entry/entry-room.ts'
import { toBase64 } from '#entry/open-entry.ts'
import type { TestDatabase } from './store/test-database.ts'
import { callFrom, createUser, openTestLive, openTestTenant, type TestLive } from './test-live.ts'

let database: TestDatabase
let tenant: string
let anna: EntryAsker
let berta: EntryAsker
let stranger: EntryAsker
let chief: EntryAsker
let it: TestLive
/** Conferences so far. */
let calls = 0
let looks = 0
/** The server's clock, which tests put forward. */
let ahead = 0

beforeAll(async () => {
  ;({ test: database, tenant } = await openTestTenant())
  const user = async (name: string, device: string | null, role: EntryAsker['role'] = 'agent') => ({
    tenant,
    userId: await createUser(database.database, tenant, { name, device }),
    role,
  })
  anna = await user('Anna', '1001')
  berta = await user('Berta', '1002')
  stranger = await user('Stranger', '1003')
  chief = await user('Chief', null, 'supervisor')
})
afterAll(() => database.close())
afterEach(async () => {
  ahead = 0
  await it.close()
})

const open = async (): Promise<void> => {
  it = await openTestLive({ test: database, tenant, more: { now: () => Date.now() + ahead } })
}
const patience = { timeout: 30_000 }
const codeOf = (answer: { readonly ok: true } | { readonly ok: false; readonly code: string }): string =>
  answer.ok ? 'ok' : answer.code
const nothing = toBase64(Y.encodeStateVector(new Y.Doc()))
const typed = (text: string, name = 'notes'): string => {
  const doc = new Y.Doc()
  doc.getText(name).insert(0, text)
  return toBase64(Y.encodeStateAsUpdate(doc))
}
const sync = (who: EntryAsker, id: string, update: string | null = null) =>
  it.live.entry.room.sync(who, id, { vector: nothing, update })
async function textOf(who: EntryAsker, id: string, name = 'notes'): Promise<string> {
  const answer = await sync(who, id)
  if (!answer.ok) return answer.code
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Buffer.from(answer.value.update, 'base64'))
  return doc.getText(name).toJSON()
}
/** A call from this number that Anna has answered. */
async function talking(from: string, id: string): Promise<{ id: string; call: ReturnType<typeof callFrom> }> {
  const client = await it.connect(anna.userId)
  await client.seeSnapshot()
  const call = callFrom(from, { to: '1001', id })
  it.pbx.say(call.rings(), call.isAnswered())
  const view = await client.seeCall((seen) => seen.state === 'connected' && seen.other.number === from)
  return { id: view.id, call }
}
const notesOf = async (id: string): Promise<string> => {
  const call = await it.live.ports.readCall(anna, id)
  return call.ok ? call.value.notes.text : call.code
}
/** Anna makes a link for the caller. */
async function shareOf(id: string): Promise<{ token: string; share: { id: string } }> {
  const made = await it.live.entry.shares.create(anna, id)
  if (!made.ok) throw new Error(made.code)
  return made.value
}
/** What a caller sees who opens his link; each time from another address, of which none may ask too often. */
async function look(token: string | undefined): Promise<string> {
  const answer = await it.live.entry.shares.read({ token: token ?? '', version: null }, `192.0.2.${looks++}`)
  return answer.ok ? answer.value.text : answer.code
}
const auditOf = (id: string) =>
  database.database.inTenant(tenant, (db) =>
    db.selectFrom('audit_entry').selectAll().where('subject_id', '=', id).orderBy('at').execute(),
  )

test('who is or was in the call writes, and a supervisor; nobody else, also of another organisation', async () => {
  await open()
  const { id } = await talking('030555110', 'e1')
  expect((await sync(anna, id, typed('Of Anna. '))).ok).toBe(true)
  expect((await sync(chief, id, typed('Of the chief. '))).ok).toBe(true)
  for (const who of [stranger, berta, { ...chief, tenant: await database.createTenant() }]) {
    expect(await textOf(who, id)).toBe('callMissing')
    expect(await it.live.entry.shares.create(who, id)).toMatchObject({ code: 'callMissing' })
    expect(
      await it.live.entry.room.watch(who, { callId: id, vector: nothing }, { tell: () => {} }),
    ).toBeUndefined()
  }
  await expect.poll(() => notesOf(id), patience).toMatch(/^(?=.*Of Anna\. )(?=.*Of the chief\. ).{23}$/)
  expect(await notesOf(id)).toBe(await textOf(anna, id))
})

/** Two calls of Anna, of which each has something written down. */
async function twoCalls(write: (first: string, second: string) => Promise<void>) {
  const many = (calls += 1)
  const [one, two] = [`0305552${many}0`, `0305552${many}1`]
  const first = await talking(one, `j${many}a`)
  it.pbx.say(first.call.isHeld())
  const second = await talking(two, `j${many}b`)
  await write(first.id, second.id)
  const at = (callId: string, deviceId: string) => ({ callId: `j${many}${callId}`, deviceId })
  /** They become one. @returns which goes, and which stays. */
  const join = async (): Promise<{ gone: string; stays: string }> => {
    const client = await it.connect(anna.userId)
    await client.seeSnapshot()
    it.pbx.say({
      kind: 'conferenced',
      cause: 'conference',
      monitored: '1001',
      primaryOldCall: at('a', '1001'),
      secondaryOldCall: at('b', '1001'),
      conferencingDevice: '1001',
      addedParty: party(two, { external: true }),
      connections: [
        { to: at('c', '1001'), from: at('a', '1001'), device: '1001' },
        { to: at('c', one), from: at('a', one), device: one },
        { to: at('c', two), from: at('b', two), device: two },
      ],
    })
    const both = [first.id, second.id]
    const gone = await client.see((frame) =>
      frame.kind === 'event' && frame.event.kind === 'callGone' && both.includes(frame.event.callId)
        ? frame.event.callId
        : undefined,
    )
    return { gone, stays: gone === first.id ? second.id : first.id }
  }
  return { first: first.id, second: second.id, join }
}

test('two calls that become one have the notes of both, once, whoever goes on writing on the old one', async () => {
  await open()
  const { join } = await twoCalls(async (first, second) => {
    await sync(anna, first, typed('Of the first.'))
    await sync(anna, second, typed('Of the second.'))
  })
  const { gone, stays } = await join()
  const lines = (text: string) => text.split('\n').toSorted()
  await expect
    .poll(async () => lines(await textOf(anna, stays)), patience)
    .toEqual(['Of the first.', 'Of the second.'])
  // A page that still has the old one open.
  await sync(anna, gone, typed('Late. '))
  await expect.poll(() => notesOf(stays), patience).toContain('Late. ')
  expect((await notesOf(stays)).match(/Of the/g)).toHaveLength(2)
  expect(await textOf(anna, gone)).toBe(await textOf(anna, stays))
})

test("the caller's link goes along when his call becomes part of another: who has that sees it, and ends it", async () => {
  await open()
  // Which of the two goes is the switch's business: each has a link, and neither anything to show yet.
  const tokens = new Map<string, string>()
  const { join } = await twoCalls(async (...ids) => {
    for (const id of ids) tokens.set(id, (await shareOf(id)).token)
  })
  const { gone, stays } = await join()
  const listed = async () => {
    const answer = await it.live.entry.shares.list(anna, stays)
    return answer.ok ? answer.value.items : []
  }
  await expect.poll(async () => (await listed()).length, patience).toBe(2)
  // One call has one open link.
  expect((await listed()).filter((one) => one.open)).toHaveLength(1)
  expect((await listed()).find((one) => !one.open)).toMatchObject({ revokedBy: 'Hookswitch' })
  expect(await look(tokens.get(gone))).toBe('shareGone')
  expect(await look(tokens.get(stays))).toBe('')

  await it.live.entry.shares.revoke(anna, stays, (await listed()).find((one) => one.open)?.id ?? '')
  expect(await look(tokens.get(stays))).toBe('shareGone')
})

test.each(['first', 'second'] as const)(
  'a link of the %s of two calls that become one goes on showing its caller what is chosen for him',
  async (which) => {
    await open()
    const { join, ...ids } = await twoCalls(async (...both) => {
      await sync(anna, both[which === 'first' ? 0 : 1], typed('Yours. ', 'shared'))
    })
    const { token, share } = await shareOf(ids[which])
    expect(await look(token)).toBe('Yours. ')
    const { stays } = await join()
    await expect.poll(() => textOf(anna, stays, 'shared'), patience).toBe('Yours. ')
    await sync(anna, stays, typed('More. ', 'shared'))
    await expect.poll(() => look(token), patience).toMatch(/^(?=.*Yours\. )(?=.*More\. ).{13}$/)
    const ended = () => it.live.entry.shares.revoke(anna, stays, share.id)
    await expect.poll(async () => codeOf(await ended()), patience).toBe('ok')
    expect(await look(token)).toBe('shareGone')
  },
)

test('what was chosen for one caller is never shown to another, when their calls become one', async () => {
  await open()
  const tokens = new Map<string, string>()
  const { join } = await twoCalls(async (...ids) => {
    for (const id of ids) {
      await sync(anna, id, typed(`Only for the caller of ${id}.`, 'shared'))
      tokens.set(id, (await shareOf(id)).token)
      expect(await look(tokens.get(id))).toBe(`Only for the caller of ${id}.`)
    }
  })
  const { stays } = await join()
  for (const token of tokens.values()) await expect.poll(() => look(token), patience).toBe('shareGone')
  // The agent sees both, and chooses anew who may.
  expect(await textOf(anna, stays, 'shared')).toMatch(/(Only for the caller of .*){2}/s)
  expect(await look((await shareOf(stays)).token)).toMatch(/(Only for.*){2}/s)
})

test('the caller sees what was chosen, as long as the call is up and a little longer; all of it is written down', async () => {
  await open()
  const { id, call } = await talking('030555140', 's1')
  await sync(anna, id, typed('Internal.'))
  await sync(anna, id, typed('For you.', 'shared'))
  const { shares } = it.live.entry
  const { token, share } = await shareOf(id)
  const read = (version: number | null, of = token) => shares.read({ token: of, version }, '192.0.2.1')
  const first = await read(null)
  expect(first).toMatchObject({ ok: true, value: { text: 'For you.', from: 'Anna' } })
  const version = first.ok ? first.value.version : -1
  // It waits for a change of what is shown, not for one of the notes.
  let heard = ''
  const waiting = read(version).then((answer) => (heard = answer.ok ? answer.value.text : answer.code))
  await sync(anna, id, typed('More of it. '))
  expect(heard).toBe('')
  await sync(anna, id, typed('And this. ', 'shared'))
  await waiting
  expect(heard).toMatch(/And this\. /)
  expect(heard).not.toContain('More')
  // Another one is made: the first ends, for who waits too.
  const again = read(version).then((answer) => (answer.ok ? answer.value.text : answer.code))
  expect(await again).toBe(heard)
  const second = await shares.create(anna, id)
  expect(await read(null)).toMatchObject({ code: 'shareGone' })
  const other = second.ok ? second.value : undefined
  expect(await read(null, other?.token)).toMatchObject({ ok: true })
  expect(await read(null, 'A'.repeat(48))).toMatchObject({ code: 'shareGone' })
  // The call ends: some minutes are left to write down a number.
  const anySecond = other?.token ?? ''
  it.pbx.say(...call.ends())
  await expect.poll(async () => codeOf(await shares.create(anna, id)), patience).toBe('callEnded')
  expect(await read(null, anySecond)).toMatchObject({ ok: true })
  ahead = 6 * 60_000
  await expect.poll(async () => codeOf(await read(null, anySecond)), patience).toBe('shareGone')
  const listed = await shares.list(anna, id)
  expect(listed.ok && listed.value.items.map((one) => [one.open, one.views, one.revokedBy])).toEqual([
    [false, 2, null],
    [false, 1, 'Anna'],
  ])
  const written = await auditOf(share.id)
  expect(written.map(({ action, user_name }) => [action, user_name])).toEqual([
    ['created', 'Anna'],
    ['changed', 'The caller'],
    ['deleted', 'Anna'],
  ])
  const { rows } = await database.database.inTenant(tenant, async (db) => ({
    rows: await db.selectFrom('entry_share').selectAll().where('id', '=', share.id).execute(),
  }))
  expect(JSON.stringify([rows, written])).not.toContain(token)
})

test('a link that is ended is gone at once for who is looking at it, and none lives longer than some hours', async () => {
  await open()
  const { id } = await talking('030555150', 'r1')
  const { shares } = it.live.entry
  const { token, share } = await shareOf(id)
  const first = await shares.read({ token, version: null }, '192.0.2.2')
  const waiting = shares.read({ token, version: first.ok ? first.value.version : 0 }, '192.0.2.2')
  expect(await shares.revoke(stranger, id, share.id)).toMatchObject({ code: 'callMissing' })
  expect(await shares.revoke(anna, id, share.id)).toMatchObject({ ok: true, value: { open: false } })
  expect(await waiting).toMatchObject({ code: 'shareGone' })
  expect(await shares.revoke(anna, id, share.id)).toMatchObject({ ok: true, value: { revokedBy: 'Anna' } })
  expect((await auditOf(share.id)).filter(({ action }) => action === 'deleted')).toHaveLength(1)
  const next = await shares.create(anna, id)
  ahead = 5 * 3_600_000
  const late = await shares.read({ token: next.ok ? next.value.token : '', version: null }, '192.0.2.2')
  expect(late).toMatchObject({ code: 'shareGone' })
})

test('who guesses is made to wait', async () => {
  await open()
  // All at once: what is allowed grows again as time passes, and a busy machine takes its time.
  const guess = () => it.live.entry.shares.read({ token: 'B'.repeat(48), version: null }, '192.0.2.9')
  const answers = await Promise.all(Array.from({ length: 80 }, guess))
  expect(new Set(answers.map(codeOf))).toEqual(new Set(['shareGone', 'tooManyTries']))
})
