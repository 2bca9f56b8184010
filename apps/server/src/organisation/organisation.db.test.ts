import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import pg from 'pg'
import type { AuditEntry, Client } from '@hookswitch/contract'
import { startTestServer, type TestServer } from '../test-server.ts'

const link = {
  name: 'pbx',
  tenant: 'north',
  kind: 'csta',
  country: 'DE',
  devices: ['8000'],
  targets: [{ kind: 'queue' as const, name: 'Service', number: '8000' }],
  reasons: [],
  rejectBy: 'clear' as const,
  // Nobody listens there: devices are listed all the same.
  config: { host: '127.0.0.1', port: 1 },
}
let server: TestServer
let api: Client
let south: Client

beforeAll(async () => {
  server = await startTestServer({ links: [link] })
  api = (await server.browser('admin')).api
  south = (await server.browser('admin', 'south')).api
})
afterAll(() => server?.stop())

const vienna = { name: 'Vienna', language: 'de', country: 'AT', timeZone: 'Europe/Vienna' } as const
let counter = 0
const another = (): string => `number ${(counter += 1)}`

async function newUser(more: object = {}) {
  const userName = `user${(counter += 1)}`
  const body = { userName, name: `Name of ${userName}`, role: 'agent' as const, password: 'long enough' }
  return api.createUser({ body: { ...body, ...more } })
}

const entriesOf = async (subjectId: string): Promise<readonly AuditEntry[]> =>
  (await api.listAudit({ query: { subjectId } })).items

describe('groups, locations and queues', () => {
  test('are made, changed, listed and deleted, and nobody else sees them', async () => {
    const group = await api.createGroup({ body: { name: ' Service ' } })
    expect(group).toEqual({ id: group.id, version: 1, users: 0, name: 'Service' })
    const renamed = await api.changeGroup({ params: group, body: { version: 1, name: 'Sales' } })
    expect(renamed).toEqual({ ...group, version: 2, name: 'Sales' })
    const place = await api.createLocation({ body: vienna })
    const moved = await api.changeLocation({ params: place, body: { version: 1, country: 'CH' } })
    expect(moved).toEqual({ ...place, version: 2, country: 'CH' })
    const queue = await api.createQueue({ body: { link: 'pbx', number: '8000', name: 'Service' } })
    expect(queue.wrapUpSeconds).toBe(0)
    await api.changeQueue({ params: queue, body: { version: 1, wrapUpSeconds: 30 } })
    expect((await api.listQueues({})).items).toEqual([{ ...queue, version: 2, wrapUpSeconds: 30 }])
    expect((await api.listGroups({})).items).toEqual([renamed])
    expect((await api.listLocations({})).items).toEqual([moved])
    for (const list of [south.listGroups, south.listLocations, south.listQueues])
      expect(await list({})).toEqual({ items: [], next: null })
    await api.deleteGroup({ params: group, query: { version: 2 } })
    await api.deleteLocation({ params: place, query: { version: 2 } })
    await api.deleteQueue({ params: queue, query: { version: 2 } })
    expect([await api.listGroups({}), await api.listQueues({})]).toEqual([
      { items: [], next: null },
      { items: [], next: null },
    ])
  })

  test('what is wrong is said of its field', async () => {
    await expect(api.createGroup({ body: { name: '  ' } })).rejects.toMatchObject({
      code: 'invalid',
      problem: { fields: { name: 'Enter a name.' } },
    })
    const nowhere = { ...vienna, country: 'ZZ', timeZone: 'Europe/Atlantis', language: 'xx' as 'de' }
    await expect(api.createLocation({ body: nowhere })).rejects.toMatchObject({
      problem: {
        fields: {
          country: 'Choose a country from the list.',
          timeZone: 'Choose a time zone from the list.',
          language: 'Choose a language from the list.',
        },
      },
    })
    const queue = { link: 'pbx', number: '8001', name: another(), wrapUpSeconds: 3601 }
    await expect(api.createQueue({ body: queue })).rejects.toMatchObject({
      problem: { fields: { wrapUpSeconds: 'Enter whole seconds, from 0 to 3600.' } },
    })
  })

  test('a name is taken once, whatever its letters', async () => {
    const name = another()
    await api.createGroup({ body: { name } })
    await expect(api.createGroup({ body: { name: name.toUpperCase() } })).rejects.toMatchObject({
      code: 'taken',
      problem: { status: 409, fields: { name: 'There is another one of this name.' } },
    })
    await api.createQueue({ body: { link: 'pbx', number: '8002', name } })
    await expect(
      api.createQueue({ body: { link: 'pbx', number: '8002', name: another() } }),
    ).rejects.toMatchObject({ code: 'taken', problem: { fields: { number: expect.any(String) } } })
    // Another organisation's names are its own.
    expect((await south.createGroup({ body: { name } })).name).toBe(name)
  })

  test('two administrators do not overwrite each other: the slower one is told, and nothing is lost', async () => {
    const group = await api.createGroup({ body: { name: another() } })
    const names = [another(), another(), another()]
    const tries = await Promise.allSettled(
      names.map((name) => api.changeGroup({ params: group, body: { version: group.version, name } })),
    )
    const won = tries.flatMap((it, index) => (it.status === 'fulfilled' ? [names[index]] : []))
    expect(won).toHaveLength(1)
    const lost = tries.flatMap((it) => (it.status === 'rejected' ? [it.reason as unknown] : []))
    const told = { code: 'changedMeanwhile', problem: { status: 409 } }
    expect(lost).toMatchObject([told, told])
    expect((await api.listGroups({})).items.find(({ id }) => id === group.id)).toMatchObject({
      name: won[0],
      version: 2,
    })
    await expect(api.deleteGroup({ params: group, query: { version: 1 } })).rejects.toMatchObject({
      code: 'changedMeanwhile',
    })
  })

  test('what is in use is not deleted, and who uses it is said', async () => {
    const group = await api.createGroup({ body: { name: another() } })
    const place = await api.createLocation({ body: { ...vienna, name: another() } })
    const user = await newUser({ groupId: group.id, locationId: place.id })
    const used = { code: 'inUse', problem: { status: 409, uses: [{ kind: 'app_user', name: user.name }] } }
    await expect(api.deleteGroup({ params: group, query: { version: 1 } })).rejects.toMatchObject(used)
    await expect(api.deleteLocation({ params: place, query: { version: 1 } })).rejects.toMatchObject(used)
    expect((await api.listGroups({})).items.find(({ id }) => id === group.id)?.users).toBe(1)
    await api.changeUser({ params: user, body: { groupId: null, locationId: null } })
    await api.deleteGroup({ params: group, query: { version: 1 } })
    await api.deleteLocation({ params: place, query: { version: 1 } })
  })

  test('what would go along with it is in use too: a template of the group', async () => {
    const group = await api.createGroup({ body: { name: another() } })
    const { id, revision, name } = await api.createTemplate({ body: { name: another() } })
    const given = await api.changeTemplate({ params: { id }, body: { revision, groupIds: [group.id] } })
    await expect(api.deleteGroup({ params: group, query: { version: 1 } })).rejects.toMatchObject({
      code: 'inUse',
      problem: { uses: [{ kind: expect.stringMatching(/template/), name }] },
    })
    await api.changeTemplate({ params: { id }, body: { revision: given.revision, groupIds: [] } })
    await api.deleteGroup({ params: group, query: { version: 1 } })
  })

  test('a user joins no group of another organisation, and none that is gone', async () => {
    const foreign = await south.createGroup({ body: { name: another() } })
    const missing = {
      code: 'referenceMissing',
      problem: { status: 422, fields: { groupId: expect.any(String) } },
    }
    await expect(newUser({ groupId: foreign.id })).rejects.toMatchObject(missing)
    const user = await newUser()
    await expect(api.changeUser({ params: user, body: { groupId: foreign.id } })).rejects.toMatchObject(
      missing,
    )
  })
})

describe('a user', () => {
  test('has the language, country and time zone of his location until he chooses a language himself', async () => {
    const place = await api.createLocation({ body: { ...vienna, name: another() } })
    const user = await newUser({ locationId: place.id })
    const own = await signedIn(user.userName)
    expect(await own.whoAmI({})).toMatchObject({ language: 'de', country: 'AT', timeZone: 'Europe/Vienna' })
    await api.changeLocation({ params: place, body: { version: 1, language: 'en' } })
    expect(await own.whoAmI({})).toMatchObject({ language: 'en', country: 'AT' })
    await own.setPreferences({ body: { language: 'de', theme: 'dark' } })
    expect(await own.whoAmI({})).toMatchObject({ language: 'de', preferences: { language: 'de' } })
    // His own preferences are no change of an administrator.
    expect((await api.listUsers({})).items.find(({ id }) => id === user.id)?.version).toBe(1)
  })

  test('is changed by who saw him as he is', async () => {
    const user = await newUser()
    await api.changeUser({ params: user, body: { version: 1, name: 'First' } })
    await expect(
      api.changeUser({ params: user, body: { version: 1, name: 'Second' } }),
    ).rejects.toMatchObject({ code: 'changedMeanwhile' })
    expect((await api.listUsers({})).items.find(({ id }) => id === user.id)).toMatchObject({
      name: 'First',
      version: 2,
    })
  })
})

test('devices: those of the configuration and of users, whose they are, and why nothing is known of them', async () => {
  const user = await newUser({ link: 'pbx', device: '1010' })
  const elsewhere = await newUser({ link: 'gone', device: '7' })
  const { items } = await api.listDevices({})
  const of = (device: string) => items.find((it) => it.device === device)
  expect(of('8000')).toMatchObject({
    link: 'pbx',
    kind: 'queue',
    name: 'Service',
    users: [],
    state: 'unknown',
  })
  expect(of('1010')).toMatchObject({ kind: 'telephone', users: [{ id: user.id, name: user.name }] })
  expect(of('7')).toMatchObject({ link: 'gone', state: 'unknown', users: [{ id: elsewhere.id }] })
  expect((await south.listDevices({})).items).toEqual([])
})

async function signedIn(userName: string): Promise<Client> {
  const browser = await server.browser()
  await browser.api.signIn({ body: { tenant: 'north', userName, password: 'long enough' } })
  return browser.api
}

describe('the audit log', () => {
  test('has who, when, before and after, newest first; a password shows as changed only', async () => {
    const { id } = await api.whoAmI({})
    const group = await api.createGroup({ body: { name: another() } })
    const user = await newUser({ groupId: group.id })
    await api.changeUser({ params: user, body: { role: 'supervisor', password: 'another long one' } })
    const [changed, made, ...more] = await entriesOf(user.id)
    expect(more).toEqual([])
    expect(made).toMatchObject({
      action: 'created',
      kind: 'user',
      userId: id,
      subject: user.name,
      before: null,
    })
    expect(made?.after).toMatchObject({ userName: user.userName, role: 'agent', group: group.name })
    expect(changed).toMatchObject({ action: 'changed', before: { role: 'agent' } })
    expect(changed?.after).toEqual({ ...changed?.before, role: 'supervisor', password: 'changed' })
    expect(Date.parse(changed?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(made?.at ?? ''))
    const all = JSON.stringify((await api.listAudit({ query: {} })).items)
    expect(all).not.toMatch(/long enough|another long one|argon2/)
  })

  test('a change that was refused leaves no entry', async () => {
    const group = await api.createGroup({ body: { name: another() } })
    await newUser({ groupId: group.id })
    await expect(api.deleteGroup({ params: group, query: { version: 1 } })).rejects.toMatchObject({
      code: 'inUse',
    })
    await expect(api.changeGroup({ params: group, body: { version: 9, name: 'x' } })).rejects.toMatchObject({
      code: 'changedMeanwhile',
    })
    expect(await entriesOf(group.id)).toHaveLength(1)
  })

  test('is filtered by kind, person and time, and paged without end', async () => {
    const begun = new Date().toISOString()
    const name = another()
    const group = await api.createGroup({ body: { name } })
    for (let version = 1; version <= 7; version += 1)
      await api.changeGroup({ params: group, body: { version, name: `${name} ${version}` } })
    const seen: string[] = []
    for (let cursor: string | undefined, turn = 0; turn < 9; turn += 1) {
      const page = await api.listAudit({
        query: { subjectId: group.id, limit: 3, ...(cursor === undefined ? {} : { cursor }) },
      })
      seen.push(...page.items.map(({ after }) => String(after?.['name'])))
      if (page.next === null) break
      cursor = page.next
    }
    expect(seen).toEqual([...[7, 6, 5, 4, 3, 2, 1].map((n) => `${name} ${n}`), name])
    const other = await api.createUser({
      body: { userName: another(), name: 'Other', role: 'administrator', password: 'long enough' },
    })
    const theirs = await signedIn(other.userName)
    await theirs.createLocation({ body: { ...vienna, name: another() } })
    const { items } = await api.listAudit({ query: { userId: other.id } })
    expect(items).toMatchObject([{ kind: 'location', userName: 'Other' }])
    const since = await api.listAudit({ query: { from: begun, kind: 'group' } })
    expect(since.items).toHaveLength(8)
    expect((await api.listAudit({ query: { to: begun, subjectId: group.id } })).items).toEqual([])
    const filters = await api.readAuditFilters({})
    expect(filters.kinds).toEqual(expect.arrayContaining(['group', 'location', 'user']))
    expect(filters.users).toContainEqual({ id: other.id, name: 'Other' })
  })

  test('is of one organisation, and no role of the database changes or deletes an entry', async () => {
    const { items } = await south.listAudit({ query: { limit: 100 } })
    expect(items.every(({ subject }) => !/name of|vienna/i.test(subject))).toBe(true)
    const owner = new pg.Client(server.connections.owner)
    await owner.connect()
    const app = await server.database.pool.connect()
    try {
      const tenants = await owner.query<{ id: string }>(`select id from tenant where name = 'north'`)
      for (const client of [app, owner]) {
        await client.query('select set_config($1, $2, false)', ['hookswitch.tenant', tenants.rows[0]?.id])
        const { rows } = await client.query<{ count: string }>('select count(*) from audit_entry')
        expect(Number(rows[0]?.count)).toBeGreaterThan(10)
        for (const change of [
          `update audit_entry set user_name = 'somebody else'`,
          'delete from audit_entry',
          'truncate audit_entry',
        ])
          await expect(client.query(change)).rejects.toMatchObject({ code: '42501' })
        const after = await client.query<{ count: string }>('select count(*) from audit_entry')
        expect(after.rows).toEqual(rows)
      }
    } finally {
      // It is of one tenant now: nobody else may get it.
      app.release(true)
      await owner.end()
    }
  })
})
