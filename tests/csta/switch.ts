/** A simulated switch, the connector that talks to it, and the model that listens: what each believes can be compared. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  applyEvent,
  type Call,
  type Change,
  type Command,
  type CommandResult,
  type ConnectionId,
  type ConnectionState,
  emptySwitch,
} from '@hookswitch/model'
import {
  type LedgerEntry,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '@hookswitch/simulator'
import { cstaConfig } from '#pbx/csta/config.ts'
import { cstaConnector } from '#pbx/csta/connector.ts'
import type { LinkLog, PbxSession } from '#pbx/connector.ts'

const extensions = Array.from({ length: 12 }, (_, index) => String(1001 + index))

export interface Wishes {
  readonly habits?: NonNullable<SimulatorOptions['habits']>
  readonly dialect?: string
}

export class Switch {
  readonly ended: Call[] = []
  readonly logs: LinkLog[] = []
  readonly #simulator: Simulator
  #session: PbxSession | undefined
  #state = emptySwitch('test')
  readonly #calls = new Map<string, Call>()

  private constructor(simulator: Simulator) {
    this.#simulator = simulator
  }

  static async open(wishes: Wishes): Promise<Switch> {
    const simulator = await startSimulator({
      port: 0,
      seed: 7,
      habits: wishes.habits ?? {},
      agentsReady: false,
    })
    const all = new Switch(simulator)
    const config = cstaConfig.parse({
      host: '127.0.0.1',
      port: simulator.port,
      user: 'hookswitch',
      password: 'hookswitch',
      ...(wishes.dialect === undefined ? {} : { dialect: wishes.dialect }),
    })
    all.#session = await cstaConnector.open(
      config,
      {
        devices: extensions,
        now: () => Date.now(),
        log: (entry) => void all.logs.push(entry),
        event: (event, at) => {
          const { state, changes } = applyEvent(all.#state, event, at)
          all.#state = state
          for (const change of changes) all.#note(change)
        },
      },
      new AbortController().signal,
    )
    return all
  }

  async close(): Promise<void> {
    await this.#session?.close()
    await this.#simulator.stop()
  }

  get ledger(): readonly LedgerEntry[] {
    return this.#simulator.ledger.since(0)
  }

  #note(change: Change): void {
    if (change.kind === 'call') this.#calls.set(change.call.id, change.call)
    if (change.kind === 'merged') this.#calls.delete(change.merged)
    if (change.kind !== 'ended') return
    this.#calls.delete(change.call.id)
    this.ended.push(change.call)
  }

  /** The calls that are believed to go on. */
  get live(): Call[] {
    return [...this.#calls.values()].filter((call) => call.endedAt === null)
  }

  /** A customer calls. Returns his call's id at the simulator. */
  async customer(call: {
    readonly from: string
    readonly to: string
    readonly digits?: string
  }): Promise<string> {
    return (await this.#post('/calls', call)).id
  }

  async hangUp(id: string): Promise<void> {
    await this.#post(`/calls/${id}/hang-up`, {})
  }

  async #post(path: string, body: object): Promise<{ readonly id: string }> {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(this.#simulator.controlUrl + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    const text = await answer.text()
    return text === '' ? { id: '' } : (JSON.parse(text) as { id: string })
  }

  async command(command: Command): Promise<CommandResult> {
    const result = await this.#session!.command(command)
    if (!result.ok) throw new Error(`${command.kind}: ${result.refusal.message}`)
    return result
  }

  /** Waits until a device has a leg in this state, by the model; its connection. */
  async leg(device: string, state: ConnectionState): Promise<ConnectionId> {
    return this.until(`${device} ${state}`, () => {
      const legs = this.live.flatMap((call) => call.connections)
      return legs.find((leg) => leg.device === device && leg.state === state)?.id
    })
  }

  async until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    const end = performance.now() + 10_000
    for (;;) {
      const found = look()
      if (found !== undefined && found !== false) return found
      if (performance.now() > end)
        throw new Error(`Waited in vain for ${what}; live: ${JSON.stringify(this.live)}`)
      await sleep(5)
    }
  }
}
