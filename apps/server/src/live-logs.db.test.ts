import { party } from '@hookswitch/model'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callFrom, openTestLive, numbersFrom, openTestOffice, type TestLive } from './test-live.ts'
import { TestRecords } from './test-records.ts'
import { createActivityStore } from './store/crm-activities.ts'
import type { TestDatabase } from './store/test-database.ts'

let db: TestDatabase
let tenant: string
let anna: string
let berta: string
let it: TestLive
let records: TestRecords
let cases = 31_000

const nextNumber = numbersFrom('03077445')
const asker = (userId = anna) => ({ userId, tenant })
const newCase = (contact: string | null = null): Promise<string> =>
  records.createCase({ contact, owner: anna, number: (cases += 1) })

beforeAll(async () => {
  ;({ test: db, tenant, anna, berta, records } = await openTestOffice())
})
afterAll(() => db.close())
beforeEach(async () => {
  it = await openTestLive({ test: db, tenant })
})
afterEach(() => it.close())

/** A call that Anna answers. */
async function answered(phone = nextNumber(), to = '1001') {
  const client = await it.connect(to === '1001' ? anna : berta)
  await client.seeSnapshot()
  const call = callFrom(phone, { to, id: `log${phone}` })
  it.pbx.say(call.rings())
  const { id } = await client.seeCallOf(phone, ({ state }) => state === 'alerting')
  it.pbx.say(call.isAnswered())
  await client.seeCallOf(phone, (view) => view.id === id && view.state === 'connected')
  return { client, call, id, phone }
}

async function end({ client, call, id }: Awaited<ReturnType<typeof answered>>): Promise<void> {
  it.pbx.say(...call.ends())
  await client.seeCall((view) => view.id === id && view.endedAt !== null)
}

/** The call's log, as soon as it is written. */
async function logOf(callId: string, user = anna) {
  const read = async () => {
    const story = await it.live.logs.readStory(asker(user), callId)
    return story.ok ? story.value.log : null
  }
  await expect.poll(read).not.toBeNull()
  const log = await read()
  if (log === null) throw new Error('no log')
  return log
}

const standsOn = (log: { records: readonly { kind: string; id: string; how: string }[] }) =>
  log.records.map(({ kind, id, how }) => `${how} ${kind} ${id}`).toSorted()

describe('the log of a call', () => {
  test('stands on the records that were opened or made during it, and on no other', async () => {
    const [before, opened, after] = [await newCase(), await newCase(), await newCase()]
    const contact = await records.createContact('Opened', nextNumber())
    const { logs } = it.live
    const call = await answered()
    expect(await logs.noteOpened(asker(), call.id, { kind: 'case', id: opened })).toEqual({
      ok: true,
      value: null,
    })
    // A repeat of a request whose answer was lost.
    await logs.noteOpened(asker(), call.id, { kind: 'case', id: opened })
    await logs.noteOpened(asker(), call.id, { kind: 'contact', id: contact })
    const made = await newCase()
    await logs.noteCreated(asker(), { kind: 'case', id: made })
    await logs.noteOpened(asker(), call.id, { kind: 'case', id: made })
    await end(call)
    expect(await logs.noteOpened(asker(), call.id, { kind: 'case', id: after })).toMatchObject({
      code: 'callEnded',
    })
    await logs.noteCreated(asker(), { kind: 'case', id: after })
    const log = await logOf(call.id)
    expect(standsOn(log)).toEqual(
      [`opened case ${opened}`, `opened contact ${contact}`, `created case ${made}`].toSorted(),
    )
    const lists = await Promise.all([before, opened, made, after].map((id) => activitiesOn('caseId', id)))
    expect(lists).toEqual([[], [log.id], [log.id], []])
    expect(await activitiesOn('contactId', contact)).toEqual([log.id])
  })

  test('is shown in the pop of a contact that was opened in it', async () => {
    const phone = nextNumber()
    const contact = await records.createContact('Shown', phone)
    const call = await answered()
    await it.live.logs.noteOpened(asker(), call.id, { kind: 'contact', id: contact })
    await end(call)
    const log = await logOf(call.id)
    const again = await answered(phone)
    const activities = async () => {
      const view = await it.live.ports.readCall(asker(), again.id)
      return view.ok ? view.value.pop?.activities.map(({ id }) => id) : view.code
    }
    await expect.poll(activities).toEqual([log.id])
    await end(again)
  })

  test('does not take what is not there, or not mine', async () => {
    const call = await answered()
    const { logs } = it.live
    const nowhere = { kind: 'case', id: '00000000-0000-4000-8000-000000000000' } as const
    expect(await logs.noteOpened(asker(), call.id, nowhere)).toMatchObject({ code: 'referenceMissing' })
    const elsewhere = await db.createTenant()
    const foreign = new TestRecords(db, elsewhere)
    const contact = await foreign.createContact('Foreign', '0301')
    expect(await logs.noteOpened(asker(), call.id, { kind: 'contact', id: contact })).toMatchObject({
      code: 'referenceMissing',
    })
    const own = { kind: 'case', id: await newCase() } as const
    expect(await logs.noteOpened(asker(berta), call.id, own)).toMatchObject({ code: 'callMissing' })
    await end(call)
    expect((await logOf(call.id)).records).toEqual([])
  })

  test('leaves out what somebody opened while it rang at him in vain', async () => {
    const [mine, theirs] = [await newCase(), await newCase()]
    const phone = nextNumber()
    const [one, two] = [await it.connect(anna), await it.connect(berta)]
    await Promise.all([one.seeSnapshot(), two.seeSnapshot()])
    const [first, second] = ['1001', '1002'].map((to) => callFrom(phone, { to, id: `both${phone}` }))
    if (first === undefined || second === undefined) throw new Error('two calls')
    it.pbx.say(first.rings(), second.rings())
    const { id } = await one.seeCallOf(phone, ({ state }) => state === 'alerting')
    await two.seeCall((view) => view.id === id)
    await it.live.logs.noteOpened(asker(), id, { kind: 'case', id: mine })
    await it.live.logs.noteOpened(asker(berta), id, { kind: 'case', id: theirs })
    it.pbx.say(first.isAnswered())
    await one.seeCall((view) => view.id === id && view.state === 'connected')
    it.pbx.say(...first.ends())
    await one.seeCall((view) => view.id === id && view.endedAt !== null)
    expect(standsOn(await logOf(id))).toEqual([`opened case ${mine}`])
  })

  test('has what was opened in another call that was joined into it', async () => {
    const [here, there] = [await newCase(), await newCase()]
    const call = await answered()
    const { client, id } = call
    await it.live.logs.noteOpened(asker(), id, { kind: 'case', id: here })
    it.pbx.say(call.call.isHeld())
    const phone = nextNumber()
    const second = callFrom(phone, { to: '1001', id: `second${call.phone}` })
    it.pbx.say(second.rings(), second.isAnswered())
    const other = await client.seeCallOf(phone, ({ state }) => state === 'connected')
    await it.live.logs.noteOpened(asker(), other.id, { kind: 'case', id: there })
    const [held, active] = [call.call.connection, second.connection]
    const joined = { ...active, deviceId: '1001' }
    it.pbx.say({
      kind: 'conferenced',
      cause: 'conference',
      monitored: '1001',
      primaryOldCall: held,
      secondaryOldCall: active,
      conferencingDevice: '1001',
      addedParty: party(call.phone, { external: true }),
      connections: [{ to: joined, from: active, device: '1001' }],
    })
    const both = [id, other.id]
    await client.see((frame) =>
      frame.kind === 'event' && frame.event.kind === 'callGone' && both.includes(frame.event.callId)
        ? frame.event.callId
        : undefined,
    )
    it.pbx.say(...second.ends())
    const over = await client.seeCall((view) => both.includes(view.id) && view.endedAt !== null)
    await expect
      .poll(async () => standsOn(await logOf(over.id)))
      .toEqual([`opened case ${here}`, `opened case ${there}`].toSorted())
  })
})

async function activitiesOn(field: 'contactId' | 'caseId', id: string): Promise<string[]> {
  const page = await createActivityStore(db.database).list(tenant, {
    search: '',
    limit: 10,
    after: null,
    [field]: id,
  })
  return page.items.map((item) => item.id)
}
