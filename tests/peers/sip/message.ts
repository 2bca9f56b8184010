/** SIP messages (RFC 3261), as much as a test phone needs. */
import { createHash, randomBytes } from 'node:crypto'

export interface SipMessage {
  /** Null for responses. */
  readonly method: string | null
  /** Null for requests. */
  readonly status: number | null
  readonly uri: string
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly cseq: number
  readonly cseqMethod: string
  readonly body: string
}

const short: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
  r: 'refer-to',
  o: 'event',
}

export function parseSip(bytes: Buffer): SipMessage {
  const text = bytes.toString('utf8')
  const cut = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, cut < 0 ? text.length : cut).split('\r\n')
  const headers = new Map<string, string[]>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const written = line.slice(0, colon).trim().toLowerCase()
    const name = short[written] ?? written
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  const [number = '0', cseqMethod = ''] = (headers.get('cseq')?.[0] ?? '').split(' ')
  const response = first.startsWith('SIP/2.0 ')
  const [one = '', two = ''] = first.split(' ')
  return {
    method: response ? null : one,
    status: response ? Number(two) : null,
    uri: response ? '' : two,
    headers,
    cseq: Number(number),
    cseqMethod,
    body: cut < 0 ? '' : text.slice(cut + 4),
  }
}

export function header(message: SipMessage, name: string): string | undefined {
  return message.headers.get(name)?.[0]
}

export function tagOf(value: string | undefined): string | undefined {
  return /;tag=([^;>\s]+)/.exec(value ?? '')?.[1]
}

export function uriOf(value: string | undefined): string | undefined {
  return /<([^>]+)>/.exec(value ?? '')?.[1] ?? value?.split(';')[0]
}

/** The user part of the URI in a From, To or Contact. */
export function userOf(value: string | undefined): string | undefined {
  return /sips?:([^@>;]+)@/.exec(value ?? '')?.[1]
}

export function branchOf(message: SipMessage): string {
  return /branch=([^;,\s]+)/.exec(header(message, 'via') ?? '')?.[1] ?? ''
}

export function token(bytes = 6): string {
  return randomBytes(bytes).toString('hex')
}

export interface DigestParts {
  readonly username: string
  readonly password: string
  readonly method: string
  readonly uri: string
}

/** The answer to a WWW-Authenticate or Proxy-Authenticate (RFC 2617, MD5). */
export function digest(challenge: string, { username, password, method, uri }: DigestParts): string {
  const parts = new Map<string, string>()
  for (const [, name = '', quoted, plain] of challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) {
    parts.set(name, quoted ?? plain ?? '')
  }
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
  const realm = parts.get('realm') ?? ''
  const nonce = parts.get('nonce') ?? ''
  const ha1 = md5(`${username}:${realm}:${password}`)
  const ha2 = md5(`${method}:${uri}`)
  const cnonce = token(8)
  const nc = '00000001'
  const qop = parts.has('qop')
  const response = qop ? md5(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}`) : md5(`${ha1}:${nonce}:${ha2}`)
  const opaque = parts.get('opaque')
  return [
    `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"`,
    'algorithm=MD5',
    ...(qop ? [`qop=auth, nc=${nc}, cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ].join(', ')
}
