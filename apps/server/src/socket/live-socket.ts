import { closeCodes, type Role } from '@hookswitch/contract'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { EntryRoom } from '#entry/entry-room.ts'
import { ClientConnection, heartbeatSeconds, type LivePort } from './client-connection.ts'

/** Who is behind a session cookie. */
export interface SocketSession {
  readonly userId: string
  /** Default: agent. */
  readonly role?: Role
}

export interface SocketAuth {
  /** The session of a request, by its cookie; undefined for none or one that is over. */
  sessionOf(request: IncomingMessage): Promise<SocketSession | undefined>
  /** Whether a page of this origin may open a socket here. */
  isOriginAllowed(request: IncomingMessage): boolean
}

export interface LiveSocketOptions {
  readonly auth: SocketAuth
  readonly live: LivePort
  readonly entry: Pick<EntryRoom, 'watch' | 'writing'>
  /** The tenant of a user; undefined for one who was switched off a moment ago. */
  readonly tenantOf: (userId: string) => string | undefined
  /** False while nothing true can be shown: new sockets are asked to come back. */
  readonly isReady: () => boolean
  readonly now: () => number
  readonly count: (what: string) => void
}

export const livePath = '/api/live'
/** What is read at all; a frame that is too large for us, but not for this, is refused by our own close code. */
const mostRead = 1024 * 1024
/** How often a socket's session is looked at: one that is over shows calls no longer than this. */
const checkEveryMs = 60_000

interface Client {
  readonly connection: ClientConnection
  readonly request: IncomingMessage
  checkedAt: number
}

/** The WebSocket at `/api/live`: takes upgrades from the HTTP server, keeps the clients. */
export class LiveSocket {
  readonly #options: LiveSocketOptions
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: mostRead,
    perMessageDeflate: false,
  })
  readonly #clients = new Set<Client>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: LiveSocketOptions) {
    this.#options = options
  }

  get clients(): number {
    return this.#clients.size
  }

  start(): void {
    this.#timer = setInterval(() => this.#beat(), heartbeatSeconds * 1_000)
    this.#timer.unref()
  }

  /** Asks every client to come back later; each does so after a random pause. */
  stop(): void {
    clearInterval(this.#timer)
    this.closeAll('going down')
    this.#server.close()
  }

  closeAll(reason: string): void {
    for (const { connection } of this.#clients) connection.close(closeCodes.goingAway, reason)
  }

  /** A user signed out somewhere or was switched off: those of his sockets close whose session is over. */
  recheck(userId: string): void {
    for (const client of this.#clients) if (client.connection.user === userId) void this.#check(client)
  }

  /** For the HTTP server's `upgrade` event. */
  async upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const refusal = this.#refusal(request)
    if (refusal !== undefined) return refuse(stream, refusal)
    let session: SocketSession | undefined
    try {
      session = await this.#options.auth.sessionOf(request)
    } catch {
      return refuse(stream, '503 Service Unavailable')
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#opened({ socket, request }, session))
  }

  #refusal(request: IncomingMessage): string | undefined {
    const { pathname } = new URL(request.url ?? '/', 'http://host.invalid')
    if (pathname !== livePath) return '404 Not Found'
    // Browsers send the cookie along from any page: only the Origin tells whose page it is.
    if (!this.#options.auth.isOriginAllowed(request)) return '403 Forbidden'
    return this.#options.isReady() ? undefined : '503 Service Unavailable'
  }

  #opened(
    { socket, request }: { readonly socket: WebSocket; readonly request: IncomingMessage },
    session: SocketSession | undefined,
  ): void {
    // A browser cannot read the status of a refused upgrade; a close code it can.
    if (session === undefined) return socket.close(closeCodes.unauthorised, 'sign in')
    const { live, now, count, entry, tenantOf } = this.#options
    const { userId, role = 'agent' } = session
    const asker = { tenant: tenantOf(userId) ?? '', userId, role }
    const connection = new ClientConnection({
      socket,
      user: userId,
      live,
      entry: { room: entry, asker },
      now,
      count,
    })
    const client: Client = { connection, request, checkedAt: performance.now() }
    this.#clients.add(client)
    socket.on('close', () => this.#clients.delete(client))
  }

  #beat(): void {
    const before = performance.now() - checkEveryMs
    for (const client of this.#clients) {
      client.connection.beat()
      if (client.checkedAt <= before) void this.#check(client)
    }
  }

  async #check(client: Client): Promise<void> {
    client.checkedAt = performance.now()
    try {
      const session = await this.#options.auth.sessionOf(client.request)
      if (session === undefined) client.connection.close(closeCodes.unauthorised, 'session over')
    } catch {
      // The database is away: asked again at the next beat.
    }
  }
}

function refuse(stream: Duplex, status: string): void {
  stream.on('error', () => {})
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
