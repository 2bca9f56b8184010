import type { MessageOf } from '@hookswitch/pbx/csta/codec'
import type { ExchangeEvent } from '#engine/event.ts'
import type { CstaSession } from './session.ts'

type Filter = NonNullable<MessageOf<'MonitorStart'>['requestedMonitorFilter']>

/** One monitor of one session. A set bit of its filter keeps that event back (ECMA-269 12.2.17). */
export interface Monitor {
  readonly crossRefId: string
  readonly session: CstaSession
  readonly object:
    | { readonly kind: 'device'; readonly device: string }
    | { readonly kind: 'call'; callId: string }
  readonly filter: Filter | null
}

const filterNames = {
  serviceInitiated: 'serviceInitiated',
  originated: 'originated',
  networkReached: 'networkReached',
  delivered: 'delivered',
  established: 'established',
  queued: 'queued',
  diverted: 'diverted',
  held: 'held',
  retrieved: 'retrieved',
  connectionCleared: 'connectionCleared',
  callCleared: 'callCleared',
  failed: 'failed',
  transferred: 'transferred',
  conferenced: 'conferenced',
} as const

/** Whether this monitor does not want to hear of it. */
export function isFiltered(monitor: Monitor, event: ExchangeEvent): boolean {
  const { filter } = monitor
  if (filter === null) return false
  switch (event.kind) {
    case 'callInformation':
    case 'digitsGenerated':
      return filter.callAssociated?.[event.kind] === true
    case 'doNotDisturb':
    case 'forwarding':
      return filter.logicalDeviceFeature?.[event.kind] === true
    case 'microphoneMute':
      return filter.physicalDeviceFeature?.microphoneMute === true
    case 'agentState':
    case 'inService':
      return false
    default:
      return filter.callcontrol?.[filterNames[event.kind]] === true
  }
}

/** All monitors, found by what they watch. */
export class Monitors {
  readonly #byId = new Map<string, Monitor>()
  readonly #byDevice = new Map<string, Set<Monitor>>()
  readonly #byCall = new Map<string, Set<Monitor>>()
  #next: number

  constructor(first: number) {
    this.#next = first
  }

  get count(): number {
    return this.#byId.size
  }

  add(session: CstaSession, object: Monitor['object'], filter: Filter | null): Monitor {
    const monitor: Monitor = { crossRefId: String(this.#next++), session, object, filter }
    this.#byId.set(monitor.crossRefId, monitor)
    this.#index(monitor).add(monitor)
    return monitor
  }

  get(crossRefId: string): Monitor | undefined {
    return this.#byId.get(crossRefId)
  }

  remove(monitor: Monitor): void {
    this.#byId.delete(monitor.crossRefId)
    const [index, key] = this.#place(monitor)
    const set = index.get(key)
    set?.delete(monitor)
    if (set?.size === 0) index.delete(key)
  }

  removeAll(session: CstaSession): void {
    for (const monitor of this.#byId.values()) if (monitor.session === session) this.remove(monitor)
  }

  all(): Iterable<Monitor> {
    return this.#byId.values()
  }

  ofDevice(device: string): Iterable<Monitor> {
    return this.#byDevice.get(device) ?? []
  }

  ofCall(callId: string): Iterable<Monitor> {
    return this.#byCall.get(callId) ?? []
  }

  /** A joined call has another id: its monitors go along. */
  follow(from: string, to: string): void {
    for (const monitor of Array.from(this.ofCall(from))) {
      if (monitor.object.kind !== 'call') continue
      this.remove(monitor)
      monitor.object.callId = to
      this.#byId.set(monitor.crossRefId, monitor)
      this.#index(monitor).add(monitor)
    }
  }

  #place(monitor: Monitor): [Map<string, Set<Monitor>>, string] {
    return monitor.object.kind === 'device'
      ? [this.#byDevice, monitor.object.device]
      : [this.#byCall, monitor.object.callId]
  }

  #index(monitor: Monitor): Set<Monitor> {
    const [index, key] = this.#place(monitor)
    const set = index.get(key) ?? new Set()
    index.set(key, set)
    return set
  }
}
