/**
 * Events on their way to the model, in order. While a snapshot is taken they are held: those that came before its devices
 * were asked are told before it, and what the snapshot does not know yet follows.
 */
import type { AgentState, DeviceId, SwitchEvent } from '@hookswitch/model'
import type { LinkLog, SessionPorts } from '#connector.ts'
import type { Arrival, Monitors } from './monitors.ts'
import { callEventFrom, type Setting } from './to-model/call-events.ts'
import { statusEventFrom } from './to-model/status-events.ts'

/** Held events beyond this come from a switch that never pauses; the oldest are what a snapshot knows best. */
const MOST_HELD = 50_000

export class Feed {
  readonly #ports: SessionPorts
  readonly #monitors: Monitors
  readonly #setting: Omit<Setting, 'monitored'>
  readonly #held: Arrival[] = []
  readonly #statusTold = new Map<DeviceId, number>()
  readonly #touched = new Set<DeviceId>()
  readonly #agents = new Map<DeviceId, AgentState>()
  #holding = 0
  /** Events that were held and are not any more. */
  #passed = 0
  #arrivals = 0
  /** Which arrival was the last that a device's monitor told. */
  readonly #movedAt = new Map<DeviceId, number>()
  /** When the last event was told while others were held: these must not seem older than a snapshot they follow. */
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(ports: SessionPorts, monitors: Monitors, setting: Omit<Setting, 'monitored'>) {
    this.#ports = ports
    this.#monitors = monitors
    this.#setting = setting
  }

  /** How many events have come. */
  get arrivals(): number {
    return this.#arrivals
  }

  /** Whether something was told of a device after so many events. */
  hasMoved(device: DeviceId, arrivals: number): boolean {
    return (this.#movedAt.get(device) ?? 0) > arrivals
  }

  /** Events are held: what is asked now will be told before them. */
  get isHolding(): boolean {
    return this.#holding > 0
  }

  /** How many events have been held so far. */
  get held(): number {
    return this.#passed + this.#held.length
  }

  /** Devices of which something was told while events were held, after so many as `held` said before. */
  heldOf(before: number): ReadonlySet<DeviceId> {
    const devices = new Set<DeviceId>()
    for (const { event } of this.#held.slice(Math.max(0, before - this.#passed))) {
      const device = this.#monitors.deviceOf(event.monitorCrossRefID)
      if (device !== undefined) devices.add(device)
    }
    return devices
  }

  /** Devices of whose calls something was told since this was last asked. */
  takeTouched(): DeviceId[] {
    const touched = [...this.#touched]
    this.#touched.clear()
    return touched
  }

  arrive(arrival: Arrival): void {
    this.#arrivals += 1
    const device = this.#monitors.deviceOf(arrival.event.monitorCrossRefID)
    if (device !== undefined) this.#movedAt.set(device, this.#arrivals)
    if (this.#holding === 0) return this.#translate(arrival)
    this.#held.push(arrival)
    if (this.#held.length <= MOST_HELD) return
    this.#held.shift()
    this.#passed += 1
  }

  tell(event: SwitchEvent, receivedAt = this.#ports.now()): void {
    if (event.kind === 'agentState') this.#agents.set(event.device, event.state)
    if (this.#holding > 0) this.#toldAt = receivedAt
    if (event.kind === 'snapshot') for (const { device } of event.connections) this.#touch(device)
    this.#ports.event(event, receivedAt)
  }

  #touch(device: DeviceId): void {
    if (this.#monitors.isOurs(device)) this.#touched.add(device)
  }

  log(entry: LinkLog): void {
    this.#ports.log(entry)
  }

  /** Holds all events back until `work` is done. */
  async hold(work: () => Promise<void>): Promise<void> {
    this.#holding += 1
    try {
      await work()
    } finally {
      this.#holding -= 1
      if (this.#holding === 0) {
        this.release(this.held)
        this.#toldAt = Number.NEGATIVE_INFINITY
      }
    }
  }

  /** Whether something is held that came before, by what `held` said then. */
  holdsOlder(before: number): boolean {
    return before > this.#passed && this.#held.length > 0
  }

  /** Tells what was held, up to so many as `held` said. */
  release(upTo: number): void {
    const earliest = this.#toldAt
    const older = this.#held.splice(0, Math.max(0, upTo - this.#passed))
    this.#passed += older.length
    for (const { event, receivedAt } of older)
      this.#translate({ event, receivedAt: Math.max(receivedAt, earliest) })
  }

  /** Events that had to wait until their monitor was known. */
  releaseEarly(): void {
    for (const arrival of this.#monitors.takeEarly()) this.arrive(arrival)
  }

  /** What was told last of the agent at a device; undefined where nothing was. */
  agentAt(device: DeviceId): AgentState | undefined {
    return this.#agents.get(device)
  }

  /** How many status events of a device were told: an answer that was asked for before the last of them is stale. */
  statusTold(device: DeviceId): number {
    return this.#statusTold.get(device) ?? 0
  }

  #translate(arrival: Arrival): void {
    const { event, receivedAt } = arrival
    const ref = event.monitorCrossRefID
    const monitored = this.#monitors.deviceOf(ref)
    if (monitored === undefined && ref !== undefined) {
      if (!this.#monitors.keepEarly(arrival)) {
        this.log({
          level: 'debug',
          code: 'csta.unknownMonitor',
          message: 'The switch sent an event for a monitor that is not ours.',
          details: { kind: event.kind },
        })
      }
      return
    }
    const call = callEventFrom(event, { ...this.#setting, monitored })
    if (call !== undefined) {
      if (monitored !== undefined) this.#touch(monitored)
      return this.tell(call, receivedAt)
    }
    const status = statusEventFrom(event, monitored)
    if (status === undefined) return
    this.#statusTold.set(status.device, this.statusTold(status.device) + 1)
    this.tell(status, receivedAt)
  }
}
