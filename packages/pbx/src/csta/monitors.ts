/**
 * Which devices the switch reports to us, and under which cross-reference.
 *
 *   wanted ──MonitorStart──▶ up ──switch stops it, or restarts──▶ wanted
 *      └──refused──▶ wanted (tried again now and then)
 */
import type { CommandResult, DeviceId } from '@hookswitch/model'
import type { CstaEvent } from '#csta/codec/index.ts'
import type { CstaClient } from './client.ts'
import type { CstaDialect } from './dialects/dialect.ts'
import { wireDevice } from './from-model/requests.ts'
import { refusedFor } from './to-model/refusals.ts'

export interface Arrival {
  readonly event: CstaEvent
  readonly receivedAt: number
}

/** Events that came before the answer that names their monitor; more than this is a flood of something else. */
const MOST_EARLY = 1_000

export class Monitors {
  readonly #client: CstaClient
  readonly #dialect: CstaDialect
  readonly #byRef = new Map<string, DeviceId>()
  readonly #refOf = new Map<DeviceId, string>()
  readonly #wanted = new Set<DeviceId>()
  readonly #early: Arrival[] = []
  #starting = 0

  constructor(client: CstaClient, dialect: CstaDialect) {
    this.#client = client
    this.#dialect = dialect
  }

  isOurs(device: DeviceId): boolean {
    return this.#wanted.has(device)
  }

  isUp(device: DeviceId): boolean {
    return this.#refOf.has(device)
  }

  deviceOf(ref: string | undefined): DeviceId | undefined {
    return ref === undefined ? undefined : this.#byRef.get(ref)
  }

  /** Devices to watch, whether they are or not. */
  get wanted(): readonly DeviceId[] {
    return [...this.#wanted]
  }

  get up(): readonly DeviceId[] {
    return [...this.#refOf.keys()]
  }

  want(device: DeviceId): void {
    this.#wanted.add(device)
  }

  /** No filter is sent: what a true bit in one means differs between switches (brief 3.7). */
  async start(device: DeviceId): Promise<CommandResult> {
    this.#wanted.add(device)
    if (this.#refOf.has(device)) return { ok: true }
    this.#starting += 1
    const reply = await this.#client.request(
      {
        kind: 'MonitorStart',
        monitorObject: { kind: 'deviceObject', value: wireDevice(device, this.#dialect) },
        monitorType: 'device',
      },
      ['MonitorStartResponse'],
      // Nobody keeps this monitor any more: it would hold a licence and tell everything twice.
      { late: ({ monitorCrossRefID }) => void this.#drop(monitorCrossRefID) },
    )
    this.#starting -= 1
    if (!reply.ok) return reply
    const ref = reply.message.monitorCrossRefID
    if (ref === undefined) return refusedFor('link.protocol')
    this.#refOf.set(device, ref)
    this.#byRef.set(ref, device)
    return { ok: true }
  }

  async stop(device: DeviceId): Promise<CommandResult> {
    this.#wanted.delete(device)
    return this.letGo(device)
  }

  /** Stops the monitor of a device that stays wanted. */
  async letGo(device: DeviceId): Promise<CommandResult> {
    const ref = this.#refOf.get(device)
    if (ref === undefined) return { ok: true }
    this.#refOf.delete(device)
    this.#byRef.delete(ref)
    return this.#drop(ref)
  }

  async #drop(ref = ''): Promise<CommandResult> {
    const reply = await this.#client.request({ kind: 'MonitorStop', monitorCrossRefID: ref }, [
      'MonitorStopResponse',
    ])
    return reply.ok ? { ok: true } : reply
  }

  /** The switch stopped a monitor by itself: which device it was. */
  lost(ref: string | undefined): DeviceId | undefined {
    const device = this.deviceOf(ref)
    if (ref === undefined || device === undefined) return undefined
    this.#byRef.delete(ref)
    this.#refOf.delete(device)
    return device
  }

  /** The switch restarted: it knows of no monitor. */
  forgetAll(): void {
    this.#byRef.clear()
    this.#refOf.clear()
    this.#early.length = 0
  }

  /** Keeps an event whose monitor is perhaps just being started. False when it cannot be that. */
  keepEarly(arrival: Arrival): boolean {
    if (this.#starting === 0 || this.#early.length >= MOST_EARLY) return false
    this.#early.push(arrival)
    return true
  }

  /** The kept events whose monitors are known by now, in order; the rest when nothing is being started is forgotten. */
  takeEarly(): Arrival[] {
    const known = this.#early.filter(({ event }) => this.#byRef.has(event.monitorCrossRefID ?? ''))
    const rest = this.#starting === 0 ? [] : this.#early.filter((arrival) => !known.includes(arrival))
    this.#early.splice(0, this.#early.length, ...rest)
    return known
  }
}
