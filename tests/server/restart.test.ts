import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeCodes, type CallView } from '@hookswitch/contract'
import {
  createControlClient,
  startSimulator,
  type ControlClient,
  type Simulator,
} from '@hookswitch/simulator'
import type { TestClient } from '#server/test-live.ts'
import { feeds, kept } from './kept.ts'
import { Rig } from './rig.ts'
import { feedFaults } from './truth.ts'

/* A switch, a server, or both start anew in the middle of calls of every kind. */
const extensions = Array.from({ length: 8 }, (_, index) => String(1001 + index))
const queue = '6001'
/** The promise of issue 3: this long after the link is live again, what is shown is what is. */
const ghostMs = 5_000

let simulator: Simulator
let rig: Rig

beforeEach(async () => {
  simulator = await openSimulator(0)
  rig = new Rig({ pbxPort: simulator.port, extensions, devices: [queue] })
  await rig.prepare()
  await rig.linksAre('live')
})
afterEach(async () => {
  await rig.close()
  await simulator.stop()
})

function openSimulator(port: number): Promise<Simulator> {
  return startSimulator({
    port,
    // The next port after a chosen one may be somebody's.
    controlPort: 0,
    extensions: extensions.map((number) => ({ number, name: `Agent ${number}` })),
    layout: { queues: [{ number: queue, name: 'Service', members: [] }], groups: [], ivrs: [] },
    agentsReady: false,
    customers: [],
    settings: { noAnswerMs: 120_000, networkMs: 1, outside: { kind: 'answer', afterMs: 1 } },
  })
}

const hands = (): ControlClient => createControlClient(simulator.controlUrl)

/** From which number each of the calls comes; what became of it before anything broke. */
const callers = {
  rings: '+12125551001',
  talks: '+12125551002',
  waits: '+12125551003',
  consults: '+12125551004',
  queues: '+12125551007',
} as const
const answered: ReadonlySet<string> = new Set([callers.talks, callers.waits, callers.consults])
const dialled = '+12125559999'

interface Office {
  /** The simulator's id of each call, by who called. */
  readonly ids: ReadonlyMap<string, string>
  readonly pages: ReadonlyMap<string, TestClient>
}

/** One call that rings, one that is spoken, one on hold, one about which a colleague is asked, one dialled, one in a queue. */
async function begin(): Promise<Office> {
  const pages = new Map<string, TestClient>()
  for (const extension of extensions) pages.set(extension, await rig.openPage(extension))
  await Promise.all([...pages.values()].map((page) => page.seeSnapshot()))
  const ids = new Map<string, string>()
  for (const [index, from] of Object.values(callers).entries()) {
    const to = from === callers.queues ? queue : String(1001 + index)
    ids.set(from, (await hands().startCall({ from, to })).id)
  }
  for (const extension of ['1002', '1003', '1004']) await hands().phone(extension, 'answer')
  await hands().phone('1003', 'hold')
  await hands().phoneTo('1004', 'consult', '1005')
  await hands().phone('1005', 'answer')
  ids.set(dialled, (await hands().dial('1006', dialled)).id)
  const sees = (extension: string, state: CallView['state']) =>
    pages.get(extension)?.seeCall((call) => call.state === state, 10_000)
  await sees('1001', 'alerting')
  await sees('1002', 'connected')
  await sees('1003', 'hold')
  await sees('1004', 'hold')
  await sees('1005', 'connected')
  await sees('1006', 'connected')
  // The call in the queue is seen by nobody; the database knows it.
  await rig.until(async () => (await open()).length === 7, 10_000, 'all seven calls to be known')
  return { ids, pages }
}

interface Row {
  readonly id: string
  readonly from: string
  readonly reconstructed: boolean
  readonly outcome: string | null
}

/** Calls that are believed to be up. */
function open(): Promise<Row[]> {
  return rows('ended_at is null')
}

function rows(where: string): Promise<Row[]> {
  return rig.query<Row>(
    `select id, call->'calling'->>'number' as "from", (call->>'reconstructed')::boolean as reconstructed, call->>'outcome' as outcome
     from phone_call where ${where} and call->>'mergedInto' is null`,
  )
}

/** From the moment the link is live: no call is shown or kept that the switch does not have. @returns milliseconds. */
function noGhost(): Promise<number> {
  return rig.until(async () => (await open()).length === 0, ghostMs, 'no ghost to be left')
}

/** Each call from outside is there once, over, with what became of it and one entry in the journal; so is the dialled one. */
async function expectOneLogEach(reconstructed: boolean): Promise<void> {
  const { calls, journal } = await kept(rig)
  const seen = calls.map((call) => [call.from, call.answered, call.ended, call.reconstructed])
  const wanted = Object.values(callers).map((from) => [from, answered.has(from), true, reconstructed])
  expect(new Set(seen.map(String))).toEqual(new Set(wanted.map(String)))
  expect(seen).toHaveLength(wanted.length)
  const out = await rows(`call->>'direction' = 'outbound'`)
  expect(out).toMatchObject([{ outcome: 'answered', reconstructed }])
  const owed = [...calls, ...out].map(({ id }) => id)
  expect(journal.map(({ callId }) => callId).toSorted()).toEqual(owed.toSorted())
}

/** What a page was told of its calls last. */
function lastOf(page: TestClient | undefined): CallView | undefined {
  return page?.events.flatMap(({ event }) => (event.kind === 'call' ? [event.call] : [])).at(-1)
}

/** The switch works as if nothing had been; its numbers for calls begin anew, and are not taken for those of before. */
async function expectANewCallToWork(): Promise<void> {
  const from = '+12125552222'
  const page = await rig.openPage('1002')
  await page.seeSnapshot()
  const { id } = await hands().startCall({ from, to: '1002' })
  const ringing = await page.seeCall((call) => call.state === 'alerting', 10_000)
  expect(ringing).toMatchObject({ other: { e164: from }, reconstructed: false })
  await hands().phone('1002', 'answer')
  await page.seeCall((call) => call.state === 'connected')
  await hands().hangUp(id)
  const over = await page.seeCall((call) => call.id === ringing.id && call.endedAt !== null)
  expect(over).toMatchObject({ outcome: 'answered', reconstructed: false })
}

async function allSeeTheEnd(pages: Office['pages']): Promise<void> {
  for (const extension of ['1001', '1002', '1003', '1004', '1006'])
    await pages.get(extension)?.seeCall((call) => call.endedAt !== null && call.reconstructed, 10_000)
  // What two colleagues say about a customer is part of his call: when that is over first, it is not shown any more.
  await pages.get('1005')?.see((frame) => {
    if (frame.kind !== 'event') return undefined
    const { event } = frame
    return event.kind === 'callGone' || (event.kind === 'call' && event.call.endedAt !== null)
      ? true
      : undefined
  }, 10_000)
}

/** Numbers of every feed without gap or repeat. */
async function expectWholeFeeds(): Promise<void> {
  expect((await feeds(rig)).flatMap((seqs) => feedFaults(seqs, 0))).toEqual([])
}

test('the switch starts anew: pages say that it is away, the calls are over and marked, each logged once', async () => {
  const { pages } = await begin()
  const { port } = simulator
  await simulator.stop()
  await rig.linksAre('down')
  const line = (state: string) => (page: TestClient) =>
    page.see(
      ({ kind, ...frame }) =>
        kind === 'event' &&
        'event' in frame &&
        frame.event.kind === 'line' &&
        frame.event.line.state === state
          ? true
          : undefined,
      10_000,
    )
  await Promise.all([...pages.values()].map(line('down')))
  // Nobody knows whether they are over, so nobody says so.
  expect(await open()).toHaveLength(7)
  await expect
    .poll(() => lastOf(pages.get('1002')))
    .toMatchObject({ state: 'connected', endedAt: null, offers: [] })
  for (const page of pages.values()) page.frames.length = 0
  simulator = await openSimulator(port)
  await rig.linksAre('live')
  const ms = await noGhost()
  await Promise.all([...pages.values()].map(line('live')))
  await allSeeTheEnd(pages)
  await expectOneLogEach(true)
  await expectANewCallToWork()
  await expectWholeFeeds()
  process.stdout.write(`Restart of the switch: no ghost ${Math.round(ms)} ms after it was back\n`)
})

test('the switch says that it starts anew and keeps the connection: the same', async () => {
  const { pages } = await begin()
  await hands().fault('restart')
  await noGhost()
  await allSeeTheEnd(pages)
  await expectOneLogEach(true)
  await expectANewCallToWork()
})

test('the server is killed: the calls go on as the same calls, end as they ended, each logged once', async () => {
  const { ids, pages } = await begin()
  const before = new Map((await open()).map((call) => [call.from, call.id]))
  const since = pages.get('1002')?.events.at(-1)?.seq ?? 0
  await rig.kill()
  // Not a word of farewell; the page comes back by itself with the last number that it saw.
  expect(await pages.get('1002')?.closed).toBe(1006)
  // One ends and one is answered while nobody listens.
  await hands().hangUp(ids.get(callers.waits) ?? '')
  await hands().phone('1001', 'answer')
  const ready = await rig.start()
  const live = await rig.linksAre('live')
  await rig.until(
    async () => (await open()).every((call) => call.from !== callers.waits),
    ghostMs,
    'the one that ended to be gone',
  )
  const page = await rig.openPage('1002', since)
  await page.see((frame) => (frame.kind === 'resumed' ? true : undefined))
  for (const call of await open()) expect([call.from, call.id]).toEqual([call.from, before.get(call.from)])
  const again = await rig.openPage('1004')
  const { calls } = await again.seeSnapshot()
  expect(calls.map(({ state, consultedBy }) => [state, consultedBy !== null])).toEqual([
    ['hold', true],
    ['connected', false],
  ])
  await hands().phone('1004', 'hang-up')
  for (const [from, id] of ids) if (from !== callers.waits) await hands().hangUp(id)
  await noGhost()
  const { calls: all, journal } = await kept(rig)
  const missed = all.filter(({ from }) => from === callers.rings || from === callers.waits)
  // Answered, or over, at a time that nobody heard.
  expect(missed.map(({ answered: was, reconstructed }) => [was, reconstructed])).toEqual([
    [true, true],
    [true, true],
  ])
  const wasAnswered = new Map(all.map(({ from, answered: was }) => [from, was]))
  expect([callers.talks, callers.consults, callers.queues].map((from) => wasAnswered.get(from))).toEqual([
    true,
    true,
    false,
  ])
  expect(all).toHaveLength(5)
  expect(new Set(journal.map(({ callId }) => callId)).size).toBe(journal.length)
  expect(journal).toHaveLength(6)
  await expectANewCallToWork()
  await expectWholeFeeds()
  process.stdout.write(
    `Restart of the server: ready after ${Math.round(ready)} ms, live ${Math.round(live)} ms later\n`,
  )
})

test('both start anew, the server before its switch: the calls are over and marked, each logged once', async () => {
  const { pages } = await begin()
  const { port } = simulator
  await Promise.all([rig.kill(), simulator.stop()])
  await rig.start()
  // There is a server and no switch: it says so, and still has not invented that the calls are over.
  const page = await rig.openPage('1002')
  const { line, calls } = await page.seeSnapshot()
  expect(line.state).toBe('down')
  expect(calls).toMatchObject([{ endedAt: null, offers: [] }])
  await wait(500)
  simulator = await openSimulator(port)
  await rig.linksAre('live')
  const ms = await noGhost()
  await page.seeCall((call) => call.endedAt !== null && call.reconstructed)
  await expectOneLogEach(true)
  await expectANewCallToWork()
  await expectWholeFeeds()
  expect(await pages.get('1001')?.closed).not.toBe(closeCodes.goingAway)
  process.stdout.write(`Restart of both: no ghost ${Math.round(ms)} ms after the switch was back\n`)
})
