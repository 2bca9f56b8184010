import { ApiError, type RouteName, routes } from '@hookswitch/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, routeNames, startTestServer, type TestServer } from '../test-server.ts'
import { deadLink } from './test-requests.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ links: [deadLink] })
})
afterAll(() => server.stop())

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
