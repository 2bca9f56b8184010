/** A place with a real Asterisk, real SIP phones, the connector under test and the model that its events make. */
import {
  applyEvent,
  emptySwitch,
  liveCalls,
  sweep,
  sweepDueAt,
  type Call,
  type Change,
  type Command,
  type CommandResult,
  type SwitchEvent,
} from '@hookswitch/model'
import { loadConnector, type LinkLog, type PbxSession, type SessionEnd } from '@hookswitch/pbx'
import { startAsterisk, type Asterisk } from '../peers/asterisk.ts'
import { Phone, type PhoneOptions } from '../peers/sip/phone.ts'

const devices = ['1001', '1002', '1003', '1004', '1005']
/** Who calls in from outside. */
export const customer = { callerNumber: '+14155550100', callerName: 'Customer One' }

/** `1001 called answered` for every leg, sorted; the outside is `trunk`. */
export function legs(call: Call): string[] {
  return call.legs
    .map(
      ({ device, role, outcome }) =>
        `${device.startsWith('PJSIP/trunk') ? 'trunk' : device} ${role} ${outcome}`,
    )
    .toSorted()
}

const TRUNK_ADDRESS = '127.0.0.2'

export class Site {
  readonly asterisk: Asterisk
  /** The outside world: calls in with any number, and takes the calls that go out. */
  readonly trunk: Phone
  readonly events: SwitchEvent[] = []
  readonly changes: Change[] = []
  readonly logs: LinkLog[] = []
  readonly wire: string[] = []
  readonly #phones: Phone[] = []
  #state = emptySwitch('site')
  #session: PbxSession | undefined

  private constructor(asterisk: Asterisk, trunk: Phone) {
    this.asterisk = asterisk
    this.trunk = trunk
  }

  static async open(name: string): Promise<Site> {
    // The trunk's port must be known before Asterisk starts, and Asterisk's before the trunk can call.
    const server = { ip: '127.0.0.1', port: 0 }
    const trunk = await new Phone({ user: 'trunk', ip: TRUNK_ADDRESS, server }).open()
    const asterisk = await startAsterisk({ name, trunk: trunk.address })
    server.port = asterisk.sip.port
    return new Site(asterisk, trunk)
  }

  get session(): PbxSession {
    if (this.#session === undefined) throw new Error('not connected')
    return this.#session
  }

  /** Opens the next session with Asterisk, as the server would. `port` where something stands between. */
  async connect(
    more: Record<string, unknown> = {},
    monitored: readonly string[] = devices,
  ): Promise<PbxSession> {
    const connector = await loadConnector('asterisk')
    if (connector === undefined) throw new Error('no connector')
    const config = connector.config.parse({
      host: '127.0.0.1',
      port: this.asterisk.amiPort,
      username: 'hookswitch',
      secret: this.asterisk.secret,
      trunks: ['trunk'],
      ...more,
    })
    this.#session = await connector.open(
      config as never,
      {
        devices: monitored,
        event: (event, receivedAt) => this.#take(event, receivedAt),
        log: (entry) => this.logs.push(entry),
        now: () => Date.now(),
        trace: (direction, text) => this.wire.push(`${direction} ${text}`),
      },
      new AbortController().signal,
    )
    return this.#session
  }

  #take(event: SwitchEvent, at: number): void {
    this.events.push(event)
    const { state, changes } = applyEvent(this.#state, event, at)
    this.#state = state
    this.changes.push(...changes)
  }

  /** What only time ends, ends when it is time, as in the server. */
  #passTime(): void {
    const due = sweepDueAt(this.#state)
    if (due === null || due > Date.now()) return
    const { state, changes } = sweep(this.#state, Date.now())
    this.#state = state
    this.changes.push(...changes)
  }

  async phone(user: string, options: Partial<PhoneOptions> = {}): Promise<Phone> {
    const { sip: server, secret: password } = this.asterisk
    const phone = await new Phone({ user, password, server, ...options }).open()
    await phone.register()
    this.#phones.push(phone)
    return phone
  }

  get live(): readonly Call[] {
    return liveCalls(this.#state)
  }

  /** Calls that ended, in the order of their ends. */
  get ended(): Call[] {
    return this.changes.flatMap((change) => (change.kind === 'ended' ? [change.call] : []))
  }

  get rang(): string[] {
    return this.changes.flatMap((change) => (change.kind === 'ringing' ? [change.device] : []))
  }

  /** Waits until something is so. */
  async until<T>(
    what: string,
    look: () => T | undefined | false | Promise<T | undefined | false>,
    ms = 10_000,
  ): Promise<T> {
    const deadline = performance.now() + ms
    for (;;) {
      this.#passTime()
      const found = await look()
      if (found !== undefined && found !== false) return found
      if (performance.now() > deadline)
        throw new Error(`not so after ${ms} ms: ${what}\n${JSON.stringify(this.events.slice(-6), null, 1)}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  /** The only call there is, once a device has this state in it. */
  callWith(device: string, state: string): Promise<Call> {
    return this.until(`${device} ${state}`, () =>
      this.live.find((call) => call.connections.some((one) => one.device === device && one.state === state)),
    )
  }

  /** The next call that ends, and that nothing is left behind. */
  async oneEnded(): Promise<Call> {
    const call = await this.until('the call ended', () => this.ended[0])
    await this.until('no call is left', () => this.live.length === 0)
    if (this.ended.length !== 1) throw new Error(`${this.ended.length} calls ended`)
    return call
  }

  command(command: Command): Promise<CommandResult> {
    return this.session.command(command)
  }

  /** The same where a refusal is a failure of the test. */
  async mustDo(command: Command): Promise<void> {
    const result = await this.command(command)
    if (!result.ok) throw new Error(`${command.kind}: ${result.refusal.code}: ${result.refusal.message}`)
  }

  /** The connection by which a device is part of its call. */
  connectionOf(device: string): { callId: string; deviceId: string } {
    const all = this.live.flatMap(({ connections }) => connections)
    const found = all.find((connection) => connection.device === device)
    if (found === undefined) throw new Error(`${device} is in no call`)
    return found.id
  }

  /** Between tests: all calls over (it is an error if one is not), phones hung up and gone, the link closed, nothing remembered. */
  async clear(): Promise<SessionEnd | undefined> {
    const left = this.live.length
    for (const call of this.trunk.calls.values()) await call.hangUp()
    await Promise.all(this.#phones.splice(0).map((phone) => leave(phone)))
    await this.#session?.close()
    const end = await this.#session?.ended
    this.#session = undefined
    this.#state = emptySwitch('site')
    for (const list of [this.events, this.changes, this.logs, this.wire]) list.length = 0
    if (left > 0) throw new Error(`${left} calls were left over`)
    return end
  }

  async close(): Promise<void> {
    await this.clear()
    await this.trunk.close()
    await this.asterisk.stop()
  }
}

/** Without its registration Asterisk would go on calling a phone that is no longer there. */
async function leave(phone: Phone): Promise<void> {
  await phone.unregister().catch(() => undefined)
  await phone.close()
}
