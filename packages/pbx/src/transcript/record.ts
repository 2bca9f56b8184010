/**
 * Writes down all that goes into a session and all that comes out of it. The session runs in a world whose clocks stand
 * still during one input and whose chance comes from one seed, so that the same inputs make it do the same again.
 */
import { createHash } from 'node:crypto'
import type { Command, CommandResult, DeviceId } from '@hookswitch/model'
import { LinkError, type PbxConnector, type PbxSession, type SessionPorts } from '#connector.ts'
import { LinkError as SocketError, type Link, type LinkHandlers, type LinkOptions } from '#link.ts'
import { realWorld, type Timer, type World } from '#world.ts'
import type { TranscriptInput, TranscriptLine } from './format.ts'
import { hideInCommand, hideSecrets } from './secrets.ts'
import { pieceOf, wireReader } from './wire.ts'

export interface RecordOptions {
  /** Takes every line as it happens. It must not throw, and should not take long. */
  readonly sink: (line: TranscriptLine) => void
  /** What the real world is. Another one plays a recording. */
  readonly world?: World
}

type Untimed<T> = T extends unknown ? Omit<T, 'at' | 't' | 'with'> : never
type SessionInput = Untimed<Exclude<TranscriptInput, { kind: 'told' | 'sweep' }>>

/** The same connector, all sessions of which are written down. */
export function recordConnector<Config>(
  connector: PbxConnector<Config>,
  options: RecordOptions,
): PbxConnector<Config> {
  return {
    kind: connector.kind,
    config: connector.config,
    secretFields: connector.secretFields,
    open: (config, ports, signal) => new Tape(connector.kind, ports, options).open(connector, config, signal),
  }
}

/** Inputs come one at a time: each in a turn of its own, after all that the one before has led to. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

class Tape {
  readonly #kind: string
  readonly #ports: SessionPorts
  readonly #options: RecordOptions
  readonly #real: World
  readonly #world: World
  #at = 0
  #t = 0
  /** Nothing but what the last input is doing has run since. */
  #sameBreath = false
  #timers = 0
  #asked = 0
  #seed = ''
  #drawn = 0

  constructor(kind: string, ports: SessionPorts, options: RecordOptions) {
    this.#kind = kind
    this.#ports = ports
    this.#options = options
    this.#real = options.world ?? realWorld
    this.#world = this.#makeWorld()
  }

  async open<Config>(
    connector: PbxConnector<Config>,
    config: Config,
    signal: AbortSignal,
  ): Promise<PbxSession> {
    const stopped = new AbortController()
    // What is left to do for a session that has just ended is done before.
    await nextTurn()
    this.#seed = this.#real.chance(8)
    this.#input({ kind: 'open', devices: [...this.#ports.devices], chance: this.#seed })
    const forget = this.#cancelled(signal, 0, stopped)
    try {
      const session = await connector.open(config, this.#inner(), stopped.signal)
      this.#options.sink({ kind: 'live' })
      void session.ended.then(({ code, message }) => {
        forget()
        this.#options.sink({ kind: 'over', code, message })
      })
      return this.#session(session)
    } catch (error) {
      const { code, message } =
        error instanceof LinkError
          ? error
          : { code: 'unexpected', message: 'The session could not be opened.' }
      this.#options.sink({ kind: 'over', code, message })
      throw error
    }
  }

  #input(input: SessionInput): void {
    const { sink } = this.#options
    const together = this.#sameBreath
    if (!together) {
      this.#at = this.#ports.now()
      this.#t = Math.round(this.#real.steady() * 10) / 10
    }
    this.#sameBreath = true
    queueMicrotask(() => (this.#sameBreath = false))
    const { kind, ...rest } = input
    sink({ kind, at: this.#at, t: this.#t, ...(together ? { with: true } : {}), ...rest } as TranscriptLine)
  }

  #inner(): SessionPorts {
    const ports = this.#ports
    return {
      devices: ports.devices,
      event: (event, receivedAt) => {
        this.#options.sink({ kind: 'event', at: receivedAt, event: event as { kind: string } })
        ports.event(event, receivedAt)
      },
      log: (entry) => ports.log(entry),
      now: () => this.#at,
      ...(ports.trace === undefined ? {} : { trace: ports.trace.bind(ports) }),
      world: this.#world,
    }
  }

  #makeWorld(): World {
    const real = this.#real
    const timed = (work: () => void): (() => void) => {
      const timer = (this.#timers += 1)
      return () => {
        this.#input({ kind: 'timer', timer })
        work()
      }
    }
    return {
      openLink: (options, handlers) => this.#openLink(options, handlers),
      steady: () => this.#t,
      after: (ms, work) => real.after(ms, timed(work)),
      every: (ms, work) => real.every(ms, timed(work)),
      clear: (timer: Timer | undefined) => real.clear(timer),
      chance: (bytes) => {
        this.#drawn += 1
        return createHash('sha256')
          .update(`${this.#seed}:${this.#drawn}`)
          .digest('hex')
          .slice(0, 2 * bytes)
      },
    }
  }

  async #openLink(options: LinkOptions, handlers: LinkHandlers): Promise<Link> {
    const reader = wireReader(this.#kind)
    let heard = 0
    const link = await this.#linked(options, {
      data: (bytes) => {
        const { text, rest } = reader.push(bytes)
        const shown = text.map((piece) => hideSecrets(this.#kind, piece))
        this.#input({ kind: 'in', text: shown, ...(rest === 0 ? {} : { rest }) })
        heard = this.#t
        handlers.data(bytes)
      },
      end: (reason) => {
        this.#input({ kind: 'cut', end: reason.kind, sentence: reason.sentence })
        handlers.end(reason)
      },
    })
    heard = this.#t
    const silent = (): number => this.#t - heard
    return {
      write: (bytes) => {
        this.#options.sink({ kind: 'out', text: hideSecrets(this.#kind, pieceOf(this.#kind, bytes)) })
        link.write(bytes)
      },
      close: (reason) => link.close(reason),
      destroy: (reason) => link.destroy(reason),
      remote: link.remote,
      get bufferedBytes() {
        return link.bufferedBytes
      },
      get silentMs() {
        return silent()
      },
    }
  }

  async #linked(options: LinkOptions, handlers: LinkHandlers): Promise<Link> {
    try {
      const link = await this.#real.openLink(options, handlers)
      this.#input({ kind: 'linked' })
      return link
    } catch (error) {
      if (error instanceof SocketError)
        this.#input({ kind: 'unlinked', code: error.code, sentence: error.message })
      throw error
    }
  }

  #session(inner: PbxSession): PbxSession {
    const ask = async (
      input: (n: number) => SessionInput,
      run: (signal: AbortSignal) => Promise<CommandResult>,
      signal?: AbortSignal,
    ): Promise<CommandResult> => {
      const n = (this.#asked += 1)
      const stopped = new AbortController()
      await nextTurn()
      this.#input(input(n))
      const forget = signal === undefined ? undefined : this.#cancelled(signal, n, stopped)
      const result = await run(stopped.signal)
      forget?.()
      this.#options.sink({ kind: 'result', n, result })
      return result
    }
    return {
      get capabilities() {
        return inner.capabilities
      },
      command: (command: Command, signal) =>
        ask(
          (n) => ({ kind: 'command', n, command: hideInCommand(command) }),
          (stopped) => inner.command(command, stopped),
          signal,
        ),
      monitor: (device: DeviceId) =>
        ask(
          (n) => ({ kind: 'monitor', n, device }),
          () => inner.monitor(device),
        ),
      unmonitor: (device: DeviceId) =>
        ask(
          (n) => ({ kind: 'unmonitor', n, device }),
          () => inner.unmonitor(device),
        ),
      ended: inner.ended,
      close: async () => {
        await nextTurn()
        this.#input({ kind: 'close' })
        await inner.close()
      },
    }
  }

  /** Somebody gives up what is being done: the session (0) or a command. */
  #cancelled(signal: AbortSignal, n: number, stopped: AbortController): () => void {
    const give = (): void => {
      void nextTurn().then(() => {
        this.#input({ kind: 'cancel', n })
        stopped.abort()
      })
    }
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
    return () => signal.removeEventListener('abort', give)
  }
}
