/**
 * One session with Asterisk:
 *
 *   start ──▶ greeted ──▶ logged in ──FullyBooted──▶ loading ──lists complete──▶ live ──▶ ended
 *
 * While the lists of what is there now are read, live events are taken in too, but nothing is told: the snapshot that
 * follows has it all.
 */
import { randomBytes } from 'node:crypto'
import {
  canCommand,
  type Capabilities,
  type Command,
  type CommandResult,
  type DeviceId,
  type SwitchEvent,
} from '@hookswitch/model'
import { LinkError, type PbxSession, type SessionEnd, type SessionPorts } from '#connector.ts'
import { LinkError as SocketError, type LinkOptions } from '#link.ts'
import { AmiClient } from './client.ts'
import { first, type AmiFields } from './codec/message.ts'
import { Commands } from './commands.ts'
import { isTrunk, type AsteriskConfig } from './config.ts'
import { capabilitiesOf } from './from-model/capabilities.ts'
import { logIn } from './login.ts'
import { snapshotOf } from './to-model/snapshot.ts'
import { AmiTranslator } from './to-model/translator.ts'
import { Watch } from './watch.ts'

// A PBX that loads a large configuration says "Fully Booted" late.
const BOOT_TIMEOUT_MS = 60_000
const NOT_BOOTED =
  'Asterisk did not say that it has finished starting: is it still starting, or may its user not read class system?'
const LOG_OFF_TIMEOUT_MS = 700
const CLOSE_TIMEOUT_MS = 700

export class AsteriskSession implements PbxSession {
  readonly ended: Promise<SessionEnd>
  readonly #config: AsteriskConfig
  readonly #ports: SessionPorts
  readonly #client: AmiClient
  readonly #translator: AmiTranslator
  readonly #commands: Commands
  readonly #watch = new Watch()
  readonly #devices = new Set<DeviceId>()
  readonly #queues = new Set<DeviceId>()
  readonly #userAgents = new Map<DeviceId, string>()
  readonly #disobedient = new Set<DeviceId>()
  #actions: ReadonlySet<string> = new Set()
  #booted = false
  #live = false
  #over = false
  #contactsStale: NodeJS.Timeout | undefined

  constructor(config: AsteriskConfig, ports: SessionPorts) {
    this.#config = config
    this.#ports = ports
    const { promise, resolve } = Promise.withResolvers<SessionEnd>()
    this.ended = promise
    this.#client = new AmiClient({
      event: (event, fields, at) => this.#event(event, fields, at),
      ended: (end) => {
        this.#over = true
        clearTimeout(this.#contactsStale)
        this.#watch.look()
        resolve(end)
      },
      log: (entry) => ports.log(entry),
      now: () => ports.now(),
      trace: ports.trace?.bind(ports),
    })
    this.#translator = new AmiTranslator({
      isMonitored: (device) => this.#devices.has(device),
      isTrunk: (endpoint) => isTrunk(config, endpoint),
      technology: config.technology,
      digitVariables: config.digitVariables,
      calledVariables: config.calledVariables,
    })
    this.#commands = new Commands(
      {
        config,
        client: this.#client,
        legs: this.#translator.legs,
        watch: this.#watch,
        expect: (id, target) => this.#translator.expect(id, target),
        forget: (id) => this.#translator.forget(id),
        disobeyed: (device) => this.#disobeyed(device),
      },
      `hs${randomBytes(8).toString('hex')}`,
    )
  }

  /** @throws LinkError */
  async start(signal: AbortSignal): Promise<void> {
    const { host, port, tls, username, secret } = this.#config
    await this.#connect({ host, port, signal, ...(tls === undefined ? {} : { tls: linkTls(tls) }) })
    try {
      await logIn(this.#client, { username, secret, encrypted: tls !== undefined })
      const booted = await this.#watch.until(
        () => this.#booted || this.#over || undefined,
        BOOT_TIMEOUT_MS,
        signal,
      )
      if (booted === undefined || this.#over) throw new LinkError('link.timeout', NOT_BOOTED)
      await this.#load()
    } catch (error) {
      this.#client.close()
      throw error
    }
    this.#client.startHeartbeat()
  }

  async #connect(options: LinkOptions): Promise<void> {
    let greeted = false
    try {
      greeted = await this.#client.connect(options)
    } catch (error) {
      if (!(error instanceof SocketError)) throw error
      const code = error.code === 'link-timeout' ? 'link.timeout' : 'link.refused'
      throw new LinkError(code, error.message, { cause: error })
    }
    if (greeted) return
    this.#client.close()
    throw new LinkError('link.protocol', 'There is no Asterisk manager interface at this address.')
  }

  /** Reads what is there now, and tells it. */
  async #load(): Promise<void> {
    const commands = await this.#client.action('ListCommands')
    if (commands.ok) this.#actions = new Set([...commands.fields.keys()].map((name) => name.toLowerCase()))
    await this.#client.list('QueueSummary')
    const states = await Promise.all(this.#ports.devices.map((device) => this.#deviceState(device)))
    const events: SwitchEvent[] = []
    for (const [index, device] of this.#ports.devices.entries()) {
      const problem = this.#problemOf(device, states[index])
      if (problem === undefined) this.#devices.add(device)
      events.push({
        kind: 'monitor',
        device,
        on: problem === undefined,
        ...(problem === undefined ? {} : { problem }),
      })
    }
    const channels = await this.#client.list('CoreShowChannels')
    if (!channels.ok)
      throw new LinkError(channels.code, `Asterisk does not list its calls: ${channels.message}.`)
    await this.#client.list('QueueStatus')
    await this.#readContacts()
    for (const event of events) this.#tell(event)
    for (const [index, device] of this.#ports.devices.entries()) {
      if (this.#devices.has(device)) this.#tellService(device, states[index])
    }
    // Calls that were seen before their device was known to be one of these: the snapshot has them.
    for (const device of this.#devices) this.#translator.showCallsOf(device, this.#ports.now())
    this.#live = true
    this.#tell(snapshotOf(this.#translator.legs, [...this.#devices]))
  }

  /** Asterisk's word for the state of a phone; undefined where this user may not ask. */
  async #deviceState(device: DeviceId): Promise<string | undefined> {
    const reply = await this.#client.action('Getvar', [
      ['Variable', `DEVICE_STATE(${this.#config.technology}/${device})`],
    ])
    return reply.ok ? first(reply.fields, 'Value') : undefined
  }

  #problemOf(device: DeviceId, state: string | undefined): string | undefined {
    if (state !== 'INVALID' || this.#queues.has(device)) return undefined
    return `Asterisk has no phone or queue named ${device}.`
  }

  #tellService(device: DeviceId, state: string | undefined): void {
    if (state === undefined || this.#queues.has(device)) return
    for (const { event } of this.#translator.deviceState(device, state, this.#ports.now())) this.#tell(event)
  }

  /** Which phones are registered, and what they call themselves. Needs class `system`; without it none is known. */
  async #readContacts(): Promise<void> {
    if (!this.#actions.has('pjsipshowcontacts')) return
    await this.#client.list('PJSIPShowContacts')
  }

  #event(event: string, fields: AmiFields, at: number): void {
    if (event === 'FullyBooted') this.#booted = true
    else if (event === 'Shutdown') {
      this.#client.expectEnd({ code: 'link.down', message: 'Asterisk is shutting down.' })
    } else if (event === 'OriginateResponse') this.#commands.originateResponse(fields)
    else if (event === 'QueueSummary') this.#queues.add(first(fields, 'Queue') ?? '')
    else if (event === 'ContactList') this.#contact(fields)
    else if (event === 'ContactStatus') this.#contactsChanged()
    for (const told of this.#translator.translate(event, fields, at)) {
      if (this.#live) this.#ports.event(told.event, told.at)
    }
    this.#watch.look()
  }

  #contact(fields: AmiFields): void {
    const device = first(fields, 'Endpoint')
    const userAgent = first(fields, 'UserAgent')
    if (device !== undefined && userAgent !== undefined) this.#userAgents.set(device, userAgent)
  }

  /** Phones re-register in flocks after a restart: one question for all of them. */
  #contactsChanged(): void {
    if (!this.#live || this.#contactsStale !== undefined) return
    this.#contactsStale = setTimeout(() => {
      this.#contactsStale = undefined
      void this.#readContacts()
    }, 1_000)
    this.#contactsStale.unref()
  }

  #disobeyed(device: DeviceId): void {
    this.#disobedient.add(device)
    this.#ports.log({
      level: 'warn',
      code: 'asterisk.notifyIgnored',
      message: 'A phone did not obey NOTIFY; it is no longer asked.',
      details: { device },
    })
  }

  get capabilities(): Capabilities {
    return capabilitiesOf({
      actions: this.#actions,
      devices: this.#devices,
      obeys: (device) => {
        const userAgent = this.#userAgents.get(device) ?? ''
        const known = this.#config.notifyPhones.some((start) => userAgent.startsWith(start))
        return known && !this.#disobedient.has(device)
      },
    })
  }

  async command(command: Command, signal?: AbortSignal): Promise<CommandResult> {
    if (!canCommand(this.capabilities, command.device, command.kind)) {
      const message = 'Asterisk, its user for Hookswitch or this phone cannot do that.'
      return { ok: false, refusal: { code: 'command.unsupported', message } }
    }
    return this.#commands.run(command, signal)
  }

  async monitor(device: DeviceId): Promise<CommandResult> {
    const state = await this.#deviceState(device)
    const problem = this.#problemOf(device, state)
    if (problem !== undefined) return { ok: false, refusal: { code: 'device.unknown', message: problem } }
    this.#devices.add(device)
    this.#tell({ kind: 'monitor', device, on: true })
    this.#tellService(device, state)
    for (const told of this.#translator.showCallsOf(device, this.#ports.now()))
      this.#ports.event(told.event, told.at)
    this.#tell(snapshotOf(this.#translator.legs, [device]))
    return { ok: true }
  }

  async unmonitor(device: DeviceId): Promise<CommandResult> {
    this.#devices.delete(device)
    this.#tell({ kind: 'monitor', device, on: false })
    return { ok: true }
  }

  #tell(event: SwitchEvent): void {
    this.#ports.event(event, this.#ports.now())
  }

  async close(): Promise<void> {
    await Promise.race([this.#client.action('Logoff'), timeUp(LOG_OFF_TIMEOUT_MS)])
    this.#client.close()
    await Promise.race([this.ended, timeUp(CLOSE_TIMEOUT_MS)])
    // Nobody is there any more to close his half.
    this.#client.destroy()
    await this.ended
  }
}

function linkTls(tls: NonNullable<AsteriskConfig['tls']>): NonNullable<LinkOptions['tls']> {
  const { ca, servername, rejectUnauthorized } = tls
  return {
    rejectUnauthorized,
    ...(ca === undefined ? {} : { ca }),
    ...(servername === undefined ? {} : { servername }),
  }
}

function timeUp(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
