import { type Access, mayCall, type Role, type Route, type RouteName, routes } from '@hookswitch/contract'
import type { Call } from '@hookswitch/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeCallLogs } from '#store/call-log-store.ts'
import { openBatchStore } from '#store/live-batch.ts'
import { routeNames, startTestServer, type TestServer } from '../test-server.ts'
import { ask, deadLink, requests } from './test-requests.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ links: [deadLink] })
})
afterAll(() => server.stop())

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
