import {
  type Access,
  ApiError,
  mayCall,
  type Role,
  type Route,
  type RouteName,
  routes,
} from '@hookswitch/contract'
import type { Call } from '@hookswitch/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeCallLogs } from '#store/call-log-store.ts'
import { openBatchStore } from '#store/live-batch.ts'
import { type Browser, routeNames, startTestServer, type TestServer } from '../test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ links: [deadLink] })
})
afterAll(() => server.stop())

/** Nobody listens there: the link is down, as links are. */
const deadLink = {
  name: 'pbx',
  kind: 'csta',
  tenant: 'south',
  country: 'US',
  devices: [],
  targets: [],
  reasons: [],
  rejectBy: 'clear' as const,
  config: { host: '127.0.0.1', port: 1 },
}
const nowhere = '00000000-0000-4000-8000-000000000000'

/** A request of every route that is understood; ids of nothing. */
const requests: { readonly [Name in RouteName]: { readonly path?: string; readonly body?: unknown } } = {
  signIn: { body: { tenant: 'north', userName: 'nobody', password: 'x' } },
  signOut: {},
  whoAmI: {},
  setPreferences: { body: { language: 'de', theme: 'dark' } },
  readKeys: {},
  setKeys: { body: { answer: 'F2' } },
  makeCall: { body: { number: '030 1234567' } },
  commandCall: { body: { kind: 'answerCall' } },
  commandLine: { body: { kind: 'setDoNotDisturb', on: true } },
  listDirectory: { path: '?search=a' },
  myCalls: {},
  readCall: {},
  writeNotes: { body: { text: 'a', version: 0 } },
  syncEntry: { body: { vector: 'AA==', update: null } },
  listShares: {},
  createShare: {},
  revokeShare: {},
  readShared: { body: { token: 'A'.repeat(48), version: null } },
  readPopDecision: {},
  readPopRules: {},
  savePopRules: { body: { revision: 0, draft: { rules: [], otherwise: 'nothing' } } },
  publishPopRules: { body: { revision: 1 } },
  rollBackPopRules: { body: { version: 1 } },
  readPopRuleVersion: { path: '?version=1' },
  readPopRuleWords: {},
  tryPopRules: { body: { callId: 'x', draft: { rules: [], otherwise: 'nothing' } } },
  startPopRun: {
    body: {
      draft: { rules: [], otherwise: 'nothing' },
      from: '2026-10-01T00:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
    },
  },
  readPopRun: {},
  cancelPopRun: {},
  chooseMatch: { body: { contactId: null, accountId: null } },
  lookUpAgain: {},
  noteOpened: { body: { kind: 'contact', id: nowhere } },
  readStory: {},
  giveDisposition: { body: { dispositionId: null } },
  changeActivity: { body: { subject: 'Matrix' } },
  listDispositions: {},
  createDisposition: { body: { labels: { en: 'Matrix' } } },
  changeDisposition: { body: { active: false } },
  listWrapUpRules: {},
  setWrapUpRule: { body: { queueId: null, required: false, seconds: 0 } },
  myWrapUp: {},
  readNumber: { path: '?text=0301234567' },
  readPhone: {},
  claimPhone: { body: { browser: 'matrix-browser' } },
  keepPhone: { body: { browser: 'matrix-browser', dialogs: [] } },
  readPhoneAccount: { path: '?browser=matrix-browser' },
  reportCallQuality: {
    body: {
      seconds: 1,
      packetsSent: 50,
      packetsReceived: 50,
      packetsLost: 0,
      jitterMs: { mean: 1, worst: 2 },
      roundTripMs: null,
      codec: 'PCMU',
    },
  },
  readCallQuality: {},
  listContacts: {},
  readContact: {},
  createContact: { body: { familyName: 'Matrix' } },
  changeContact: { body: { title: 'Dr' } },
  mergeContacts: { body: { contactId: nowhere } },
  listAccounts: {},
  readAccount: {},
  createAccount: { body: { name: 'Matrix' } },
  changeAccount: { body: { city: 'Bonn' } },
  listCases: {},
  readCase: {},
  createCase: { body: { subject: 'Matrix' } },
  changeCase: { body: { status: 'open' } },
  listTasks: {},
  readTask: {},
  createTask: { body: { subject: 'Matrix' } },
  changeTask: { body: { done: true } },
  listOpportunities: {},
  readOpportunity: {},
  createOpportunity: { body: { name: 'Matrix' } },
  changeOpportunity: { body: { status: 'won' } },
  importContacts: {
    body: { importId: nowhere, file: 'm.csv', preview: true, rows: [{ row: 1, familyName: 'Matrix' }] },
  },
  exportContacts: {},
  listDuplicates: {},
  listActivities: {},
  readActivity: {},
  listUsers: {},
  createUser: { body: { userName: 'matrix', name: 'Matrix', role: 'agent', password: 'long enough' } },
  changeUser: { body: { name: 'Matrix' } },
  listGroups: {},
  createGroup: { body: { name: 'Matrix' } },
  changeGroup: { body: { name: 'Matrix', version: 1 } },
  deleteGroup: { path: '?version=1' },
  listLocations: {},
  createLocation: { body: { name: 'Matrix', language: 'de', country: 'AT', timeZone: 'Europe/Vienna' } },
  changeLocation: { body: { name: 'Matrix', version: 1 } },
  deleteLocation: { path: '?version=1' },
  listQueues: {},
  createQueue: { body: { link: 'pbx', number: '8000', name: 'Matrix' } },
  changeQueue: { body: { name: 'Matrix', version: 1 } },
  deleteQueue: { path: '?version=1' },
  listDevices: {},
  listAudit: {},
  readAuditFilters: {},
  readMyTemplate: {},
  listTemplates: {},
  createTemplate: { body: { name: 'Matrix' } },
  readTemplate: {},
  changeTemplate: { body: { revision: 1, name: 'Matrix' } },
  deleteTemplate: {},
  publishTemplate: { body: { revision: 1 } },
  rollBackTemplate: { body: { version: 1 } },
  readCallForTemplate: {},
  listFields: {},
  createField: { body: { subject: 'contact', key: 'matrix', kind: 'text' } },
  changeField: { body: { active: false } },
  readFieldValues: {},
  changeFieldValues: { body: { values: {} } },
  listScripts: {},
  createScript: { body: { name: 'Matrix', texts: { en: 'Hello' }, queues: [] } },
  changeScript: { body: { name: 'Matrix', texts: { en: 'Hello' }, queues: [] } },
  deleteScript: {},
  listRecentCalls: { path: '?search=1415' },
  readLadder: {},
  takeRecording: { body: { since: '2026-11-21T09:00:00.000Z', keepPersonalData: false } },
  readRecordingPart: {},
  listLinks: {},
  listFailedJobs: {},
  retryJob: {},
  demoState: {},
  demoCall: { body: { from: '+14155550100', to: '1001' } },
  demoCallState: {},
  demoDigits: { body: { digits: '1' } },
  demoHangUp: {},
}

async function ask(
  browser: Browser,
  name: RouteName,
  id = nowhere,
): Promise<{ status: number; code: string | null; text: string }> {
  const route: Route = routes[name]
  const { path = '', body } = requests[name]
  const response = await browser.fetch(
    route.path
      .replace(':id', id)
      .replace(':part', '1')
      .replace(':subject', 'contact')
      .replace(':share', nowhere) + path,
    {
      method: route.method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    },
  )
  const text = await response.text()
  const code =
    response.headers.get('content-type') === 'application/problem+json'
      ? (JSON.parse(text) as { code: string }).code
      : null
  return { status: response.status, code, text }
}

describe('every route, every role', () => {
  const people: readonly [string, Role | null][] = [
    ['nobody', null],
    ['agent', 'agent'],
    ['supervisor', 'supervisor'],
    ['admin', 'administrator'],
  ]
  test.each(people)('%s may do what the table says and nothing else', async (userName, role) => {
    // Signing out is tried last, else the rest would be asked by nobody.
    const names = [...routeNames.filter((name) => name !== 'signOut'), 'signOut' as const]
    const browser = await server.browser(role === null ? undefined : userName)
    for (const name of names) {
      const access: Access = routes[name].access
      const { status, code } = await ask(browser, name)
      const seen = [
        name,
        status === 401 && code === 'signedOut'
          ? 'signedOut'
          : code === 'notAllowed'
            ? 'notAllowed'
            : 'through',
      ]
      expect(seen).toEqual([
        name,
        mayCall(access, role) ? 'through' : role === null ? 'signedOut' : 'notAllowed',
      ])
      expect([name, status]).not.toEqual([name, 500])
    }
  })

  test('there is a request for every route, so that a new one is walked too', () => {
    expect(Object.keys(requests).sort()).toEqual([...routeNames].sort())
  })
})

describe('another organisation', () => {
  test('no id of it opens, changes or is found by anything', async () => {
    const [south, north] = [await server.browser('admin', 'south'), await server.browser('admin')]
    const account = await south.api.createAccount({ body: { name: 'Southern Secret', number: '99001' } })
    const contact = await south.api.createContact({
      body: {
        familyName: 'Southernsecret',
        accountId: account.id,
        phones: [{ label: 'work', text: '(415) 555-0100' }],
      },
    })
    const given = await south.api.createCase({
      body: { subject: 'Southern secret', contactId: contact.id, accountId: account.id },
    })
    const task = await south.api.createTask({ body: { subject: 'Southern secret', caseId: given.id } })
    const opportunity = await south.api.createOpportunity({
      body: {
        name: 'Southern chance',
        accountId: account.id,
        people: [{ contactId: contact.id, role: 'buyer' }],
      },
    })
    const { items } = await south.api.listUsers({})
    const user = items.find(({ userName }) => userName === 'agent')
    await south.api.changeUser({ params: { id: user?.id ?? '' }, body: { device: '1', link: 'pbx' } })
    const callId = await plantCall(user?.id ?? '')
    const group = (await south.api.createGroup({ body: { name: 'Southern group' } })).id
    const place = { language: 'en', country: 'US', timeZone: 'America/New_York' } as const
    const location = (await south.api.createLocation({ body: { name: 'Southern place', ...place } })).id
    const queue = (
      await south.api.createQueue({ body: { link: 'pbx', number: '8000', name: 'Southern queue' } })
    ).id
    const activity = await plantActivity({ callId, userId: user?.id ?? '', contactId: contact.id })
    const template = (await south.api.createTemplate({ body: { name: 'Southern look' } })).id
    const field = (
      await south.api.createField({ body: { subject: 'contact', key: 'southern', kind: 'text' } })
    ).id
    const script = (
      await south.api.createScript({ body: { name: 'Southern words', texts: { en: 'Hi' }, queues: [] } })
    ).id
    const month = { from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' }
    const run = (
      await south.api.startPopRun({ body: { draft: { rules: [], otherwise: 'nothing' }, ...month } })
    ).id
    const ids: Partial<Record<RouteName, string>> = {
      readTemplate: template,
      changeTemplate: template,
      deleteTemplate: template,
      publishTemplate: template,
      rollBackTemplate: template,
      readCallForTemplate: callId,
      changeField: field,
      readFieldValues: contact.id,
      changeFieldValues: contact.id,
      changeScript: script,
      deleteScript: script,
      readPopRun: run,
      cancelPopRun: run,
      readPopDecision: callId,
      readContact: contact.id,
      changeContact: contact.id,
      mergeContacts: contact.id,
      readAccount: account.id,
      changeAccount: account.id,
      readTask: task.id,
      changeTask: task.id,
      readOpportunity: opportunity.id,
      changeOpportunity: opportunity.id,
      readCase: given.id,
      changeCase: given.id,
      changeDisposition: (await south.api.createDisposition({ body: { labels: { en: 'Southern end' } } })).id,
      readActivity: activity,
      changeActivity: activity,
      noteOpened: callId,
      readStory: callId,
      giveDisposition: callId,
      changeUser: user?.id ?? '',
      changeGroup: group,
      deleteGroup: group,
      changeLocation: location,
      deleteLocation: location,
      changeQueue: queue,
      deleteQueue: queue,
      readCall: callId,
      commandCall: callId,
      writeNotes: callId,
      syncEntry: callId,
      listShares: callId,
      createShare: callId,
      revokeShare: callId,
      chooseMatch: callId,
      lookUpAgain: callId,
      reportCallQuality: callId,
      readCallQuality: callId,
      readLadder: callId,
      takeRecording: 'pbx',
      readRecordingPart: 'pbx',
      retryJob: `callLog ${callId}`,
    }
    for (const name of routeNames.filter(
      (it) => routes[it].path.includes(':id') && routes[it].access !== 'public',
    )) {
      const { status, text } = await ask(
        north,
        name,
        encodeURIComponent(ids[name] ?? 'missing from this test'),
      )
      expect([name, status]).toEqual([name, 404])
      expect(text).not.toMatch(/southern/i)
    }
    const lists = [
      await north.fetch('/api/opportunities?search=southern'), await north.fetch(`/api/opportunities?contactId=${contact.id}`),
      await north.fetch('/api/contacts?search=southern'), await north.fetch('/api/contacts?search=4155550100'),
      await north.fetch('/api/accounts?search=99001'), await north.fetch(`/api/cases?contactId=${contact.id}`),
      await north.fetch('/api/cases?search=southern'), await north.fetch(`/api/tasks?caseId=${given.id}`),
      await north.fetch(`/api/activities?contactId=${contact.id}`), await north.fetch(`/api/contacts?cursor=${contact.id}`),
    ] // prettier-ignore
    for (const list of lists) expect(await list.json()).toMatchObject({ items: [], next: null })
    for (const path of ['/api/exports/contacts', '/api/duplicates/contacts'])
      expect(await (await north.fetch(path)).text()).not.toMatch(/southern/i)
    // The same ids do open for those whose they are: the test would else pass on a server that knows nothing.
    expect((await south.api.readCase({ params: { id: given.id } })).contactName).toBe('Southernsecret')
    expect(await south.api.readActivity({ params: { id: ids.readActivity ?? '' } })).toMatchObject({
      legs: [
        { user: null, number: 'Southern line' },
        { user: 'The agent', from: 'Southern line' },
      ],
    })
    const owner = await server.browser('agent', 'south')
    expect((await owner.api.readCall({ params: { id: callId } })).id).toBe(callId)
  })

  test('no record can be tied to a record of it', async () => {
    const [south, north] = [await server.browser('admin', 'south'), await server.browser('admin')]
    const { id } = await south.api.createAccount({ body: { name: 'Beyond the fence' } })
    const tied = { code: 'referenceMissing', problem: { status: 422 } }
    await expect(north.api.createContact({ body: { familyName: 'x', accountId: id } })).rejects.toMatchObject(
      tied,
    )
    await expect(north.api.createCase({ body: { subject: 'x', accountId: id } })).rejects.toMatchObject(tied)
    await expect(north.api.createTask({ body: { subject: 'x', accountId: id } })).rejects.toMatchObject(tied)
  })

  test('a session opens its own organisation only, whatever tenant stands in the cookie', async () => {
    const south = await server.browser('admin', 'south')
    const north = await server.browser('admin')
    const tenantOf = (cookie: string): string => cookie.split('=')[1]?.split('.')[0] ?? ''
    const forged = south.cookie().replace(tenantOf(south.cookie()), tenantOf(north.cookie()))
    const response = await fetch(`${server.url}/api/session`, { headers: { cookie: forged } })
    expect(response.status).toBe(401)
  })
})

describe('a colleague’s call', () => {
  /** The log of a call is the customer's story: everybody of the organisation reads it. The call itself nobody does. */
  const logs: readonly RouteName[] = ['listActivities', 'readActivity', 'changeActivity']

  test('no route tells anything of it, nor takes anything for it', async () => {
    const south = await server.browser('admin', 'south')
    const { items } = await south.api.listUsers({})
    const user = items.find(({ userName }) => userName === 'agent')
    const callId = await plantCall(user?.id ?? '')
    const other = await server.browser('other', 'south')
    const ofCalls = routeNames.filter((name) => routes[name].path.startsWith('/api/calls/:id'))
    expect(ofCalls.length).toBeGreaterThan(5)
    for (const name of ofCalls) {
      const { status, text } = await ask(other, name, encodeURIComponent(callId))
      expect([name, status]).toEqual([name, mayCall(routes[name].access, 'agent') ? 404 : 403])
      expect(text).not.toContain(callId)
    }
    for (const name of routeNames) {
      const { method, path, access } = routes[name] as Route
      if (method !== 'GET' || path.includes(':') || !mayCall(access, 'agent') || logs.includes(name)) continue
      const { text } = await ask(other, name, '')
      expect({ name, tells: text.includes(callId) }).toEqual({ name, tells: false })
    }
    const owner = await server.browser('agent', 'south')
    expect((await owner.api.myCalls({ query: {} })).items.map(({ id }) => id)).toContain(callId)
  })
})

async function southId(): Promise<string> {
  const { pool } = server.database
  return (await pool.query<{ id: string }>(`select id from tenant where name = 'south'`)).rows[0]?.id ?? ''
}

/** The log of a call with a contact of the south, in which two had a part. */
async function plantActivity(of: { callId: string; userId: string; contactId: string }): Promise<string> {
  const { callId, userId, contactId } = of
  const at = Date.now()
  const times = { startedAt: at, answeredAt: at, endedAt: at }
  const leg = { role: 'called', device: '1', name: null, fromUserId: null, outcome: 'answered', ...times }
  await writeCallLogs(server.database.pool, await southId(), [
    {
      key: `call:${callId}`,
      subject: 'Southern secret',
      text: '',
      at,
      durationSeconds: 0,
      direction: 'inbound',
      outcome: 'answered',
      userId,
      callId,
      contactId,
      accountId: null,
      caseId: null,
      records: [{ kind: 'contact', id: contactId, how: 'matched' }],
      legs: [
        { ...leg, position: 0, role: 'caller', userId: null, number: 'Southern line', fromNumber: null },
        { ...leg, position: 1, userId, number: '1', fromNumber: 'Southern line' },
      ],
    },
  ])
  const south = await server.browser('admin', 'south')
  const { items } = await south.api.listActivities({ query: { contactId } })
  return items[0]?.id ?? ''
}

/** A call in the history of a user of the south. */
async function plantCall(userId: string): Promise<string> {
  const { pool } = server.database
  const tenant = await southId()
  const at = Date.now()
  const nobody = { kind: 'notKnown', number: null, name: null, external: null, address: null } as const
  const leg = {
    device: '1',
    party: nobody,
    role: 'called',
    startedAt: at,
    ringingAt: at,
    answeredAt: null,
    endedAt: at,
    outcome: 'missed',
  } as const
  const call: Call = {
    id: 'planted.1',
    pbxCallIds: ['1'],
    direction: 'inbound',
    calling: nobody,
    called: nobody,
    lastRedirection: null,
    digits: null,
    correlatorData: null,
    queue: null,
    connections: [],
    legs: [leg],
    parent: null,
    mergedInto: null,
    startedAt: at,
    answeredAt: null,
    endedAt: at,
    outcome: 'missed',
    cause: null,
    reconstructed: false,
  }
  const store = openBatchStore(pool)
  await store.settle({
    logged: [],
    tenant,
    events: [{ id: 1, link: 'pbx', at, kind: 'test', body: null }],
    calls: [
      {
        id: call.id,
        link: 'pbx',
        startedAt: at,
        endedAt: at,
        call,
        match: null,
        notes: null,
        notesVersion: 0,
      },
    ],
    parts: [{ user_id: userId, call_id: call.id, at, direction: 'inbound', missed: true }],
    feed: [],
    jobs: [],
  })
  store.close()
  return call.id
}

describe('what is not understood', () => {
  test('is refused field by field, and nothing is written', async () => {
    const { api } = await server.browser('agent')
    const wrong = await api
      .createContact({ body: { familyName: '', email: 'no address', phones: [{ label: 'work', text: '' }] } })
      .catch((error: unknown) => error)
    expect(wrong).toBeInstanceOf(ApiError)
    expect((wrong as ApiError).problem).toMatchObject({ status: 400, code: 'invalid' })
    expect(Object.keys((wrong as ApiError).problem.fields ?? {}).sort()).toEqual([
      'email',
      'familyName',
      'phones.0.text',
    ])
  })

  test.each([
    { what: 'not JSON', body: '{', type: 'application/json', status: 400, code: 'invalid' },
    {
      what: 'a form',
      body: 'subject=x',
      type: 'application/x-www-form-urlencoded',
      status: 415,
      code: 'notJson',
    },
    { what: 'plain text', body: '{"subject":"x"}', type: 'text/plain', status: 415, code: 'notJson' },
    {
      what: 'a NUL',
      body: JSON.stringify({ subject: 'a\u0000b' }),
      type: 'application/json',
      status: 400,
      code: 'invalid',
    },
    {
      what: 'too much',
      body: JSON.stringify({ subject: 'x'.repeat(1024 * 1024) }),
      type: 'application/json',
      status: 413,
      code: 'tooLarge',
    },
  ])('$what', async ({ body, type, status, code }) => {
    const browser = await server.browser('agent')
    const response = await browser.fetch('/api/cases', {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code, status })
  })

  test('unknown addresses and methods', async () => {
    const browser = await server.browser('agent')
    expect((await browser.fetch('/api/nowhere')).status).toBe(404)
    const response = await browser.fetch('/api/contacts', { method: 'DELETE' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST'])
    expect(
      (await browser.fetch('/api/contacts', { method: 'OPTIONS' })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull()
    expect((await browser.fetch('/api/contacts?cursor=x')).status).toBe(400)
    expect((await browser.fetch('/api/contacts?limit=1000')).status).toBe(400)
    expect((await browser.fetch('/api/contacts?search=%00')).status).toBe(400)
  })
})

describe('foreign pages', () => {
  const post = { method: 'POST', body: JSON.stringify({ subject: 'dialled by a page' }) }
  test.each([
    ['its origin', { origin: 'https://evil.example' }, 403],
    ['no origin it will own up to', { origin: 'null' }, 403],
    ['our name on another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['an old browser without Origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a name pointed at this machine', { host: 'rebound.example' }, 421],
    ['a name that begins like ours', { host: 'localhost.evil.example' }, 421],
  ])('are refused by %s', async (_, headers, status) => {
    const { cookie } = await server.browser('agent')
    const all = { ...headers, cookie: cookie(), 'content-type': 'application/json' }
    expect(await statusOf('POST', all, post.body)).toBe(status)
  })

  test('our own page is not', async () => {
    const { cookie } = await server.browser('agent')
    const headers = { origin: server.url, cookie: cookie(), 'content-type': 'application/json' }
    expect(await statusOf('POST', headers, post.body)).toBe(200)
  })

  /** fetch does not let us lie about Host. */
  async function statusOf(method: string, headers: Record<string, string>, body: string): Promise<number> {
    const { request } = await import('node:http')
    return new Promise((resolve, reject) => {
      const sent = request(`${server.url}/api/cases`, { method, headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }
})

describe('a repeated request', () => {
  test('acts once and is given the first reply; the key belongs to one request of one user', async () => {
    const browser = await server.browser('agent')
    const body = { familyName: 'Onlyonce' }
    const send = (idempotencyKey: string, who: Browser = browser, content = body) =>
      who.api.createContact({ body: content, idempotencyKey })
    const first = await send('key-1')
    expect(await send('key-1')).toEqual(first)
    await expect(send('key-1', browser, { familyName: 'Another' })).rejects.toMatchObject({
      code: 'keyReused',
    })
    expect((await send('key-1', await server.browser('other'))).id).not.toBe(first.id)
    const at = await Promise.allSettled(Array.from({ length: 20 }, () => send('key-2')))
    const made = new Set(at.flatMap((it) => (it.status === 'fulfilled' ? [it.value.id] : [])))
    expect(made.size).toBe(1)
    expect(at.filter((it) => it.status === 'rejected')).toEqual([])
    const { items } = await browser.api.listContacts({ query: { search: 'onlyonce' } })
    expect(items).toHaveLength(3)
  })

  test('a refusal is repeated too', async () => {
    const { api } = await server.browser('agent')
    const call = () => api.makeCall({ body: { number: '030 1234567' }, idempotencyKey: 'key-3' })
    const first = (await call().catch((error: unknown) => error)) as ApiError
    expect(first.problem.status).toBeLessThan(500)
    await expect(call()).rejects.toMatchObject({ problem: first.problem })
  })
})

test('who has no telephone is told so, whatever he asks of it', async () => {
  const { api } = await server.browser('agent')
  const noPhone = { code: 'noPhone', problem: { status: 409 } }
  await expect(api.makeCall({ body: { number: '030 1234567' } })).rejects.toMatchObject(noPhone)
  await expect(api.makeCall({ body: { number: 'not a number' } })).rejects.toMatchObject(noPhone)
  await expect(api.commandLine({ body: { kind: 'setAgentState', state: 'ready' } })).rejects.toMatchObject(
    noPhone,
  )
  expect(await api.listDirectory({ query: {} })).toEqual({ colleagues: [], targets: [] })
})

describe('the session', () => {
  test('lives in a cookie that no script reads and no other site sends', async () => {
    const response = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      body: JSON.stringify({ tenant: 'north', userName: 'AGENT', password: 'correct horse battery' }),
      headers: { 'content-type': 'application/json' },
    })
    expect(response.headers.get('set-cookie')).toMatch(
      /^hookswitch_session=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    )
  })

  test('ends at sign-out, and when an administrator changes the password or switches the user off', async () => {
    const admin = await server.browser('admin')
    const { id } = await admin.api.createUser({
      body: { userName: 'leaver', name: 'Leaver', role: 'agent', password: 'correct horse battery' },
    })
    const leave: (() => Promise<unknown>)[] = [
      () => browser.api.signOut({}),
      () => admin.api.changeUser({ params: { id }, body: { password: 'correct horse battery' } }),
      () => admin.api.changeUser({ params: { id }, body: { role: 'supervisor' } }),
      () => admin.api.changeUser({ params: { id }, body: { active: false } }),
    ]
    let browser = await server.browser('leaver')
    for (const [index, end] of leave.entries()) {
      if (index > 0) browser = await server.browser('leaver')
      const kept = browser.cookie()
      expect((await browser.api.whoAmI({})).userName).toBe('leaver')
      await end()
      expect((await fetch(`${server.url}/api/session`, { headers: { cookie: kept } })).status).toBe(401)
    }
    await expect(server.browser('leaver')).rejects.toMatchObject({ code: 'wrongCredentials' })
  })

  test('preferences are kept', async () => {
    const browser = await server.browser('agent')
    await browser.api.setPreferences({ body: { language: 'de', theme: 'dark' } })
    const again = await server.browser('agent')
    expect((await again.api.whoAmI({})).preferences).toEqual({ language: 'de', theme: 'dark' })
  })

  test('keys are kept with the user who changed them, and nobody else', async () => {
    const browser = await server.browser('agent')
    const admin = await server.browser('admin')
    await admin.api.setKeys({ body: {} })
    await browser.api.setKeys({ body: { answer: 'F2', park: null } })
    const again = await server.browser('agent')
    expect(await again.api.readKeys({})).toEqual({ answer: 'F2', park: null })
    expect(await admin.api.readKeys({})).toEqual({})
    await again.api.setKeys({ body: {} })
    expect(await browser.api.readKeys({})).toEqual({})
    const odd = await browser.fetch('/api/session/keys', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ answer: { code: 'F2' } }),
    })
    expect(odd.status).toBe(400)
  })

  test('the last administrator cannot lock everybody out, not even two at once', async () => {
    const admin = await server.browser('admin', 'south')
    const me = await admin.api.whoAmI({})
    await expect(
      admin.api.changeUser({ params: { id: me.id }, body: { role: 'agent' } }),
    ).rejects.toMatchObject({ code: 'lastAdministrator' })
    const second = await admin.api.createUser({
      body: { userName: 'admin2', name: 'Second', role: 'administrator', password: 'correct horse battery' },
    })
    const both = await Promise.allSettled(
      [me.id, second.id].map((id) => admin.api.changeUser({ params: { id }, body: { active: false } })),
    )
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('user names are taken once, whatever the letters', async () => {
    const { api } = await server.browser('admin')
    await expect(
      api.createUser({ body: { userName: 'AGENT', name: 'x', role: 'agent', password: 'long enough' } }),
    ).rejects.toMatchObject({ code: 'taken', problem: { status: 409 } })
  })
})

test('guessing a password is slowed down and says for how long', async () => {
  const guess = () =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      body: JSON.stringify({ tenant: 'north', userName: 'guessed', password: 'wrong' }),
      headers: { 'content-type': 'application/json' },
    })
  const answers = []
  for (let index = 0; index < 6; index += 1) answers.push(await guess())
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429])
  expect(Number(answers[5]?.headers.get('retry-after'))).toBeGreaterThan(0)
})

describe('what is told to everybody', () => {
  test('health, readiness and figures', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ alive: true })
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({
      ready: true,
      database: true,
      durability: 'disk',
    })
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'hookswitch_http_request_seconds_count{route="signIn"',
    )
    const proxied = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect(proxied.status).toBe(404)
  })

  test('the interface, as OpenAPI 3.1 and as a page without a script', async () => {
    const description = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string; 'x-access': string }>>
    }
    expect(description.openapi).toBe('3.1.0')
    const operations = Object.values(description.paths).flatMap((path) => Object.values(path))
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...routeNames].sort())
    for (const { operationId, 'x-access': access } of operations)
      expect([operationId, access]).toEqual([operationId, routes[operationId as RouteName].access])
    const page = await (await fetch(`${server.url}/api/docs`)).text()
    expect(page).not.toMatch(/<script|https?:\/\/(?!127)/)
    for (const name of routeNames) expect(page).toContain(`id="${name}"`)
  })

  test('every answer carries the strict policy', async () => {
    for (const path of ['/', '/api/session', '/api/nowhere', '/healthz', '/api/docs']) {
      const { headers } = await fetch(server.url + path)
      expect([path, headers.get('content-security-policy')]).toEqual([
        path,
        expect.stringContaining("script-src 'self';"),
      ])
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull()
    }
  })
})

test('no name, number or search of anybody is in the log', async () => {
  const { api, fetch: send } = await server.browser('agent')
  const canary = {
    familyName: 'Zanzibarra',
    email: 'canary@zz-canary.example',
    phones: [{ label: 'work' as const, text: '030 99887766' }],
  }
  const { id } = await api.createContact({ body: canary })
  await api.changeContact({ params: { id }, body: { title: 'Zz-canary title' } })
  await api.listContacts({ query: { search: 'Zanzibarra 99887766' } })
  await api.readNumber({ query: { text: '030 99887766' } })
  await api.makeCall({ body: { number: '030 99887766' } }).catch(() => {})
  await api.createCase({ body: { subject: 'Zz-canary subject', contactId: id } })
  await send('/api/nowhere/Zanzibarra?search=99887766')
  await server.browser('Zz-canary-user').catch(() => {})
  await api.createAccount({ body: { name: 'Zz-canary', number: '99887766' } })
  await api.createAccount({ body: { name: 'Zz-canary', number: '99887766' } }).catch(() => {})
  expect(server.logged()).toContain('"route":"listContacts"')
  expect(server.logged()).not.toMatch(/zanzibarra|99887766|zz-canary|correct horse/i)
})
