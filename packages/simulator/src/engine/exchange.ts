import type { ConnectionState, EventCause } from '@hookswitch/model'
import type { Behaviour } from '#control-api.ts'
import type { LedgerEntry, TrueOutcome } from '#ledger-entry.ts'
import { connectionOf, type CallPlan, type Leg, type PbxCall, type Person, type TrueCall } from './call.ts'
import type { Clock } from './clock.ts'
import type { Device, ExchangeSettings, Layout, Phone } from './device.ts'
import type { CallFacts, ExchangeEvent, LegEventKind } from './event.ts'
import type { Random } from './random.ts'

type Unnumbered<Entry> = Entry extends LedgerEntry ? Omit<Entry, 'n' | 'at'> : never
/** A ledger line before it is numbered and timed. */
export type Happening = Unnumbered<LedgerEntry>

/** How a call comes to a device. */
export interface Arrival {
  readonly cause: EventCause
  /** Queue that sends it. */
  readonly queue?: string
  /** Group that rings its members with it. */
  readonly group?: string
  /** The call has waited there before: it keeps its place. */
  readonly returned?: boolean
  /** Single-step conference: the device that asked for it, and whether the newcomer is heard. */
  readonly joinedBy?: string
  readonly silent?: boolean
}

/** A call that comes to a device. */
export interface Coming<At extends Device = Device> {
  readonly at: At
  readonly arrival: Arrival
}

export interface Hooks {
  /** A call reaches a device of this exchange. */
  arrive(call: PbxCall, coming: Coming): void
  arriveOutside(call: PbxCall, coming: { readonly number: string; readonly arrival: Arrival }): void
  legAdded(leg: Leg): void
  legAnswered(leg: Leg): void
  legRemoved(leg: Leg): void
  agentChanged(phone: Phone): void
}

/** True calls that ended are kept this many deep, for those who ask after them. */
const keptTruths = 1000

/**
 * The book-keeping of the simulated PBX: devices, calls, legs, and the two streams that tell of them: events (what the
 * PBX says) and happenings (what truly was). It decides nothing; the modules beside it do.
 */
export class Exchange {
  readonly clock: Clock
  readonly random: Random
  readonly settings: ExchangeSettings
  readonly layout: Layout
  readonly devices = new Map<string, Device>()
  readonly calls = new Map<string, PbxCall>()
  readonly truths = new Map<string, TrueCall>()
  readonly outsideBehaviours = new Map<string, Behaviour>()
  outsideBehaviour: Behaviour
  hooks!: Hooks
  readonly #eventListeners = new Set<(event: ExchangeEvent) => void>()
  readonly #truthListeners = new Set<(happening: Happening, at: number) => void>()
  readonly #freeLines: string[] = []
  readonly #ended: string[] = []
  readonly #run: string
  #lines = 0
  #callIds: number
  #truthIds = 0

  constructor(options: { clock: Clock; random: Random; settings: ExchangeSettings; layout: Layout }) {
    this.clock = options.clock
    this.random = options.random
    this.settings = options.settings
    this.layout = options.layout
    this.outsideBehaviour = options.settings.outside
    this.#run = options.clock.now().toString(36)
    this.#callIds = 1000 + Math.floor(options.random() * 9000)
  }

  onEvent(listener: (event: ExchangeEvent) => void): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  onTruth(listener: (happening: Happening, at: number) => void): () => void {
    this.#truthListeners.add(listener)
    return () => this.#truthListeners.delete(listener)
  }

  emit(event: ExchangeEvent): void {
    for (const listener of this.#eventListeners) listener(event)
  }

  record(happening: Happening): void {
    for (const listener of this.#truthListeners) listener(happening, this.clock.now())
  }

  nextCallId(): string {
    const { callIds } = this.settings
    if (callIds === 'rising') return String(this.#callIds++)
    if (callIds === 'hex') return `FF0001${(this.#callIds++).toString(16).toUpperCase().padStart(26, '0')}`
    let id = 0
    while (this.calls.has(String(id))) id += 1
    return String(id)
  }

  phone(number: string): Phone | undefined {
    const device = this.devices.get(number)
    return device?.kind === 'phone' ? device : undefined
  }

  /** A free trunk line. */
  seizeLine(): string {
    const free = this.#freeLines.pop()
    if (free !== undefined) return free
    this.#lines += 1
    return `T${this.#lines}`
  }

  behaviourOutside(number: string): Behaviour {
    return this.outsideBehaviours.get(number) ?? this.outsideBehaviour
  }

  beginCall(options: {
    calling: Person
    called: string
    direction: TrueCall['direction']
    plan: CallPlan
    parent?: TrueCall
  }): PbxCall {
    this.#truthIds += 1
    const id = this.nextCallId()
    const truth: TrueCall = {
      id: `${this.#run}-${this.#truthIds}`,
      pbxCallIds: [id],
      direction: options.direction,
      from: options.calling,
      to: options.called,
      parent: options.parent?.id ?? null,
      plan: options.plan,
      digits: null,
      live: null,
      startedAt: this.clock.now(),
      answeredAt: null,
      endedAt: null,
      outcome: null,
      mergedInto: null,
      trouble: null,
    }
    const call: PbxCall = {
      id,
      truth,
      legs: new Map(),
      calling: options.calling,
      called: options.called,
      lastRedirection: null,
      correlatorData: null,
      userData: null,
      forwards: 0,
    }
    truth.live = call
    this.calls.set(id, call)
    this.truths.set(truth.id, truth)
    const { number, name, restricted } = options.calling
    this.record({
      kind: 'callBegan', call: truth.id, pbxCallId: id, direction: truth.direction, from: number, fromName: name,
      restricted, to: truth.to, parent: truth.parent,
    }) // prettier-ignore
    return call
  }

  addLeg(
    call: PbxCall,
    at: {
      device: string
      person: Person
      state: ConnectionState
      queue?: string
      group?: string
      isCaller?: boolean
    },
  ): Leg {
    const leg: Leg = {
      call,
      device: at.device,
      person: at.person,
      state: at.state,
      isCaller: at.isCaller ?? false,
      queue: at.queue ?? null,
      group: at.group ?? null,
      since: this.clock.now(),
      answeredAt: null,
      silent: false,
      joinedBy: null,
      plans: [],
    }
    call.legs.set(leg.device, leg)
    const device = this.devices.get(leg.device)
    if (device?.kind === 'phone' || device?.kind === 'ivr') device.legs.add(leg)
    this.hooks.legAdded(leg)
    return leg
  }

  setState(leg: Leg, state: ConnectionState): void {
    leg.state = state
    leg.since = this.clock.now()
  }

  /** Takes a leg out of everything; says nothing on the wire. */
  removeLeg(leg: Leg, outcome: TrueOutcome): void {
    for (const cancel of leg.plans.splice(0)) cancel()
    this.record({ kind: 'legEnded', ...this.legIdentity(leg), outcome })
    leg.call.legs.delete(leg.device)
    leg.state = 'null'
    const device = this.devices.get(leg.device)
    if (device === undefined) this.#freeLines.push(leg.device)
    else if (device.kind === 'phone' || device.kind === 'ivr') device.legs.delete(leg)
    else if (device.kind === 'park') device.leg = null
    else if (device.kind === 'queue') device.waiting.delete(leg)
    this.hooks.legRemoved(leg)
  }

  legIdentity(leg: Leg): { call: string; device: string; pbxCallId: string } {
    return { call: leg.call.truth.id, device: leg.person.number, pbxCallId: leg.call.id }
  }

  /** Plans something for a leg; forgotten when the leg changes or goes. */
  plan(leg: Leg, milliseconds: number, run: () => void): void {
    leg.plans.push(this.clock.after(milliseconds, run))
  }

  forgetPlans(leg: Leg): void {
    for (const cancel of leg.plans.splice(0)) cancel()
  }

  /** The part of an event that is the same for all kinds. `gone`: legs that have just left and may still hear of it. */
  facts(call: PbxCall, cause: EventCause, gone: readonly Leg[] = []): CallFacts {
    const views = []
    let acd = false
    let callingLine: string | null = null
    for (const leg of call.legs.values()) {
      views.push({ device: leg.device, state: leg.state })
      if (leg.queue !== null) acd = true
      if (leg.isCaller && leg.person.external) callingLine = leg.device
    }
    for (const leg of gone) {
      if (!call.legs.has(leg.device)) views.push({ device: leg.device, state: 'null' as const })
    }
    return {
      at: this.clock.now(),
      truth: call.truth.id,
      callIds: [call.id],
      cause,
      calling: call.calling,
      called: call.called,
      lastRedirection: call.lastRedirection,
      callingLine,
      digits: call.truth.digits,
      correlatorData: call.correlatorData,
      userData: call.userData,
      acd,
      views,
    }
  }

  /** Says that something happened to one leg; everybody on the call hears it. */
  tell(
    kind: Exclude<LegEventKind, 'queued' | 'diverted' | 'digitsGenerated'>,
    leg: Leg,
    cause: EventCause,
  ): void {
    const facts = this.facts(leg.call, cause, leg.state === 'null' ? [leg] : [])
    const quiet = leg.group !== null && (kind === 'delivered' || kind === 'connectionCleared')
    // Fifty phones that ring together do not hear of each other: that would be 2,500 events.
    const views = quiet
      ? facts.views.filter(({ device, state }) => device === leg.device || state !== 'alerting')
      : facts.views
    this.emit({ kind, connection: connectionOf(leg), person: leg.person, ...facts, views })
  }

  /** The true call is over. */
  endTruth(truth: TrueCall, outcome: TrueOutcome, cause: EventCause): void {
    truth.live = null
    truth.endedAt = this.clock.now()
    truth.outcome = outcome
    this.record({ kind: 'callEnded', call: truth.id, outcome, cause, digits: truth.digits })
    this.retire(truth)
  }

  /** Keeps an ended call for those who ask after it, and forgets the oldest. */
  retire(truth: TrueCall): void {
    this.#ended.push(truth.id)
    if (this.#ended.length <= keptTruths) return
    const oldest = this.#ended.shift()
    if (oldest !== undefined) this.truths.delete(oldest)
  }
}
