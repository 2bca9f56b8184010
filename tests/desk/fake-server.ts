import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import {
  clientFrame,
  routes,
  socketPath,
  type CallView,
  type LineView,
  type LiveEvent,
  type Me,
  type Route,
  type ServerFrame,
  type WrapUpTask,
} from '@hookswitch/contract'
import { EntryEars } from '#server/socket/entry-ears.ts'
import { FakeNotes } from './fake-notes.ts'
import { aLine, directory } from './fixture-line.ts'
import {
  account,
  activities,
  anna,
  cases,
  contact,
  emptyPop,
  foundPop,
  grace,
  history,
  tasks,
} from './fixtures.ts'

/** The policy that the real server sends: what the page may do. */
const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

interface Request {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
  readonly me: Me | null
}
type Answer = unknown
export class Refusal {
  readonly status: number
  readonly code: string
  readonly detail: string
  constructor(status: number, code: string, detail = `Refused: ${code}.`) {
    this.status = status
    this.code = code
    this.detail = detail
  }
}

/**
 * A server for the page alone: the contract's routes and frames over real HTTP and WebSocket, one user's calls in
 * memory, every happening made by the test. Shows the page what the real server shows it, and the moments
 * that a real one shows rarely.
 */
export class FakeServer {
  readonly #dist: string
  readonly #http = createServer((request, response) => void this.#serve(request, response))
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly #feed: LiveEvent[] = []
  readonly #past: CallView[] = history()
  #users: Me[] = [anna, grace]
  /** What is written down of calls: the real room, over calls in memory. */
  readonly notes = new FakeNotes({
    find: (id) => this.find(id),
    write: (id, notes) => this.#setNotes(id, notes),
    nameOf: (userId) => this.#users.find(({ id }) => id === userId)?.name ?? userId,
  })
  readonly #keys = new Map<string, unknown>()
  calls: CallView[] = []
  line: LineView
  /** Requests that a test looks at: `PUT /api/calls/1/notes` and their bodies. */
  readonly seen: { readonly what: string; readonly body: unknown }[] = []
  /** Routes that refuse, each with what it says. */
  readonly refuse = new Map<string, Refusal>()
  /** False: every request of the page fails, as if the process were gone. */
  answering = true
  /** False: sockets stay open and say nothing. */
  speaking = true
  /** What is left to do after calls. */
  wrapUp: readonly WrapUpTask[] = []
  heartbeatSeconds = 20
  /** Files that are served otherwise than they were built, by their address. */
  readonly files = new Map<string, string>()
  port = 0

  constructor(dist: string) {
    this.#dist = dist
    this.line = aLine()
    this.#http.on('upgrade', (request, socket, head) => {
      if (!this.answering || request.url !== socketPath) socket.destroy()
      else this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#greet(ws, this.#whoIs(request)))
    })
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve))
    const address = this.#http.address()
    if (address !== null && typeof address === 'object') this.port = address.port
  }

  async stop(): Promise<void> {
    this.cut()
    await this.notes.stop()
    this.#http.closeAllConnections()
    await new Promise((resolve) => this.#http.close(resolve))
  }

  /** Something happened: a call appeared or changed. */
  show(call: CallView): CallView {
    this.calls = [...this.calls.filter((other) => other.id !== call.id), call]
    this.#tell({ kind: 'call', call })
    return call
  }

  change(id: string, part: Partial<CallView>): CallView {
    const call = this.find(id)
    if (call === undefined) throw new Error(`no call ${id}`)
    return this.show({ ...call, ...part })
  }

  /** Something about the telephone changed. */
  setLine(part: Partial<LineView>): void {
    this.line = { ...this.line, ...part }
    this.#tell({ kind: 'line', line: this.line })
  }

  gone(callId: string): void {
    const call = this.find(callId)
    if (call !== undefined) this.#past.unshift(call)
    this.calls = this.calls.filter((other) => other.id !== callId)
    this.#tell({ kind: 'callGone', callId })
  }

  find(id: string): CallView | undefined {
    return [...this.calls, ...this.#past].find((call) => call.id === id)
  }

  /** Every socket breaks, as when a cable is pulled. */
  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  #tell(event: LiveEvent): void {
    this.#feed.push(event)
    for (const socket of this.#sockets.clients)
      this.#send(socket, { kind: 'event', seq: this.#feed.length, event })
  }

  #send(socket: WebSocket, frame: ServerFrame): void {
    if (this.speaking) socket.send(JSON.stringify(frame))
  }

  #greet(socket: WebSocket, me: Me | null): void {
    const ears = new EntryEars(this.notes.room, {
      asker: this.notes.askerOf(me),
      tell: (frame) => this.#send(socket, frame),
    })
    socket.on('close', () => ears.closeAll())
    socket.on('message', (data) => {
      const frame = clientFrame.parse(JSON.parse((data as Buffer).toString()))
      const serverTime = new Date().toISOString()
      if ('callId' in frame) ears.hear(frame)
      else if (frame.kind === 'ping') this.#send(socket, { kind: 'pong', at: frame.at, serverTime })
      else if (me === null) socket.close(4001)
      else {
        this.#send(socket, { kind: 'hello', version: 1, serverTime, heartbeatSeconds: this.heartbeatSeconds })
        this.#catchUp(socket, frame.since)
      }
    })
  }

  #catchUp(socket: WebSocket, since: number | null): void {
    const seq = this.#feed.length
    if (since === null) {
      this.#send(socket, { kind: 'snapshot', seq, snapshot: { line: this.line, calls: this.calls } })
      return
    }
    this.#send(socket, { kind: 'resumed', seq })
    for (const [index, event] of this.#feed.slice(since).entries())
      this.#send(socket, { kind: 'event', seq: since + index + 1, event })
  }

  #whoIs(request: IncomingMessage): Me | null {
    const name = /session=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
    return this.#users.find((user) => user.userName === name) ?? null
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.answering) {
      request.socket.destroy()
      return
    }
    response.setHeader('content-security-policy', policy)
    const url = new URL(request.url ?? '/', 'http://x')
    if (!url.pathname.startsWith('/api/')) await this.#file(url.pathname, response)
    else await this.#api(request, url, response)
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
    const name = extname(path) === '' ? '/index.html' : path
    try {
      const body = this.files.get(name) ?? (await readFile(join(this.#dist, name)))
      if (name.startsWith('/assets/'))
        response.setHeader('cache-control', 'public, max-age=31536000, immutable')
      response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream').end(body)
    } catch {
      response.writeHead(404).end()
    }
  }

  async #api(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const text = await readText(request)
    const body = (text === '' ? {} : JSON.parse(text)) as Request['body']
    this.seen.push({ what: `${request.method} ${url.pathname}`, body })
    const found = findRoute(request.method ?? '', url.pathname)
    if (found === null) return reply(response, new Refusal(404, 'notFound'))
    const query = Object.fromEntries(url.searchParams)
    const refused = this.refuse.get(found.name)
    const asked = { params: found.params, query, body, me: this.#whoIs(request) }
    const answer = refused ?? (await this.#ofNotes(found.name, asked)) ?? this.#answer(found.name, asked)
    if (found.name === 'signIn' && !(answer instanceof Refusal))
      response.setHeader(
        'set-cookie',
        `session=${String(body['userName'])}; Path=/; HttpOnly; SameSite=Strict`,
      )
    if (found.name === 'signOut') response.setHeader('set-cookie', 'session=; Path=/; Max-Age=0')
    return reply(response, answer)
  }

  #answer(name: string, { params, query, body, me }: Request): Answer {
    const id = params['id'] ?? ''
    const page = (items: readonly unknown[]): Answer => ({ items, next: null })
    if (name === 'signIn') {
      const user = this.#users.find((it) => it.userName === body['userName'])
      return user !== undefined && body['password'] === user.userName
        ? user
        : new Refusal(401, 'wrongCredentials')
    }
    if (name === 'demoState') return demoState
    if (name === 'demoCall') return { id: 'demo-1' }
    if (name === 'demoCallState') return { id: 'demo-1', state: 'ringing' }
    if (name === 'demoDigits' || name === 'demoHangUp') return undefined
    if (me === null) return new Refusal(401, 'signedOut')
    const call = this.find(id)
    switch (name) {
      case 'whoAmI':
        return me
      case 'setPreferences': {
        const changed = { ...me, preferences: body as unknown as Me['preferences'] }
        this.#users = this.#users.map((user) => (user.id === me.id ? changed : user))
        return changed
      }
      case 'readKeys':
        return this.#keys.get(me.id) ?? {}
      case 'setKeys':
        this.#keys.set(me.id, body)
        return body
      case 'myCalls':
        return page([...this.calls, ...this.#past].map((it) => ({ ...it, dispositionId: null })))
      case 'readCall':
        return call ?? new Refusal(404, 'callMissing')
      case 'chooseMatch':
        return this.show({ ...(call as CallView), pop: { ...foundPop, status: 'several' } })
      case 'createContact':
        this.show({
          ...(call ?? (this.calls[0] as CallView)),
          pop: {
            ...emptyPop('found'),
            chosen: { contact: asContact(body), account: null, reason: 'created' },
          },
        })
        return asContact(body)
      case 'makeCall':
      case 'commandCall':
      case 'commandLine':
        return { accepted: true }
      case 'listDirectory':
        return { ...directory, colleagues: directory.colleagues.filter((it) => matches(it.name, query)) }
      case 'readNumber':
        return readNumber(query['text'] ?? '')
      case 'listContacts':
        return page(matches(contact.name, query) ? [contact] : [])
      case 'listAccounts':
        return page(matches(account.name, query) ? [account] : [])
      case 'listCases':
        return page(cases.filter((it) => matches(it.subject, query)))
      case 'listTasks':
        return page(tasks)
      case 'listActivities':
        return page(activities)
      case 'listOpportunities':
      case 'listDispositions':
      case 'listWrapUpRules':
        return page([])
      case 'myWrapUp':
        return page(this.wrapUp)
      case 'readStory':
        return { log: null, given: null, required: false, dispositionIds: [], recordingUrl: null }
      case 'readContact':
        return contact
      case 'readAccount':
        return account
      case 'readCase':
        return cases.find((it) => it.id === id) ?? new Refusal(404, 'recordMissing')
      default:
        return undefined
    }
  }

  #setNotes(id: string, notes: CallView['notes']): void {
    const at = this.#past.findIndex((it) => it.id === id)
    const past = this.#past[at]
    if (past === undefined) this.change(id, { notes })
    else this.#past[at] = { ...past, notes }
  }

  /** Undefined for what is not about notes. */
  async #ofNotes(name: string, { params, body, me }: Request): Promise<Answer> {
    if (name !== 'syncEntry' || me === null) return undefined
    const given = body as unknown as Parameters<FakeNotes['room']['sync']>[2]
    const answer = await this.notes.room.sync(this.notes.askerOf(me), params['id'] ?? '', given)
    return answer.ok ? answer.value : new Refusal(404, answer.code, answer.detail)
  }
}

const demoState = {
  callers: [
    { name: contact.name, company: account.name, number: '+494066969100', accountNumber: account.number },
    { name: 'Olivia Grant', company: null, number: '+442079460123', accountNumber: null },
  ],
  extensions: [
    { extension: '1001', name: anna.name },
    { extension: '1002', name: grace.name },
  ],
  services: [{ number: '8000', name: 'Service line' }],
  signIns: [
    { userName: 'anna', password: 'anna', name: anna.name, extension: '1001', language: 'de' },
    { userName: 'grace', password: 'grace', name: grace.name, extension: '1002', language: 'en' },
  ],
}

function asContact(body: Request['body']) {
  const { givenName, familyName } = body
  return {
    ...contact,
    id: '00000000-0000-4000-8000-000000000099',
    givenName: String(givenName),
    familyName: String(familyName),
    name: `${String(givenName)} ${String(familyName)}`.trim(),
    title: null,
    email: null,
    accountId: null,
    accountName: null,
    phones: [],
  }
}

const matches = (text: string, query: Request['query']): boolean =>
  text.toLowerCase().includes((query['search'] ?? '').toLowerCase())

function readNumber(text: string) {
  const digits = text.replace(/[^\d+]/g, '')
  if (digits.length === 4) return { kind: 'extension', e164: null, display: digits, dial: digits }
  if (digits.length < 4) return { kind: 'unreadable', e164: null, display: text, dial: null }
  return { kind: 'number', e164: digits, display: digits, dial: `0${digits}` }
}

function findRoute(method: string, path: string): { name: string; params: Record<string, string> } | null {
  for (const [name, it] of Object.entries(routes) as [string, Route][]) {
    if (it.method !== method) continue
    const names = [...it.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
    const match = new RegExp(`^${it.path.replace(/:\w+/g, '([^/]+)')}$`).exec(path)
    if (match !== null)
      return {
        name,
        params: Object.fromEntries(names.map((key, at) => [key, decodeURIComponent(match[at + 1] ?? '')])),
      }
  }
  return null
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer instanceof Refusal) {
    const { status, code, detail } = answer
    response.writeHead(status, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ code, detail, status }))
  } else if (answer === undefined) response.writeHead(204).end()
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}
