import { beforeEach, expect, test } from 'vitest'
import type { SessionData } from '#store/sessions.ts'
import { type Auth, createAuth, sessionMs } from './auth.ts'
import { hashPassword } from './password.ts'
import { tokenInCookies } from './token.ts'

const tenant = {
  id: '7d5f1d0c-55f3-4f0e-9f0a-0d1c2b3a4f5e',
  name: 'acme',
  country: 'DE',
  timeZone: 'Europe/Berlin',
}
const passwordHash = await hashPassword('correct horse')
const agent = {
  id: '0b9b4f6e-2f0c-4c52-8f0d-000000000001',
  userName: 'agent1',
  name: 'Agent One',
  role: 'agent' as const,
  device: null,
  link: null,
  team: null,
  active: true,
  country: null,
  timeZone: null,
  groupId: null,
  groupName: null,
  locationId: null,
  locationName: null,
  place: null,
  version: 1,
  language: null,
  theme: 'system',
}

let now: number
let rows: Map<string, SessionData>
let user: typeof agent
let auth: Auth

beforeEach(() => {
  now = 1_700_000_000_000
  rows = new Map()
  user = agent
  const key = (hash: Buffer) => hash.toString('hex')
  auth = createAuth({
    tenants: {
      find: async (name) => (name === tenant.name ? tenant : undefined),
      read: async (id) => (id === tenant.id ? tenant : undefined),
    },
    users: {
      findByUserName: async (_, name) =>
        name.toLowerCase() === user.userName ? { user, passwordHash } : undefined,
      read: async (_, id) => (id === user.id ? user : undefined),
    },
    sessions: {
      create: async (_, { tokenHash, userId, now: usedAt, expiresAt }) =>
        void rows.set(key(tokenHash), { userId, usedAt, expiresAt }),
      find: async (_, hash) => rows.get(key(hash)),
      touch: async (_, hash, usedAt) => {
        const row = rows.get(key(hash))
        if (row !== undefined) rows.set(key(hash), { ...row, usedAt })
      },
      remove: async (_, hash) => void rows.delete(key(hash)),
      removeOld: async () => 0,
    },
    defaultTenant: 'acme',
    now: () => now,
  })
})

const right = { userName: 'Agent1', password: 'correct horse', address: '10.0.0.1' }

async function tokenOf(): Promise<string> {
  const result = await auth.signIn(right)
  if (!result.ok) throw new Error(result.reason)
  return result.token
}

test('the right password opens a session of which only a hash is kept', async () => {
  const token = await tokenOf()
  expect(await auth.authenticate(token)).toMatchObject({
    tenant: { name: 'acme' },
    user: { userName: 'agent1' },
  })
  expect(await auth.authenticateCookies(`a=b; hookswitch_session=${token}; c=d`)).not.toBeNull()
  const secret = token.split('.')[1] ?? ''
  expect(secret).toHaveLength(43)
  expect(JSON.stringify([...rows])).not.toContain(secret)
})

test('wrong password, unknown user, unknown tenant and a user who left are told apart by nobody', async () => {
  const wrong = { ok: false, reason: 'wrongCredentials' }
  expect(await auth.signIn({ ...right, password: 'correct hors' })).toEqual(wrong)
  expect(await auth.signIn({ ...right, userName: 'nobody' })).toEqual(wrong)
  expect(await auth.signIn({ ...right, tenant: 'other' })).toEqual(wrong)
  user = { ...agent, active: false }
  expect(await auth.signIn(right)).toEqual(wrong)
})

test('a user who is locked out loses the session too', async () => {
  const token = await tokenOf()
  user = { ...agent, active: false }
  expect(await auth.authenticate(token)).toBeNull()
})

test('a session ends at sign-out, after a day unused, and for good after a week', async () => {
  const signedOut = await tokenOf()
  await auth.signOut(signedOut)
  expect(await auth.authenticate(signedOut)).toBeNull()

  const unused = await tokenOf()
  now += sessionMs.idle
  expect(await auth.authenticate(unused)).toBeNull()

  const used = await tokenOf()
  const end = now + sessionMs.absolute
  while (now + sessionMs.idle / 2 < end) {
    now += sessionMs.idle / 2
    expect(await auth.authenticate(used)).not.toBeNull()
  }
  now = end
  expect(await auth.authenticate(used)).toBeNull()
})

test.each([
  undefined,
  '',
  'x',
  `${tenant.id}.`,
  `${tenant.id}.${'a'.repeat(43)}`,
  `${tenant.id}.${'a'.repeat(43)}.x`,
  `x.${'a'.repeat(43)}`,
])('a token that is none opens nothing: %s', async (token) => {
  expect(await auth.authenticate(token)).toBeNull()
})

test('who guesses waits longer and longer, wherever many guesses start at once', async () => {
  const guesses = await Promise.all(
    Array.from({ length: 50 }, (_, index) => auth.signIn({ ...right, password: `guess ${index}` })),
  )
  const reasons = guesses.map((guess) => (guess.ok ? 'in' : guess.reason))
  expect(reasons.filter((reason) => reason === 'wrongCredentials')).toHaveLength(5)
  expect(reasons.filter((reason) => reason === 'tooManyTries')).toHaveLength(45)
  // Even with the right password; but not from elsewhere, else anybody could lock out anybody.
  expect(await auth.signIn(right)).toMatchObject({ ok: false, reason: 'tooManyTries' })
  expect(await auth.signIn({ ...right, address: '10.0.0.2' })).toMatchObject({ ok: true })
  now += 2_000
  expect(await auth.signIn({ ...right, password: 'again' })).toMatchObject({ reason: 'wrongCredentials' })
  expect(await auth.signIn(right)).toMatchObject({ ok: false, waitMs: 4_000 })
  now += 4_000
  expect(await auth.signIn(right)).toMatchObject({ ok: true })
  expect(await auth.signIn(right)).toMatchObject({ ok: true })
})

test('who tries many users from one place is slowed down too', async () => {
  const tries = await Promise.all(
    Array.from({ length: 320 }, (_, index) => auth.signIn({ ...right, userName: `user${index}` })),
  )
  expect(tries.filter((it) => !it.ok && it.reason === 'tooManyTries')).toHaveLength(20)
})

test('the cookie is found among others', () => {
  expect(tokenInCookies('x=1; hookswitch_session=abc')).toBe('abc')
  expect(tokenInCookies('xhookswitch_session=abc')).toBeUndefined()
  expect(tokenInCookies(null)).toBeUndefined()
})
