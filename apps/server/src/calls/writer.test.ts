import { party, unknownParty, type Call } from '@hookswitch/model'
import { beforeEach, describe, expect, test } from 'vitest'
import { Channels } from '#feed/channel.ts'
import type { TenantBatch } from '#store/live-batch.ts'
import { silentLog } from '#store/db-log.ts'
import { Directory } from './directory.ts'
import { entry, type Entry } from './entry.ts'
import { createLiveCall } from './live-call.ts'
import { LiveWriter } from './writer.ts'

const link = { tenant: 't', name: 'main' }
const anna = { id: 'anna', tenant: 't', name: 'Anna', team: null, device: '1001', link: 'main' }
const refusal = Object.assign(new Error('invalid text'), { code: '22P02' })
const away = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })

let batches: TenantBatch[][]
let failures: (Error | undefined)[]
let poison: string | undefined
let release: (() => void) | undefined
let channels: Channels
let written: number[][]
let writer: LiveWriter

beforeEach(() => {
  batches = []
  failures = []
  poison = undefined
  release = undefined
  channels = new Channels()
  written = []
  const directory = new Directory()
  directory.replace([anna])
  let id = 0
  writer = new LiveWriter({
    store: {
      async log(rows) {
        const failure = failures.shift()
        if (failure !== undefined) throw failure
        if (rows.some(({ calls }) => calls.some((call) => call.id === poison))) throw refusal
        batches.push([...rows])
        if (batches.length === 1) await new Promise<void>((resolve) => (release = resolve))
      },
    },
    settler: { add() {}, room: () => undefined },
    channels,
    directory,
    nextId: () => (id += 1),
    written: (batch) => written.push(batch.tellings.map(({ seq }) => seq)),
    log: silentLog,
    metrics: { batch: { startTimer: () => () => {} } },
  })
})

function call(id: string): Call {
  return {
    id,
    pbxCallIds: [id],
    direction: 'inbound',
    calling: party('030123456', { external: true }),
    called: unknownParty,
    lastRedirection: null,
    digits: null,
    correlatorData: null,
    queue: null,
    connections: [],
    legs: [],
    parent: null,
    mergedInto: null,
    startedAt: 1_000,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    cause: null,
    reconstructed: false,
  }
}

function touching(id: string, more: Partial<Entry> = {}): Entry {
  const made = call(id)
  const touches = [{ live: createLiveCall(link, made, 0), call: made, users: ['anna'] }]
  return entry({ link, at: 1_000, kind: 'delivered' }, { touches, ...more })
}

/** Lets the first batch, which waits, go. */
async function letGo(): Promise<void> {
  await expect.poll(() => release).toBeDefined()
  release?.()
  await writer.idle()
}

describe('the one writer', () => {
  test('what comes while a batch is on its way goes into the next together, each call and each telling once', async () => {
    writer.add(touching('a'))
    await expect.poll(() => batches.length).toBe(1)
    for (const id of ['b', 'c', 'b']) writer.add(touching(id))
    await letGo()
    expect(batches).toHaveLength(2)
    const [second] = batches[1] ?? []
    expect(second?.events).toHaveLength(3)
    expect(second?.calls.map((row) => row.id)).toEqual(['b', 'c'])
    // The later telling of b takes the place of the earlier one.
    expect(second?.feed.map((row) => [row.seq, row.call_id])).toEqual([
      [2, 'c'],
      [3, 'b'],
    ])
    expect(written).toEqual([[1], [2, 3]])
  })

  test('while the database is away everything waits, and is written in order when it is back', async () => {
    failures = [away, away]
    writer.add(touching('a'))
    await expect.poll(() => writer.health.ok).toBe(false)
    writer.add(touching('b'))
    await letGo()
    expect(writer.health).toMatchObject({ ok: true, queued: 0 })
    expect(batches.flat().flatMap((rows) => rows.calls.map((row) => row.id))).toEqual(['a', 'b'])
    expect(batches.flat().flatMap((rows) => rows.feed.map((row) => row.seq))).toEqual([1, 2])
  })

  test('an entry that the database cannot store is left out alone: the others go on, without a gap', async () => {
    poison = 'bad'
    const errors: (Error | undefined)[] = []
    writer.add(touching('a'))
    await expect.poll(() => batches.length).toBe(1)
    for (const id of ['b', 'bad', 'c']) writer.add(touching(id, { done: (error) => errors.push(error) }))
    await letGo()
    expect(batches.flat().flatMap((rows) => rows.calls.map((row) => row.id))).toEqual(['a', 'b', 'c'])
    expect(batches.flat().flatMap((rows) => rows.feed.map((row) => row.seq))).toEqual([1, 2, 3])
    expect(errors).toEqual([undefined, refusal, undefined])
    expect(channels.of('anna').head).toBe(3)
  })
})
