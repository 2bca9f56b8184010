import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestEntryStore } from './test-entry-store.ts'
import { createEntryStore, type EntryStore } from '#store/entry-store.ts'
import { openTestDatabase, type TestDatabase } from '#store/test-database.ts'

let test_: TestDatabase
let tenant: string
let other: string
beforeAll(async () => {
  test_ = await openTestDatabase()
  tenant = await test_.createTenant()
  other = await test_.createTenant()
})
afterAll(() => test_.close())

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const plain = (updates: readonly Uint8Array[]): number[][] => updates.map((update) => [...update])

/** The store in memory stands for the real one in tests of a thousand cases: so it must be one. */
describe.each([
  ['PostgreSQL', (): EntryStore => createEntryStore(test_.database.pool)],
  ['memory', (): EntryStore => new TestEntryStore()],
])('documents of calls in %s', (_, open) => {
  const user = randomUUID()
  const add = (store: EntryStore, callId: string, after: number, ...body: number[]) =>
    store.append({ tenant, callId }, { after, update: bytes(...body), user })

  test('keep updates in order, each added after the one before it', async () => {
    const store = open()
    const key = { tenant, callId: randomUUID() }
    expect(await store.load(key)).toEqual({ updates: [], seq: 0, toldSeq: 0 })
    expect(await add(store, key.callId, 0, 1, 1)).toBe(true)
    expect(await add(store, key.callId, 1, 2)).toBe(true)
    expect(await add(store, key.callId, 2, 0, 255)).toBe(true)
    const { updates, seq } = await store.load(key)
    expect({ updates: plain(updates), seq }).toEqual({ updates: [[1, 1], [2], [0, 255]], seq: 3 })
  })

  test('take one of several that are added at once, and say so to the others', async () => {
    const store = open()
    const callId = randomUUID()
    for (const after of [0, 1]) {
      const added = await Promise.all([1, 2, 3].map((value) => add(store, callId, after, value)))
      expect(added.filter((it) => it)).toHaveLength(1)
    }
    expect(await add(store, callId, 0, 9)).toBe(false)
    expect(await add(store, callId, 7, 9)).toBe(false)
    const { updates, seq } = await store.load({ tenant, callId })
    expect([updates.length, seq]).toEqual([2, 2])
  })

  test('are put together without what was added meanwhile, once', async () => {
    const store = open()
    const key = { tenant, callId: randomUUID() }
    for (const value of [1, 2, 3, 4]) await add(store, key.callId, value - 1, value)
    await store.compact(key, { upTo: 3, state: bytes(123) })
    expect(plain((await store.load(key)).updates)).toEqual([[123], [4]])
    // One that comes late, and one of what is not there.
    await store.compact(key, { upTo: 2, state: bytes(12) })
    await store.compact(key, { upTo: 9, state: bytes(99) })
    expect(plain((await store.load(key)).updates)).toEqual([[123], [4]])
    expect(await add(store, key.callId, 4, 5)).toBe(true)
    await store.compact(key, { upTo: 5, state: bytes(55) })
    expect(await store.load(key)).toMatchObject({ seq: 5 })
    expect(plain((await store.load(key)).updates)).toEqual([[55]])
  })

  test('know what the notes of the calls know of, forwards only', async () => {
    const store = open()
    const key = { tenant, callId: randomUUID() }
    await add(store, key.callId, 0, 1)
    await add(store, key.callId, 1, 2)
    expect(await store.untold(tenant)).toContain(key.callId)
    await store.told(key, 2)
    await store.told(key, 1)
    await store.told(key, 7)
    expect((await store.load(key)).toldSeq).toBe(2)
    expect(await store.untold(tenant)).not.toContain(key.callId)
    await add(store, key.callId, 2, 3)
    expect(await store.untold(tenant)).toContain(key.callId)
  })

  test('are of one tenant', async () => {
    const store = open()
    const callId = randomUUID()
    await add(store, callId, 0, 1)
    expect(await store.load({ tenant: other, callId })).toMatchObject({ seq: 0 })
    await store.told({ tenant: other, callId }, 1)
    await store.compact({ tenant: other, callId }, { upTo: 1, state: bytes(9) })
    expect(await store.untold(other)).toEqual([])
    expect(plain((await store.load({ tenant, callId })).updates)).toEqual([[1]])
    expect(await store.untold(tenant)).toContain(callId)
  })
})

test('the database itself refuses what would break a document', async () => {
  const asTenant = (sql: string, values: unknown[] = []) =>
    test_.database.inTenant(tenant, async () => {
      const client = await test_.database.pool.connect()
      try {
        await client.query('begin')
        await client.query(`select set_config('hookswitch.tenant', $1, true)`, [tenant])
        return await client.query(sql, values)
      } finally {
        await client.query('rollback')
        client.release()
      }
    })
  await expect(
    asTenant(`insert into entry_update (call_id, seq, body) values ('nobody', 1, '\\x01')`),
  ).rejects.toThrow(/foreign key/)
  await expect(
    asTenant(`insert into entry_doc (call_id, last_seq, told_seq) values ('a', 1, 2)`),
  ).rejects.toThrow(/check/)
  await expect(
    asTenant(`insert into entry_doc (tenant_id, call_id, last_seq) values ($1, 'a', 1)`, [other]),
  ).rejects.toThrow(/row-level security/)
})
