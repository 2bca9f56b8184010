/** A switch for tests: real TCP, real frames, and answers that each test writes down. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import {
  decodeMessage,
  type Draft,
  editions,
  encodeFrame,
  encodeMessage,
  EVENT_INVOKE_ID,
  FrameReader,
  type KnownMessage,
  type Message,
  type MessageKind,
  roleOf,
  type WireDialect,
} from '#csta/codec/index.ts'

export interface Heard {
  readonly invokeId: string
  readonly message: Message
}

type Of<K extends MessageKind> = Extract<KnownMessage, { kind: K }>
/** What is said to a request; undefined says nothing. */
type Answer = Draft | undefined
type Answers = { [K in MessageKind]?: (request: Of<K>, invokeId: string) => Answer }

/** What an ordinary switch says, until a test says otherwise. */
const usual: Answers = {
  StartApplicationSession: () => ({
    kind: 'StartApplicationSessionPosResponse',
    sessionID: 's1',
    actualProtocolVersion: editions.ed6.csta ?? '',
    actualSessionDuration: 180,
  }),
  StopApplicationSession: () => ({ kind: 'StopApplicationSessionPosResponse' }),
  RequestSystemStatus: () => ({ kind: 'RequestSystemStatusResponse', systemStatus: 'normal' }),
  MonitorStart: ({ monitorObject }) => ({
    kind: 'MonitorStartResponse',
    monitorCrossRefID: `m${monitorObject?.kind === 'deviceObject' ? monitorObject.value.id : ''}`,
  }),
  MonitorStop: () => ({ kind: 'MonitorStopResponse' }),
  SnapshotDevice: () => ({
    kind: 'SnapshotDeviceResponse',
    crossRefIDorSnapshotData: { kind: 'snapshotData', value: [] },
  }),
}

export class TestSwitch {
  readonly heard: Heard[] = []
  /** Connections accepted so far. */
  accepted = 0
  wire: WireDialect = editions.ed6
  readonly #server: Server
  readonly #answers: Answers
  #socket: Socket | undefined

  private constructor(answers: Answers) {
    this.#answers = { ...usual, ...answers }
    this.#server = createServer((socket) => this.#accept(socket))
  }

  static async listen(answers: Answers = {}): Promise<TestSwitch> {
    const pbx = new TestSwitch(answers)
    await new Promise<void>((resolve) => pbx.#server.listen(0, '127.0.0.1', resolve))
    return pbx
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  stop(): void {
    this.#socket?.destroy()
    this.#server.close()
  }

  answer(answers: Answers): void {
    Object.assign(this.#answers, answers)
  }

  event(draft: Draft): void {
    this.say(EVENT_INVOKE_ID, draft)
  }

  say(invokeId: string, draft: Draft): void {
    this.sendRaw(encodeFrame(invokeId, encodeMessage(draft, this.wire)))
  }

  sendRaw(bytes: Uint8Array): void {
    this.#socket?.write(bytes)
  }

  /** Says nothing any more, like a machine whose cable was pulled. */
  fallSilent(): void {
    this.#socket?.removeAllListeners('data').pause()
  }

  kinds(): string[] {
    return this.heard.map(({ message }) => (message.kind === 'unknown' ? message.name : message.kind))
  }

  all<K extends MessageKind>(kind: K): Array<Of<K>> {
    return this.heard.map(({ message }) => message).filter((message) => message.kind === kind) as Array<Of<K>>
  }

  #accept(socket: Socket): void {
    this.accepted += 1
    this.#socket = socket
    const reader = new FrameReader()
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      for (const frame of reader.push(bytes).frames) {
        const decoded = decodeMessage(frame.body)
        if (!decoded.ok) throw new Error(decoded.fault.sentence)
        this.#hear({ invokeId: frame.invokeId, message: decoded.message })
      }
    })
  }

  #hear(heard: Heard): void {
    this.heard.push(heard)
    const { message, invokeId } = heard
    if (message.kind === 'unknown' || roleOf(message.kind) !== 'request') return
    const answer = this.#answers[message.kind] as ((request: Message, id: string) => Answer) | undefined
    const said: Answer =
      answer === undefined
        ? { kind: 'CSTAErrorCode', error: { kind: 'operation', value: 'serviceNotSupported' } }
        : answer(message, invokeId)
    if (said !== undefined) this.say(invokeId, said)
  }
}
