import type { Socket } from 'node:net'
import { encodeFrame, encodeMessage, type Draft, type WireDialect } from '@hookswitch/pbx/csta/codec'
import type { Habits } from './habits.ts'

/** A peer that does not read is not waited for: at this many bytes unsent it is cut off. */
const mostUnsent = 32 * 1024 * 1024

/** Turns messages into frames and writes them, by the switch's habits. */
export class Outlet {
  readonly #socket: Socket
  readonly #habits: Habits
  #pending: Uint8Array[] = []
  #halves: Promise<void> = Promise.resolve()
  dialect: WireDialect

  constructor(socket: Socket, habits: Habits, dialect: WireDialect) {
    this.#socket = socket
    this.#habits = habits
    this.dialect = dialect
  }

  send(invokeId: string, message: Draft): void {
    if (!this.#socket.writable) return
    const frame = encodeFrame(invokeId, encodeMessage(message, this.dialect))
    if (this.#habits.writes === 'split') return this.#sendInHalves(frame)
    this.#pending.push(frame)
    if (this.#pending.length === 1) process.nextTick(() => this.flush())
  }

  /** Writes what has gathered: frame by frame in one system call, or merged into one piece. */
  flush(): void {
    const frames = this.#pending
    this.#pending = []
    if (frames.length === 0 || !this.#socket.writable) return
    if (this.#habits.writes === 'merged') {
      this.#socket.write(Buffer.concat(frames))
    } else {
      this.#socket.cork()
      for (const frame of frames) this.#socket.write(frame)
      this.#socket.uncork()
    }
    if (this.#socket.writableLength > mostUnsent) this.#socket.destroy()
  }

  #sendInHalves(frame: Uint8Array): void {
    const middle = frame.length >> 1
    this.#halves = this.#halves.then(async () => {
      this.#socket.write(frame.subarray(0, middle))
      await new Promise((resolve) => {
        setTimeout(resolve, 2)
      })
      this.#socket.write(frame.subarray(middle))
    })
  }
}
