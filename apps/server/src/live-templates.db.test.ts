import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { builtInTemplate, newComponent, type Template } from '@hookswitch/contract'
import { createTemplateStore } from './store/template-store.ts'
import type { TestDatabase } from './store/test-database.ts'
import { callFrom, createUser, openTestLive, openTestTenant, type TestLive } from './test-live.ts'

let database: TestDatabase
let tenant: string
let anna: string
let berta: string
let group: string
let it: TestLive
const actor = { id: '00000000-0000-4000-8000-000000000001', name: 'Robin' }

beforeAll(async () => {
  ;({ test: database, tenant } = await openTestTenant())
  anna = await createUser(database.database, tenant, { name: 'Anna', device: '1001' })
  berta = await createUser(database.database, tenant, { name: 'Berta', device: '1002' })
  group = await database.database.inTenant(tenant, async (db) => {
    const made = await db
      .insertInto('user_group')
      .values({ name: 'Sales' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.updateTable('app_user').set({ group_id: made.id }).where('id', '=', anna).execute()
    return made.id
  })
})
afterAll(() => database.close())
beforeEach(async () => {
  it = await openTestLive({ test: database, tenant })
})
afterEach(() => it.close())

const without = (...actions: string[]): Template => ({
  components: [...builtInTemplate.components, newComponent('notes', 'notes')],
  actions: builtInTemplate.actions.filter((action) => !actions.includes(action)),
})
const publishedFor = async (name: string, draft: Template) => {
  const store = createTemplateStore(database.database)
  const { id } = await store.create(tenant, { name, draft }, actor)
  await store.change(tenant, id, { revision: 1, changes: { groupIds: [group] }, actor })
  await store.publish(tenant, id, { revision: 2, actor })
  return id
}

test('a call names the template of whoever sees it and offers what that allows; a publication is told at once', async () => {
  const [hers, theirs] = [await it.connect(anna), await it.connect(berta)]
  expect((await hers.seeSnapshot()).line.template).toMatchObject({ id: null, version: 0 })
  await theirs.seeSnapshot()
  const from = '0301111111'
  const [one, two] = [callFrom(from, { to: '1001', id: 'a1' }), callFrom(from, { to: '1002', id: 'b1' })]
  it.pbx.say(one.rings(), one.isAnswered(), two.rings(), two.isAnswered())
  const first = await hers.seeCallOf(from, ({ state }) => state === 'connected')
  expect(first.offers).toContain('holdCall')
  expect(first.template?.actions).toEqual(expect.arrayContaining(['rejectCall', 'holdCall']))

  const id = await publishedFor('Sales', without('holdCall'))
  await it.live.ports.templatesChanged(tenant)
  const told = await hers.seeCall((call) => call.template?.id === id)
  expect(told.template).toMatchObject({
    version: 1,
    key: expect.not.stringMatching(first.template?.key ?? ''),
  })
  expect(told.offers).not.toContain('holdCall')
  expect(told.offers).toContain('clearConnection')
  const line = await hers.see((frame) =>
    frame.kind === 'event' && frame.event.kind === 'line' && frame.event.line.template?.id === id
      ? frame.event.line.template
      : undefined,
  )
  expect(line).toEqual(told.template)
  expect(it.live.ports.myTemplate({ tenant, userId: anna })).toMatchObject({
    key: told.template?.key,
    version: 1,
  })

  const command = (userId: string, callId: string) =>
    it.live.ports.commandCall({ tenant, userId }, callId, { kind: 'holdCall' })
  const hold = await command(anna, told.id)
  expect(hold).toMatchObject({ ok: false, code: 'notOffered' })
  expect(it.pbx.sessions.at(-1)?.commands).toEqual([])

  // A colleague of no group sees the same call as ever, and may hold it.
  const other = await theirs.seeCallOf(from, ({ state }) => state === 'connected')
  expect(other.template).toMatchObject({ id: null })
  expect(await command(berta, other.id)).toMatchObject({ ok: true })
  expect(
    theirs.events.filter(({ event }) => event.kind === 'call' && event.call.template?.id === id),
  ).toEqual([])
})

test('who may not say who it is, or make a contact of him, is refused', async () => {
  await publishedFor('Forbids', without('chooseCaller', 'createContact'))
  await it.live.ports.templatesChanged(tenant)
  const client = await it.connect(anna)
  await client.seeSnapshot()
  const from = '0302222222'
  const call = callFrom(from, { to: '1001', id: 'a2' })
  it.pbx.say(call.rings())
  const { id, template } = await client.seeCallOf(from, ({ state }) => state === 'alerting')
  expect(template?.actions).not.toContain('chooseCaller')
  const asker = { tenant, userId: anna }
  const choice = { contactId: null, accountId: null }
  expect(await it.live.ports.chooseMatch(asker, id, choice)).toMatchObject({ ok: false, code: 'notOffered' })
  expect(await it.live.ports.unknownCaller(asker, id)).toMatchObject({ ok: false, code: 'notOffered' })
  expect(it.live.ports.mayChangeFields(asker)).toBe(true)
})

test('a call that was is drawn for an administrator as whoever took it saw it; of another organisation nobody sees it', async () => {
  const client = await it.connect(berta)
  await client.seeSnapshot()
  const from = '0303333333'
  const call = callFrom(from, { to: '1002', id: 'b3' })
  it.pbx.say(call.rings(), call.isAnswered(), ...call.ends())
  const { id } = await client.seeCallOf(from, ({ endedAt }) => endedAt !== null)
  const asker = { tenant, userId: anna }
  expect(await it.live.ports.readCallOfTenant(asker, id)).toMatchObject({
    id,
    direction: 'inbound',
    outcome: 'answered',
  })
  const foreign = { ...asker, tenant: await database.createTenant() }
  expect(await it.live.ports.readCallOfTenant(foreign, id)).toBeUndefined()
  expect(await it.live.ports.readCallOfTenant(asker, 'nobody')).toBeUndefined()
})
