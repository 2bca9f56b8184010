import type { CallDirection } from '#call.ts'
import type { EventCause } from '#cause.ts'
import type { ConnectionState } from '#connection.ts'
import type { DeviceId, Party } from '#device.ts'
import type { CallEvent, MovedConnection, SnapshotConnection } from '#switch-event.ts'
import { party } from '#device.ts'

/**
 * A switch as small as one can be and still be one: it knows what truly happens and says it as ECMA-269 does (the
 * sequences of clause 17.2, and the habits of real switches that the standard leaves open). The laws of the model are
 * held against this truth. It knows nothing of the model's machines.
 */

/** What a person would call one call, as it truly was. */
export interface Truth {
  readonly name: string
  /** First caller, as the switch tells it. */
  readonly calling: Party
  readonly digits: string | null
  readonly direction: CallDirection
  /** Devices at which it rang, once for each time. */
  readonly rang: DeviceId[]
  readonly answered: Set<DeviceId>
  /** All devices that ever had a leg in it. */
  readonly touched: Set<DeviceId>
  /** When it was consulted about, transferred or conferenced. */
  readonly moves: number[]
}

export interface PbxLeg {
  state: ConnectionState
  readonly device: DeviceId
}

export interface PbxCall {
  id: string
  readonly legs: Map<DeviceId, PbxLeg>
  /** Ids that it had before a transfer or conference. */
  readonly former: Set<string>
  readonly truth: Truth
  /** Caller as the switch tells it now. */
  calling: Party
  readonly called: Party
  /** Set for a consultation: it has no log of its own. */
  readonly consult: boolean
}

/** An event, when it happened, and whose monitors report it. */
export interface Occurrence {
  readonly at: number
  readonly event: CallEvent
  readonly truth: Truth
  readonly monitors: readonly DeviceId[]
}

/** Habits in which real switches differ. */
export interface Habits {
  /** Ids: every call a new one, or the lowest that is free (so that "0" comes again and again). */
  readonly ids: 'fresh' | 'reused'
  /** Id of what a transfer makes. */
  readonly joined: 'new' | 'primary' | 'secondary'
  /** Whether a transfer names the second call, and the old ids of the connections. */
  readonly namesOld: boolean
  /** Which ends are told: every leg's to all, or each monitored device its own leg's only. */
  readonly ends: 'all' | 'own'
  /** Whether whoever hands a call on is told as its caller from then on. */
  readonly replacesCaller: boolean
  /** Set for a switch that carries no data with a call: two calls of the same people are then told apart by their ids only. */
  readonly carriesNothing?: true
}

/** How long (ms) the switch lets an id rest before it uses it again. */
const idRests = 4_000

export class SmallSwitch {
  readonly calls = new Set<PbxCall>()
  readonly truths: Truth[] = []
  readonly said: Occurrence[] = []
  now = 1_000_000
  readonly habits: Habits
  readonly monitored: ReadonlySet<DeviceId>
  #made = 0
  readonly #freed = new Map<string, number>()
  readonly #left = new Map<DeviceId, number>()

  constructor(habits: Habits, monitored: readonly DeviceId[]) {
    this.habits = habits
    this.monitored = new Set(monitored)
  }

  /** Calls that a device is in, with its leg. */
  at(device: DeviceId): { call: PbxCall; leg: PbxLeg }[] {
    const found: { call: PbxCall; leg: PbxLeg }[] = []
    for (const call of this.calls) {
      const leg = call.legs.get(device)
      if (leg !== undefined) found.push({ call, leg })
    }
    return found
  }

  newTruth(calling: Party, direction: CallDirection, digits: string | null = null): Truth {
    const name = `call ${this.truths.length}`
    const seen = { rang: [], answered: new Set<DeviceId>(), touched: new Set<DeviceId>(), moves: [] }
    const truth: Truth = { name, calling, digits, direction, ...seen }
    this.truths.push(truth)
    return truth
  }

  newCall(of: Omit<PbxCall, 'id' | 'legs' | 'former'>): PbxCall {
    const call: PbxCall = { id: this.newId(), legs: new Map(), former: new Set(), ...of }
    this.calls.add(call)
    return call
  }

  newId(): string {
    this.#made += 1
    if (this.habits.ids === 'fresh') return `${this.#made}`
    const used = new Set([...this.calls].map((call) => call.id))
    for (let id = 0; ; id += 1) {
      const rested = this.now - (this.#freed.get(`${id}`) ?? 0) > idRests
      if (!used.has(`${id}`) && rested) return `${id}`
    }
  }

  /** A phone that has been at rest for a while. (Rung again at once, in the same call, it cannot be told from a late copy.) */
  isIdle(device: DeviceId): boolean {
    return this.at(device).length === 0 && this.now - (this.#left.get(device) ?? 0) > 1_400
  }

  leave(call: PbxCall, device: DeviceId): boolean {
    this.#left.set(device, this.now)
    return call.legs.delete(device)
  }

  /** An id is free again; if it has been for long, because its call went on under another one, it rests but a little. */
  freeId(id: string, rests = idRests): void {
    const rested = this.now + rests - idRests
    this.#freed.set(id, Math.max(this.#freed.get(id) ?? 0, rested))
  }

  newTrunk(): DeviceId {
    this.#made += 1
    return `T${this.#made}`
  }

  enter(call: PbxCall, device: DeviceId, state: ConnectionState): PbxLeg {
    const leg: PbxLeg = { device, state }
    call.legs.set(device, leg)
    call.truth.touched.add(device)
    return leg
  }

  /** What events about this call tell of it. The name of the truth rides along so that the laws know what is what. */
  parties(call: PbxCall) {
    const { digits, name } = call.truth
    const data = this.habits.carriesNothing === true ? {} : { correlatorData: name }
    const parties = { calling: call.calling, called: call.called, ...data }
    return digits === null ? parties : { ...parties, digits }
  }

  /** Says something to the monitors of all devices in the call (and of one that has just left). */
  say(call: PbxCall, event: CallEvent, also: readonly DeviceId[] = []): void {
    const heard = new Set([...call.legs.keys(), ...also].filter((device) => this.monitored.has(device)))
    this.said.push({ at: this.now, event, truth: call.truth, monitors: [...heard] })
    this.now += 3
  }

  named(call: PbxCall, device: DeviceId) {
    return { connection: { callId: call.id, deviceId: device }, device }
  }

  /** A leg goes, and who must hear of it does. */
  drop(call: PbxCall, device: DeviceId, cause: EventCause): void {
    if (!this.leave(call, device)) return
    const event: CallEvent = { kind: 'connectionCleared', ...this.named(call, device), cause }
    if (this.habits.ends === 'all') this.say(call, event, [device])
    else if (this.monitored.has(device)) {
      this.said.push({ at: this.now, event, truth: call.truth, monitors: [device] })
      this.now += 3
    }
  }

  /** Somebody leaves; a call with nobody left to talk to is over. */
  hangUp(call: PbxCall, device: DeviceId, cause: EventCause): void {
    this.drop(call, device, cause)
    const speaking = [...call.legs.values()].filter(
      (leg) => leg.state === 'connected' || leg.state === 'hold',
    )
    if (speaking.length >= 2 || (speaking.length === 1 && this.isWaiting(call))) return
    for (const leg of call.legs.values()) this.drop(call, leg.device, cause)
    this.calls.delete(call)
    this.freeId(call.id)
    for (const id of call.former) this.freeId(id, 1_400)
  }

  /** True while somebody in the call has still to answer. */
  isWaiting(call: PbxCall): boolean {
    return [...call.legs.values()].some((leg) => leg.state === 'alerting' || leg.state === 'queued')
  }

  /** Another switch in just this state, to which nothing that happens here happens; of what was said it knows nothing. */
  clone(): SmallSwitch {
    const copy = new SmallSwitch(this.habits, [...this.monitored])
    copy.now = this.now
    copy.#made = this.#made
    for (const [id, at] of this.#freed) copy.#freed.set(id, at)
    for (const [device, at] of this.#left) copy.#left.set(device, at)
    const truths = new Map<Truth, Truth>()
    for (const truth of this.truths) {
      const { rang, answered, touched, moves } = truth
      const lists = { rang: [...rang], answered: new Set(answered), touched: new Set(touched) }
      const same = { ...truth, ...lists, moves: [...moves] }
      truths.set(truth, same)
      copy.truths.push(same)
    }
    for (const call of this.calls) {
      const legs = new Map([...call.legs].map(([device, leg]) => [device, { ...leg }]))
      const truth = truths.get(call.truth) ?? call.truth
      copy.calls.add({ ...call, legs, former: new Set(call.former), truth })
    }
    return copy
  }

  /** The whole truth of now about the monitored devices, with the far ends. */
  snapshot(): SnapshotConnection[] {
    const told: SnapshotConnection[] = []
    for (const call of this.calls) {
      if (![...call.legs.keys()].some((device) => this.monitored.has(device))) continue
      for (const leg of call.legs.values()) {
        told.push({ ...this.named(call, leg.device), state: leg.state, ...this.parties(call) })
      }
    }
    return told
  }

  moved(legs: Iterable<{ from: string; device: DeviceId }>, to: string): MovedConnection[] {
    return [...legs].map(({ from, device }) => ({
      to: { callId: to, deviceId: device },
      ...(this.habits.namesOld ? { from: { callId: from, deviceId: device } } : {}),
      ...(this.monitored.has(device) ? { device, endpoint: party(device, { external: false }) } : { device }),
    }))
  }
}
