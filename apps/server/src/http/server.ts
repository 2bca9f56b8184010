import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Environment } from './dispatch.ts'

export interface WebServerOptions {
  readonly app: Hono<Environment>
  readonly host: string
  readonly port: number
  /** True where a proxy in front says who asks (X-Forwarded-For). */
  readonly trustProxy: boolean
  /** Takes what wants to be a WebSocket. */
  readonly upgrade?: (request: IncomingMessage, stream: Duplex, head: Buffer) => void
}

/** Who reads slowly is waited for so long: a thousand of them must not keep others out. */
const headersMs = 10_000
const requestMs = 30_000
/** Longer than the sixty seconds that proxies keep an idle connection. */
const keepAliveMs = 65_000
/** What is still being answered may finish within this. */
const graceMs = 5_000

/** The listening socket: bytes in, requests to the app. */
export class WebServer {
  readonly #options: WebServerOptions
  #server: Server | undefined
  readonly #upgraded = new Set<Duplex>()

  constructor(options: WebServerOptions) {
    this.#options = options
  }

  /** Resolves with the port when it listens. */
  start(): Promise<number> {
    const { app, host, port, trustProxy, upgrade } = this.#options
    const listener = getRequestListener((request, { incoming }) =>
      app.fetch(request, { address: addressOf(incoming, trustProxy) }),
    )
    const server = createServer((request, response) => void listener(request, response))
    server.headersTimeout = headersMs
    server.requestTimeout = requestMs
    server.keepAliveTimeout = keepAliveMs
    server.on('upgrade', (request, stream, head) => {
      // Once upgraded, a connection is no longer the server's to close.
      this.#upgraded.add(stream)
      stream.once('close', () => this.#upgraded.delete(stream))
      if (upgrade === undefined) stream.destroy()
      else upgrade(request, stream, head)
    })
    this.#server = server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
    })
  }

  /** Takes no new requests; answers those that are there; then closes. */
  async stop(): Promise<void> {
    const server = this.#server
    if (server === undefined) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    const late = setTimeout(() => {
      server.closeAllConnections()
      for (const stream of this.#upgraded) stream.destroy()
    }, graceMs)
    await closed
    clearTimeout(late)
  }
}

function addressOf(request: Pick<IncomingMessage, 'socket' | 'headers'>, trustProxy: boolean): string {
  const direct = request.socket.remoteAddress ?? ''
  if (!trustProxy) return direct
  // The last entry is the one that our own proxy wrote; those before it may be invented.
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
  return forwarded.split(',').at(-1)?.trim() || direct
}
