/**
 * One session with Asterisk:
 *
 *   start ──▶ greeted ──▶ logged in ──FullyBooted──▶ loading ──lists complete──▶ live ──▶ ended
 *
 * While the lists of what is there now are read, live events are taken in too, but nothing is told: the snapshot that
 * follows has it all.
 */
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
import { realWorld, type Timer, type World } from '#world.ts'
import { AmiClient } from './client.ts'
import { first, type AmiFields } from './codec/message.ts'
import { Commands } from './commands.ts'
import { hangUp } from './from-model/actions.ts'
import { isTrunk, type AsteriskConfig } from './config.ts'
import { capabilitiesOf } from './from-model/capabilities.ts'
import { logIn } from './login.ts'
import { Reading } from './reading.ts'
import { contextsOf, type Contexts } from './to-model/contexts.ts'
import type { TimedEvent } from './to-model/legs.ts'
import { Members } from './to-model/members.ts'
import { Settings } from './to-model/settings.ts'
import { snapshotOf } from './to-model/snapshot.ts'
import { AmiTranslator } from './to-model/translator.ts'
import { Watch } from './watch.ts'

// A PBX that loads a large configuration says "Fully Booted" late.
const BOOT_TIMEOUT_MS = 60_000
const NOT_BOOTED =
  'Asterisk did not say that it has finished starting: is it still starting, or may its user not read class system?'
const LOG_OFF_TIMEOUT_MS = 700
const CLOSE_TIMEOUT_MS = 700
const NORMAL_CLEARING = 16

export class AsteriskSession implements PbxSession {
  readonly ended: Promise<SessionEnd>
  readonly #config: AsteriskConfig
  readonly #ports: SessionPorts
  readonly #world: World
  readonly #client: AmiClient
  readonly #translator: AmiTranslator
  readonly #commands: Commands
  readonly #reading: Reading
  readonly #contexts: Contexts
  readonly #members: Members
  readonly #settings = new Settings()
  readonly #watch: Watch
  readonly #devices = new Set<DeviceId>()
  readonly #queues = new Set<DeviceId>()
  readonly #userAgents = new Map<DeviceId, string>()
  readonly #disobedient = new Set<DeviceId>()
  readonly #muted = new Set<DeviceId>()
  #actions: ReadonlySet<string> = new Set()
  #places: ReadonlySet<keyof Contexts> = new Set()
  #booted = false
  #live = false
  #over = false
  #contactsStale: Timer | undefined
  #rest: Timer | undefined

  constructor(config: AsteriskConfig, ports: SessionPorts) {
    this.#config = config
    this.#ports = ports
    this.#world = ports.world ?? realWorld
    this.#watch = new Watch(this.#world)
    const { promise, resolve } = Promise.withResolvers<SessionEnd>()
    this.ended = promise
    this.#client = new AmiClient({
      event: (event, fields, at) => this.#event(event, fields, at),
      ended: (end) => {
        this.#over = true
        this.#world.clear(this.#contactsStale)
        this.#world.clear(this.#rest)
        this.#watch.look()
        resolve(end)
      },
      log: (entry) => ports.log(entry),
      now: () => ports.now(),
      world: this.#world,
      trace: ports.trace?.bind(ports),
    })
    this.#contexts = contextsOf(config.contexts, config.dialContext)
    this.#reading = new Reading(this.#client, config, this.#contexts)
    const { technology, workReason, wrapUpSeconds } = config
    const isMonitored = (device: DeviceId): boolean => this.#devices.has(device)
    this.#members = new Members({ technology, workReason, wrapUpSeconds, isMonitored })
    this.#translator = new AmiTranslator({
      isMonitored,
      isTrunk: (endpoint) => isTrunk(config, endpoint),
      technology,
      contexts: this.#contexts,
      digitVariables: config.digitVariables,
      calledVariables: config.calledVariables,
    })
    this.#commands = new Commands(
      {
        config,
        contexts: this.#contexts,
        client: this.#client,
        translator: this.#translator,
        watch: this.#watch,
        obeys: (device) => this.#obeys(device),
        disobeyed: (device) => this.#disobeyed(device),
        tell: (event) => this.#tell(event),
        say: (run) => this.#say(run),
      },
      { members: this.#members, settings: this.#settings },
      `hs${this.#world.chance(8)}`,
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
    this.#actions = await this.#reading.actions()
    this.#places = await this.#reading.contexts()
    await this.#client.list('QueueSummary')
    const states = await Promise.all(this.#ports.devices.map((device) => this.#reading.deviceState(device)))
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
    await this.#client.list('ParkedCalls')
    await this.#readContacts()
    await this.#readSettings([...this.#devices])
    this.#translator.holding.rebuild()
    await this.#reading.whoHolds(this.#translator.legs)
    for (const event of events) this.#tell(event)
    for (const [index, device] of this.#ports.devices.entries()) {
      if (this.#devices.has(device)) this.#tellService(device, states[index])
    }
    // Calls that were seen before their device was known to be one of these: the snapshot has them.
    for (const device of this.#devices) this.#translator.showCallsOf(device, this.#ports.now())
    this.#live = true
    this.#tellAll([...this.#devices])
  }

  /** The whole truth about these devices. */
  #tellAll(devices: readonly DeviceId[]): void {
    const phones = devices.filter((device) => !this.#queues.has(device))
    const agents = this.#members.snapshot(phones, {
      at: this.#ports.now(),
      everybody: this.#config.agentQueues.length > 0,
    })
    const inCalls = new Set([...this.#translator.legs.legs()].map(({ device }) => device))
    const settings = phones.map((device) => ({
      device,
      ...this.#settings.of(device),
      ...(inCalls.has(device) ? {} : { muted: false }),
    }))
    this.#tell({ ...snapshotOf(this.#translator.legs, devices), agents, settings })
  }

  async #readSettings(devices: readonly DeviceId[]): Promise<void> {
    if (!this.#places.has('settings') || !this.#actions.has('originate')) return
    const phones = devices.filter((device) => !this.#queues.has(device))
    await this.#reading.settings(phones, this.#settings, this.#watch)
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
    const calls = this.#translator.translate(event, fields, at)
    for (const told of [...calls, ...this.#statusOf(event, fields, at)]) {
      if (this.#live) this.#ports.event(told.event, told.at)
    }
    for (const channel of this.#translator.holding.takeIdle()) {
      const { name, headers } = hangUp(channel, NORMAL_CLEARING)
      void this.#client.action(name, headers)
    }
    this.#watch.look()
  }

  /** What an event means for agents and phones, beside calls. */
  #statusOf(event: string, fields: AmiFields, at: number): TimedEvent[] {
    const timed = (events: readonly SwitchEvent[]): TimedEvent[] =>
      events.map((each) => ({ event: each, at }))
    if (event === 'UserEvent' && first(fields, 'UserEvent') === 'HookswitchSettings')
      return timed(this.#settings.take(fields).filter(isAbout(this.#devices)))
    if (event.startsWith('QueueMember') || event === 'AgentConnect' || event === 'AgentComplete') {
      const told = this.#members.take(event, fields, at)
      this.#lookAfterRest(at)
      return timed(told)
    }
    if (event === 'Hangup' && this.#muted.size > 0) return timed(this.#unmuted())
    return []
  }

  /** No event says that an agent's rest after a call is over. */
  #lookAfterRest(at: number): void {
    this.#world.clear(this.#rest)
    const wait = this.#members.nextLook(at)
    if (wait === undefined || this.#over) return
    this.#rest = this.#world.after(wait + 1, () => {
      const now = this.#ports.now()
      for (const event of this.#members.look(now)) if (this.#live) this.#ports.event(event, now)
      this.#lookAfterRest(now)
    })
    this.#rest.unref()
  }

  /** Who was muted in a call that is over speaks in the next. */
  #unmuted(): SwitchEvent[] {
    const over = [...this.#muted].filter((device) => {
      return ![...this.#translator.legs.legs()].some((leg) => leg.device === device && leg.person)
    })
    for (const device of over) this.#muted.delete(device)
    return over.map((device) => ({ kind: 'microphoneMute', device, on: false }))
  }

  #say(run: () => void): void {
    for (const told of this.#translator.say(run, this.#ports.now())) this.#ports.event(told.event, told.at)
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
    this.#contactsStale = this.#world.after(1_000, () => {
      this.#contactsStale = undefined
      void this.#readContacts()
    })
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
      contexts: this.#places,
      devices: this.#devices,
      obeys: (device) => this.#obeys(device),
      kept: this.#members.kept(this.#devices),
    })
  }

  #obeys(device: DeviceId): boolean {
    const userAgent = this.#userAgents.get(device) ?? ''
    const known = this.#config.notifyPhones.some((start) => userAgent.startsWith(start))
    return known && this.#actions.has('pjsipnotify') && !this.#disobedient.has(device)
  }

  async command(command: Command, signal?: AbortSignal): Promise<CommandResult> {
    if (!canCommand(this.capabilities, command.device, command.kind)) {
      const message = 'Asterisk, its user for Hookswitch or this phone cannot do that.'
      return { ok: false, refusal: { code: 'command.unsupported', message } }
    }
    const result = await this.#commands.run(command, signal)
    if (command.kind === 'setMicrophoneMute' && result.ok && command.on) this.#muted.add(command.device)
    return result
  }

  async monitor(device: DeviceId): Promise<CommandResult> {
    const state = await this.#reading.deviceState(device)
    const problem = this.#problemOf(device, state)
    if (problem !== undefined) return { ok: false, refusal: { code: 'device.unknown', message: problem } }
    await this.#readSettings([device])
    this.#devices.add(device)
    this.#tell({ kind: 'monitor', device, on: true })
    this.#tellService(device, state)
    for (const told of this.#translator.showCallsOf(device, this.#ports.now()))
      this.#ports.event(told.event, told.at)
    this.#tellAll([device])
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
    await Promise.race([this.#client.action('Logoff'), this.#timeUp(LOG_OFF_TIMEOUT_MS)])
    this.#client.close()
    await Promise.race([this.ended, this.#timeUp(CLOSE_TIMEOUT_MS)])
    // Nobody is there any more to close his half.
    this.#client.destroy()
    await this.ended
  }

  #timeUp(ms: number): Promise<void> {
    return new Promise((resolve) => this.#world.after(ms, resolve))
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

function isAbout(devices: ReadonlySet<DeviceId>): (event: SwitchEvent) => boolean {
  return (event) => 'device' in event && devices.has(event.device)
}
