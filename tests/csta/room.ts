/** A simulated switch, the connector and the model in a world of their own: what each believes can be compared. */
import {
  applyEvent,
  callsAt,
  type Call,
  type Change,
  emptySwitch,
  liveCalls,
  sweep,
  type SwitchEvent,
  type SwitchState,
} from '@hookswitch/model'
import {
  type Fault,
  type Simulator,
  type SimulatorDialectName,
  type SimulatorOptions,
  startSimulator,
  VirtualClock,
} from '@hookswitch/simulator'
import { cstaConfig } from '#pbx/csta/config.ts'
import { cstaConnector } from '#pbx/csta/connector.ts'
import type { LinkLog, PbxSession, SessionEnd } from '#pbx/connector.ts'
import type { TranscriptLine } from '#pbx/transcript/format.ts'
import { recordConnector } from '#pbx/transcript/record.ts'
import type { Exchange } from '#simulator/engine/exchange.ts'
import { VirtualWorld } from './virtual-world.ts'

export const phones: readonly string[] = ['1001', '1002', '1003', '1004', '1005', '1006']
export const queue = '6001'
export const group = '6010'
export const menu = '6000'
export const slots: readonly string[] = ['701', '702']

export interface RoomWishes {
  readonly seed?: number
  /** The kind of switch; the connector speaks the dialect of that name. */
  readonly kind?: SimulatorDialectName
  readonly habits?: SimulatorOptions['habits']
  readonly settings?: SimulatorOptions['settings']
  readonly config?: object
  /** Writes a transcript, as a server does for an administrator. */
  readonly records?: boolean
  /** Does not connect yet. */
  readonly apart?: boolean
  /** Devices that are monitored; default: all but the menu. */
  readonly devices?: readonly string[]
}

export class Room {
  readonly clock: VirtualClock
  readonly simulator: Simulator
  /** What the connector told, and when. */
  readonly heard: { readonly event: SwitchEvent; readonly at: number }[] = []
  readonly logs: LinkLog[] = []
  /** What went over the wire, each way. */
  readonly traffic: { readonly direction: 'in' | 'out'; readonly text: string }[] = []
  /** The transcript, where one is written. */
  readonly transcript: TranscriptLine[] = []
  /** Calls as last told, by id. */
  readonly calls = new Map<string, Call>()
  /** All that was told of calls, in order. */
  readonly told: Call[] = []
  /** How the sessions ended, the first first. */
  readonly ends: SessionEnd[] = []
  state: SwitchState = emptySwitch('test')
  readonly #wishes: RoomWishes
  readonly world: VirtualWorld
  #session: PbxSession | undefined
  #strangers = 0

  private constructor(wishes: RoomWishes, simulator: Simulator, clock: VirtualClock) {
    this.#wishes = wishes
    this.simulator = simulator
    this.clock = clock
    this.world = new VirtualWorld(clock, (wire) => simulator.face.attach(wire))
  }

  static async open(wishes: RoomWishes = {}): Promise<Room> {
    const clock = new VirtualClock()
    const simulator = await startSimulator({
      port: 0,
      clock,
      seed: wishes.seed ?? 1,
      agentsReady: true,
      extensions: phones.map((number) => ({ number, name: `Agent ${number}` })),
      layout: {
        queues: [{ number: queue, name: 'Service', members: phones.slice(0, 3) }],
        groups: [{ number: group, name: 'Reception', members: phones.slice(3) }],
        parkSlots: slots,
      },
      customers: [],
      habits: wishes.habits ?? {},
      ...(wishes.settings === undefined ? {} : { settings: wishes.settings }),
      ...(wishes.kind === undefined ? {} : { dialect: wishes.kind }),
    })
    const room = new Room(wishes, simulator, clock)
    if (wishes.apart !== true) await room.connect()
    return room
  }

  /** Opens the link; the model goes on with what it knows. @throws LinkError */
  async connect(config: object = {}): Promise<void> {
    const opening = this.#connector().open(
      cstaConfig.parse({
        host: 'switch',
        port: 1,
        user: 'hookswitch',
        password: 'hookswitch',
        ...(this.#wishes.kind === undefined ? {} : { dialect: this.#wishes.kind }),
        ...this.#wishes.config,
        ...config,
      }),
      {
        devices: this.#wishes.devices ?? [...phones, queue, group, ...slots],
        now: () => this.clock.now(),
        log: (entry) => void this.logs.push(entry),
        event: (event, at) => this.#hear(event, at),
        trace: (direction, text) => void this.traffic.push({ direction, text }),
        world: this.world,
      },
      new AbortController().signal,
    )
    const session = await this.whileTimePasses(opening)
    this.#session = session
    void session.ended.then((end) => {
      this.ends.push(end)
      if (this.#session === session) this.#session = undefined
    })
    await this.settle()
  }

  #connector(): typeof cstaConnector {
    if (this.#wishes.records !== true) return cstaConnector
    return recordConnector(cstaConnector, {
      sink: (line) => void this.transcript.push(line),
      world: this.world,
    })
  }

  /** As after a restart of the server: logs out, and in again. */
  async reconnect(): Promise<void> {
    const session = this.#session
    if (session !== undefined) await this.whileTimePasses(session.close())
    await this.connect()
  }

  async close(): Promise<void> {
    const session = this.#session
    if (session !== undefined) await this.whileTimePasses(session.close())
    await this.simulator.stop()
  }

  /** Everybody outside has a number of his own. */
  stranger(): string {
    this.#strangers += 1
    return `+1212${2_000_000 + this.#strangers}`
  }

  get exchange(): Exchange {
    return this.simulator.engine
  }

  /** Undefined while the link is down. */
  get session(): PbxSession | undefined {
    return this.#session
  }

  /** Everything that was said has been heard. */
  async settle(): Promise<void> {
    await this.#moment()
    while ([...this.simulator.face.sessions].some(({ outlet }) => !outlet.isIdle)) await this.#step(1)
  }

  /** Lets time pass, and whatever falls due happen in its order. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms
    await this.#moment()
    for (let next = this.clock.next; next !== null && next <= until; next = this.clock.next)
      await this.#step(Math.max(0, next - this.clock.now()))
    await this.#step(until - this.clock.now())
    this.sweep()
  }

  /** What takes time takes it from this clock. */
  async whileTimePasses<T>(work: Promise<T>): Promise<T> {
    let over = false
    const watched = work.finally(() => (over = true))
    watched.catch(() => {})
    await this.#moment()
    while (!over) await this.#step(Math.max(0, (this.clock.next ?? this.clock.now()) - this.clock.now()))
    return watched
  }

  /** Whoever writes a transcript gives each input a turn of its own. */
  async #moment(): Promise<void> {
    for (let turns = this.#wishes.records === true ? 12 : 1; turns > 0; turns -= 1) await turn()
  }

  async #step(ms: number): Promise<void> {
    this.clock.advance(ms)
    await this.#moment()
  }

  /** Something goes wrong with the switch; of some things, at one device. */
  async fault(fault: Fault, device = ''): Promise<void> {
    this.simulator.faults[fault](device)
    await this.settle()
  }

  /** As a server does now and then: calls that came to nobody are over after a while. */
  sweep(): void {
    this.#take(sweep(this.state, this.clock.now()))
  }

  #hear(event: SwitchEvent, at: number): void {
    this.heard.push({ event, at })
    this.#take(applyEvent(this.state, event, at))
  }

  #take({ state, changes }: { readonly state: SwitchState; readonly changes: readonly Change[] }): void {
    this.state = state
    for (const change of changes)
      if (change.kind === 'call' || change.kind === 'ended') {
        this.told.push(change.call)
        this.calls.set(change.call.id, change.call)
      }
  }

  /** Every leg at a phone, as the model believes: `device call state`. A tone that is heard is no call any more. */
  believed(): string[] {
    const legs = phones.flatMap((device) =>
      callsAt(this.state, device).flatMap((call) =>
        call.connections
          .filter((one) => one.device === device && one.state !== 'null' && one.state !== 'fail')
          .map((one) => `${device} ${one.id.callId} ${one.state}`),
      ),
    )
    return [...new Set(legs)].toSorted()
  }

  /** As it is. */
  actual(): string[] {
    const legs = [...this.exchange.calls.values()].flatMap((call) =>
      [...call.legs.values()]
        .filter(({ device, state }) => phones.includes(device) && state !== 'fail')
        .map(({ device, state }) => `${device} ${call.id} ${state}`),
    )
    return legs.toSorted()
  }

  /** Calls that are believed to go on. */
  get live(): readonly Call[] {
    return liveCalls(this.state)
  }
}

/** All that was promised is kept: promises and ticks, but no timers of the machine. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
