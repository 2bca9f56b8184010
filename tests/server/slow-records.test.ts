import type { CallView, Client } from '@hookswitch/contract'
import { createControlClient, startSimulator, type Simulator } from '@hookswitch/simulator'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { TestClient } from '#server/test-live.ts'
import { Rig } from './rig.ts'

/* SF-26: the records are slow or cannot be asked; the telephone goes on. */

/** Far more than it takes: the lookup is given up after 2 s, and asked again after 1, 2, 4 s and so on. */
const seconds = 20_000

let simulator: Simulator
let rig: Rig
let agent: Client
let contact: string
/** Another session with the database, that is in the way. */
let other: pg.Client

beforeAll(async () => {
  simulator = await startSimulator({
    port: 0,
    controlPort: 0,
    extensions: [{ number: '1001', name: 'Agent 1001' }],
    agentsReady: false,
    customers: [],
    settings: { noAnswerMs: 120_000 },
  })
  rig = new Rig({ pbxPort: simulator.port, extensions: ['1001'] })
  await rig.prepare()
  await rig.linksAre('live')
  agent = await rig.signIn('agent1001')
  const made = await agent.createContact({
    body: {
      givenName: 'Grace',
      familyName: 'Hopper',
      phones: [{ label: 'work', text: '+1 415 555 0100' }],
    },
  })
  contact = made.id
  other = await rig.connect()
})
afterEach(() => other.query('rollback'))
afterAll(async () => {
  await rig.close()
  await simulator.stop()
})

/** The customer calls. What the page is shown of it from then on, and of no call before. */
async function ring(): Promise<{ page: TestClient; view: CallView; see: See }> {
  const page = await rig.openPage('1001')
  await page.seeSnapshot()
  await createControlClient(simulator.controlUrl).startCall({ from: '+14155550100', to: '1001' })
  const view = await page.seeCall(({ state }) => state === 'alerting', seconds)
  const see: See = (is) => page.seeCall((shown) => shown.id === view.id && is(shown), seconds)
  return { page, view, see }
}

type See = (is: (call: CallView) => boolean) => Promise<CallView>

const ask = (id: string, kind: 'answerCall' | 'clearConnection') =>
  agent.commandCall({ params: { id }, body: { kind } })

/** Of the customer, once: what he has with us says so. */
async function logged(call: CallView): Promise<void> {
  const entries = async () => {
    const { items } = await agent.listActivities({ query: { contactId: contact } })
    return items.filter(({ callId }) => callId === call.id)
  }
  await expect.poll(entries, { timeout: seconds }).toHaveLength(1)
}

const lock = async (): Promise<void> => {
  await other.query('begin')
  await other.query('lock table contact in access exclusive mode')
}

/** Sessions with the database that wait for what this test holds. */
const waitingForLock = async (): Promise<number> => {
  const [row] = await rig.query<{ count: string }>(
    `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  )
  return Number(row?.count)
}

describe('while nobody can read contacts', () => {
  test(
    'a call rings without the record, which comes by itself when it can',
    { timeout: 90_000 },
    async () => {
      await lock()
      const { view, see } = await ring()
      expect(view.pop).toMatchObject({ status: 'searching', chosen: null })
      expect(view.other.e164).toBe('+14155550100')
      expect(await see(({ pop }) => pop?.status === 'failed')).toMatchObject({ state: 'alerting' })
      await ask(view.id, 'answerCall')
      expect((await see(({ state }) => state === 'connected')).pop).toMatchObject({ chosen: null })

      await other.query('rollback')
      const found = await see(({ pop }) => pop?.status === 'found')
      expect(found).toMatchObject({
        state: 'connected',
        pop: { chosen: { contact: { id: contact, name: 'Grace Hopper' } } },
      })
      await ask(view.id, 'clearConnection')
      await see(({ endedAt }) => endedAt !== null)
      await logged(view)
    },
  )

  test('a call is answered and ended; its log finds its customer', { timeout: 90_000 }, async () => {
    await lock()
    const { view, see } = await ring()
    await ask(view.id, 'answerCall')
    await see(({ state }) => state === 'connected')
    await see(({ pop }) => pop?.status === 'failed')
    await ask(view.id, 'clearConnection')
    expect(await see(({ endedAt }) => endedAt !== null)).toMatchObject({ outcome: 'answered' })

    await other.query('rollback')
    await logged(view)
  })

  test(
    'however many wait for records, the telephone waits for none of them',
    { timeout: 90_000 },
    async () => {
      await lock()
      const waiting = Array.from({ length: 60 }, () =>
        agent.listContacts({ query: { search: 'Hopper', limit: 10 } }).then(
          () => 'found',
          () => 'failed',
        ),
      )
      // As many of them as ever will wait for the lock.
      await expect.poll(waitingForLock, { timeout: seconds }).toBeGreaterThan(5)
      const { view, see } = await ring()
      const began = performance.now()
      await ask(view.id, 'answerCall')
      await see(({ state }) => state === 'connected')
      await ask(view.id, 'clearConnection')
      await see(({ endedAt }) => endedAt !== null)
      // They do wait, all the while, and are answered or told that they were not.
      expect(await waitingForLock()).toBeGreaterThan(5)
      expect(performance.now() - began).toBeLessThan(seconds)
      await other.query('rollback')
      expect(await Promise.all(waiting)).toContain('found')
    },
  )
})

describe('where the search fails', () => {
  // Counts each try, also one that is taken back.
  const breaks = `
    create sequence tries;
    grant usage on sequence tries to public;
    alter function find_caller rename to find_caller_whole;
    create function find_caller(uuid, text, text, text) returns json language plpgsql as
      $$ begin perform nextval('tries'); raise exception 'away'; end $$`
  const mends = `
    drop function if exists find_caller(uuid, text, text, text);
    alter function find_caller_whole rename to find_caller;
    drop sequence tries`
  const tries = async (): Promise<number> => {
    const { rows } = await other.query<{ last_value: string }>('select last_value from tries')
    return Number(rows[0]?.last_value)
  }

  test('it is said at once, once, and tried again until it is found', { timeout: 90_000 }, async () => {
    await other.query(breaks)
    const { page, view, see } = await ring()
    await see(({ pop }) => pop?.status === 'failed')
    await ask(view.id, 'answerCall')
    await see(({ state }) => state === 'connected')
    const tried = await tries()
    await expect.poll(tries, { timeout: seconds }).toBeGreaterThan(tried + 1)
    // The page is told nothing that it knows.
    const told = page.events.map(({ event }) => JSON.stringify(event))
    expect(told.filter((text, index) => text === told[index - 1])).toEqual([])

    await other.query(mends)
    expect(await see(({ pop }) => pop?.status === 'found')).toMatchObject({ state: 'connected' })
    await ask(view.id, 'clearConnection')
    await see(({ endedAt }) => endedAt !== null)
    await logged(view)
  })
})
