import type { PastCall } from '@hookswitch/contract'
import { outcomes, party, type EventCause, type Outcome, type SwitchEvent } from '@hookswitch/model'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callFrom, openTestLive, openTestOffice, type TestClient, type TestLive } from './test-live.ts'
import type { TestRecords } from './test-records.ts'
import type { TestDatabase } from './store/test-database.ts'

let db: TestDatabase
let tenant: string
let anna: string
let berta: string
let it: TestLive
let records: TestRecords
let client: TestClient

beforeAll(async () => {
  ;({ test: db, tenant, anna, berta, records } = await openTestOffice())
})
afterAll(() => db.close())
beforeEach(async () => {
  it = await openTestLive({ test: db, tenant })
  client = await it.connect(anna)
  await client.seeSnapshot()
})
afterEach(() => it.close())

const asker = (userId = anna) => ({ userId, tenant })
const administrator = () => ({ tenant, actor: { id: anna, name: 'Anna' } })

async function list(query: Record<string, unknown> = {}, user = anna): Promise<PastCall[]> {
  const page = await it.live.ports.myCalls(asker(user), { limit: 100, ...query })
  if (!page.ok) throw new Error(page.code)
  return page.value.items
}

/** The end of Anna's telephone's part, and of the other's. */
const cleared = (id: string, { device, cause }: { device: string; cause: EventCause }): SwitchEvent => ({
  kind: 'connectionCleared',
  cause,
  monitored: '1001',
  device,
  connection: { callId: id, deviceId: device },
})

/** Anna dials a number, and it comes out like this. */
function dialled(id: string, to: string, cause: EventCause | null): SwitchEvent[] {
  const at = { monitored: '1001', device: '1001', connection: { callId: id, deviceId: '1001' } }
  const who = { calling: party('1001', { external: false }), called: party(to, { external: true }) }
  return [
    { kind: 'serviceInitiated', cause: 'newCall', ...at },
    { kind: 'originated', cause: 'newCall', ...at, ...who },
    ...(cause === null
      ? []
      : [{ kind: 'failed', cause, ...at, device: to, connection: { callId: id, deviceId: to } } as const]),
    cleared(id, { device: '1001', cause: 'normalClearing' }),
  ]
}

/** What happens at Anna's telephone, told in full; the number that tells the call from others. */
const stories: Readonly<Record<Outcome, (number: string) => SwitchEvent[]>> = {
  answered: (number) => {
    const call = callFrom(number, { to: '1001', id: 'o1' })
    return [call.rings(), call.isAnswered(), ...call.ends()]
  },
  missed: (number) => {
    const call = callFrom(number, { to: '1001', id: 'o2' })
    return [call.rings(), ...call.ends()]
  },
  answeredElsewhere: (number) => {
    const [mine, hers] = ['1001', '1002'].map((to) => callFrom(number, { to, id: 'o3' }))
    if (mine === undefined || hers === undefined) return []
    return [
      mine.rings(),
      hers.rings(),
      hers.isAnswered(),
      cleared('o3', { device: '1001', cause: 'answeredElsewhere' }),
      ...hers.ends(),
    ]
  },
  rejected: (number) => [
    callFrom(number, { to: '1001', id: 'o4' }).rings(),
    cleared('o4', { device: '1001', cause: 'blocked' }),
    cleared('o4', { device: number, cause: 'normalClearing' }),
  ],
  diverted: (number) => [
    callFrom(number, { to: '1001', id: 'o5' }).rings(),
    {
      kind: 'diverted',
      cause: 'callForwardNoAnswer',
      monitored: '1001',
      device: '1001',
      connection: { callId: 'o5', deviceId: '1001' },
      calling: party(number, { external: true }),
      called: party('1001', { external: false }),
    } as SwitchEvent,
    callFrom(number, { to: '1002', id: 'o5' }).rings(),
    ...callFrom(number, { to: '1002', id: 'o5' }).ends(),
  ],
  transferred: (number) => {
    const call = callFrom(number, { to: '1001', id: 'o6' })
    const next = callFrom(number, { to: '1002', id: 'o6' })
    return [
      call.rings(),
      call.isAnswered(),
      {
        kind: 'transferred',
        cause: 'singleStepTransfer',
        monitored: '1001',
        primaryOldCall: call.connection,
        transferringDevice: '1001',
        transferredTo: party('1002', { external: false }),
        connections: [
          { to: { callId: 'o6', deviceId: number }, device: number },
          { to: { callId: 'o6', deviceId: '1002' }, device: '1002' },
        ],
      },
      next.rings(),
      next.isAnswered(),
      ...next.ends(),
    ]
  },
  abandoned: (number) => dialled('o7', number, null),
  busy: (number) => dialled('o8', number, 'busy'),
  failed: (number) => dialled('o9', number, 'invalidNumber'),
}

describe('my calls', () => {
  test('each outcome: said of the call, kept in its log, found by it', async () => {
    const numbers = new Map(outcomes.map((outcome, index) => [outcome, `0306660${index + 10}`]))
    for (const [outcome, number] of numbers) it.pbx.say(...stories[outcome](number))
    const ended = async () => (await list()).filter((call) => call.endedAt !== null).length
    await expect.poll(ended).toBe(outcomes.length)
    const mine = await list()
    const said = outcomes.map(
      (outcome) => mine.find(({ other }) => other.number === numbers.get(outcome))?.outcome,
    )
    expect(said).toEqual(outcomes)
    for (const outcome of outcomes) {
      const found = await list({ outcome })
      expect(found.map(({ other }) => other.number)).toEqual([numbers.get(outcome)])
      const [call] = found
      const logged = async () => (await records.activitiesOf(call?.id ?? '')).map((row) => row.outcome)
      // Of the whole call: what came of it elsewhere counts.
      const whole = { answeredElsewhere: 'answered', transferred: 'answered', diverted: 'missed' } as const
      const log = outcome in whole ? whole[outcome as keyof typeof whole] : outcome
      await expect.poll(logged).toEqual([log])
    }
    // Hers are hers: those that rang at her.
    const hers = (await list({}, berta)).map(({ outcome }) => outcome ?? '')
    expect(hers.toSorted((one, other) => one.localeCompare(other))).toEqual([
      'answered',
      'answered',
      'missed',
    ])
  })

  test('are found by part of a name, any spelling of a number, and what the switch calls somebody', async () => {
    const known = '030777001'
    const contact = await records.createContact('Lovelace', known)
    await db.database.inTenant(tenant, (tx) =>
      tx
        .updateTable('contact')
        .set({ search: ' lovelace carla 4930777001' })
        .where('id', '=', contact)
        .execute(),
    )
    for (const [index, number] of [known, '030777002', '030777003'].entries()) {
      const call = callFrom(number, { to: '1001', id: `find${index}` })
      const rings = call.rings()
      const named = {
        ...rings,
        calling: party(number, { external: true, name: index === 1 ? 'Ada NORTH' : null }),
      }
      it.pbx.say(named as SwitchEvent, call.isAnswered(), ...call.ends())
      await client.seeCall((view) => view.other.number === number && view.endedAt !== null)
    }
    const numbers = async (search: string) => (await list({ search })).map(({ other }) => other.number)
    await expect.poll(() => numbers('lovel')).toEqual([known])
    expect(await numbers('north')).toEqual(['030777002'])
    for (const spelling of ['030777003', '+49 30 777003', '0049 (30) 777-003', '777003'])
      expect({ spelling, found: await numbers(spelling) }).toEqual({ spelling, found: ['030777003'] })
    expect(await numbers('nobody')).toEqual([])
    expect(await numbers('%')).toHaveLength((await list()).length)
  })

  test('come in pages without end, each once, whatever is asked for', async () => {
    const whole = await list()
    for (const query of [{}, { outcome: 'answered' }, { direction: 'inbound' }] as const) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await it.live.ports.myCalls(asker(), { limit: 2, ...query, ...(cursor && { cursor }) })
        if (!page.ok) throw new Error(page.code)
        seen.push(...page.value.items.map(({ id }) => id))
        cursor = page.value.next ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual((await list(query)).map(({ id }) => id))
      expect(seen.length).toBeGreaterThan(2)
    }
    const [middle] = whole.slice(3)
    // Calls of one millisecond are on the same side.
    const from = middle?.startedAt ?? ''
    const since = whole.filter(({ startedAt }) => startedAt >= from)
    expect(since.length).toBeGreaterThanOrEqual(4)
    expect((await list({ from })).map(({ id }) => id)).toEqual(since.map(({ id }) => id))
  })
})

describe('a disposition', () => {
  async function talk(number: string, queue: string | null = null): Promise<string> {
    const call = callFrom(number, { to: '1001', id: `d${number}` })
    const from = { callId: `d${number}`, deviceId: queue ?? '' }
    const calling = party(number, { external: true })
    if (queue !== null)
      it.pbx.say({
        kind: 'queued',
        cause: 'enteringDistribution',
        monitored: queue,
        device: queue,
        connection: from,
        calling,
        called: party(queue, { external: false }),
        queue,
      } as SwitchEvent)
    it.pbx.say(call.rings(), call.isAnswered(), ...call.ends())
    const { id } = await client.seeCall((view) => view.other.number === number && view.endedAt !== null)
    return id
  }

  test('is given, filled in, asked for where it is required, and found by it', async () => {
    const { logs } = it.live
    const { dispositions } = logs
    const made = await dispositions.create(administrator(), {
      labels: { en: 'Sold', de: 'Verkauft' },
      queueIds: [],
      position: 0,
      fields: [
        { key: 'amount', kind: 'number', labels: { en: 'Amount' }, choices: [], required: true },
        {
          key: 'color',
          kind: 'choice',
          labels: {},
          choices: [{ value: 'red', labels: {} }],
          required: false,
        },
      ],
    })
    if (!made.ok) throw new Error(made.code)
    const sold = made.value.id
    const id = await talk('030888001')
    expect(await logs.wrapUpTasks(asker())).toEqual([])
    await dispositions.setRule(administrator(), { queueId: null, required: true, seconds: 30 })
    const [task] = (await logs.wrapUpTasks(asker())).filter(({ callId }) => callId === id)
    expect(task).toMatchObject({ seconds: 30, required: true, dispositionIds: [sold], given: null })
    // Who owes one is not ready; all else he may ask, and whatever rings rings.
    const ready = { kind: 'setAgentState', state: 'ready' } as const
    expect(await it.live.ports.commandLine(asker(), ready)).toMatchObject({ code: 'dispositionOwed' })
    expect(await it.live.ports.commandLine(asker(), { ...ready, state: 'notReady' })).not.toMatchObject({
      code: 'dispositionOwed',
    })
    expect(
      await logs.giveDisposition(asker(), id, { dispositionId: sold, values: { color: 'blue', size: 1 } }),
    ).toMatchObject({
      code: 'invalid',
      fields: {
        'values.amount': expect.any(String),
        'values.color': expect.any(String),
        'values.size': expect.any(String),
      },
    })
    const values = { amount: 12.5, color: 'red' }
    expect(await logs.giveDisposition(asker(berta), id, { dispositionId: sold, values })).toMatchObject({
      code: 'callMissing',
    })
    expect(await logs.giveDisposition(asker(), id, { dispositionId: sold, values })).toMatchObject({
      value: { given: { dispositionId: sold, values, user: 'Anna' } },
    })
    for (const other of await logs.wrapUpTasks(asker()))
      await logs.giveDisposition(asker(), other.callId, { dispositionId: sold, values })
    expect(await logs.isDispositionOwed(asker())).toBe(false)
    expect(await it.live.ports.commandLine(asker(), ready)).not.toMatchObject({ code: 'dispositionOwed' })
    expect((await list({ disposition: sold })).map((call) => [call.id, call.dispositionId])).toContainEqual([
      id,
      sold,
    ])
    expect((await list({ disposition: 'none' })).map((call) => call.id)).not.toContain(id)
    // Offered no more: what was given stays, and can be filled in anew.
    await dispositions.change(administrator(), sold, { active: false })
    // The log comes a moment after the end.
    await expect
      .poll(() => logs.readStory(asker(), id))
      .toMatchObject({
        value: {
          given: { values },
          dispositionIds: [],
          required: false,
          log: { given: { dispositionId: sold } },
        },
      })
    expect(
      await logs.giveDisposition(asker(), id, { dispositionId: sold, values: { amount: 1 } }),
    ).toMatchObject({ ok: true })
    expect(await logs.giveDisposition(asker(), id, { dispositionId: null, values: {} })).toMatchObject({
      value: { given: null },
    })
    expect(await logs.giveDisposition(asker(), id, { dispositionId: sold, values })).toMatchObject({
      code: 'referenceMissing',
    })
    const trail = await db.database.inTenant(tenant, (tx) =>
      tx.selectFrom('audit_entry').select(['action', 'kind', 'subject', 'user_name']).orderBy('at').execute(),
    )
    expect(trail).toMatchObject([
      { action: 'created', kind: 'disposition', subject: 'Sold', user_name: 'Anna' },
      { action: 'changed', kind: 'wrapUp' },
      { action: 'changed', kind: 'disposition' },
    ])
    await dispositions.setRule(administrator(), { queueId: null, required: false, seconds: 0 })
  })

  test('is that of the queue which the call came through', async () => {
    const queue = await db.database.inTenant(tenant, (tx) =>
      tx
        .insertInto('queue')
        .values({ link: 'main', number: '6000', name: 'Sales', wrap_up_seconds: 45 })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    const { dispositions } = it.live.logs
    const only = await dispositions.create(administrator(), {
      labels: { en: 'Of sales' },
      queueIds: [queue.id],
      position: 1,
      fields: [],
    })
    if (!only.ok) throw new Error(only.code)
    await dispositions.setRule(administrator(), { queueId: queue.id, required: true, seconds: 0 })
    const [through, direct] = [await talk('030888002', '6000'), await talk('030888003')]
    const tasks = await it.live.logs.wrapUpTasks(asker())
    expect(tasks.filter(({ callId }) => [through, direct].includes(callId))).toMatchObject([
      { callId: through, seconds: 45, required: true, dispositionIds: [only.value.id] },
    ])
    expect(
      await it.live.logs.giveDisposition(asker(), direct, { dispositionId: only.value.id, values: {} }),
    ).toMatchObject({
      code: 'referenceMissing',
    })
    expect(await dispositions.create(administrator(), { ...only.value, queueIds: [anna] })).toMatchObject({
      code: 'referenceMissing',
    })
  })
})
