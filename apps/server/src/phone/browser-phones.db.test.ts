import { createHash } from 'node:crypto'
import { type ApiError, type PhoneDialog } from '@hookswitch/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, startTestServer, type TestServer } from '../test-server.ts'

const sipPassword = 'very-secret-of-1001'
let server: TestServer
let agent: Browser

beforeAll(async () => {
  server = await startTestServer({
    links: [
      {
        name: 'pbx',
        kind: 'csta',
        tenant: 'north',
        country: 'DE',
        devices: [],
        targets: [],
        reasons: [],
        rejectBy: 'clear',
        config: { host: '127.0.0.1', port: 1 },
        browserPhone: {
          url: 'wss://pbx.example:8089/ws',
          realm: 'asterisk',
          accounts: { '1001': { password: sipPassword } },
          iceServers: [],
        },
      },
    ],
  })
  for (const tenant of ['north', 'south']) {
    const admin = await server.browser('admin', tenant)
    const { items } = await admin.api.listUsers({})
    const user = items.find(({ userName }) => userName === 'agent')
    await admin.api.changeUser({ params: { id: user?.id ?? '' }, body: { device: '1001', link: 'pbx' } })
  }
  agent = await server.browser('agent', 'north')
})
afterAll(() => server.stop())

const one = 'browser-one'
const two = 'browser-two'
const dialog: PhoneDialog = {
  callId: 'call@pbx',
  localTag: 'a',
  remoteTag: 'b',
  direction: 'inbound',
  number: '+493012345',
  held: false,
  muted: true,
  heard: null,
}
const claim = (browser: string, takeOver = false) => agent.api.claimPhone({ body: { browser, takeOver } })
const keep = (browser: string, dialogs: PhoneDialog[] = [], leaving = false) =>
  agent.api.keepPhone({ body: { browser, dialogs, leaving } })
const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (error: ApiError) => error.code,
  )

test('one browser is the phone; another becomes it by taking over, with the calls; the first is told so', async () => {
  expect(await claim(one)).toMatchObject({ state: 'mine', dialogs: [] })
  expect(await claim(two)).toMatchObject({ state: 'elsewhere', dialogs: [] })
  expect(await keep(one, [dialog])).toMatchObject({ state: 'mine', dialogs: [dialog] })
  expect(await keep(two, [])).toMatchObject({ state: 'elsewhere', dialogs: [] })
  expect(await claim(two, true)).toMatchObject({ state: 'mine', dialogs: [dialog] })
  expect(await keep(one, [])).toMatchObject({ state: 'elsewhere' })
  // What the first says now changes nothing.
  expect(await claim(two)).toMatchObject({ state: 'mine', dialogs: [dialog] })
})

test('of many browsers that ask at once one gets it', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => claim(`browser-many-${at}`, true)))
  expect(answers.every(({ state }) => state === 'mine')).toBe(true)
  const holders = await Promise.all(Array.from({ length: 8 }, (_, at) => keep(`browser-many-${at}`)))
  expect(holders.filter(({ state }) => state === 'mine')).toHaveLength(1)
})

test('a page that closes keeps the phone for the moment of a reload, then it is free', async () => {
  await claim(one, true)
  await keep(one, [dialog], true)
  expect(await claim(two)).toMatchObject({ state: 'elsewhere' })
  expect(await claim(one)).toMatchObject({ state: 'mine', dialogs: [dialog] })
  await keep(one, [], true)
  await expect.poll(async () => (await claim(two)).state, { timeout: 20_000, interval: 500 }).toBe('mine')
})

test('the account is for the browser that is the phone, and the password for nobody', async () => {
  await claim(one, true)
  const account = await agent.api.readPhoneAccount({ query: { browser: one } })
  expect(account).toEqual({
    url: 'wss://pbx.example:8089/ws',
    uri: 'sip:1001@pbx.example',
    user: '1001',
    realm: 'asterisk',
    ha1: createHash('md5').update(`1001:asterisk:${sipPassword}`).digest('hex'),
    iceServers: [],
  })
  expect(await codeOf(agent.api.readPhoneAccount({ query: { browser: two } }))).toBe('phoneElsewhere')
  expect(server.logged()).not.toContain(sipPassword)
  expect(server.logged()).not.toContain(account.ha1)
})

test('who has no phone in the browser is told so: without an extension, and on the link of another tenant', async () => {
  const supervisor = await server.browser('supervisor', 'north')
  expect(await supervisor.api.readPhone({})).toEqual({ device: null, inBrowser: false })
  expect(await codeOf(supervisor.api.claimPhone({ body: { browser: one } }))).toBe('noPhone')
  const stranger = await server.browser('agent', 'south')
  expect(await stranger.api.readPhone({})).toEqual({ device: '1001', inBrowser: false })
  expect(await codeOf(stranger.api.readPhoneAccount({ query: { browser: one } }))).toBe('noPhone')
  expect(await agent.api.readPhone({})).toEqual({ device: '1001', inBrowser: true })
})

test('pages may speak to the telephone system of the configuration and to nobody else', async () => {
  const policy = (await agent.fetch('/api/phone')).headers.get('content-security-policy') ?? ''
  expect(policy).toContain("connect-src 'self' wss://pbx.example:8089;")
})

test('the quality of a call is for who had the call', async () => {
  const quality = {
    seconds: 9,
    packetsSent: 450,
    packetsReceived: 440,
    packetsLost: 10,
    jitterMs: { mean: 2.5, worst: 8 },
    roundTripMs: null,
    codec: 'PCMU',
  }
  const asked = agent.api.reportCallQuality({ params: { id: 'nobodys' }, body: quality })
  expect(await codeOf(asked)).toBe('callMissing')
})
