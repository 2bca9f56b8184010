import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, mayCall, type RouteName, routes } from '@hookswitch/contract'
import { inTenantClient } from '#store/tenant.ts'
import { startTestServer, type TestServer } from '../test-server.ts'

/**
 * Every route by which only an administrator can change something leaves an entry in the audit log. Walked from the
 * contract: a new route has to be added here, with a request that is carried out, or with the reason why it changes nothing.
 */
const changesNothing: Partial<Record<RouteName, string>> = {
  takeRecording: 'reads what is kept; the log of the server says who took it',
  tryPopRules: 'plays rules that nobody has saved on one past call',
  startPopRun: 'plays rules that nobody has saved on past calls',
  cancelPopRun: 'ends such a play',
}

let server: TestServer
let api: Client
beforeAll(async () => {
  server = await startTestServer()
  api = (await server.browser('admin')).api
})
afterAll(() => server?.stop())

/** What the steps before have made. */
const made = new Map<string, string>()
const idOf = (what: string): { readonly id: string } => ({ id: made.get(what) ?? what })
let turn = 0
/** Of this try: what one that failed has made is in nobody's way. */
const named = (what: string): string => `${what}${turn}`
const keep = (what: string) => (it: { readonly id: string }) => made.set(what, it.id)

async function draftRules(otherwise: 'callPage' | 'nothing'): Promise<void> {
  const { revision } = await api.readPopRules({})
  await api.savePopRules({ body: { revision, draft: { rules: [], otherwise } } })
}
async function publishPopRules(): Promise<void> {
  const { revision } = await api.readPopRules({})
  await api.publishPopRules({ body: { revision } })
}

async function otherRules(): Promise<void> {
  await draftRules('nothing')
  await publishPopRules()
}

/** What must have been done before, and has entries of its own. */
const first: Partial<Record<RouteName, () => Promise<unknown>>> = {
  savePopRules: otherRules,
  rollBackPopRules: otherRules,
}

/** In the order in which they can be done. */
const steps: Partial<Record<RouteName, () => Promise<unknown>>> = {
  createGroup: () => api.createGroup({ body: { name: named('One') } }).then(keep('group')),
  changeGroup: () => api.changeGroup({ params: idOf('group'), body: { name: named('Two'), version: 1 } }),
  deleteGroup: () => api.deleteGroup({ params: idOf('group'), query: { version: 2 } }),
  createLocation: () =>
    api
      .createLocation({
        body: { name: named('One'), language: 'de', country: 'DE', timeZone: 'Europe/Berlin' },
      })
      .then(keep('location')),
  changeLocation: () =>
    api.changeLocation({ params: idOf('location'), body: { language: 'en', version: 1 } }),
  deleteLocation: () => api.deleteLocation({ params: idOf('location'), query: { version: 2 } }),
  createQueue: () =>
    api.createQueue({ body: { link: 'pbx', number: named('800'), name: 'One' } }).then(keep('queue')),
  changeQueue: () => api.changeQueue({ params: idOf('queue'), body: { name: 'Two', version: 1 } }),
  deleteQueue: () => api.deleteQueue({ params: idOf('queue'), query: { version: 2 } }),
  createUser: () =>
    api
      .createUser({ body: { userName: named('one'), name: 'One', role: 'agent', password: 'long enough' } })
      .then(keep('user')),
  changeUser: () => api.changeUser({ params: idOf('user'), body: { name: 'Two' } }),
  createDisposition: () =>
    api.createDisposition({ body: { labels: { en: 'One' } } }).then(keep('disposition')),
  changeDisposition: () =>
    api.changeDisposition({ params: idOf('disposition'), body: { labels: { en: 'Two' } } }),
  setWrapUpRule: () => api.setWrapUpRule({ body: { queueId: null, required: true } }),
  createField: () =>
    api.createField({ body: { subject: 'contact', key: named('one'), kind: 'text' } }).then(keep('field')),
  changeField: () => api.changeField({ params: idOf('field'), body: { labels: { en: 'One' } } }),
  createScript: () =>
    api
      .createScript({ body: { name: named('One'), texts: { en: 'Hello' }, queues: [] } })
      .then(keep('script')),
  changeScript: () =>
    api.changeScript({ params: idOf('script'), body: { name: named('Two'), texts: {}, queues: [] } }),
  deleteScript: () => api.deleteScript({ params: idOf('script') }),
  createTemplate: () => api.createTemplate({ body: { name: named('One') } }).then(keep('template')),
  changeTemplate: async () => {
    const { revision } = await api.readTemplate({ params: idOf('template') })
    await api.changeTemplate({ params: idOf('template'), body: { name: named('Two'), revision } })
  },
  publishTemplate: async () => {
    const { revision } = await api.readTemplate({ params: idOf('template') })
    await api.publishTemplate({ params: idOf('template'), body: { revision } })
  },
  rollBackTemplate: () => api.rollBackTemplate({ params: idOf('template'), body: { version: 1 } }),
  deleteTemplate: () => api.deleteTemplate({ params: idOf('template') }),
  savePopRules: () => draftRules('callPage'),
  publishPopRules,
  rollBackPopRules: async () => {
    const [, older] = (await api.readPopRules({})).versions
    await api.rollBackPopRules({ body: { version: older?.version ?? 0 } })
  },
  retryJob: async () => {
    const { pool } = server.database
    const { rows } = await pool.query<{ id: string }>(`select id from tenant where name = 'north'`)
    await inTenantClient(pool, rows[0]?.id ?? '', (client) =>
      client.query(
        `insert into outbox (kind, key, attempts, failed_at, error) values ('callLog', $1, 10, now(), 'x')`,
        [named('gone')],
      ),
    )
    await api.retryJob({ params: { id: `callLog:${named('gone')}` } })
  },
}

/** Only administrators may, and it is more than looking. */
const changes = (Object.keys(routes) as RouteName[]).filter(
  (name) => routes[name].method !== 'GET' && !mayCall(routes[name].access, 'supervisor'),
)

const newest = async (): Promise<string | undefined> =>
  (await api.listAudit({ query: { limit: 1 } })).items[0]?.id

test('every change that only an administrator can make has its step here', () => {
  const known = [...Object.keys(steps), ...Object.keys(changesNothing)]
  expect([...changes].toSorted()).toEqual(known.toSorted())
})

test('every one of them leaves an entry that says who did it', async () => {
  const { id: userId } = await api.whoAmI({})
  turn += 1
  for (const [name, step] of Object.entries(steps)) {
    await first[name as RouteName]?.()
    const before = await newest()
    await step()
    const { items } = await api.listAudit({ query: { limit: 1 } })
    expect({ name, isNew: items[0]?.id !== before, by: items[0]?.userId }).toEqual({
      name,
      isNew: true,
      by: userId,
    })
  }
})

test('a supervisor who makes one contact of two leaves one too, with both as they were', async () => {
  const supervisor = (await server.browser('supervisor')).api
  const [one, other] = [
    await supervisor.createContact({ body: { familyName: 'Stays' } }),
    await supervisor.createContact({ body: { familyName: 'Goes', email: 'goes@example.com' } }),
  ]
  await supervisor.mergeContacts({ params: one, body: { contactId: other.id } })
  const { items } = await api.listAudit({ query: { subjectId: one.id } })
  expect(items).toMatchObject([
    {
      action: 'merged',
      kind: 'contact',
      subject: 'Stays',
      userName: 'The supervisor',
      before: { kept: { familyName: 'Stays' }, merged: { familyName: 'Goes' } },
      after: { kept: { email: 'goes@example.com' } },
    },
  ])
})
