/** RTP of one call: G.711 silence out, packets in counted, digits by RFC 4733 both ways. */
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const keys = '0123456789*#ABCD'
const PCMU = 0
const EVENTS = 101
const FRAME_MS = 20
const FRAME_SAMPLES = 160
const silence = Buffer.alloc(FRAME_SAMPLES, 0xff)

export class Media {
  received = 0
  sent = 0
  /** Digits that the other side keyed in. */
  digits = ''
  readonly #socket = createSocket('udp4')
  readonly #ssrc = randomBytes(4)
  readonly #ip: string
  #remote: { ip: string; port: number } | undefined
  #timer: NodeJS.Timeout | undefined
  #sequence = 1
  #timestamp = FRAME_SAMPLES
  #lastEvent = -1
  #keying = false
  #closed = false

  constructor(ip: string) {
    this.#ip = ip
  }

  get port(): number {
    return this.#socket.address().port
  }

  async open(): Promise<void> {
    this.#socket.on('message', (packet: Buffer) => this.#take(packet))
    this.#socket.bind(0, this.#ip)
    await once(this.#socket, 'listening')
  }

  #take(packet: Buffer): void {
    if (packet.length < 12) return
    if ((packet.readUInt8(1) & 0x7f) !== EVENTS) {
      this.received += 1
      return
    }
    const timestamp = packet.readUInt32BE(4)
    if (timestamp === this.#lastEvent || packet.length < 16) return
    this.#lastEvent = timestamp
    this.digits += keys[packet.readUInt8(12)] ?? ''
  }

  /** Sends to the address in an SDP from now on, and returns its direction. */
  follow(sdp: string): string {
    const ip = /c=IN IP4 (\S+)/.exec(sdp)?.[1]
    const port = /m=audio (\d+)/.exec(sdp)?.[1]
    if (ip !== undefined && port !== undefined) this.#remote = { ip, port: Number(port) }
    this.#timer ??= setInterval(() => this.#frame(), FRAME_MS)
    return /a=(sendrecv|sendonly|recvonly|inactive)/.exec(sdp)?.[1] ?? 'sendrecv'
  }

  #frame(): void {
    if (!this.#keying) this.#send(PCMU, silence, this.#timestamp)
    this.#timestamp += FRAME_SAMPLES
  }

  #send(type: number, payload: Buffer, timestamp: number): void {
    if (this.#remote === undefined || this.#closed) return
    const head = Buffer.alloc(12)
    head.writeUInt8(0x80, 0)
    head.writeUInt8(type, 1)
    head.writeUInt16BE(this.#sequence++ & 0xffff, 2)
    head.writeUInt32BE(timestamp >>> 0, 4)
    this.#ssrc.copy(head, 8)
    this.#socket.send(Buffer.concat([head, payload]), this.#remote.port, this.#remote.ip)
    this.sent += 1
  }

  async key(digits: string, ms = 100): Promise<void> {
    for (const digit of digits) {
      const event = keys.indexOf(digit)
      const timestamp = this.#timestamp
      let duration = FRAME_SAMPLES
      this.#keying = true
      for (let at = 0; at < ms / FRAME_MS; at += 1, duration += FRAME_SAMPLES) {
        this.#send(EVENTS, Buffer.from([event, 10, duration >> 8, duration & 255]), timestamp)
        await sleep(FRAME_MS)
      }
      // The end is said three times, for it may get lost (RFC 4733 2.5.1.4).
      for (let at = 0; at < 3; at += 1) {
        this.#send(EVENTS, Buffer.from([event, 0x8a, duration >> 8, duration & 255]), timestamp)
      }
      this.#keying = false
      await sleep(80)
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#timer)
    this.#socket.close()
  }
}
