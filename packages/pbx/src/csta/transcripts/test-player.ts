/** Plays the switch's part of a transcript over real TCP, and waits for ours. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import {
  decodeMessage,
  encodeFrame,
  type Frame,
  FrameReader,
  type Message,
  roleOf,
} from '#csta/codec/index.ts'
import type { Transcript, TranscriptLine } from './transcript.ts'

interface Heard {
  readonly invokeId: string
  readonly message: Message
}

export interface Stage {
  /** A command that a person gave. Its outcome is not waited for: what the switch says next is in the transcript. */
  command(command: object): void
  /** Called after each line of ours with what was recorded and what was said. */
  said(recorded: Message, spoken: Message): void
  /** Called after each line of the switch, once it can have been heard. */
  told(line: TranscriptLine): Promise<void>
}

export class TranscriptPlayer {
  readonly #server: Server
  readonly #transcript: Transcript
  readonly #heard: Heard[] = []
  readonly #ids = new Map<string, string>()
  #socket: Socket | undefined
  #wake: () => void = () => {}

  constructor(transcript: Transcript) {
    this.#transcript = transcript
    this.#server = createServer((socket) => this.#accept(socket))
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return (this.#server.address() as AddressInfo).port
  }

  stop(): void {
    this.#socket?.destroy()
    this.#server.close()
  }

  #accept(socket: Socket): void {
    this.#socket = socket
    const reader = new FrameReader()
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      for (const frame of reader.push(bytes).frames)
        this.#heard.push({ invokeId: frame.invokeId, message: messageOf(frame) })
      this.#wake()
    })
    this.#wake()
  }

  async play(stage: Stage): Promise<void> {
    await this.#until(() => this.#socket !== undefined, 'a connection')
    for (const line of this.#transcript.lines) {
      if ('do' in line) stage.command(line.do)
      else if (line.from === 'us') stage.said(...(await this.#expect(line)))
      else {
        this.#socket?.write(
          'hex' in line ? Buffer.from(line.hex, 'hex') : this.#frame(line.invokeId, line.xml),
        )
        await stage.told(line)
      }
    }
  }

  /** An answer goes out under the number that was really asked with; the switch's own numbers stay. */
  #frame(recorded: string, xml: string): Uint8Array {
    const message = read(xml)
    const isAnswer = roleOf(message.kind === 'unknown' ? message.name : message.kind) === 'response'
    return encodeFrame((isAnswer ? this.#ids.get(recorded) : undefined) ?? recorded, xml)
  }

  /** Waits for a message of ours of the recorded kind: several may be under way at once, in any order. */
  async #expect(line: Extract<TranscriptLine, { from: 'us' }>): Promise<[Message, Message]> {
    const recorded = read(line.xml)
    const find = (): number => this.#heard.findIndex(({ message }) => alike(message, recorded))
    await this.#until(() => find() !== -1, `${recorded.kind} (line at ${line.at})`)
    const [heard] = this.#heard.splice(find(), 1)
    if (heard === undefined) throw new Error('cannot be')
    if (roleOf(recorded.kind) !== 'response') this.#ids.set(line.invokeId, heard.invokeId)
    return [recorded, heard.message]
  }

  async #until(there: () => boolean, what: string): Promise<void> {
    const end = performance.now() + 5_000
    while (!there()) {
      if (performance.now() > end) {
        throw new Error(
          `Waited in vain for ${what}; heard ${this.#heard.map(({ message }) => message.kind).join(', ')}.`,
        )
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        setTimeout(resolve, 50)
      })
    }
  }
}

/** Of several monitors and snapshots under way, the one for the recorded device. */
function alike(message: Message, recorded: Message): boolean {
  if (message.kind !== recorded.kind) return false
  if (message.kind !== 'MonitorStart' && message.kind !== 'SnapshotDevice') return true
  return JSON.stringify(message) === JSON.stringify(recorded)
}

function read(xml: string): Message {
  const decoded = decodeMessage(xml)
  if (!decoded.ok) throw new Error(decoded.fault.sentence)
  return decoded.message
}

function messageOf(frame: Frame): Message {
  return read(Buffer.from(frame.body).toString('utf8'))
}
