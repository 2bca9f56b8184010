import type { SessionStore } from '#store/sessions.ts'
import type { TenantData, TenantStore } from '#store/tenants.ts'
import type { UserData, UserStore } from '#store/users.ts'
import { hashPassword, isPassword } from './password.ts'
import { Throttle } from './throttle.ts'
import { makeToken, readToken, tokenInCookies } from './token.ts'

export interface AuthPorts {
  readonly tenants: Pick<TenantStore, 'find' | 'read'>
  readonly users: Pick<UserStore, 'findByUserName' | 'read'>
  readonly sessions: SessionStore
  /** The tenant of those who do not name one. */
  readonly defaultTenant: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Somebody who is signed in. */
export interface SignedIn {
  readonly tenant: TenantData
  readonly user: UserData
  /** When the session ends if nothing more is heard of it; milliseconds since the epoch. */
  readonly expiresAt: number
}

export interface Credentials {
  readonly tenant?: string | undefined
  readonly userName: string
  readonly password: string
  /** IP address that they come from. */
  readonly address: string
}

export type SignInResult =
  | { readonly ok: true; readonly token: string; readonly who: SignedIn }
  | { readonly ok: false; readonly reason: 'wrongCredentials' }
  | { readonly ok: false; readonly reason: 'tooManyTries'; readonly waitMs: number }

export interface Auth {
  signIn(credentials: Credentials): Promise<SignInResult>
  /** Who is behind a token; null for nobody, or nobody any more. */
  authenticate(token: string | undefined): Promise<SignedIn | null>
  /** The same for the Cookie header of a request. */
  authenticateCookies(header: string | null | undefined): Promise<SignedIn | null>
  signOut(token: string | undefined): Promise<void>
}

const hour = 3_600_000
/** A working day at one desk; a phone left alone over a weekend is signed out. */
export const sessionMs = { idle: 12 * hour, absolute: 7 * 24 * hour }
/** How exactly the last use is known: to write at every request would be a write at every request. */
const touchMs = 60_000

/** Guessing one user from one place, and trying many users from one place. */
const perUser = { free: 5, pauseMs: 2_000, longestMs: 15 * 60_000, forgetMs: 30 * 60_000 }
/** An office of some hundred people may sign in at nine o'clock from one address. */
const perAddress = { free: 300, pauseMs: 1_000, longestMs: 60_000, forgetMs: 10 * 60_000 }

export function createAuth(ports: AuthPorts): Auth {
  const users = new Throttle(perUser)
  const addresses = new Throttle(perAddress)
  // Made anew at each start: verified for users that do not exist, so that they take as long as those that do.
  const nobody = hashPassword(crypto.randomUUID())

  async function signIn(credentials: Credentials): Promise<SignInResult> {
    const { userName, password, address } = credentials
    const tenantName = credentials.tenant ?? ports.defaultTenant
    const userKey = JSON.stringify([tenantName, userName.toLowerCase(), address])
    const now = ports.now()
    const waitMs = users.begin(userKey, now) || addresses.begin(address, now)
    if (waitMs > 0) return { ok: false, reason: 'tooManyTries', waitMs }
    const tenant = await ports.tenants.find(tenantName)
    const found = tenant === undefined ? undefined : await ports.users.findByUserName(tenant.id, userName)
    const isRight = await isPassword(password, found?.passwordHash ?? (await nobody))
    if (tenant === undefined || found === undefined || !isRight || !found.user.active)
      return { ok: false, reason: 'wrongCredentials' }
    users.succeeded(userKey)
    addresses.takeBack(address)
    return begin(tenant, found.user)
  }

  async function begin(tenant: TenantData, user: UserData): Promise<SignInResult> {
    const token = makeToken(tenant.id)
    const now = ports.now()
    await ports.sessions.create(tenant.id, {
      tokenHash: token.hash,
      userId: user.id,
      now: new Date(now),
      expiresAt: new Date(now + sessionMs.absolute),
    })
    return { ok: true, token: token.text, who: { tenant, user, expiresAt: now + sessionMs.idle } }
  }

  async function authenticate(text: string | undefined): Promise<SignedIn | null> {
    const token = readToken(text)
    if (token === undefined) return null
    const session = await ports.sessions.find(token.tenant, token.hash)
    const now = ports.now()
    if (session === undefined) return null
    const expiresAt = Math.min(session.expiresAt.getTime(), session.usedAt.getTime() + sessionMs.idle)
    if (expiresAt <= now) return null
    const [tenant, user] = await Promise.all([
      ports.tenants.read(token.tenant),
      ports.users.read(token.tenant, session.userId),
    ])
    if (tenant === undefined || user === undefined || !user.active) return null
    if (now - session.usedAt.getTime() > touchMs)
      await ports.sessions.touch(token.tenant, token.hash, new Date(now))
    return { tenant, user, expiresAt }
  }

  return {
    signIn,
    authenticate,
    authenticateCookies: (header) => authenticate(tokenInCookies(header)),
    signOut: async (text) => {
      const token = readToken(text)
      if (token !== undefined) await ports.sessions.remove(token.tenant, token.hash)
    },
  }
}
