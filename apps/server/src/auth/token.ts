import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'

/** Name of the cookie that holds the token. */
export const sessionCookie = 'hookswitch_session'

/** A session token: the tenant, so that its rows can be asked at all, and a secret. */
export interface SessionToken {
  readonly tenant: string
  readonly hash: Buffer
}

const uuid = z.uuid()
const secretBytes = 32

export function makeToken(tenant: string): { readonly text: string; readonly hash: Buffer } {
  const secret = randomBytes(secretBytes).toString('base64url')
  return { text: `${tenant}.${secret}`, hash: hashOf(secret) }
}

/** Undefined for what cannot be a token of ours. */
export function readToken(text: string | undefined): SessionToken | undefined {
  const [tenant, secret, ...more] = (text ?? '').split('.')
  if (more.length > 0 || !/^[\w-]{43}$/.test(secret ?? '') || !uuid.safeParse(tenant).success)
    return undefined
  return { tenant: tenant ?? '', hash: hashOf(secret ?? '') }
}

/** The session token in a Cookie header. */
export function tokenInCookies(header: string | null | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === sessionCookie) return value
  }
  return undefined
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
