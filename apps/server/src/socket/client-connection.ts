import { clientFrame, closeCodes, socketVersion, type ClientFrame } from '@hookswitch/contract'
import type { WebSocket } from 'ws'
import type { EntryAsker, EntryRoom } from '#entry/entry-room.ts'
import type { Reader } from '#feed/channel.ts'
import { EntryEars } from './entry-ears.ts'

/** What a socket shows: one user's feed. */
export interface LivePort {
  /** The last number told to this user, and from now on every frame to the reader. */
  attach(user: string, reader: Reader): { readonly told: number; readonly detach: () => void }
  /** All that the user sees now, in JSON. */
  snapshot(user: string): string
  /** Frames after `since` up to `upTo`, whole; undefined when they are no longer there. */
  replay(
    user: string,
    range: { readonly since: number; readonly upTo: number },
  ): Promise<string[] | undefined>
}

export interface ConnectionOptions {
  readonly socket: WebSocket
  readonly user: string
  readonly live: LivePort
  /** What people write down, and as whom this client asks for it. */
  readonly entry: { readonly room: Pick<EntryRoom, 'watch' | 'writing'>; readonly asker: EntryAsker }
  readonly now: () => number
  readonly count: (what: string) => void
}

export const heartbeatSeconds = 10
/** A client has nothing to say that is longer. */
const largestFrame = 64 * 1024
/** A client that says hello later than this has no business here. */
const helloWithinMs = 10_000
/** A reader that lets so much pile up is closed: it takes a new snapshot when it has come to. */
const mostBuffered = 1024 * 1024

/** One client: hello ▶ snapshot or resume ▶ events, until one of the two goes. */
export class ClientConnection implements Reader {
  readonly #options: ConnectionOptions
  #phase: 'waiting' | 'starting' | 'live' | 'closed' = 'waiting'
  /** Frames that came while what was missed is being read. */
  #held: string[] = []
  #detach: () => void = () => {}
  #alive = true
  readonly #hello: NodeJS.Timeout
  readonly #ears: EntryEars

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { room, asker } = options.entry
    this.#ears = new EntryEars(room, { asker, tell: (frame) => this.#send(JSON.stringify(frame)) })
    this.#hello = setTimeout(() => this.close(closeCodes.badFrame, 'no hello'), helloWithinMs)
    const { socket } = options
    socket.on('message', (data: Buffer, binary) =>
      this.#message(binary || data.byteLength > largestFrame ? null : String(data)),
    )
    socket.on('pong', () => (this.#alive = true))
    socket.on('close', () => this.#ended())
    // The close that follows tells all there is to tell.
    socket.on('error', () => {})
  }

  get user(): string {
    return this.#options.user
  }

  frame(text: string): void {
    if (this.#phase === 'starting') this.#held.push(text)
    else if (this.#phase === 'live') this.#send(text)
  }

  /** Called once per heartbeat: a client that has not moved since the last one is dead, whatever TCP believes. */
  beat(): void {
    if (!this.#alive) {
      this.#options.count('dead')
      this.#options.socket.terminate()
      return
    }
    this.#alive = false
    this.#options.socket.ping()
  }

  close(code: number, reason: string): void {
    if (this.#phase === 'closed') return
    this.#ended()
    this.#options.socket.close(code, reason)
    // A peer that does not answer the close would keep the socket for half a minute.
    setTimeout(() => this.#options.socket.terminate(), 2_000).unref()
  }

  #ended(): void {
    this.#phase = 'closed'
    this.#held = []
    clearTimeout(this.#hello)
    this.#ears.closeAll()
    this.#detach()
  }

  #message(text: string | null): void {
    if (this.#phase === 'closed') return
    this.#alive = true
    const frame = text === null ? undefined : readFrame(text)
    if (frame === undefined) return this.close(closeCodes.badFrame, 'not understood')
    if (frame.kind === 'ping') return this.#send(this.#pong(frame.at))
    if ('callId' in frame) return this.#ask(frame)
    if (this.#phase !== 'waiting') return this.close(closeCodes.badFrame, 'hello again')
    if (frame.version !== socketVersion) return this.close(closeCodes.version, 'other version')
    clearTimeout(this.#hello)
    this.#phase = 'starting'
    void this.#start(frame.since)
  }

  #ask(frame: Parameters<EntryEars['hear']>[0]): void {
    const isUnderstood = this.#phase !== 'waiting' && this.#ears.hear(frame)
    if (!isUnderstood) this.close(closeCodes.badFrame, 'not now')
  }

  async #start(since: number | null): Promise<void> {
    const { live, user, now } = this.#options
    const { told, detach } = live.attach(user, this)
    this.#detach = detach
    this.#send(
      JSON.stringify({
        kind: 'hello',
        version: socketVersion,
        serverTime: new Date(now()).toISOString(),
        heartbeatSeconds,
      }),
    )
    const missed = since === null || since > told ? undefined : await this.#missed(since, told)
    if (this.#isClosed()) return
    if (missed !== undefined) {
      this.#send(JSON.stringify({ kind: 'resumed', seq: told }))
      for (const text of missed) this.#send(text)
      for (const text of this.#held) this.#send(text)
    } else {
      if (since !== null) {
        this.#options.count('resync')
        this.#send(JSON.stringify({ kind: 'resync', reason: since > told ? 'unknown' : 'tooOld' }))
      }
      this.#sendSnapshot(told)
    }
    this.#held = []
    if (!this.#isClosed()) this.#phase = 'live'
  }

  /** The snapshot may be newer than `told`, never older: what was held meanwhile is sent after it, and replaces the same. */
  #sendSnapshot(told: number): void {
    const { live, user } = this.#options
    this.#send(`{"kind":"snapshot","seq":${told},"snapshot":${live.snapshot(user)}}`)
    for (const text of this.#held) this.#send(text)
  }

  async #missed(since: number, told: number): Promise<string[] | undefined> {
    if (since === told) return []
    try {
      return await this.#options.live.replay(this.#options.user, { since, upTo: told })
    } catch {
      // The snapshot needs no database.
      return undefined
    }
  }

  #isClosed(): boolean {
    return this.#phase === 'closed'
  }

  #pong(at: number): string {
    return JSON.stringify({ kind: 'pong', at, serverTime: new Date(this.#options.now()).toISOString() })
  }

  #send(text: string): void {
    const { socket } = this.#options
    if (this.#phase === 'closed' || socket.readyState !== socket.OPEN) return
    socket.send(text)
    if (socket.bufferedAmount <= mostBuffered) return
    this.#options.count('tooSlow')
    this.#ended()
    socket.close(closeCodes.tooSlow, 'too slow')
    // It does not read: the close frame would wait behind what it does not read.
    setTimeout(() => socket.terminate(), 2_000).unref()
  }
}

function readFrame(text: string): ClientFrame | undefined {
  try {
    return clientFrame.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
