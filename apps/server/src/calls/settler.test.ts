import { beforeEach, describe, expect, test } from 'vitest'
import { silentLog } from '#store/db-log.ts'
import { logId, type CallRow, type MergedBatch, type TenantBatch } from '#store/live-batch.ts'
import { mergeBatches, Settler } from './settler.ts'

const refusal = Object.assign(new Error('invalid text'), { code: '22P02' })
const away = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })

let settled: MergedBatch[]
let failures: Error[]
let poison: string | undefined
let logged: TenantBatch[]
let told: MergedBatch[]
let settler: Settler

beforeEach(() => {
  settled = []
  failures = []
  poison = undefined
  logged = []
  told = []
  settler = new Settler({
    store: {
      async settle(batch) {
        const failure = failures.shift()
        if (failure !== undefined) throw failure
        if (batch.calls.some(({ id }) => id === poison)) throw refusal
        settled.push(batch)
        logged = logged.filter((one) => !batch.logged.includes(logId(one)))
      },
      readLog: async (tenant) => logged.filter((batch) => batch.tenant === tenant),
    },
    tenants: () => ['t', 'other'],
    settled: (batch) => told.push(batch),
    log: silentLog,
  })
})

function row(id: string, more: Partial<CallRow> = {}): CallRow {
  const call = { id } as CallRow['call']
  return {
    id,
    link: 'pbx',
    startedAt: 0,
    endedAt: null,
    call,
    match: null,
    notes: null,
    notesVersion: 0,
    ...more,
  }
}

function batch(id: number, calls: readonly CallRow[], more: Partial<TenantBatch> = {}): TenantBatch {
  const events = [{ id, link: 'pbx', at: 0, kind: 'delivered', body: null }]
  return { tenant: 't', events, calls, parts: [], feed: [], jobs: [], ...more }
}

describe('batches put together', () => {
  test('of each call the last stays, with the notes that were written last', () => {
    const [merged, ...others] = mergeBatches([
      batch(1, [row('a', { notes: 'typed', notesVersion: 1 }), row('b')]),
      batch(2, [row('a', { endedAt: 5, notesVersion: 1 })]),
    ])
    expect(others).toEqual([])
    expect(merged?.logged).toEqual([1, 2])
    expect(merged?.calls).toEqual([row('a', { endedAt: 5, notes: 'typed', notesVersion: 1 }), row('b')])
  })

  test('parts and jobs once; every event and every telling; each tenant apart', () => {
    const part = { user_id: 'u', call_id: 'a', at: 0, direction: 'inbound', missed: false }
    const feed = { user_id: 'u', seq: 1, event_id: 1, at: 0, kind: 'call', call_id: 'a' } as const
    const job = { kind: 'callLog', key: 'a' }
    const merged = mergeBatches([
      batch(1, [], { parts: [part], feed: [feed], jobs: [job] }),
      batch(2, [], { parts: [{ ...part, missed: true }], feed: [{ ...feed, seq: 2 }], jobs: [job] }),
      batch(3, [], { tenant: 'other' }),
    ])
    expect(merged.map(({ tenant }) => tenant)).toEqual(['t', 'other'])
    expect(merged[0]?.events.map(({ id }) => id)).toEqual([1, 2])
    expect(merged[0]?.parts).toEqual([{ ...part, missed: true }])
    expect(merged[0]?.feed.map(({ seq }) => seq)).toEqual([1, 2])
    expect(merged[0]?.jobs).toEqual([job])
  })
})

describe('the settler', () => {
  test('what comes within a moment is written once, and whoever asks has it written at once', async () => {
    settler.add([batch(1, [row('a')])])
    settler.add([batch(2, [row('a', { endedAt: 1 })])])
    expect(settled).toEqual([])
    await settler.settled()
    expect(settled.map(({ logged: ids }) => ids)).toEqual([[1, 2]])
    expect(told).toEqual(settled)
  })

  test('goes by itself when it is quiet', async () => {
    settler.add([batch(1, [row('a')])])
    await expect.poll(() => settled.length).toBe(1)
  })

  test('a reader hears that the database is away; it is written when it is back', async () => {
    failures = [away, away]
    logged = [batch(1, [row('a')])]
    settler.add(logged)
    await expect(settler.settled()).rejects.toBe(away)
    await expect.poll(() => settled.length).toBe(1)
    await settler.settled()
  })

  test('a row that the database cannot store is left out alone, and the log is cleared', async () => {
    poison = 'bad'
    settler.add([batch(1, [row('a'), row('bad')]), batch(2, [row('b')])])
    await settler.settled()
    expect(settled.flatMap(({ calls }) => calls.map(({ id }) => id))).toEqual(['a', 'b'])
    expect(settled.flatMap(({ events }) => events.map(({ id }) => id))).toEqual([1, 2])
    expect(settled.at(-1)).toMatchObject({ logged: [1, 2], calls: [] })
  })

  test('what was logged before the server was ended goes first', async () => {
    logged = [batch(1, [row('a')]), batch(2, [row('b')], { tenant: 'other' })]
    await settler.recover()
    expect(settled.map(({ tenant, logged: ids }) => [tenant, ids])).toEqual([
      ['t', [1]],
      ['other', [2]],
    ])
  })

  test('what a dying database took back is settled again, before what came later', async () => {
    const [first, second] = [batch(1, [row('a')]), batch(2, [row('a', { endedAt: 1 })])]
    settler.add([first])
    await settler.settled()
    logged = [first, second]
    settler.doubt()
    settler.add([second])
    await settler.settled()
    expect(settled.map(({ logged: ids }) => ids)).toEqual([[1], [1, 2]])
    expect(logged).toEqual([])
  })

  test('lost while the database is away: what was settled before it went goes first', async () => {
    const [first, second, third] = [1, 2, 3].map((id) => batch(id, [row('a', { notesVersion: id })]))
    if (first === undefined || second === undefined || third === undefined) throw new Error('three batches')
    failures = [away]
    // The first was settled, and the database has taken it back.
    logged = [first, second]
    settler.add([second])
    await expect(settler.settled()).rejects.toBe(away)
    logged.push(third)
    settler.add([third])
    await settler.settled()
    expect(settled.flatMap(({ logged: ids }) => ids)).toEqual([1, 2, 3])
    expect(settled.at(-1)?.calls.at(-1)?.notesVersion).toBe(3)
  })

  test('holds the writer back while too much waits', async () => {
    const events = Array.from({ length: 20_000 }, (_, id) => ({
      id,
      link: 'pbx',
      at: 0,
      kind: 'x',
      body: null,
    }))
    expect(settler.room()).toBeUndefined()
    settler.add([batch(1, [], { events }), batch(2, [])])
    const room = settler.room()
    expect(room).toBeDefined()
    await room
    await settler.settled()
    expect(settler.room()).toBeUndefined()
  })
})
