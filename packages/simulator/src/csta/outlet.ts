import { encodeFrame, encodeMessage, type Draft, type WireDialect } from '@hookswitch/pbx/csta/codec'
import type { Clock } from '#engine/clock.ts'
import type { Habits } from './habits.ts'
import type { Wire } from './wire.ts'

/** A peer that does not read is not waited for: at this many bytes unsent it is cut off. */
const mostUnsent = 32 * 1024 * 1024

/** Pause between the halves of a frame. */
const pauseMs = 2

/** Turns messages into frames and writes them, by the switch's habits. */
export class Outlet {
  readonly #wire: Wire
  readonly #habits: Habits
  readonly #clock: Clock
  #pending: Uint8Array[] = []
  /** Pieces that wait for their pause. */
  readonly #halves: Uint8Array[] = []
  dialect: WireDialect

  constructor(wire: Wire, of: { readonly habits: Habits; readonly clock: Clock }, dialect: WireDialect) {
    this.#wire = wire
    this.#habits = of.habits
    this.#clock = of.clock
    this.dialect = dialect
  }

  send(invokeId: string, message: Draft): void {
    if (!this.#wire.writable) return
    const frame = encodeFrame(invokeId, encodeMessage(message, this.dialect))
    // A frame that is not written in full yet is not interrupted by another.
    if (this.#habits.writes === 'split' || this.#halves.length > 0) return this.#sendInHalves(frame)
    this.#pending.push(frame)
    if (this.#pending.length === 1) process.nextTick(() => this.flush())
  }

  /** Writes what has gathered: frame by frame in one system call, or merged into one piece. */
  flush(): void {
    const [, ...unwritten] = this.#halves.splice(0)
    const frames = [...unwritten, ...this.#pending]
    this.#pending = []
    if (frames.length === 0 || !this.#wire.writable) return
    if (this.#habits.writes === 'merged') {
      this.#wire.write(Buffer.concat(frames))
    } else {
      this.#wire.cork()
      for (const frame of frames) this.#wire.write(frame)
      this.#wire.uncork()
    }
    if (this.#wire.writableLength > mostUnsent) this.#wire.destroy()
  }

  /** Nothing waits to be written. */
  get isIdle(): boolean {
    return this.#pending.length === 0 && this.#halves.length === 0
  }

  #sendInHalves(frame: Uint8Array): void {
    if (this.#pending.length > 0) this.flush()
    const middle = frame.length >> 1
    this.#halves.push(frame.subarray(0, middle), frame.subarray(middle))
    if (this.#halves.length === 2) this.#nextHalf()
  }

  #nextHalf(): void {
    const [half] = this.#halves
    if (half === undefined) return
    this.#wire.write(half)
    this.#clock.after(pauseMs, () => {
      this.#halves.shift()
      this.#nextHalf()
    })
  }
}
