import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Link, LinkError, type LinkEnd, type LinkHandlers, openLink } from './link.ts'

const cleanups: Array<() => void> = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => server.close())
  return (server.address() as AddressInfo).port
}

async function listenTcp(onSocket: (socket: Socket) => void): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.on('error', () => {})
      cleanups.push(() => socket.destroy())
      onSocket(socket)
    }),
  )
}

interface Recorder extends LinkHandlers {
  readonly received: string[]
  readonly ended: Promise<LinkEnd>
}

function record(): Recorder {
  const received: string[] = []
  let tell: (end: LinkEnd) => void
  const ended = new Promise<LinkEnd>((resolve) => (tell = resolve))
  return {
    received,
    ended,
    data: (bytes) => received.push(Buffer.from(bytes).toString()),
    end: (reason) => tell(reason),
  }
}

async function refusal(promise: Promise<Link>): Promise<LinkError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(LinkError)
  return outcome as LinkError
}

describe('openLink', () => {
  test('carries bytes both ways and says that we closed', async () => {
    const port = await listenTcp((socket) => socket.on('data', (bytes) => socket.write(bytes)))
    const handlers = record()
    const link = await openLink({ host: '127.0.0.1', port }, handlers)
    link.write(Buffer.from('hello'))
    await expect.poll(() => handlers.received.join('')).toBe('hello')
    expect(link.remote).toBe(`127.0.0.1:${port}`)
    expect(link.silentMs).toBeLessThan(5_000)
    link.close('Signed out.')
    expect(await handlers.ended).toEqual({ kind: 'closed-by-us', sentence: 'Signed out.' })
    link.write(Buffer.from('after the end'))
  })

  test('says that the peer closed', async () => {
    const port = await listenTcp((socket) => socket.end('bye'))
    const handlers = record()
    await openLink({ host: '127.0.0.1', port }, handlers)
    expect((await handlers.ended).kind).toBe('closed-by-peer')
    expect(handlers.received).toEqual(['bye'])
  })

  test('says that the connection broke', async () => {
    const port = await listenTcp((socket) => setTimeout(() => socket.resetAndDestroy(), 20))
    const handlers = record()
    await openLink({ host: '127.0.0.1', port }, handlers)
    expect((await handlers.ended).kind).toBe('broken')
  })

  test('gives up on a peer that does not read', async () => {
    const port = await listenTcp((socket) => socket.pause())
    const handlers = record()
    const link = await openLink({ host: '127.0.0.1', port, maxBufferedBytes: 100_000 }, handlers)
    for (let i = 0; i < 400; i++) link.write(Buffer.alloc(64 * 1024))
    expect((await handlers.ended).kind).toBe('peer-not-reading')
  })

  test('a port nobody listens on is refused with a sentence', async () => {
    const server = createServer()
    const port = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    const error = await refusal(openLink({ host: '127.0.0.1', port }, record()))
    expect(error.code).toBe('link-refused')
    expect(error.message).toContain(`127.0.0.1:${port} refuses connections`)
  })

  test('a TLS peer that never speaks runs into the time-out', async () => {
    const port = await listenTcp(() => {})
    const error = await refusal(
      openLink({ host: '127.0.0.1', port, tls: {}, connectTimeoutMs: 100 }, record()),
    )
    expect(error.code).toBe('link-timeout')
  })

  test('the signal stops the connecting, and closes an open link', async () => {
    const port = await listenTcp(() => {})
    const early = new AbortController()
    const pending = refusal(openLink({ host: '127.0.0.1', port, tls: {}, signal: early.signal }, record()))
    early.abort()
    expect((await pending).code).toBe('link-aborted')
    expect((await refusal(openLink({ host: '127.0.0.1', port, signal: early.signal }, record()))).code).toBe(
      'link-aborted',
    )

    const late = new AbortController()
    const handlers = record()
    await openLink({ host: '127.0.0.1', port, signal: late.signal }, handlers)
    late.abort()
    expect((await handlers.ended).kind).toBe('closed-by-us')
  })
})

describe('openLink over TLS', () => {
  function certificate(): { key: string; cert: string } | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'hookswitch-link-'))
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
    try {
      execFileSync(
        'openssl',
        'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=pbx.test -addext subjectAltName=DNS:pbx.test -keyout key.pem -out cert.pem'.split(
          ' ',
        ),
        { cwd: folder, stdio: 'ignore' },
      )
    } catch {
      return undefined
    }
    return {
      key: readFileSync(join(folder, 'key.pem'), 'utf8'),
      cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    }
  }

  test('checks the certificate and its name unless told otherwise', async ({ skip }) => {
    const pair = certificate()
    if (pair === undefined) return skip('openssl is not installed')
    const port = await listen(
      createTlsServer(pair, (socket) => {
        socket.on('error', () => {})
        socket.write('secret')
        cleanups.push(() => socket.destroy())
      }) as unknown as Server,
    )
    const options = { host: '127.0.0.1', port }

    expect((await refusal(openLink({ ...options, tls: { servername: 'pbx.test' } }, record()))).code).toBe(
      'link-certificate',
    )
    expect(
      (await refusal(openLink({ ...options, tls: { ca: pair.cert, servername: 'other.test' } }, record())))
        .code,
    ).toBe('link-certificate')
    for (const tls of [{ ca: pair.cert, servername: 'pbx.test' }, { rejectUnauthorized: false }]) {
      const handlers = record()
      const link = await openLink({ ...options, tls }, handlers)
      await expect.poll(() => handlers.received.join('')).toBe('secret')
      link.close()
      await handlers.ended
    }
  })

  test('a peer without TLS is told apart', async () => {
    const port = await listenTcp((socket) => socket.write('Asterisk Call Manager/11.0.0\r\n'))
    expect((await refusal(openLink({ host: '127.0.0.1', port, tls: {} }, record()))).code).toBe('link-tls')
  })
})
