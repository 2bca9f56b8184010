import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestRecords } from '../test-records.ts'
import { editActivity, type ActivityEdit, type RecordRef } from './activity-edits.ts'
import { writeCallLogs, type CallLogRow, type LogRecordRow } from './call-log-store.ts'
import { createActivityStore } from './crm-activities.ts'
import { createContactStore } from './crm-contacts.ts'
import { openTestDatabase, type TestDatabase } from './test-database.ts'

let db: TestDatabase
let tenant: string
let user: string
let records: TestRecords
let contacts: string[]
let cases: string[]

beforeAll(async () => {
  db = await openTestDatabase()
  tenant = await db.createTenant()
  records = new TestRecords(db, tenant)
  const { id } = await db.database.inTenant(tenant, (tx) =>
    tx
      .insertInto('app_user')
      .values({ user_name: 'ed', name: 'Ed', role: 'agent', password_hash: 'x', ...nowhere })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  user = id
  contacts = await Promise.all(['1', '2', '3'].map((end) => records.createContact(`C${end}`, `03099${end}`)))
  cases = await Promise.all(
    [1, 2, 3].map((number) => records.createCase({ contact: null, owner: user, number })),
  )
})
afterAll(() => db.close())

const nowhere = { device: null, link: null, team: null, country: null, language: null }

const emptyLog = (key: string): CallLogRow => ({
  key,
  subject: 'machine',
  text: '',
  at: Date.parse('2026-11-21T10:00:00Z'),
  durationSeconds: 60,
  direction: 'inbound',
  outcome: 'answered',
  userId: user,
  callId: key,
  contactId: null,
  accountId: null,
  caseId: null,
  legs: [],
  records: [],
})

const write = (log: CallLogRow): Promise<void> => writeCallLogs(db.database.pool, tenant, [log])
const store = () => createActivityStore(db.database)
async function read(key: string) {
  const id = await db.database.inTenant(tenant, async (tx) => {
    const row = await tx
      .selectFrom('activity')
      .select('id')
      .where('external_key', '=', key)
      .executeTakeFirst()
    return row?.id ?? ''
  })
  const log = await store().read(tenant, id)
  if (log === undefined) throw new Error('no log')
  return log
}
const edit = (id: string, change: Partial<ActivityEdit>) =>
  editActivity(db.database, tenant, { id, edit: { add: [], remove: [], userId: user, ...change } })
const name = ({ kind, id }: RecordRef): string => `${kind} ${id}`

describe('the machine and a person at one log', () => {
  test('what a person changed stays, whatever the machine tells later; the rest follows the machine', async () => {
    const [one = '', two = ''] = contacts
    const matched = (id: string): Pick<CallLogRow, 'contactId' | 'records'> => ({
      contactId: id,
      records: [{ kind: 'contact', id, how: 'matched' }],
    })
    await write({ ...emptyLog('k1'), text: 'notes', ...matched(one) })
    const { id } = await read('k1')
    await edit(id, {
      text: 'corrected',
      remove: [{ kind: 'contact', id: one }],
      add: [{ kind: 'case', id: cases[0] ?? '' }],
    })
    await write({
      ...emptyLog('k1'),
      subject: 'late',
      text: 'notes, later',
      outcome: 'transferred',
      ...matched(one),
    })
    const after = await read('k1')
    expect(after).toMatchObject({
      subject: 'late',
      text: 'corrected',
      outcome: 'transferred',
      contactId: null,
    })
    expect(after.records.map(name)).toEqual([`case ${cases[0]}`])
    expect(after.edited).toEqual([{ field: 'text', user: 'Ed', at: expect.stringMatching(/Z$/) }])
    // The caller was somebody else: who was put on it by hand stays beside him.
    await write({ ...emptyLog('k1'), ...matched(two) })
    expect((await read('k1')).records.map(name).toSorted()).toEqual(
      [`case ${cases[0]}`, `contact ${two}`].toSorted(),
    )
    expect(await store().list(tenant, { ...all, contactId: one })).toMatchObject({ items: [] })
    // Found by the words that it has now.
    const found = await store().list(tenant, { ...all, caseId: cases[0], search: 'corrected' })
    expect(found.items).toHaveLength(1)
    expect((await store().list(tenant, { ...all, caseId: cases[0], search: 'notes' })).items).toHaveLength(0)
  })

  test('what a person put on it and what he took off go with contacts that are merged', async () => {
    const [into = '', old = ''] = await Promise.all(
      ['M1', 'M2'].map((family, index) => records.createContact(family, `030988${index}`)),
    )
    await write(emptyLog('k2'))
    await write({
      ...emptyLog('k3'),
      contactId: into,
      records: [{ kind: 'contact', id: into, how: 'matched' }],
    })
    const [two, three] = [await read('k2'), await read('k3')]
    await edit(two.id, { add: [{ kind: 'contact', id: old }] })
    await edit(three.id, { add: [{ kind: 'contact', id: old }] })
    await createContactStore(db.database).merge(tenant, { into, old, userId: user })
    for (const log of [await read('k2'), await read('k3')])
      expect(log.records.map(name)).toEqual([`contact ${into}`])
    await write({ ...emptyLog('k2'), records: [{ kind: 'contact', id: old, how: 'opened' }] })
    expect((await read('k2')).records.map(name)).toEqual([`contact ${into}`])
  })

  test('is refused whole when a record of it is not there', async () => {
    await write(emptyLog('k4'))
    const { id } = await read('k4')
    const gone = { kind: 'case', id: '00000000-0000-4000-8000-000000000000' } as const
    expect(await edit(id, { subject: 'never', add: [gone] })).toBe('recordMissing')
    expect(await read('k4')).toMatchObject({ subject: 'machine', edited: [], records: [] })
    expect(await edit('00000000-0000-4000-8000-000000000000', {})).toBe('missing')
    expect(
      await editActivity(db.database, await db.createTenant(), { id, edit: { subject: 'x', ...none } }),
    ).toBe('missing')
  })

  test.each([1, 2, 3, 4, 5])('in any order, and both at once: seed %i', async (seed) => {
    const random = dice(seed)
    const key = `random ${seed}`
    const [any, chance] = [<T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T, random]
    const pool: RecordRef[] = [
      ...contacts.map((id) => ({ kind: 'contact', id }) as const),
      ...cases.map((id) => ({ kind: 'case', id }) as const),
    ]
    /** What must be there: a person's word where there is one, else the machine's last. */
    const said = { fields: {} as Partial<Record<'subject' | 'text', string>>, on: new Map<string, boolean>() }
    let told = emptyLog(key)
    await write(told)
    const { id } = await read(key)
    for (let round = 0; round < 20; round += 1) {
      const work: (() => Promise<unknown>)[] = []
      if (chance() < 0.7) {
        const some = pool.filter(() => chance() < 0.4)
        const contact = some.find(({ kind }) => kind === 'contact')
        told = {
          ...told,
          subject: `machine ${round}`,
          text: `notes ${round}`,
          contactId: contact?.id ?? null,
          records: some.map((one): LogRecordRow => ({
            ...one,
            how: one === contact ? 'matched' : any(hows),
          })),
        }
        const now = told
        work.push(() => write(now))
      }
      if (chance() < 0.5) {
        const [add, remove] = [pool.filter(() => chance() < 0.2), pool.filter(() => chance() < 0.2)]
        const change: Partial<ActivityEdit> = {
          add: add.filter((one) => !remove.includes(one)),
          remove,
          ...(chance() < 0.2 ? { subject: `person ${round}` } : {}),
          ...(chance() < 0.2 ? { text: `words ${round}` } : {}),
        }
        for (const one of change.add ?? []) said.on.set(name(one), true)
        for (const one of remove) said.on.set(name(one), false)
        if (change.subject !== undefined) said.fields.subject = change.subject
        if (change.text !== undefined) said.fields.text = change.text
        work.push(() => edit(id, change))
      }
      // Together: which of the two comes first must make no difference.
      await Promise.all((chance() < 0.5 ? work : work.toReversed()).map((one) => one()))
      const is = await read(key)
      const expected = pool.filter(
        (one) => said.on.get(name(one)) ?? told.records.some((it) => it.id === one.id),
      )
      expect({ round, on: is.records.map(name).toSorted() }).toEqual({
        round,
        on: expected.map(name).toSorted(),
      })
      expect(is).toMatchObject({ subject: told.subject, text: told.text, ...said.fields })
      expect(is.edited.map(({ field }) => field)).toEqual(Object.keys(said.fields).toSorted())
    }
  })
})

const all = { search: '', limit: 50, after: null }
const none = { add: [], remove: [], userId: '00000000-0000-4000-8000-000000000000' }
const hows = ['opened', 'created'] as const

/** The same numbers for the same seed. */
function dice(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32
  }
}
