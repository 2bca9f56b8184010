import { connect, type Socket } from 'node:net'
import {
  decodeMessage,
  editions,
  encodeFrame,
  encodeMessage,
  EVENT_INVOKE_ID,
  FrameReader,
  roleOf,
  type Draft,
  type Message,
  type MessageKind,
  type MessageOf,
} from '@hookswitch/pbx/csta/codec'
import { schema } from './reference.ts'

export interface Received {
  readonly invokeId: string
  readonly message: Message
  readonly xml: string
}

const csta = schema('ed6-strict.xsd')
const session = schema('appl-session-strict.xsd')

/** A CSTA application of a few lines, over real TCP. Everything it is sent must decode without fault and be valid. */
export class RawClient {
  /** Everything received, in order. */
  readonly received: Received[] = []
  /** What was wrong with what was received. */
  readonly faults: string[] = []
  readonly closed: Promise<void>
  /** Set for switches that write no namespace: nothing to validate against. */
  validates = true
  /** Called now and then while something is waited for. */
  waiting: () => void = () => {}
  readonly #socket: Socket
  readonly #frames = new FrameReader()
  readonly #waiters = new Set<() => void>()
  #invokeId = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes) => this.#read(bytes))
    socket.on('error', () => {})
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        for (const wake of this.#waiters) wake()
        resolve()
      })
    })
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new RawClient(socket)
  }

  close(): void {
    this.#socket.destroy()
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes)
  }

  send(message: Draft): string {
    this.#invokeId += 1
    const invokeId = String(this.#invokeId).padStart(4, '0')
    this.#socket.write(encodeFrame(invokeId, encodeMessage(message, editions.ed6)))
    return invokeId
  }

  /** Asks, and waits for the answer. */
  async ask(message: Draft): Promise<Message> {
    const invokeId = this.send(message)
    const isAnswer = (each: Received): boolean =>
      each.invokeId === invokeId && roleOf(nameOf(each.message)) === 'response'
    return (await this.waitFor(isAnswer, `the answer to ${nameOf(message)}`)).message
  }

  /** Asks, and insists on this answer. */
  async expect<K extends MessageKind>(message: Draft, kind: K): Promise<MessageOf<K>> {
    const answer = await this.ask(message)
    if (answer.kind !== kind) throw new Error(`asked ${message.kind}, got ${JSON.stringify(answer)}`)
    return answer as MessageOf<K>
  }

  /** The first message like that, received already or yet to come. */
  async waitFor(like: (received: Received) => boolean, what: string): Promise<Received> {
    const deadline = Date.now() + 5000
    for (;;) {
      const found = this.received.find(like)
      if (found !== undefined) return found
      if (Date.now() > deadline || this.#socket.destroyed) {
        throw new Error(`no ${what}; got ${this.received.map(({ message }) => nameOf(message)).join(', ')}`)
      }
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          this.#waiters.delete(done)
          resolve()
        }
        const timer = setTimeout(done, 5)
        this.#waiters.add(done)
        this.waiting()
      })
    }
  }

  event<K extends MessageKind>(kind: K): Promise<MessageOf<K>> {
    const like = (each: Received): boolean => each.message.kind === kind
    return this.waitFor(like, kind).then(({ message }) => message as MessageOf<K>)
  }

  /** Everything that was said before now has arrived. */
  async settle(): Promise<void> {
    await this.ask({ kind: 'RequestSystemStatus' })
  }

  events(): Message[] {
    return this.received.filter(({ invokeId }) => invokeId === EVENT_INVOKE_ID).map(({ message }) => message)
  }

  /** Kinds of the events so far, in order. */
  kinds(): string[] {
    return this.events().map((message) => nameOf(message).replace(/Event$/, ''))
  }

  logIn(user: string, password: string): Promise<Message> {
    const element = (name: string, text: string) => ({ name, text, attributes: {}, children: [] })
    return this.ask({
      kind: 'StartApplicationSession',
      applicationInfo: {
        applicationID: 'test',
        applicationSpecificInfo: [
          {
            ...element('SessionLoginInfo', ''),
            attributes: { xmlns: 'urn:hookswitch:test' },
            children: [element('user', user), element('password', password)],
          },
        ],
      },
      requestedProtocolVersions: [editions.ed6.csta ?? ''],
      requestedSessionDuration: 180,
    })
  }

  async monitor(device: string): Promise<string> {
    const object = { kind: 'deviceObject', value: { id: device } } as const
    const answer = await this.expect({ kind: 'MonitorStart', monitorObject: object }, 'MonitorStartResponse')
    return answer.monitorCrossRefID ?? ''
  }

  #read(bytes: Uint8Array): void {
    const { frames, fault } = this.#frames.push(bytes)
    if (fault !== undefined) this.faults.push(fault.sentence)
    for (const frame of frames) {
      const xml = Buffer.from(frame.body).toString('utf8')
      const decoded = decodeMessage(frame.body)
      if (!decoded.ok) {
        this.faults.push(decoded.fault.sentence)
        continue
      }
      this.faults.push(...decoded.faults)
      const wrong = this.validates ? this.#validate(xml) : undefined
      if (wrong !== undefined) this.faults.push(wrong)
      this.received.push({ invokeId: frame.invokeId, message: decoded.message, xml })
    }
    for (const wake of this.#waiters) wake()
  }

  #validate(xml: string): string | undefined {
    return xml.includes('appl_session') ? session(xml) : csta(xml)
  }
}

export function nameOf(message: Message | Draft): string {
  return message.kind === 'unknown' ? message.name : message.kind
}
