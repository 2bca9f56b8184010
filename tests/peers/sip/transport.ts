/** UDP socket of a phone with SIP client transactions: repeats, answers one challenge, keeps its own replies for repeats. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { branchOf, digest, header, parseSip, tagOf, token, type SipMessage } from './message.ts'

export interface TransportOptions {
  readonly user: string
  readonly password: string
  /** Own address; port 0 takes any. */
  readonly ip: string
  readonly port: number
  readonly server: { readonly ip: string; readonly port: number }
  readonly userAgent: string
}

export interface Request {
  readonly method: string
  readonly uri: string
  readonly from: string
  readonly to: string
  readonly callId: string
  readonly cseq: number
  readonly headers?: readonly string[]
  readonly body?: string
  readonly onProvisional?: (response: SipMessage) => void
  /** Told of the branch and CSeq under which it finally went out: a CANCEL must name them. */
  readonly onSent?: (branch: string, cseq: number) => void
}

export interface Reply {
  readonly status: number
  readonly reason: string
  readonly tag?: string
  readonly body?: string
  readonly headers?: readonly string[]
}

const ALLOW = 'Allow: INVITE, ACK, CANCEL, BYE, NOTIFY, REFER, OPTIONS, INFO, UPDATE'
const FIRST_REPEAT_MS = 500
const GIVE_UP_AFTER_MS = 16_000

export class Transport {
  readonly options: TransportOptions
  onRequest: (request: SipMessage) => void = () => undefined
  readonly #socket = createSocket('udp4')
  readonly #waiting = new Map<string, (response: SipMessage) => void>()
  readonly #replied = new Map<string, string>()
  #port = 0

  constructor(options: TransportOptions) {
    this.options = options
  }

  async open(): Promise<void> {
    const { ip, port } = this.options
    this.#socket.on('message', (bytes: Buffer) => {
      if (bytes.length > 4) this.#take(parseSip(bytes))
    })
    this.#socket.bind(port, ip)
    await once(this.#socket, 'listening')
    this.#port = this.#socket.address().port
  }

  get address(): string {
    return `${this.options.ip}:${this.#port}`
  }

  get contact(): string {
    return `sip:${this.options.user}@${this.address}`
  }

  send(lines: readonly string[], body = ''): string {
    const type = body === '' ? [] : ['Content-Type: application/sdp']
    const text = [...lines, ...type, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n')
    this.#sendText(text)
    return text
  }

  #sendText(text: string): void {
    const { ip, port } = this.options.server
    this.#socket.send(text, port, ip)
  }

  via(branch: string): string {
    return `Via: SIP/2.0/UDP ${this.address};rport;branch=${branch}`
  }

  /** Resolves with the final response. A challenge is answered once. */
  async request(request: Request): Promise<SipMessage> {
    const response = await this.#once(request)
    const asked =
      response.status === 401 ? 'www-authenticate' : response.status === 407 ? 'proxy-authenticate' : null
    const challenge = asked === null ? undefined : header(response, asked)
    if (challenge === undefined) return response
    const { user: username, password } = this.options
    const answer = digest(challenge, { username, password, method: request.method, uri: request.uri })
    const name = asked === 'www-authenticate' ? 'Authorization' : 'Proxy-Authorization'
    const headers = [...(request.headers ?? []), `${name}: ${answer}`]
    return this.#once({ ...request, cseq: request.cseq + 1, headers })
  }

  #once(request: Request): Promise<SipMessage> {
    const { method, uri, from, to, callId, cseq, headers = [], body } = request
    const branch = `z9hG4bK${token()}`
    request.onSent?.(branch, cseq)
    const lines = [
      `${method} ${uri} SIP/2.0`,
      this.via(branch),
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: ${to}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `User-Agent: ${this.options.userAgent}`,
      ALLOW,
      ...(method === 'INVITE' ? ['Supported: replaces', 'Allow-Events: talk, hold, refer'] : []),
      ...headers,
    ]
    return new Promise((resolve, reject) => {
      let text = ''
      let wait = FIRST_REPEAT_MS
      let timer: NodeJS.Timeout
      const repeat = (): void => {
        timer = setTimeout(() => {
          wait *= 2
          if (wait > GIVE_UP_AFTER_MS) {
            this.#waiting.delete(branch)
            return reject(new Error(`${method}: nobody answered`))
          }
          this.#sendText(text)
          repeat()
        }, wait)
      }
      this.#waiting.set(branch, (response) => {
        clearTimeout(timer)
        if ((response.status ?? 0) < 200) return request.onProvisional?.(response)
        this.#waiting.delete(branch)
        if (method === 'INVITE' && (response.status ?? 0) >= 300) this.#ackFailure(request, branch, response)
        resolve(response)
      })
      text = this.send(lines, body)
      repeat()
    })
  }

  /** The ACK of a refused INVITE belongs to the same transaction (RFC 3261 17.1.1.3). */
  #ackFailure({ uri, from, callId, cseq }: Request, branch: string, response: SipMessage): void {
    this.send([
      `ACK ${uri} SIP/2.0`,
      this.via(branch),
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: ${header(response, 'to')}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ACK`,
    ])
  }

  reply(request: SipMessage, { status, reason, tag, body, headers = [] }: Reply): void {
    const to = header(request, 'to') ?? ''
    const lines = [
      `SIP/2.0 ${status} ${reason}`,
      ...(request.headers.get('via') ?? []).map((via) => `Via: ${via}`),
      `From: ${header(request, 'from')}`,
      `To: ${to}${tag !== undefined && tagOf(to) === undefined ? `;tag=${tag}` : ''}`,
      `Call-ID: ${header(request, 'call-id')}`,
      `CSeq: ${header(request, 'cseq')}`,
      `User-Agent: ${this.options.userAgent}`,
      ALLOW,
      'Supported: replaces',
      'Allow-Events: talk, hold',
      ...headers,
    ]
    this.#replied.set(keyOf(request), this.send(lines, body))
  }

  #take(message: SipMessage): void {
    if (message.status !== null) return this.#waiting.get(branchOf(message))?.(message)
    const replied = this.#replied.get(keyOf(message))
    if (replied !== undefined && message.method !== 'ACK') return this.#sendText(replied)
    this.onRequest(message)
  }

  close(): void {
    this.#socket.close()
  }
}

function keyOf(request: SipMessage): string {
  return `${request.method} ${header(request, 'via')} ${header(request, 'cseq')}`
}
