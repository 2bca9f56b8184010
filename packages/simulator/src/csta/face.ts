import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Draft, MessageOf } from '@hookswitch/pbx/csta/codec'
import { isCallEvent, type CallEvent, type DeviceEvent, type ExchangeEvent } from '#engine/event.ts'
import type { Exchange } from '#engine/exchange.ts'
import { everyDevice, usualAccounts, type Account } from './accounts.ts'
import { terminate } from './application-session.ts'
import { accented } from './accents.ts'
import { draftCallEvent, draftDigitsDialed, draftOffered } from './call-events.ts'
import { draftDeviceEvent } from './device-events.ts'
import type { Habits } from './habits.ts'
import { isFiltered, Monitors, type Monitor } from './monitors.ts'
import { CstaSession } from './session.ts'
import type { Wire } from './wire.ts'

export interface FaceOptions {
  readonly exchange: Exchange
  readonly habits: Habits
  readonly accounts?: ReadonlyMap<string, Account>
  /** PEM; plain TCP without. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Told of what should never happen. */
  readonly report?: (error: unknown) => void
}

type SystemStatus = NonNullable<MessageOf<'SystemStatus'>['systemStatus']>

/** The exchange as CSTA applications see it: one server, many sessions, their monitors. */
export class Face {
  readonly exchange: Exchange
  readonly habits: Habits
  readonly accounts: ReadonlyMap<string, Account>
  readonly monitors: Monitors
  readonly report: (error: unknown) => void
  /** Requests taken, events told. */
  requests = 0
  events = 0
  readonly #sessions = new Set<CstaSession>()
  readonly #server: Server
  readonly #unsubscribe: () => void
  #followUps: Draft[] = []
  #sessionIds = 0
  #crossRefs = 0
  #deaf = false

  constructor(options: FaceOptions) {
    this.exchange = options.exchange
    this.habits = options.habits
    this.accounts =
      options.accounts ?? usualAccounts(options.exchange.layout.extensions.map(({ number }) => number))
    this.monitors = new Monitors(options.habits.monitorIds === 'fromZero' ? 0 : 1)
    this.report = options.report ?? (() => {})
    const accept = (socket: Socket): void => this.attach(socket.setNoDelay(true))
    this.#server = options.tls === undefined ? createServer(accept) : createTlsServer(options.tls, accept)
    this.#unsubscribe = this.exchange.onEvent((event) => this.#tell(event))
  }

  /** @returns the port. */
  async listen(port: number, host: string): Promise<number> {
    const server = this.#server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  async close(): Promise<void> {
    this.#unsubscribe()
    for (const session of this.#sessions) session.destroy()
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
  }

  get sessions(): ReadonlySet<CstaSession> {
    return this.#sessions
  }

  /** Sessions that have logged in. */
  get accountedSessions(): number {
    let count = 0
    for (const { sessionId, account } of this.#sessions)
      if (sessionId !== null || (account !== null && account !== everyDevice)) count += 1
    return count
  }

  nextSessionId(): string {
    this.#sessionIds += 1
    return String(this.#sessionIds)
  }

  nextCrossRef(): string {
    this.#crossRefs += 1
    return `s${this.#crossRefs}`
  }

  /** Requests of the switch that follow a response (lists in segments). */
  followUp(message: Draft): void {
    this.#followUps.push(message)
  }

  takeFollowUps(): readonly Draft[] {
    const messages = this.#followUps
    this.#followUps = []
    return messages
  }

  forget(session: CstaSession): void {
    this.#sessions.delete(session)
    this.monitors.removeAll(session)
  }

  /** Tells everybody how the switch is. */
  sayStatus(systemStatus: SystemStatus): void {
    this.tellAll({ kind: 'SystemStatus', systemStatus })
  }

  /** Asks the same of every application. */
  tellAll(request: Draft): void {
    for (const session of this.#sessions) session.request(request)
  }

  /** Events are not told for as long as this runs; then the peers are told that messages were lost. */
  loseMessages(during: () => void): void {
    this.#deaf = true
    try {
      during()
    } finally {
      this.#deaf = false
    }
    this.sayStatus('messagesLost')
  }

  /** The switch stops a device's monitors of its own accord. */
  stopMonitors(device: string): void {
    for (const monitor of Array.from(this.monitors.ofDevice(device))) {
      this.monitors.remove(monitor)
      monitor.session.request({ kind: 'MonitorStop', monitorCrossRefID: monitor.crossRefId })
    }
  }

  /** Every application session expires now. */
  expireSessions(): void {
    for (const session of this.#sessions) terminate(session)
  }

  /** Everybody is logged out by the switch (Zultys: somebody logged in elsewhere). */
  forceLogout(): void {
    const tree = { name: 'Logout', attributes: { mode: 'forced' }, children: [], text: '' }
    for (const session of this.#sessions) {
      session.request({ kind: 'unknown', name: tree.name, tree })
      session.end()
    }
  }

  /** The switch starts anew: it says so, knows of no monitor any more, and is well again when `during` is done. */
  restart(during: () => void): void {
    this.sayStatus('initializing')
    for (const session of this.#sessions) this.monitors.removeAll(session)
    during()
    this.sayStatus('enabled')
  }

  /** Cuts every connection, as a switch that loses power. */
  cutConnections(): void {
    for (const session of this.#sessions) session.destroy()
  }

  /** An application is at the other end of these bytes. */
  attach(wire: Wire): void {
    const session = new CstaSession(this, wire)
    this.#sessions.add(session)
    session.start()
  }

  #tell(event: ExchangeEvent): void {
    if (isCallEvent(event)) this.#tellCall(event)
    else this.#tellDevice(event)
  }

  #tellCall(event: CallEvent): void {
    for (const view of event.views) {
      for (const monitor of this.monitors.ofDevice(view.device)) {
        this.#send(monitor, event, view.state)
      }
    }
    this.#tellCallMonitors(event)
  }

  #tellCallMonitors(event: CallEvent): void {
    if (event.kind === 'transferred' || event.kind === 'conferenced') {
      const now = event.connections[0]?.to.callId
      for (const old of event.callIds) if (now !== undefined && old !== now) this.monitors.follow(old, now)
    }
    for (const callId of event.callIds) {
      for (const monitor of this.monitors.ofCall(callId)) this.#send(monitor, event)
    }
  }

  #send(monitor: Monitor, event: CallEvent, state?: CallEvent['views'][number]['state']): void {
    if (this.#deaf || isFiltered(monitor, event)) return
    const audience = {
      monitorCrossRefID: monitor.crossRefId,
      ...(state === undefined ? {} : { localConnectionInfo: state }),
    }
    const monitored = monitor.object.kind === 'device' ? monitor.object.device : null
    const hearing = { event, monitored, distributed: this.#isDistributed(event), habits: this.habits }
    const drafts = [draftCallEvent(event, audience, this.habits)]
    // A trunk has no say in whether it takes a call: only phones are offered one.
    if (this.habits.offered && event.kind === 'delivered' && this.exchange.phone(event.connection.deviceId))
      drafts.unshift(draftOffered(event, audience, this.habits))
    if (this.habits.digitsDialed && event.kind === 'originated')
      drafts.unshift(draftDigitsDialed(event, audience, this.habits))
    for (const draft of drafts) {
      this.events += 1
      monitor.session.event(accented(draft, hearing))
    }
  }

  #isDistributed({ lastRedirection }: CallEvent): boolean {
    const from = lastRedirection === null ? undefined : this.exchange.devices.get(lastRedirection)?.kind
    return from === 'queue' || from === 'group' || from === 'ivr'
  }

  #tellDevice(event: DeviceEvent): void {
    for (const monitor of this.monitors.ofDevice(event.device)) {
      if (this.#deaf || isFiltered(monitor, event)) continue
      for (const draft of draftDeviceEvent(event, monitor.crossRefId)) {
        this.events += 1
        monitor.session.event(draft)
      }
    }
  }
}
