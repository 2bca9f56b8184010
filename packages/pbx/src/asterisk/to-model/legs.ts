/**
 * The channels that Asterisk has now, as legs of calls. A leg is known by its Uniqueid for ever; the call that it is in
 * by its Linkedid, which changes when calls meet in a bridge: then two groups become one.
 */
import type { ConnectionId, DeviceId, EventCause, Party, SwitchEvent } from '@hookswitch/model'
import { parseChannelName, type ChannelNote } from './channel.ts'

/** `caller` it dialled in; `prompted` it was rung so that it may dial (click-to-dial); `called` somebody dialled it. */
export type LegRole = 'caller' | 'prompted' | 'called'

export interface Leg {
  readonly uniqueid: string
  channel: string
  readonly role: LegRole
  /** False for Local channels and other plumbing, of which nobody is told. */
  readonly person: boolean
  /** Our name of the device: the endpoint where it is one of the switch's phones, else the channel's name. */
  readonly device: DeviceId
  readonly endpoint: string
  /** True for a device of this switch, false for a trunk. */
  readonly ours: boolean
  /** As the model knows it, from birth to end, whatever calls meet meanwhile. */
  readonly connection: ConnectionId
  /** What has been told of it. `gone`: it handed its call on. */
  told: 'nothing' | 'initiated' | 'alerting' | 'connected' | 'hold' | 'gone'
  /** The channel that dials this one. */
  dialledBy: string | undefined
  exten: string
  hangupRequested: boolean
  /** It rings, and that will be told as soon as it is known who calls. */
  ringsUntold: boolean
  dialStatus: string | undefined
  /** When a caller's channel came up: the dialplan or somebody answered. */
  upAt: number | undefined
  bridge: string | undefined
  /** Where its channel stood in the dialplan when it came into the bridge. */
  extenInBridge: string
  /** It was taken out of its bridge and sent elsewhere in the dialplan. */
  redirected: boolean
  /** Why it was dialled although the call had been taken already: a transfer, a return from the parking lot. */
  further: EventCause | undefined
  /** It came with a call of its own and has been told as a party of this one. */
  joined: boolean
}

export interface TimedEvent {
  readonly event: SwitchEvent
  /** When its bytes arrived: milliseconds since the epoch. */
  readonly at: number
}

export interface Waiting {
  readonly name: string
  readonly connection: ConnectionId
  /** The queue has let go of the caller, and it is not seen yet why. */
  leaving: boolean
}

/** The channels that share a Linkedid. */
export interface Group {
  /** First Linkedid of the call: the id under which the model hears of it. */
  readonly id: string
  readonly born: number
  /** Every Linkedid that leads here. */
  readonly names: Set<string>
  readonly legs: Set<Leg>
  calling: Party | undefined
  /**
   * False while only the birth of an outside caller's channel was seen: whether the number is withheld (and what a
   * dialplan makes of number and name) is written into the channel after that.
   */
  callerKnown: boolean
  called: Party | undefined
  digits: string | undefined
  /** Queue in which the caller waits, and the connection told for it. */
  queue: Waiting | undefined
  /** True once a monitored device has a part in it: until then nothing of it is told, and kept in `waiting`. */
  visible: boolean
  waiting: TimedEvent[]
  answered: boolean
  dialled: boolean
  /** It has waited in a queue. */
  queued: boolean
  /** It waits in a parking lot, or has been there. */
  parked: boolean
}

/** Where a leg's endpoint belongs. */
export interface Places {
  isMonitored(device: DeviceId): boolean
  isTrunk(endpoint: string): boolean
}

// Late events about a channel come within milliseconds of its end; this many ends lie further apart than that.
const REMEMBERED_ENDS = 4_096

export class LegTable {
  readonly #places: Places
  readonly #legs = new Map<string, Leg>()
  /** By Linkedid; several names lead to one group after calls have met. */
  readonly #groups = new Map<string, Group>()
  readonly #bridges = new Map<string, Set<Leg>>()
  readonly #ended = new Set<string>()
  #births = 0

  constructor(places: Places) {
    this.#places = places
  }

  get(uniqueid: string): Leg | undefined {
    return this.#legs.get(uniqueid)
  }

  legs(): Iterable<Leg> {
    return this.#legs.values()
  }

  groupOf(leg: Leg): Group {
    return this.#group(leg.connection.callId)
  }

  hasEnded(uniqueid: string): boolean {
    return this.#ended.has(uniqueid)
  }

  /** The group of a Linkedid, made when there is none. */
  #group(linkedid: string): Group {
    const known = this.#groups.get(linkedid)
    if (known !== undefined) return known
    const group: Group = {
      id: linkedid,
      born: this.#births++,
      names: new Set([linkedid]),
      legs: new Set(),
      calling: undefined,
      callerKnown: true,
      called: undefined,
      digits: undefined,
      queue: undefined,
      visible: false,
      waiting: [],
      answered: false,
      dialled: false,
      queued: false,
      parked: false,
    }
    this.#groups.set(linkedid, group)
    return group
  }

  /** The group that a Linkedid names; where it names none, it is from now on another name of this one. */
  name(group: Group, linkedid: string): Group {
    const named = this.#groups.get(linkedid)
    if (named !== undefined) return named
    group.names.add(linkedid)
    this.#groups.set(linkedid, group)
    return group
  }

  add(note: ChannelNote): Leg {
    const { endpoint, person } = parseChannelName(note.channel)
    const group = this.#group(note.linkedid)
    const ours = this.#places.isMonitored(endpoint) || !this.#places.isTrunk(endpoint)
    const leg: Leg = {
      uniqueid: note.uniqueid,
      channel: note.channel,
      role: roleOf(note, person && isPrompting(group)),
      person,
      device: ours ? endpoint : note.channel,
      endpoint,
      ours,
      connection: { callId: group.id, deviceId: note.uniqueid },
      told: 'nothing',
      dialledBy: undefined,
      exten: note.exten,
      hangupRequested: false,
      ringsUntold: false,
      dialStatus: undefined,
      upAt: undefined,
      bridge: undefined,
      extenInBridge: '',
      redirected: false,
      further: undefined,
      joined: false,
    }
    this.#legs.set(note.uniqueid, leg)
    group.legs.add(leg)
    return leg
  }

  /** Forgets a leg. Returns its group, which has none left when the call is over. */
  remove(leg: Leg): Group {
    const group = this.groupOf(leg)
    group.legs.delete(leg)
    this.#legs.delete(leg.uniqueid)
    this.markEnded(leg.uniqueid)
    this.leaveBridge(leg)
    if (group.legs.size === 0) for (const name of group.names) this.#groups.delete(name)
    return group
  }

  /** What comes of this channel from now on is late. */
  markEnded(uniqueid: string): void {
    this.#ended.add(uniqueid)
    if (this.#ended.size > REMEMBERED_ENDS) this.#ended.delete(this.#ended.values().next().value ?? '')
  }

  /** Two calls have met: the older one takes the other in. Undefined when they are one already. */
  join(one: Group, other: Group): { readonly from: Group; readonly into: Group } | undefined {
    if (one === other) return undefined
    const [into, from] = one.born <= other.born ? [one, other] : [other, one]
    for (const leg of from.legs) into.legs.add(leg)
    from.legs.clear()
    for (const name of from.names) {
      into.names.add(name)
      this.#groups.set(name, into)
    }
    into.calling ??= from.calling
    into.called ??= from.called
    into.digits ??= from.digits
    into.queue ??= from.queue
    into.answered ||= from.answered
    return { from, into }
  }

  /** Puts a leg into a bridge and returns one that is there already. */
  enterBridge(leg: Leg, bridge: string): Leg | undefined {
    this.leaveBridge(leg)
    leg.bridge = bridge
    const inside = this.#bridges.get(bridge) ?? new Set<Leg>()
    const [other] = inside
    this.#bridges.set(bridge, inside.add(leg))
    return other
  }

  leaveBridge(leg: Leg): void {
    if (leg.bridge === undefined) return
    const inside = this.#bridges.get(leg.bridge)
    inside?.delete(leg)
    if (inside?.size === 0) this.#bridges.delete(leg.bridge)
    leg.bridge = undefined
  }
}

/** A channel that dials in is born in state Ring; one that is dialled is born Down, and has its caller's Linkedid. */
function roleOf(note: ChannelNote, prompting: boolean): LegRole {
  if (note.state >= 1 && note.state <= 4) return 'caller'
  if (note.uniqueid === note.linkedid) return note.state === 6 ? 'caller' : 'prompted'
  return prompting ? 'prompted' : 'called'
}

/** A Local channel that was originated prompts the first phone that its other half dials. */
function isPrompting(group: Group): boolean {
  const legs = [...group.legs]
  return legs.some((leg) => leg.role === 'prompted' && !leg.person) && !legs.some((leg) => leg.person)
}
