/**
 * One talk with a CSTA switch:
 *
 *   start ──connected──▶ logging in ──▶ monitoring ──▶ snapshot ──▶ live ──▶ ended
 *                                           ▲                        │
 *                                           └── the switch restarted ┘   (messages lost: snapshot only)
 */
import {
  canCommand,
  type Capabilities,
  type Command,
  type CommandResult,
  type DeviceId,
} from '@hookswitch/model'
import { LinkError, type LinkLog, type PbxSession, type SessionEnd, type SessionPorts } from '#connector.ts'
import { LinkError as SocketError, type LinkOptions } from '#link.ts'
import { realWorld, type Timer, type World } from '#world.ts'
import { type CstaEvent, type Draft, type KnownMessage, type Message, roleOf } from '#csta/codec/index.ts'
import { Association } from './association.ts'
import { Audit } from './audit.ts'
import { CstaClient } from './client.ts'
import type { CstaConfig } from './config.ts'
import { DeviceStatus } from './device-status.ts'
import type { CstaDialect } from './dialects/dialect.ts'
import { dialects } from './dialects/dialects.ts'
import { Asked } from './asked.ts'
import { Feed } from './feed.ts'
import { logOnRequest, requestFor, type SetAgentState, type Writing } from './from-model/requests.ts'
import { Heartbeat } from './heartbeat.ts'
import { Monitors } from './monitors.ts'
import { Snapshots } from './snapshots.ts'
import { newsOf } from './told-by-us.ts'
import { capabilitiesFrom } from './to-model/capabilities.ts'
import { Connections } from './to-model/connections.ts'
import { type Refused, refusedFor } from './to-model/refusals.ts'
import { Watch } from './watch.ts'

/** Devices that could not be watched, or whose state is not known for sure, are tried again this often. */
const RETRY_MS = 30_000
/** A monitor that the switch dropped is started again after this; so is what it left unanswered, then ever more seldom. */
const DROPPED_MS = 2_000
/** What cannot be read makes us ask all devices at most this often; after the first few times ever more seldom. */
const GARBLED_MS = 1_000
const GARBLED_OFTEN = 5
const GARBLED_LONGEST_MS = 60_000
/** A switch that says "initializing" and then nothing more is taken for ready after this. */
const INITIALIZING_MS = 5_000
const CAPABILITIES_MS = 2_000
/** Logging out takes at most this; then the connection is closed without ceremony. */
const LOG_OUT_MS = 1_500

type SystemStatus = Extract<KnownMessage, { kind: 'SystemStatus' }>

export class CstaSession implements PbxSession {
  readonly ended: Promise<SessionEnd>
  readonly #config: CstaConfig
  readonly #dialect: CstaDialect
  readonly #ports: SessionPorts
  readonly #world: World
  readonly #client: CstaClient
  readonly #association: Association
  readonly #connections = new Connections()
  readonly #snapshots: Snapshots
  readonly #heartbeat: Heartbeat
  readonly #feed: Feed
  readonly #asked = new Asked()
  readonly #watch: Watch
  readonly #audit: Audit
  readonly #timers = new Set<Timer>()
  #capabilities: Capabilities
  #systemStatus: string | undefined
  #live = false
  /** Something was lost before all was asked for: it is asked for again. */
  #lostEarly = false
  #garbled = { at: Number.NEGATIVE_INFINITY, times: 0, waits: false }
  #end: SessionEnd | undefined

  constructor(config: CstaConfig, ports: SessionPorts) {
    this.#config = config
    this.#dialect = dialects[config.dialect]
    this.#ports = ports
    this.#world = ports.world ?? realWorld
    this.#capabilities = capabilitiesFrom(undefined, this.#dialect)
    const { promise, resolve } = Promise.withResolvers<SessionEnd>()
    this.ended = promise
    this.#client = this.#clientOf((end) => {
      this.#end = end
      this.#heartbeat.stop()
      this.#audit.stop()
      for (const timer of this.#timers) this.#world.clear(timer)
      resolve(end)
    })
    this.#association = new Association(this.#client, config, {
      dialect: this.#dialect,
      ports: {
        log: (entry) => ports.log(entry),
        lost: (message) => this.#client.close({ code: 'link.down', message }),
      },
    })
    const monitors = new Monitors(this.#client, this.#dialect)
    const setting = {
      dialect: this.#dialect,
      connections: this.#connections,
      isOurs: (device: DeviceId) => monitors.isOurs(device),
    }
    this.#feed = new Feed(this.#dialect.tellsCauses ? ports : knowing(ports, this.#asked), monitors, setting)
    this.#snapshots = new Snapshots(this.#client, {
      width: config.parallelRequests,
      reportTimeoutMs: config.requestTimeoutMs,
      setting: { ...setting, monitored: undefined },
      log: (entry) => ports.log(entry),
    })
    this.#heartbeat = new Heartbeat(this.#client, {
      kind: this.#dialect.heartbeat,
      everyMs: config.heartbeatMs,
      askDevice: () => {
        const [device] = monitors.up
        return device === undefined ? undefined : this.#snapshots.answers(device, config.heartbeatMs)
      },
      log: (entry) => ports.log(entry),
    })
    this.#watch = new Watch({
      monitors,
      snapshots: this.#snapshots,
      status: new DeviceStatus(this.#client, this.#dialect, this.#feed),
      feed: this.#feed,
      width: config.parallelRequests,
    })
    this.#audit = new Audit({
      monitors,
      snapshots: this.#snapshots,
      feed: this.#feed,
      everyMs: config.auditMs,
      world: this.#world,
    })
  }

  #clientOf(ended: (end: SessionEnd) => void): CstaClient {
    const ports = this.#ports
    return new CstaClient(this.#dialect.wire, this.#config.requestTimeoutMs, {
      news: (message, receivedAt) => this.#news(message, receivedAt),
      request: (message) => this.#request(message),
      garbled: () => this.#unreadable(),
      ended,
      log: (entry) => ports.log(entry),
      now: () => ports.now(),
      world: this.#world,
      answers: answersOf(this.#dialect),
      trace: ports.trace?.bind(ports),
    })
  }

  /** @throws LinkError */
  async start(signal: AbortSignal): Promise<void> {
    await this.#connect(signal)
    try {
      await this.#association.start()
      this.#heartbeat.start()
      await Promise.all([this.#readCapabilities(), this.#watch.begin(this.#ports.devices)])
      if (this.#end !== undefined) throw endedEarly(this.#end)
      if (this.#watch.isBlind && this.#client.silentMs >= this.#config.requestTimeoutMs)
        throw new LinkError('link.timeout', 'The telephone system let us in and then said nothing more.')
    } catch (error) {
      this.#client.close({ code: 'closed', message: 'The log-in was given up.' })
      throw error
    }
    this.#live = true
    if (this.#lostEarly) this.#in(0, () => this.#watch.resync())
    this.#audit.start()
    this.#retryLater()
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { host, port, tls, connectTimeoutMs } = this.#config
    try {
      await this.#client.connect({
        host,
        port,
        signal,
        connectTimeoutMs,
        ...(tls === undefined ? {} : { tls: linkTls(tls) }),
      })
    } catch (error) {
      if (!(error instanceof SocketError)) throw error
      const code = error.code === 'link-timeout' ? 'link.timeout' : 'link.refused'
      throw new LinkError(code, error.message, { cause: error })
    }
  }

  /** Two services tell it; a switch that has neither is believed to be able to do all. */
  async #readCapabilities(): Promise<void> {
    const options = { timeoutMs: CAPABILITIES_MS }
    const features = await this.#client.request(
      { kind: 'GetCSTAFeatures' },
      ['GetCSTAFeaturesResponse'],
      options,
    )
    if (features.ok && features.message.supportedServices !== undefined) {
      this.#capabilities = capabilitiesFrom(features.message.supportedServices, this.#dialect)
      return
    }
    const caps = await this.#client.request(
      { kind: 'GetSwitchingFunctionCaps' },
      ['GetSwitchingFunctionCapsResponse'],
      options,
    )
    if (caps.ok) this.#capabilities = capabilitiesFrom(caps.message.servEvtsList, this.#dialect)
  }

  get capabilities(): Capabilities {
    return this.#capabilities
  }

  #news(message: KnownMessage, receivedAt: number): void {
    switch (message.kind) {
      case 'SnapshotDeviceData':
      case 'SnapshotCallData':
        return this.#snapshots.report(message)
      case 'ApplicationSessionTerminated':
        if (!this.#association.terminated(message))
          this.#log('info', 'csta.otherSession', 'The switch ended a session that is not ours.')
        return
      default:
        if (roleOf(message.kind) === 'event') this.#feed.arrive({ event: message as CstaEvent, receivedAt })
    }
  }

  /** The switch asks too: exactly one answer each (brief 3.2). */
  #request(message: Message): Draft | undefined {
    switch (message.kind) {
      case 'SystemStatus':
        this.#switchIs(message)
        return { kind: 'SystemStatusResponse' }
      case 'RequestSystemStatus':
        return { kind: 'RequestSystemStatusResponse', systemStatus: 'normal' }
      case 'MonitorStop':
        if (this.#watch.dropped(message.monitorCrossRefID) !== undefined)
          this.#in(DROPPED_MS, () => this.#watch.retry())
        return { kind: 'MonitorStopResponse' }
      case 'SwFunctionCapsChanged':
        this.#in(0, () => this.#readCapabilities())
        return { kind: 'SwFunctionCapsChangedResponse' }
      case 'SwFunctionDevicesChanged':
        this.#in(0, () => this.#watch.retry())
        return { kind: 'SwFunctionDevicesChangedResponse' }
      default: {
        const name = message.kind === 'unknown' ? message.name : message.kind
        // A sign of life and nothing else: it expects no answer.
        if (/^keep-?alive$/i.test(name)) return undefined
        if (name === 'Logout') {
          this.#client.close({ code: 'link.down', message: 'The telephone system has logged us out.' })
          return undefined
        }
        this.#log(
          'info',
          'csta.unknownRequest',
          `The switch asked for ${name.slice(0, 60)}, which is not served here.`,
        )
        return { kind: 'CSTAErrorCode', error: { kind: 'operation', value: 'serviceNotSupported' } }
      }
    }
  }

  /** ECMA-269 system status: only a change from ill to well means that monitors are gone. */
  #switchIs({ systemStatus }: SystemStatus): void {
    const before = this.#systemStatus
    this.#systemStatus = systemStatus
    switch (systemStatus) {
      case 'messagesLost':
        this.#log('warn', 'csta.messagesLost', 'The switch lost messages: all devices are asked again.')
        this.#lost()
        return
      case 'initializing':
        this.#log('warn', 'csta.initializing', 'The switch is restarting.')
        this.#in(INITIALIZING_MS, async () => {
          if (this.#systemStatus === 'initializing') await this.#restarted('initializing')
        })
        return
      case 'enabled':
      case 'normal':
        if (before === 'initializing' || before === 'disabled') this.#in(0, () => this.#restarted(before))
        return
      case undefined:
        return
      default:
        this.#log('warn', 'csta.systemStatus', `The switch reports that it is ${systemStatus.slice(0, 40)}.`)
    }
  }

  #lost(): void {
    if (this.#live) this.#in(0, () => this.#watch.resync())
    else this.#lostEarly = true
  }

  /** Whatever it was, it was not heard. A switch that talks like that all day is not asked all day. */
  #unreadable(): void {
    const garbled = this.#garbled
    if (garbled.waits) return
    const since = this.#world.steady() - garbled.at
    garbled.times = since > 2 * GARBLED_LONGEST_MS ? 0 : garbled.times + 1
    const pauseMs = GARBLED_MS * 2 ** Math.max(0, garbled.times - GARBLED_OFTEN)
    garbled.waits = true
    this.#in(Math.max(0, Math.min(pauseMs, GARBLED_LONGEST_MS) - since), async () => {
      garbled.waits = false
      garbled.at = this.#world.steady()
      this.#lost()
    })
  }

  async #restarted(before: 'initializing' | 'disabled'): Promise<void> {
    this.#systemStatus = 'normal'
    // Before we are live, the monitors are being started anyway.
    if (!this.#live) return
    this.#log('warn', 'csta.restarted', 'The switch has restarted: all devices are monitored again.')
    // One that was only disabled may have kept its monitors: they would tell everything twice.
    await this.#watch.restart({ monitorsMayLive: before === 'disabled' })
  }

  /** @param pace `soonMs`: pause before what was left unanswered is asked again: it doubles. */
  #retryLater(pace = { soonMs: DROPPED_MS, waitedMs: 0 }): void {
    this.#in(DROPPED_MS, async () => {
      const waitedMs = pace.waitedMs + DROPPED_MS
      const inDoubt = this.#watch.isInDoubt
      const soonMs = inDoubt ? pace.soonMs : DROPPED_MS
      if (waitedMs < (inDoubt ? soonMs : RETRY_MS)) return this.#retryLater({ soonMs, waitedMs })
      await this.#watch.retry()
      this.#retryLater({ soonMs: Math.min(soonMs * 2, RETRY_MS), waitedMs: 0 })
    })
  }

  #in(ms: number, work: () => Promise<void>): void {
    if (this.#end !== undefined) return
    const timer = this.#world.after(ms, () => {
      this.#timers.delete(timer)
      work().catch((error: unknown) => {
        const name = error instanceof Error ? error.name : 'unknown'
        this.#log('error', 'csta.taskFailed', 'Something that was to be done with the switch failed.', {
          name,
        })
      })
    })
    timer.unref()
    this.#timers.add(timer)
  }

  async command(command: Command, signal?: AbortSignal): Promise<CommandResult> {
    if (!canCommand(this.#capabilities, command.device, command.kind))
      return refusedFor('command.unsupported')
    if (signal?.aborted) return refusedFor('command.failed', 'It was given up before it was asked for.')
    const writing = { dialect: this.#dialect, connections: this.#connections }
    const refused = command.kind === 'setAgentState' ? await this.#logAgentOn(command, writing) : undefined
    if (refused !== undefined) return refused
    const { draft, answer, made } = requestFor(command, writing)
    this.#asked.remember(command)
    const reply = await this.#client.request(draft, [answer])
    if (!reply.ok) this.#asked.forget(command)
    if (!reply.ok) return reply
    const connection = made(reply.message)
    // Some switches answer, and do not name the connection that they made.
    if (connection?.callID === undefined) return { ok: true }
    const id = this.#connections.toModel(connection)
    const news = newsOf(command, id)
    if (news !== undefined) this.#ports.event(news, this.#ports.now())
    return { ok: true, connection: id }
  }

  /**
   * CSTA has the log-on apart from the states of who is logged on. Where nothing is known of the agent he may be logged
   * on already: then the switch's refusal says only that.
   */
  async #logAgentOn(command: SetAgentState, writing: Writing): Promise<Refused | undefined> {
    const known = this.#feed.agentAt(command.device)
    if (command.state === 'loggedOff' || (known !== undefined && known !== 'loggedOff')) return undefined
    const { draft, answer } = logOnRequest(command, writing)
    const reply = await this.#client.request(draft, [answer])
    return reply.ok || known === undefined ? undefined : reply
  }

  async monitor(device: DeviceId): Promise<CommandResult> {
    return this.#watch.add(device)
  }

  async unmonitor(device: DeviceId): Promise<CommandResult> {
    return this.#watch.remove(device)
  }

  /** Monitors first, then the session, then the connection (as switches expect it). */
  async close(): Promise<void> {
    this.#heartbeat.stop()
    const timeUp = new Promise<void>((resolve) => this.#world.after(LOG_OUT_MS, resolve).unref())
    if (this.#end === undefined) await Promise.race([this.#logOut(), timeUp])
    this.#client.close({ code: 'closed', message: 'Hookswitch logged out.' })
    await this.ended
  }

  async #logOut(): Promise<void> {
    await this.#watch.end()
    await this.#association.stop()
  }

  // oxlint-disable-next-line max-params -- a log line has four parts
  #log(
    level: LinkLog['level'],
    code: string,
    message: string,
    details?: NonNullable<LinkLog['details']>,
  ): void {
    this.#ports.log({ level, code, message, ...(details === undefined ? {} : { details }) })
  }
}

/** Events pass by what we asked for, and get their causes there. */
function knowing(ports: SessionPorts, asked: Asked): SessionPorts {
  return { ...ports, event: (event, at) => ports.event(asked.withCause(event), at) }
}

function answersOf({ loginRequest }: CstaDialect): readonly string[] {
  return loginRequest === undefined ? [] : [...loginRequest.granted, ...loginRequest.refused]
}

function endedEarly({ code, message }: SessionEnd): LinkError {
  return new LinkError(code === 'closed' ? 'link.down' : code, message)
}

function linkTls({
  ca,
  servername,
  rejectUnauthorized,
}: NonNullable<CstaConfig['tls']>): NonNullable<LinkOptions['tls']> {
  return {
    rejectUnauthorized,
    ...(ca === undefined ? {} : { ca }),
    ...(servername === undefined ? {} : { servername }),
  }
}
