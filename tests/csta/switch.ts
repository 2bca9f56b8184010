/** A simulated switch, the connector that talks to it, and the model that listens: what each believes can be compared. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Agent,
  applyEvent,
  type Call,
  type Change,
  type Command,
  type CommandResult,
  type ConnectionId,
  type ConnectionState,
  type DeviceState,
  emptySwitch,
  sweep,
  type SwitchEvent,
  type SwitchState,
} from '@hookswitch/model'
import {
  type ControlClient,
  createControlClient,
  type LedgerEntry,
  type Simulator,
  type SimulatorDialectName,
  type SimulatorOptions,
  startSimulator,
} from '@hookswitch/simulator'
import { cstaConfig } from '#pbx/csta/config.ts'
import { cstaConnector } from '#pbx/csta/connector.ts'
import type { LinkLog, PbxSession } from '#pbx/connector.ts'

const extensions = Array.from({ length: 12 }, (_, index) => String(1001 + index))

export interface Wishes {
  readonly habits?: NonNullable<SimulatorOptions['habits']>
  readonly settings?: NonNullable<SimulatorOptions['settings']>
  /** Of the connector. */
  readonly dialect?: string
  /** The kind of switch; the connector then speaks the dialect of that name. */
  readonly kind?: SimulatorDialectName
  readonly seed?: number
  readonly config?: object
}

export class Switch {
  readonly ended: Call[] = []
  readonly changes: Change[] = []
  readonly devices = new Map<string, DeviceState>()
  readonly agents = new Map<string, Agent>()
  /** Plays the people at this switch. */
  readonly people: ControlClient
  readonly logs: LinkLog[] = []
  /** Everything that the connector said. */
  readonly events: SwitchEvent[] = []
  readonly #simulator: Simulator
  #session: PbxSession | undefined
  #state = emptySwitch('test')
  #config: object = {}
  readonly #calls = new Map<string, Call>()

  private constructor(simulator: Simulator) {
    this.#simulator = simulator
    this.people = createControlClient(simulator.controlUrl)
  }

  static async open(wishes: Wishes): Promise<Switch> {
    const simulator = await startSimulator({
      port: 0,
      seed: wishes.seed ?? 7,
      habits: wishes.habits ?? {},
      settings: { wrapUpMs: 40, networkMs: 10, liftAfterMs: 10, ...wishes.settings },
      ...(wishes.kind === undefined ? {} : { dialect: wishes.kind }),
      agentsReady: false,
    })
    const all = new Switch(simulator)
    await all.connect(wishes)
    return all
  }

  /** Opens the link, again where it was open. */
  async connect(wishes: Wishes = {}): Promise<void> {
    await this.#session?.close()
    const dialect = wishes.dialect ?? wishes.kind
    this.#config = {
      host: '127.0.0.1',
      port: this.#simulator.port,
      user: 'hookswitch',
      password: 'hookswitch',
      ...(dialect === undefined ? {} : { dialect }),
      ...wishes.config,
      ...this.#config,
    }
    this.#session = await cstaConnector.open(
      cstaConfig.parse(this.#config),
      {
        devices: extensions,
        now: () => Date.now(),
        log: (entry) => void this.logs.push(entry),
        event: (event, at) => {
          this.events.push(event)
          this.#take(applyEvent(this.#state, event, at))
        },
      },
      new AbortController().signal,
    )
  }

  async close(): Promise<void> {
    await this.#session?.close()
    await this.#simulator.stop()
  }

  get ledger(): readonly LedgerEntry[] {
    return this.#simulator.ledger.since(0)
  }

  get session(): PbxSession {
    if (this.#session === undefined) throw new Error('not connected')
    return this.#session
  }

  get simulator(): Simulator {
    return this.#simulator
  }

  #take({ state, changes }: { readonly state: SwitchState; readonly changes: readonly Change[] }): void {
    this.#state = state
    for (const change of changes) this.#note(change)
  }

  #note(change: Change): void {
    this.changes.push(change)
    if (change.kind === 'device') this.devices.set(change.device.device, change.device)
    if (change.kind === 'agent') this.agents.set(change.agent.device, change.agent)
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
    return (await this.people.startCall(call)).id
  }

  async hangUp(id: string): Promise<void> {
    await this.people.hangUp(id)
  }

  async command(command: Command): Promise<CommandResult> {
    const result = await this.session.command(command)
    if (!result.ok) throw new Error(`${command.kind}: ${result.refusal.message}`)
    return result
  }

  /** The call that a device is in, by the model. */
  callAt(device: string): Call | undefined {
    return this.live.findLast((call) => call.connections.some((leg) => leg.device === device))
  }

  /** Waits until a device is in no call, by the model. */
  async free(device: string): Promise<void> {
    await this.until(`${device} to be free`, () => this.callAt(device) === undefined)
  }

  /** Waits until a device has a leg in this state, by the model; its connection. */
  async leg(device: string, state: ConnectionState): Promise<ConnectionId> {
    return this.until(`${device} ${state}`, () => {
      const legs = this.live.flatMap((call) => call.connections)
      return legs.find((leg) => leg.device === device && leg.state === state)?.id
    })
  }

  #picture(): string {
    return this.live
      .map((call) => `${call.id}: ${call.connections.map((leg) => `${leg.device} ${leg.state}`).join(', ')}`)
      .join('; ')
  }

  async until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    const end = performance.now() + 4_000
    for (;;) {
      // As a server does: what came to nobody is over after a while.
      this.#take(sweep(this.#state, Date.now()))
      const found = look()
      if (found !== undefined && found !== false) return found
      if (performance.now() > end) throw new Error(`Waited in vain for ${what}; live: ${this.#picture()}`)
      await sleep(5)
    }
  }
}

/** One line for each call that a person would call one: who, with which digits, was it answered. */
function truth({ ledger }: Switch): string[] {
  const merged = new Set(ledger.flatMap((entry) => (entry.kind === 'merged' ? [entry.call] : [])))
  const lines = ledger.flatMap((entry) => {
    if (entry.kind !== 'callEnded' || merged.has(entry.call)) return []
    const began = ledger.find((other) => other.kind === 'callBegan' && other.call === entry.call)
    if (began?.kind !== 'callBegan' || began.parent !== null) return []
    return [`${began.direction} ${began.from} ${entry.digits ?? '-'} ${entry.outcome === 'answered'}`]
  })
  return lines.toSorted()
}

function belief({ ended }: Switch): string[] {
  return ended
    .filter((call) => call.parent === null && call.mergedInto === null)
    .map(
      (call) => `${call.direction} ${call.calling.number} ${call.digits ?? '-'} ${call.answeredAt !== null}`,
    )
    .toSorted()
}

/** Waits until all calls are over: what truly was, what was believed, and what the logs complain of. */
export async function whenOver(pbx: Switch) {
  await pbx.until(
    'the end of all calls',
    () => pbx.simulator.engine.calls.size === 0 && pbx.live.length === 0,
  )
  const complaints = pbx.logs.filter((entry) => entry.level === 'error' || entry.level === 'warn')
  return { truly: truth(pbx), believed: belief(pbx), complaints }
}
