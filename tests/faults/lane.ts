import type { Socket } from 'node:net'
import type { Fault } from './fault.ts'
import type { FrameCutter, Framing } from './frames.ts'

/** Frames that are held back to be told in another order wait no longer than this for the rest of them. */
const reorderWaitMs = 80
/** Of a frame that drips, so many bytes come one by one; the rest in small pieces, since a thousand frames shall drip. */
const dripped = 32
/** What a link may carry in one frame. */
const longestFrame = 65_535

type FrameFault = Extract<
  Fault,
  { kind: 'drip' | 'split' | 'garbage' | 'duplicate' | 'reorder' | 'oversize' | 'staleAnswer' }
>

interface Piece {
  readonly bytes: Buffer
  /** Waits so long before it is written. */
  readonly afterMs: number
  /** The next may not travel in the same packet. */
  readonly apart?: boolean
}

/** One direction of one connection: frames in, what the faults of the moment make of them out. */
export class Lane {
  readonly #to: Socket
  readonly #framing: Framing
  readonly #frames: FrameCutter
  readonly #pending: FrameFault[] = []
  readonly #out: Piece[] = []
  #turned: Buffer[] = []
  #turnTimer: NodeJS.Timeout | undefined
  #lastAnswer: Buffer | undefined
  #sending = false
  /** What is on its way goes without its pauses. */
  #hurries = false
  #ended = false
  #dead = false
  #gate: 'open' | 'shut' | 'gather' = 'open'
  #kept: Buffer[] = []

  constructor(to: Socket, framing: Framing) {
    this.#to = to
    this.#framing = framing
    this.#frames = framing.cutter()
  }

  get isDead(): boolean {
    return this.#dead
  }

  /** Bytes from the one who speaks. */
  take(bytes: Buffer): void {
    if (this.#dead) return
    for (const frame of this.#frames.push(bytes)) this.#frame(frame)
  }

  /** The one who speaks has ended. */
  end(): void {
    this.#ended = true
    this.#finish()
  }

  befall(fault: FrameFault): void {
    this.#hurries = false
    this.#pending.push(fault)
  }

  /** Nothing passes until `open`; `gather`: then it goes in one piece. */
  shut(how: 'shut' | 'gather'): void {
    this.#gate = how
  }

  open(): void {
    const kept = this.#kept.splice(0)
    const gathered = this.#gate === 'gather'
    this.#gate = 'open'
    if (gathered && kept.length > 0) this.#send({ bytes: Buffer.concat(kept), afterMs: 0 })
    else for (const bytes of kept) this.#send({ bytes, afterMs: 0 })
    this.#finish()
  }

  /** From now on nothing passes, ever. */
  die(): void {
    this.#dead = true
    this.#kept = []
    this.#out.length = 0
  }

  /** No more of the faults that wait for frames. */
  heal(): void {
    this.#pending.length = 0
    this.#hurries = true
    this.#release()
  }

  /** Half of the frame on its way gets through, or half of a frame that nobody sent. */
  tear(): void {
    const { rest } = this.#frames
    const half = rest.length > 1 ? rest : this.#lastAnswer
    if (half !== undefined && !this.#to.destroyed) this.#to.write(half.subarray(0, half.length >> 1))
  }

  #frame(frame: Buffer): void {
    const fault = this.#pending[0]
    if (fault === undefined) return this.#pass(frame)
    const isAnswer = this.#framing.replyTo(frame) !== null
    if (fault.kind === 'staleAnswer' && !isAnswer) return this.#pass(frame)
    this.#pending.shift()
    if ('frames' in fault && fault.frames > 1)
      this.#pending.unshift({ ...fault, frames: fault.frames - 1 } as FrameFault)
    this.#spoil(frame, fault)
  }

  #spoil(frame: Buffer, fault: FrameFault): void {
    const { body, rewrap, withReplyTo, replyTo, noise } = this.#framing
    switch (fault.kind) {
      case 'drip':
        for (let at = 0; at < frame.length; at += 1)
          this.#send({ bytes: frame.subarray(at, at + 1), afterMs: 0, apart: at < dripped || at % 16 === 0 })
        return this.#remember(frame)
      case 'split': {
        const half = frame.length >> 1
        this.#send({ bytes: frame.subarray(0, half), afterMs: 0 })
        this.#send({ bytes: frame.subarray(half), afterMs: fault.pauseMs })
        return this.#remember(frame)
      }
      case 'garbage': {
        if (fault.how === 'stream') return this.#pass(Buffer.concat([noise, frame]))
        const whole = body(frame)
        const worthless = fault.how === 'body' ? Buffer.alloc(whole.length, '<%&\0') : whole.subarray(0, -9)
        return this.#pass(rewrap(frame, worthless))
      }
      case 'oversize': {
        const header = frame.length - body(frame).length
        this.#pass(rewrap(frame, Buffer.alloc(longestFrame - header, 'x')))
        return this.#pass(frame)
      }
      case 'duplicate':
        this.#pass(frame)
        if (fault.afterMs === 0) return this.#pass(frame)
        return void setTimeout(() => this.#pass(frame), fault.afterMs).unref()
      case 'reorder':
        this.#turned.unshift(frame)
        if (fault.frames <= 1) return this.#release()
        this.#turnTimer ??= setTimeout(() => this.#release(), reorderWaitMs).unref()
        return
      case 'staleAnswer': {
        const old = this.#lastAnswer
        if (fault.how === 'again' && old !== undefined) this.#pass(old)
        const id = old === undefined ? null : replyTo(old)
        this.#pass(fault.how === 'wrong' && id !== null ? withReplyTo(frame, id) : frame)
      }
    }
  }

  #release(): void {
    clearTimeout(this.#turnTimer)
    this.#turnTimer = undefined
    for (const frame of this.#turned.splice(0)) this.#pass(frame)
  }

  #remember(frame: Buffer): void {
    if (this.#framing.replyTo(frame) !== null) this.#lastAnswer = frame
  }

  #pass(frame: Buffer): void {
    this.#remember(frame)
    this.#send({ bytes: frame, afterMs: 0 })
  }

  #send(piece: Piece): void {
    if (this.#dead) return
    if (this.#gate !== 'open') return void this.#kept.push(piece.bytes)
    this.#out.push(piece)
    if (!this.#sending) void this.#drain()
  }

  /** One piece at a time, each in a packet of its own as far as the network lets it. */
  async #drain(): Promise<void> {
    this.#sending = true
    for (let piece = this.#out.shift(); piece !== undefined; piece = this.#out.shift()) {
      const { afterMs, bytes } = piece
      if (afterMs > 0 && !this.#hurries) await new Promise((resolve) => setTimeout(resolve, afterMs))
      if (this.#dead || this.#to.destroyed) break
      this.#to.write(bytes)
      if (piece.apart === true && !this.#hurries) await new Promise((resolve) => setImmediate(resolve))
    }
    this.#sending = false
    this.#finish()
  }

  #finish(): void {
    if (!this.#ended || this.#sending || this.#gate !== 'open' || this.#dead) return
    this.#to.end()
  }
}
