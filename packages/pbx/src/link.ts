/**
 * A link is bytes to and from one PBX, over TCP or TLS. This is the only file of the package that opens sockets;
 * what the bytes mean is the business of the dialects.
 *
 *   openLink ──▶ connecting ──▶ open ──▶ ended     (handlers.end is called exactly once, and only after open)
 *                    └────────▶ LinkError          (the promise rejects; handlers are never called)
 *
 * A link does not judge silence: each protocol has its own heartbeat. It only tells how long the peer has been
 * silent (`silentMs`), and turns on TCP keepalive so that the kernel notices a vanished peer too.
 */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'

/** TLS around the stream. Certificates are checked unless the operator says otherwise in so many words. */
export interface LinkTls {
  /** Certificates (PEM) to trust instead of the system's. */
  readonly ca?: string | Buffer | ReadonlyArray<string | Buffer>
  /** The name that the PBX's certificate must carry, where it differs from `host`. */
  readonly servername?: string
  /** Default true. False accepts any certificate: for a laboratory only. */
  readonly rejectUnauthorized?: boolean
  /** A client certificate and its key (PEM), where the PBX asks for one. */
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly passphrase?: string
}

export interface LinkOptions {
  readonly host: string
  readonly port: number
  readonly tls?: LinkTls
  /** Aborting it stops the connecting, or closes the open link. */
  readonly signal?: AbortSignal
  /** Longest wait for TCP and TLS together, in milliseconds. Default 10,000. */
  readonly connectTimeoutMs?: number
  /** Idle time before the kernel's first keepalive probe, in milliseconds. Default 15,000. */
  readonly keepAliveMs?: number
  /** Bytes that may wait for a peer that has stopped reading before the link is given up. Default 1 MiB. */
  readonly maxBufferedBytes?: number
}

export type LinkEndKind = 'closed-by-us' | 'closed-by-peer' | 'peer-not-reading' | 'broken'

/** Why an open link ended: a code for the program, a sentence for the person. */
export interface LinkEnd {
  readonly kind: LinkEndKind
  readonly sentence: string
  readonly cause?: unknown
}

export interface LinkHandlers {
  /** Called with what arrived, in order, in whatever pieces the network made of it. */
  data(bytes: Uint8Array): void
  /** Called exactly once, after which no data follows. */
  end(reason: LinkEnd): void
}

export interface Link {
  /** Queues bytes. Does nothing once the link has ended. A peer that does not read ends the link, not our memory. */
  write(bytes: Uint8Array): void
  /** Sends what is queued, then closes. `reason` goes into the LinkEnd sentence. */
  close(reason?: string): void
  /** Closes at once and forgets what is queued: for a peer known to be dead. */
  destroy(reason?: string): void
  /** host:port as connected, for log lines. */
  readonly remote: string
  /** Milliseconds since the last byte arrived, by a clock that never jumps. */
  readonly silentMs: number
  /** Bytes written but not yet taken by the network. */
  readonly bufferedBytes: number
}

export type LinkErrorCode =
  | 'link-refused'
  | 'link-timeout'
  | 'link-host-unknown'
  | 'link-unreachable'
  | 'link-certificate'
  | 'link-tls'
  | 'link-aborted'
  | 'link-failed'

export class LinkError extends Error {
  override readonly name = 'LinkError'
  readonly code: LinkErrorCode
  constructor(code: LinkErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

const CONNECT_TIMEOUT_MS = 10_000
const KEEP_ALIVE_MS = 15_000
// 64 KiB is the longest CSTA frame; sixteen of them unread means that nobody reads.
const MAX_BUFFERED_BYTES = 1024 * 1024
// After a polite close the peer gets this long to finish its own half.
const CLOSE_GRACE_MS = 2_000

/** Connects and resolves once bytes can flow (for TLS: once the certificate is accepted). Rejects with LinkError. */
export function openLink(options: LinkOptions, handlers: LinkHandlers): Promise<Link> {
  return new Promise((resolve, reject) => {
    const { signal } = options
    if (signal?.aborted) {
      reject(new LinkError('link-aborted', `Connecting to ${remoteOf(options)} was cancelled.`))
      return
    }
    const socket = options.tls ? connectTls(tlsOptions(options, options.tls)) : connectTcp(options)
    const opened = options.tls ? 'secureConnect' : 'connect'
    const settle = (error?: LinkError): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      // Only our own listeners: TLS sockets keep listeners of their own on the same events.
      socket.off(opened, onOpen).off('error', onError).off('close', onClose)
      if (error === undefined) return resolve(adopt(socket, options, handlers))
      // A socket may still raise an error while it is being torn down; nobody is left to care.
      socket.on('error', () => {})
      socket.destroy()
      reject(error)
    }
    const fail = (code: LinkErrorCode, sentence: string): void =>
      settle(new LinkError(code, `${remoteOf(options)} ${sentence}`))
    const onOpen = (): void => settle()
    const onError = (error: NodeJS.ErrnoException): void => settle(connectError(error, options))
    const onClose = (): void => fail('link-failed', 'closed the connection while it was being opened.')
    const onAbort = (): void => fail('link-aborted', 'was given up before it answered.')
    const limit = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
    const timer = setTimeout(() => fail('link-timeout', `did not answer within ${limit / 1000} s.`), limit)
    socket.once(opened, onOpen).once('error', onError).once('close', onClose)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

function adopt(socket: Socket, options: LinkOptions, handlers: LinkHandlers): Link {
  const { signal } = options
  const maxBuffered = options.maxBufferedBytes ?? MAX_BUFFERED_BYTES
  let lastReceived = performance.now()
  let end: LinkEnd | undefined
  let grace: NodeJS.Timeout | undefined

  const give = (reason: LinkEnd): void => {
    end ??= reason
  }
  const close = (reason = 'Closed by Hookswitch.'): void => {
    if (end !== undefined) return
    give({ kind: 'closed-by-us', sentence: reason })
    socket.end()
    grace = setTimeout(() => socket.destroy(), CLOSE_GRACE_MS)
    grace.unref()
  }
  const onAbort = (): void => close('Closed because the link was stopped.')

  socket.setNoDelay(true)
  socket.setKeepAlive(true, options.keepAliveMs ?? KEEP_ALIVE_MS)
  socket.on('data', (bytes: Buffer) => {
    lastReceived = performance.now()
    if (end === undefined) handlers.data(bytes)
  })
  socket.on('end', () => give({ kind: 'closed-by-peer', sentence: 'The PBX closed the connection.' }))
  socket.on('error', (cause: NodeJS.ErrnoException) =>
    give({
      kind: 'broken',
      sentence: `The connection to the PBX broke (${cause.code ?? cause.message}).`,
      cause,
    }),
  )
  socket.on('close', () => {
    clearTimeout(grace)
    signal?.removeEventListener('abort', onAbort)
    handlers.end(end ?? { kind: 'broken', sentence: 'The connection to the PBX broke.' })
  })
  signal?.addEventListener('abort', onAbort, { once: true })
  // Aborted between the connect and here: nothing would ever call us again.
  if (signal?.aborted) queueMicrotask(onAbort)

  return {
    remote: remoteOf(options),
    close,
    destroy(reason = 'Closed by Hookswitch.') {
      give({ kind: 'closed-by-us', sentence: reason })
      socket.destroy()
    },
    write(bytes) {
      if (end !== undefined) return
      socket.write(bytes)
      if (socket.writableLength <= maxBuffered) return
      give({ kind: 'peer-not-reading', sentence: 'The PBX has stopped reading what is sent to it.' })
      socket.destroy()
    },
    get silentMs() {
      return performance.now() - lastReceived
    },
    get bufferedBytes() {
      return socket.writableLength
    },
  }
}

function tlsOptions(options: LinkOptions, tls: LinkTls): ConnectionOptions {
  const { ca, ...rest } = tls
  return {
    host: options.host,
    port: options.port,
    rejectUnauthorized: true,
    ...rest,
    ...(ca === undefined ? {} : { ca: isList(ca) ? [...ca] : ca }),
  }
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}

function remoteOf(options: LinkOptions): string {
  return options.host.includes(':') ? `[${options.host}]:${options.port}` : `${options.host}:${options.port}`
}

const CODE_OF_ERRNO: Readonly<Record<string, LinkErrorCode>> = {
  ECONNREFUSED: 'link-refused',
  ETIMEDOUT: 'link-timeout',
  ENOTFOUND: 'link-host-unknown',
  EAI_AGAIN: 'link-host-unknown',
  EHOSTUNREACH: 'link-unreachable',
  ENETUNREACH: 'link-unreachable',
  EADDRNOTAVAIL: 'link-unreachable',
}

const SENTENCES: Readonly<Record<LinkErrorCode, string>> = {
  'link-refused': 'refuses connections: is the PBX running and is the port right?',
  'link-timeout': 'did not answer.',
  'link-host-unknown': 'is not a known host name.',
  'link-unreachable': 'cannot be reached from this machine.',
  'link-certificate': 'shows a certificate that is not trusted here.',
  'link-tls': 'does not speak TLS here, or no version that both accept.',
  'link-aborted': 'was given up.',
  'link-failed': 'could not be connected to.',
}

function connectError(error: NodeJS.ErrnoException, options: LinkOptions): LinkError {
  const errno = error.code ?? ''
  const code = CODE_OF_ERRNO[errno] ?? (options.tls ? tlsErrorCode(errno) : 'link-failed')
  const detail = errno === '' ? '' : ` (${errno})`
  return new LinkError(code, `${remoteOf(options)} ${SENTENCES[code]}${detail}`, error)
}

// OpenSSL's X509_V_ERR_* names have no common prefix in Node; what they have in common is what they speak of.
function tlsErrorCode(errno: string): LinkErrorCode {
  if (/CERT|ISSUER|SELF_SIGNED|SIGNATURE|CRL|ALTNAME/.test(errno)) return 'link-certificate'
  return /^ERR_SSL|^ERR_TLS|^EPROTO$/.test(errno) ? 'link-tls' : 'link-failed'
}
