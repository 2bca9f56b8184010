/**
 * The channels that Asterisk has now, as legs of calls. A leg is known by its Uniqueid for ever; the call that it is in
 * by its Linkedid, which changes when calls meet in a bridge: then two groups become one.
 */
import type { ConnectionId, DeviceId, EventCause, Party, SwitchEvent } from '@hookswitch/model'
import { parseChannelName, type ChannelNote } from './channel.ts'

/** `caller` it dialled in; `prompted` it was rung so that it may dial (click-to-dial); `called` somebody dialled it. */
export type LegRole = 'caller' | 'prompted' | 'called'

/** What a phone is in one call: a channel can keep places in several calls, and be heard in one. */
export interface Place {
  /** As the model knows it. */
  connection: ConnectionId
  role: LegRole
  /** What has been told of it. `gone`: it handed its call on. */
  told: 'nothing' | 'initiated' | 'alerting' | 'connected' | 'hold' | 'gone'
  /** It rings: told as soon as it is known who calls. */
  ringsUntold: boolean
  /** Why it was dialled although the call had been taken already: a transfer, a return from the parking lot. */
  further: EventCause | undefined
  /** It came with a call of its own and has been told as a party of this one. */
  joined: boolean
}

export interface Leg extends Place {
  readonly uniqueid: string
  channel: string
  /** False for Local channels and other plumbing, of which nobody is told. */
  readonly person: boolean
  /** Our name of the device: the endpoint where it is one of the switch's phones, else the channel's name. */
  readonly device: DeviceId
  readonly endpoint: string
  /** True for a device of this switch, false for a trunk. */
  readonly ours: boolean
  /** The channel that dials this one. */
  dialledBy: string | undefined
  exten: string
  hangupRequested: boolean
  dialStatus: string | undefined
  /** When a caller's channel came up: the dialplan or somebody answered. */
  upAt: number | undefined
  bridge: string | undefined
  /** Where its channel stood in the dialplan when it came into the bridge. */
  extenInBridge: string
  /** It was taken out of its bridge and sent elsewhere in the dialplan. */
  redirected: boolean
  context: string
  /** Last mark that was seen on the channel. */
  tag: string
  /** Last mark that took it into a consultation: it is not taken there again when it has been moved on. */
  followed: string
  /** Mark of the last consultation that it was seen to begin. */
  consulted: string
  /** It was put on hold from the screen: it stands in the dialplan's silence. */
  waits: boolean
  /** It rings because its user asked for somebody else's call: nothing is told until he has it. */
  quiet: boolean
  /** What is about to become of it by a command, so that its next event can be told as that. */
  fate: Fate | undefined
  /** Places of this phone in calls that it holds while its channel is in another. */
  readonly keeps: Leg[]
  /** Set on a kept place: the leg that has the channel. */
  keptBy: Leg | undefined
}

/**
 * `clears`: it leaves its call, the channel stays · `deflects`: the caller is sent on from this ringing phone ·
 * `parks`: the caller is being parked · `hands over`: its end belongs to a transfer that is told otherwise.
 */
export type Fate =
  | { readonly kind: 'clears' }
  | { readonly kind: 'alternates' }
  | { readonly kind: 'parks' }
  | { readonly kind: 'deflects'; readonly to: string }
  | { readonly kind: 'handsOver' }

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
  /** It was sent on from a phone of ours: why. */
  forwarded: EventCause | undefined
  queued: boolean
  /** It waits in a parking lot, or has been there. */
  parked: boolean
  /** The slot in which it is parked now, and the connection told for it. */
  slot: { readonly name: string; readonly connection: ConnectionId } | undefined
  /** Number of the conference room that it speaks in. */
  room: string | undefined
  /** A consultation names the call that waits meanwhile: its channels have the same Linkedid, and yet it is another call. */
  readonly parent: string | undefined
  /** A party is being asked in. */
  asking: { readonly by: Leg } | undefined
  asked: Party | undefined
  /** The one who held it has gone: it is being brought back to him. */
  recalling: boolean
}

/** Where a leg's endpoint belongs. */
export interface Places {
  isMonitored(device: DeviceId): boolean
  isTrunk(endpoint: string): boolean
}

// Late events about a channel come within milliseconds of its end.
const REMEMBERED_ENDS = 4_096

export class LegTable {
  readonly #places: Places
  readonly #legs = new Map<string, Leg>()
  readonly #byPlace = new Map<string, Leg>()
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

  /** The phone's place in a call that the model means by a connection. */
  at(connection: ConnectionId): Leg | undefined {
    return this.#byPlace.get(connection.deviceId)
  }

  /** The group of a name, where there is one. */
  named(name: string): Group | undefined {
    return this.#groups.get(name)
  }

  /** The call that stays when every consultation of it is over. */
  rootOf(group: Group): Group {
    const parent = group.parent === undefined ? undefined : this.#groups.get(group.parent)
    return parent === undefined || parent === group ? group : this.rootOf(parent)
  }

  groupOf(leg: Leg): Group {
    return this.#group(leg.connection.callId)
  }

  hasEnded(uniqueid: string): boolean {
    return this.#ended.has(uniqueid)
  }

  /** The group of a Linkedid, made when there is none. */
  #group(linkedid: string, parent?: Group): Group {
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
      forwarded: undefined,
      queued: false,
      parked: false,
      slot: undefined,
      room: undefined,
      parent: parent?.id,
      asking: undefined,
      asked: undefined,
      recalling: false,
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
      context: note.context,
      tag: '',
      followed: '',
      consulted: '',
      waits: false,
      quiet: false,
      fate: undefined,
      keeps: [],
      keptBy: undefined,
    }
    this.#legs.set(note.uniqueid, leg)
    this.#byPlace.set(leg.connection.deviceId, leg)
    group.legs.add(leg)
    return leg
  }

  /** A new call beside this one: a consultation. */
  beside(group: Group, id: string): Group {
    return this.#group(id, group)
  }

  /** Gives a leg another place than it had. Returns the group that it left. */
  setPlace(leg: Leg, place: Place): Group {
    const left = this.groupOf(leg)
    left.legs.delete(leg)
    if (this.#byPlace.get(leg.connection.deviceId) === leg) this.#byPlace.delete(leg.connection.deviceId)
    Object.assign(leg, placeOf(place))
    this.#byPlace.set(leg.connection.deviceId, leg)
    this.groupOf(leg).legs.add(leg)
    return left
  }

  /** The phone keeps its place in this call while its channel goes to another. */
  keepPlace(leg: Leg): Leg {
    const place = placeOf(leg)
    const kept: Leg = { ...leg, ...place, bridge: undefined, keeps: [], keptBy: leg, fate: undefined }
    leg.keeps.push(kept)
    this.#byPlace.set(kept.connection.deviceId, kept)
    this.groupOf(kept).legs.add(kept)
    return kept
  }

  /** The channel goes back to a kept place; the place that it has now is the kept one from here on. */
  swap(leg: Leg, kept: Leg): void {
    const [here, there] = [placeOf(leg), placeOf(kept)]
    this.groupOf(leg).legs.delete(leg)
    this.groupOf(kept).legs.delete(kept)
    Object.assign(leg, there)
    Object.assign(kept, here)
    for (const each of [leg, kept]) {
      this.#byPlace.set(each.connection.deviceId, each)
      this.groupOf(each).legs.add(each)
    }
  }

  /** A kept place is given up. Returns its group, which has none left when the call is over. */
  dropKept(kept: Leg): Group {
    const group = this.groupOf(kept)
    group.legs.delete(kept)
    this.#byPlace.delete(kept.connection.deviceId)
    const keeps = kept.keptBy?.keeps ?? []
    if (keeps.includes(kept)) keeps.splice(keeps.indexOf(kept), 1)
    this.forget(group)
    return group
  }

  /** Forgets a group that nobody is in any more. */
  forget(group: Group): void {
    if (group.legs.size === 0) for (const name of group.names) this.#groups.delete(name)
  }

  /** Forgets a leg. Returns its group, which has none left when the call is over. */
  remove(leg: Leg): Group {
    const group = this.groupOf(leg)
    group.legs.delete(leg)
    this.#legs.delete(leg.uniqueid)
    if (this.#byPlace.get(leg.connection.deviceId) === leg) this.#byPlace.delete(leg.connection.deviceId)
    this.markEnded(leg.uniqueid)
    this.leaveBridge(leg)
    this.forget(group)
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
    into.forwarded ??= from.forwarded
    into.room ??= from.room
    into.slot ??= from.slot
    into.parked ||= from.parked
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

  /** Who is in the same bridge, this leg too. */
  together(leg: Leg): ReadonlySet<Leg> {
    return this.#bridges.get(leg.bridge ?? '') ?? new Set()
  }

  leaveBridge(leg: Leg): void {
    if (leg.bridge === undefined) return
    const inside = this.#bridges.get(leg.bridge)
    inside?.delete(leg)
    if (inside?.size === 0) this.#bridges.delete(leg.bridge)
    leg.bridge = undefined
  }
}

function placeOf({ connection, role, told, ringsUntold, further, joined }: Place): Place {
  return { connection, role, told, ringsUntold, further, joined }
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
