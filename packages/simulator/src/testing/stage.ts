import type { Message, MessageKind, MessageOf } from '@hookswitch/pbx/csta/codec'
import { VirtualClock } from '#engine/clock.ts'
import { press, type HandAction } from '#hands.ts'
import { startCall } from '#people.ts'
import { startSimulator, type Simulator, type SimulatorOptions } from '#simulator.ts'
import type { StartCall } from '#control-api.ts'
import { nameOf, RawClient } from './raw-client.ts'

/** A simulator on a virtual clock, and CSTA applications at it over real TCP. */
export class Stage {
  readonly simulator: Simulator
  readonly clock: VirtualClock
  readonly #clients: RawClient[] = []

  private constructor(simulator: Simulator, clock: VirtualClock) {
    this.simulator = simulator
    this.clock = clock
  }

  static async open(options: SimulatorOptions = {}): Promise<Stage> {
    const clock = new VirtualClock()
    const simulator = await startSimulator({ port: 0, clock, agentsReady: false, ...options })
    return new Stage(simulator, clock)
  }

  /** @throws when anything that was sent in the meantime was not as the standard has it. */
  async close(): Promise<void> {
    for (const client of this.#clients) client.close()
    await this.simulator.stop()
    const faults = this.#clients.flatMap((client) => client.faults)
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }

  async connect(): Promise<RawClient> {
    const client = await RawClient.connect(this.simulator.port)
    // Frames in pieces: the pauses between them pass while somebody waits for them.
    client.waiting = () => {
      if (this.simulator.habits.writes === 'split') this.clock.advance(1)
    }
    this.#clients.push(client)
    return client
  }

  /** An application that watches these devices, one session each. */
  async watch<const Names extends readonly string[]>(
    ...devices: Names
  ): Promise<{ [K in keyof Names]: RawClient }> {
    const clients: RawClient[] = []
    for (const device of devices) {
      const client = await this.connect()
      await client.monitor(device)
      clients.push(client)
    }
    return clients as { [K in keyof Names]: RawClient }
  }

  /** Lets time pass, and everything that was said in it arrive. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds)
    for (const client of this.#clients) await client.settle()
  }

  call(wish: StartCall): string {
    const started = startCall(this.simulator.engine, wish)
    if (!started.ok) throw new Error(`${started.category}/${started.value}`)
    return started.value
  }

  press(extension: string, action: HandAction): void {
    const phone = this.simulator.engine.phone(extension)
    if (phone === undefined) throw new Error(`no extension ${extension}`)
    const pressed = press(this.simulator.engine, phone, action)
    if (!pressed.ok) throw new Error(`${pressed.category}/${pressed.value}`)
  }

  /** What truly became of a call. */
  outcome(id: string): string | null | undefined {
    return this.simulator.engine.truths.get(id)?.outcome
  }
}

/** One line an event: its name, the device and state it is about, cause. */
export function tale(client: RawClient): string[] {
  return client.events().map((message) => {
    const { cause, localConnectionInfo } = message as MessageOf<'DeliveredEvent'>
    const about = leg(message)
    const name = nameOf(message).replace(/Event$/, '')
    return [name, about, localConnectionInfo, cause].filter((part) => part !== undefined).join(' ')
  })
}

const connectionFields = [
  'connection',
  'establishedConnection',
  'droppedConnection',
  'heldConnection',
  'retrievedConnection',
  'failedConnection',
  'initiatedConnection',
  'originatedConnection',
  'outboundConnection',
  'queuedConnection',
] as const

/** The device part of the connection that an event is about. */
function leg(message: Message): string | undefined {
  const fields = message as Partial<Record<(typeof connectionFields)[number], { deviceID?: { id: string } }>>
  for (const field of connectionFields) if (fields[field] !== undefined) return fields[field].deviceID?.id
  return undefined
}

/** The last event of a kind that a client got. */
export function last<K extends MessageKind>(client: RawClient, kind: K): MessageOf<K> {
  const found = client.events().findLast((message) => message.kind === kind)
  if (found === undefined) throw new Error(`no ${kind}; got ${client.kinds().join(', ')}`)
  return found as MessageOf<K>
}
