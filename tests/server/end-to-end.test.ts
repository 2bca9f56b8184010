import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConnector } from '@hookswitch/pbx'
import { createControlClient, startSimulator, type Behaviour, type Simulator } from '@hookswitch/simulator'
import { createUser, openTestLive, openTestTenant, type TestLive } from '#server/test-live.ts'
import type { TestDatabase } from '#server/store/test-database.ts'

let database: TestDatabase
let tenant: string
let agent: string
let simulator: Simulator
let it: TestLive

beforeAll(async () => {
  ;({ test: database, tenant } = await openTestTenant())
  agent = await createUser(database.database, tenant, { name: 'Anna', device: '1001' })
  simulator = await startSimulator({ port: 0, settings: { noAnswerMs: 600, toneMs: 600 } })
  it = await openTestLive({
    test: database,
    tenant,
    more: {
      loadConnector,
      links: [
        {
          tenant,
          name: 'main',
          kind: 'csta',
          config: (await loadConnector('csta'))?.config.parse({
            host: '127.0.0.1',
            port: simulator.port,
            user: 'agent1',
            password: 'agent1',
          }),
          devices: [],
          numbers: { country: 'US' },
        },
      ],
    },
  })
})
afterAll(async () => {
  await it.close()
  await simulator.stop()
  await database.close()
})

test('a call that rings at the switch rings on the page with its record, is answered from there and logged', async () => {
  const contact = await database.database.inTenant(tenant, async (db) => {
    const { id } = await db
      .insertInto('contact')
      .values({
        given_name: 'Grace',
        family_name: 'Hopper',
        title: null,
        email: null,
        account_id: null,
        search: 'grace hopper',
        sort_key: 'hopper grace',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('contact_phone')
      .values({ contact_id: id, position: 0, label: 'work', text: '(415) 555-0100', e164: '+14155550100' })
      .execute()
    return id
  })
  const client = await it.connect(agent)
  await client.see((frame) =>
    (frame.kind === 'snapshot' && frame.snapshot.line.state === 'live') ||
    (frame.kind === 'event' && frame.event.kind === 'line' && frame.event.line.state === 'live')
      ? true
      : undefined,
  )
  const call = await fetch(`${simulator.controlUrl}/calls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: '+14155550100', to: '1001' }),
  })
  const { id } = (await call.json()) as { id: string }
  const ringing = await client.seeCall((view) => view.state === 'alerting' && view.pop?.status === 'found')
  expect(ringing.pop?.chosen?.contact?.name).toBe('Grace Hopper')
  expect(ringing.direction).toBe('inbound')
  const asker = { userId: agent, tenant }
  expect(await it.live.ports.commandCall(asker, ringing.id, { kind: 'answerCall' })).toEqual({
    ok: true,
    value: null,
  })
  await client.seeCall((view) => view.state === 'connected')
  await it.live.ports.writeNotes(asker, ringing.id, { text: 'Nanoseconds', version: 0 })
  await fetch(`${simulator.controlUrl}/calls/${id}/hang-up`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  const ended = await client.seeCall((view) => view.endedAt !== null)
  expect(ended).toMatchObject({ outcome: 'answered', reconstructed: false, notes: { text: 'Nanoseconds' } })
  await expect
    .poll(() =>
      database.database.inTenant(tenant, (db) =>
        db.selectFrom('activity').selectAll().where('contact_id', '=', contact).execute(),
      ),
    )
    .toMatchObject([{ external_key: `call:${ringing.id}`, text: 'Nanoseconds', outcome: 'answered' }])
})

test('a number typed by the agent is dialled by his telephone', async () => {
  const client = await it.connect(agent)
  await client.seeSnapshot()
  expect(await it.live.ports.makeCall({ userId: agent, tenant }, '(415) 555-0101')).toEqual({
    ok: true,
    value: null,
  })
  const dialling = await client.seeCall((view) => view.other.e164 === '+14155550101')
  expect(dialling.direction).toBe('outbound')
  await client.seeCall((view) => view.offers.includes('clearConnection'))
  expect(
    await it.live.ports.commandCall({ userId: agent, tenant }, dialling.id, { kind: 'clearConnection' }),
  ).toEqual({ ok: true, value: null })
  await client.seeCall((view) => view.id === dialling.id && view.endedAt !== null)
})

test.each<[Behaviour['kind'], string]>([
  ['busy', 'busy'],
  ['refuse', 'refused'],
  ['ignore', 'noAnswer'],
  ['notRegistered', 'unreachable'],
])('a call to somebody whose telephone does "%s" says why it reached nobody: %s', async (kind, failure) => {
  const number = `+1415555${{ busy: '0111', refuse: '0112', ignore: '0113' }[kind as string] ?? '0114'}`
  await createControlClient(simulator.controlUrl).setOutsideBehaviour({ kind } as Behaviour, number)
  const client = await it.connect(agent)
  await client.seeSnapshot()
  const asked = await it.live.ports.makeCall({ userId: agent, tenant }, number)
  expect(asked.ok).toBe(true)
  const seen = await client.seeCall((view) => view.other.e164 === number && view.failure !== null, 10_000)
  expect(seen.failure).toBe(failure)
  const ended = await client.seeCall((view) => view.id === seen.id && view.endedAt !== null, 10_000)
  expect(ended.failure).toBe(failure)
})

test('who hangs up before the other answers is told that he did', async () => {
  const number = '+14155550115'
  await createControlClient(simulator.controlUrl).setOutsideBehaviour({ kind: 'ring' }, number)
  const client = await it.connect(agent)
  await client.seeSnapshot()
  await it.live.ports.makeCall({ userId: agent, tenant }, number)
  const { id } = await client.seeCall(
    (view) => view.other.e164 === number && view.offers.includes('clearConnection'),
  )
  await it.live.ports.commandCall({ userId: agent, tenant }, id, { kind: 'clearConnection' })
  const ended = await client.seeCall((view) => view.id === id && view.endedAt !== null)
  expect(ended.failure).toBe('givenUp')
})
