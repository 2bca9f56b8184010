import type { Command, CommandResult } from '@hookswitch/model'
import type { PbxConnector, PbxSession } from '#connector.ts'
import type { TranscriptHead, TranscriptInput, TranscriptLine } from './format.ts'
import { recordConnector } from './record.ts'
import { ReplayWorld } from './replay-world.ts'
import { bytesOf } from './wire.ts'

/** The recorder gives every input a turn of its own; whatever is promised after it is kept within the next. */
const TURNS = 3

/** One session, played from its opening on. */
export class Player {
  readonly #connector: PbxConnector<never>
  readonly #head: TranscriptHead
  readonly #world = new ReplayWorld()
  readonly #stopped = new AbortController()
  readonly #given = new Map<number, AbortController>()
  #session: PbxSession | undefined
  #at = 0
  #made: TranscriptLine[] = []

  constructor(connector: PbxConnector<never>, head: TranscriptHead) {
    this.#head = head
    this.#connector = recordConnector(connector, {
      world: this.#world,
      sink: (line) => {
        // Inputs are what is played: only what comes of them is to be compared.
        if (!('t' in line)) this.#made.push(line)
      },
    })
  }

  /** Plays the inputs among these lines, and gives what came of them, in order. */
  async play(lines: readonly TranscriptLine[]): Promise<TranscriptLine[]> {
    this.#made = []
    for (const line of lines) if ('t' in line) this.#input(line)
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn()
    return JSON.parse(JSON.stringify(this.#made)) as TranscriptLine[]
  }

  #input(line: Exclude<TranscriptInput, { kind: 'told' | 'sweep' }>): void {
    this.#at = line.at
    this.#world.t = line.t
    switch (line.kind) {
      case 'open':
        return this.#open(line)
      case 'linked':
        return void this.#world.linked()
      case 'unlinked':
        return void this.#world.unlinked(line.code, line.sentence)
      case 'in':
        return void this.#world.arrive(
          Buffer.concat(line.text.map((piece) => bytesOf(this.#head.kind, piece))),
        )
      case 'timer':
        return void this.#world.fire(line.timer)
      case 'cut':
        return void this.#world.cut(line.end, line.sentence)
      case 'cancel':
        return (line.n === 0 ? this.#stopped : this.#given.get(line.n))?.abort()
      default:
        return this.#ask(line)
    }
  }

  #open(line: Extract<TranscriptInput, { kind: 'open' }>): void {
    this.#world.seed = line.chance
    const ports = {
      devices: line.devices,
      event: () => {},
      log: () => {},
      now: () => this.#at,
    }
    const config = this.#connector.config.parse(this.#head.config)
    void this.#connector.open(config, ports, this.#stopped.signal).then(
      (session) => {
        this.#session = session
      },
      () => {},
    )
  }

  #ask(line: Extract<TranscriptInput, { kind: 'command' | 'monitor' | 'unmonitor' | 'close' }>): void {
    const session = this.#session
    if (session === undefined) return
    const run = (): Promise<CommandResult | void> => {
      switch (line.kind) {
        case 'command': {
          const given = new AbortController()
          this.#given.set(line.n, given)
          return session.command(line.command as unknown as Command, given.signal)
        }
        case 'monitor':
          return session.monitor(line.device)
        case 'unmonitor':
          return session.unmonitor(line.device)
        case 'close':
          return session.close()
      }
    }
    void run()
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
