import {
  closeCodes,
  serverFrame,
  socketVersion,
  type ClientFrame,
  type EntryFrame,
  type ServerFrame,
} from './frames.ts'
import { applyFrame, emptyLiveState, type LiveState } from './live-state.ts'

/** Path of the socket on the server. */
export const socketPath = '/api/live'

/**
 * Whether what is shown is true now.
 *
 *   connecting ──▶ live ──▶ stale ──▶ live …        signedOut, outdated: the end, until start() is called again
 *
 * `stale.reason`: `lost` the connection broke · `silent` it looks open, but nothing comes (a laptop that slept) ·
 * `restarting` the server said that it goes down · `behind` something was missed and is being fetched.
 */
export type LiveStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | {
      readonly kind: 'stale'
      readonly reason: 'lost' | 'silent' | 'restarting' | 'behind'
      /** Local time (ms) since when it has been so. */
      readonly since: number
    }
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'outdated' }

export interface Live {
  readonly state: LiveState
  readonly status: LiveStatus
  /** Add to the local clock to get the server's, in ms. */
  readonly clockOffset: number
}

/** The part of a WebSocket that is used: the browser's and Node's both are one. */
export interface SocketLike {
  send(data: string): void
  close(code?: number, reason?: string): void
  onopen: ((event: never) => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
  onerror: ((event: never) => void) | null
}

/** Time and chance, so that tests can hold them. */
export interface LiveClock {
  now(): number
  random(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

export interface LiveClientOptions {
  /** `ws://host/api/live`. */
  readonly url: string
  /** Called after every change with the whole of it. The same objects are kept where nothing changed. */
  readonly onChange: (live: Live) => void
  /** Called with what others write down of calls that were opened by `ask`. */
  readonly onEntry?: (frame: EntryFrame) => void
  readonly open?: (url: string) => SocketLike
  readonly clock?: LiveClock
}

/** How long a probe of a connection that may be dead waits for its answer, in ms. Woken laptops must be live again within two seconds. */
const probeMs = 1_500
/** A handshake that gets no answer in this time is given up: SYNs into a dead network would wait for minutes. */
const openMs = 10_000
const backOffMs = { first: 500, most: 10_000 } as const
/** All clients of a restarting server come back spread over this time, not in one instant. */
const restartSpreadMs = 3_000

const systemClock: LiveClock = {
  now: () => Date.now(),
  random: () => Math.random(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  },
}

/**
 * Keeps a user's live state true over a socket that breaks: hello with the last number seen, snapshot or resumed
 * events, a heartbeat that does not believe `readyState` (after a laptop's sleep it still says OPEN), back-off with jitter.
 */
export class LiveClient {
  readonly #options: LiveClientOptions
  readonly #clock: LiveClock
  #live: Live = { state: emptyLiveState, status: { kind: 'connecting' }, clockOffset: 0 }
  #socket: SocketLike | null = null
  #running = false
  #failures = 0
  #heartbeatMs = 20_000
  #lastHeard = 0
  #probing = false
  /** Where the server was when it said `resumed`; live once we are there too. */
  #catchUpTo: number | null = null
  #retry: unknown = null
  #beat: unknown = null
  #guard: unknown = null

  constructor(options: LiveClientOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  get live(): Live {
    return this.#live
  }

  start(): void {
    if (this.#running) return
    this.#running = true
    this.#failures = 0
    if (this.#live.status.kind !== 'stale') this.#change({ status: { kind: 'connecting' } })
    this.#connect()
  }

  stop(): void {
    this.#running = false
    this.#drop()
    this.#clock.clearTimeout(this.#retry)
  }

  /**
   * The page is about to stand still: a tab that the browser freezes. From now on nothing that is shown is true any
   * more, and what comes meanwhile would be told too late. `wake` fetches what was missed.
   */
  sleep(): void {
    if (!this.#running) return
    this.#drop()
    this.#clock.clearTimeout(this.#retry)
    if (this.#live.status.kind === 'live') this.#goStale('silent')
  }

  /**
   * Something happened after which the connection may be dead or possible again: the page became visible, the
   * network came back, the computer woke. Connects at once if it was waiting, else asks the server for a sign of life.
   */
  wake(): void {
    if (!this.#running) return
    if (this.#socket === null) {
      this.#clock.clearTimeout(this.#retry)
      this.#connect()
    } else if (this.#live.status.kind === 'live') {
      if (this.#clock.now() - this.#lastHeard > this.#heartbeatMs) this.#goStale('silent')
      this.#probe()
    }
  }

  /** Asks for what others write down of a call. Nothing is sent while the connection is not live: ask again when it is. */
  ask(frame: Extract<ClientFrame, { callId: string }>): void {
    if (this.#live.status.kind === 'live') this.#send(frame)
  }

  #connect(): void {
    const socket = (this.#options.open ?? openWebSocket)(this.#options.url)
    this.#socket = socket
    this.#catchUpTo = null
    this.#guard = this.#clock.setTimeout(() => this.#lose('lost'), openMs)
    socket.onopen = () => {
      this.#send({ kind: 'hello', version: socketVersion, since: this.#live.state.seq })
    }
    socket.onmessage = (event) => {
      if (this.#socket === socket) this.#hear(event.data)
    }
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#closed(event.code)
    }
    socket.onerror = null
  }

  #send(frame: ClientFrame): void {
    try {
      this.#socket?.send(JSON.stringify(frame))
    } catch {
      this.#lose('lost')
    }
  }

  #hear(data: unknown): void {
    this.#lastHeard = this.#clock.now()
    this.#probing = false
    const frame = readFrame(data)
    if (frame === null) {
      // What we do not understand we may not skip: it may be the event that ends a call.
      this.#change({ state: { ...this.#live.state, seq: null } })
      this.#lose('behind')
      return
    }
    this.#apply(frame)
  }

  #apply(frame: ServerFrame): void {
    if (frame.kind === 'entry' || frame.kind === 'entryWriting' || frame.kind === 'entryClosed')
      this.#options.onEntry?.(frame)
    const step = applyFrame(this.#live.state, frame)
    if (step.gap) {
      this.#lose('behind')
      return
    }
    if (step.state !== this.#live.state) this.#change({ state: step.state })
    if (frame.kind === 'hello') this.#greeted(frame)
    else if (frame.kind === 'resumed') this.#catchUpTo = frame.seq
    else if (frame.kind === 'resync') this.#catchUpTo = null
    else if (frame.kind === 'snapshot') this.#catchUpTo = frame.seq
    else if (frame.kind === 'pong') this.#setOffset(frame.serverTime)
    this.#settle()
  }

  #greeted(frame: Extract<ServerFrame, { kind: 'hello' }>): void {
    if (frame.version !== socketVersion) {
      this.#end({ kind: 'outdated' })
      return
    }
    this.#heartbeatMs = Math.max(1, frame.heartbeatSeconds) * 1_000
    this.#setOffset(frame.serverTime)
    this.#scheduleBeat()
  }

  /** Live when everything that the server had for us is here. */
  #settle(): void {
    const { state, status } = this.#live
    if (status.kind === 'live' || this.#catchUpTo === null || state.seq === null) return
    if (state.seq < this.#catchUpTo) return
    this.#clock.clearTimeout(this.#guard)
    this.#failures = 0
    this.#change({ status: { kind: 'live' } })
  }

  #setOffset(serverTime: string): void {
    const clockOffset = Date.parse(serverTime) - this.#clock.now()
    // Differences below this are the network's, not the clock's: no need to redraw for them.
    if (Math.abs(clockOffset - this.#live.clockOffset) > 500) this.#change({ clockOffset })
  }

  #scheduleBeat(): void {
    this.#clock.clearTimeout(this.#beat)
    this.#beat = this.#clock.setTimeout(() => this.#onBeat(), this.#heartbeatMs / 2)
  }

  /** Half a heartbeat has passed. If timers stood still meanwhile (sleep), more has: then what we show may be old. */
  #onBeat(): void {
    this.#scheduleBeat()
    const silence = this.#clock.now() - this.#lastHeard
    if (silence < this.#heartbeatMs) this.#send({ kind: 'ping', at: this.#clock.now() })
    else {
      this.#goStale('silent')
      this.#probe()
    }
  }

  #probe(): void {
    if (this.#probing) return
    this.#probing = true
    const askedAt = this.#clock.now()
    this.#send({ kind: 'ping', at: askedAt })
    this.#clock.clearTimeout(this.#guard)
    this.#guard = this.#clock.setTimeout(() => {
      if (this.#probing) this.#lose('silent')
    }, probeMs)
  }

  #closed(code: number): void {
    if (code === closeCodes.unauthorised) this.#end({ kind: 'signedOut' })
    else if (code === closeCodes.version) this.#end({ kind: 'outdated' })
    else if (code === closeCodes.goingAway) this.#lose('restarting')
    else {
      if (code === closeCodes.tooSlow) this.#change({ state: { ...this.#live.state, seq: null } })
      this.#lose('lost')
    }
  }

  /** This connection is no good: say so, and come back with the last number seen. */
  #lose(reason: Extract<LiveStatus, { kind: 'stale' }>['reason']): void {
    this.#drop()
    if (!this.#running) return
    if (this.#live.status.kind !== 'connecting') this.#goStale(reason)
    this.#clock.clearTimeout(this.#retry)
    this.#retry = this.#clock.setTimeout(() => this.#connect(), this.#pause(reason))
    this.#failures += 1
  }

  /** Full jitter: a random pause up to a limit that doubles, so that clients do not come back in step. */
  #pause(reason: string): number {
    const once = this.#failures === 0
    if (once && reason === 'restarting') return this.#clock.random() * restartSpreadMs
    // Found out by ourselves, alone: no herd to fear.
    if (once && (reason === 'silent' || reason === 'behind')) return 0
    return this.#clock.random() * Math.min(backOffMs.most, backOffMs.first * 2 ** this.#failures)
  }

  #end(status: LiveStatus): void {
    this.#running = false
    this.#drop()
    this.#change({ status })
  }

  #goStale(reason: Extract<LiveStatus, { kind: 'stale' }>['reason']): void {
    const { status } = this.#live
    const since = status.kind === 'stale' ? status.since : this.#clock.now()
    this.#change({ status: { kind: 'stale', reason, since } })
  }

  #drop(): void {
    this.#clock.clearTimeout(this.#guard)
    this.#clock.clearTimeout(this.#beat)
    this.#probing = false
    const socket = this.#socket
    this.#socket = null
    if (socket === null) return
    socket.onopen = socket.onmessage = socket.onclose = null
    // A dead peer never answers a close; the browser forgets the socket in its own time.
    socket.close()
  }

  #change(part: Partial<Live>): void {
    this.#live = { ...this.#live, ...part }
    this.#options.onChange(this.#live)
  }
}

function readFrame(data: unknown): ServerFrame | null {
  if (typeof data !== 'string') return null
  try {
    return serverFrame.parse(JSON.parse(data))
  } catch {
    return null
  }
}

function openWebSocket(url: string): SocketLike {
  return new (globalThis as unknown as { WebSocket: new (url: string) => SocketLike }).WebSocket(url)
}
