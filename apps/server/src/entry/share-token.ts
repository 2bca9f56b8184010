import { createHash, randomBytes } from 'node:crypto'

/** A token of a link: the tenant, so that its rows can be asked at all, and 160 bits of chance. Short enough for a text message. */
export interface ShareToken {
  readonly tenant: string
  readonly hash: Buffer
}

const tenantBytes = 16
const secretBytes = 20

export function makeShareToken(tenant: string): { readonly text: string; readonly hash: Buffer } {
  const secret = randomBytes(secretBytes)
  const bytes = Buffer.concat([Buffer.from(tenant.replaceAll('-', ''), 'hex'), secret])
  return { text: bytes.toString('base64url'), hash: hashOf(secret) }
}

export function readShareToken(text: string): ShareToken {
  const bytes = Buffer.from(text, 'base64url')
  const hex = bytes.subarray(0, tenantBytes).toString('hex')
  const tenant = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
  return { tenant, hash: hashOf(bytes.subarray(tenantBytes)) }
}

function hashOf(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest()
}
