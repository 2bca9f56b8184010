/**
 * AMI events into model events. Asterisk's order is not causal order: Newstate and DialState of one ringing come within
 * 10 ms in either order, and a channel's Linkedid changes without an event. So every event about a channel is looked
 * through for all it tells, and what it means is said as a demand ("this leg rings"), which `steps.ts` tells but once.
 */
import { party, type DeviceId, type Party } from '@hookswitch/model'
import { first, type AmiFields } from '#asterisk/codec/message.ts'
import { channelNote, type ChannelNote } from './channel.ts'
import type { Contexts } from './contexts.ts'
import { Holding } from './holding.ts'
import { Joins } from './joins.ts'
import { LegTable, type Leg, type TimedEvent } from './legs.ts'
import { dialledParty } from './parties.ts'
import { joinQueue, leaveQueue } from './queues.ts'
import { LegSteps, type StepOptions } from './steps.ts'
import { parties, Teller, where } from './teller.ts'
import { areHandedOver, attendedTransfer, blindTransfer, replaced } from './transfers.ts'

export interface TranslatorOptions extends StepOptions {
  /** Channel technology of the phones: device state `PJSIP/1001` is about device `1001`. */
  readonly technology: string
  readonly contexts: Contexts
}

// A holding bridge keeps strangers beside each other (parking): they do not meet in it.
const HOLDING = 'holding_bridge'

export class AmiTranslator {
  readonly legs: LegTable
  readonly joins: Joins
  readonly holding: Holding
  readonly #options: TranslatorOptions
  readonly #teller: Teller
  readonly #steps: LegSteps
  readonly #inService = new Map<DeviceId, boolean>()
  readonly #pickers = new Set<string>()

  constructor(options: TranslatorOptions) {
    this.#options = options
    this.legs = new LegTable(options)
    this.#teller = new Teller(this.legs)
    this.#steps = new LegSteps(this.legs, this.#teller, options)
    this.joins = new Joins(this.legs, this.#teller)
    this.#steps.sentOn = (leg) => this.joins.rings(leg)
    const { legs } = this
    this.holding = new Holding({ legs, teller: this.#teller, steps: this.#steps, contexts: options.contexts })
  }

  /** Tells what a channel that does not exist yet is for: click-to-dial. */
  expect(uniqueid: string, target: string): void {
    this.#steps.targets.set(uniqueid, target)
  }

  /** A phone will be rung by this channel to take somebody else's call. */
  expectPicker(uniqueid: string): void {
    this.#pickers.add(uniqueid)
  }

  /** A party will be asked into this call, by a channel of this id. */
  expectAsked(uniqueid: string, { by, asked }: { by: Leg; asked: Party }): void {
    const group = this.legs.groupOf(by)
    this.legs.name(group, uniqueid)
    group.asking = { by }
    group.asked = asked
  }

  forget(uniqueid: string): void {
    this.#steps.targets.delete(uniqueid)
    this.#pickers.delete(uniqueid)
  }

  /** Something that a command saw to, which Asterisk has no event for. */
  say(run: () => void, at: number): TimedEvent[] {
    this.#teller.begin(at)
    run()
    return this.#teller.told
  }

  /** One AMI event into what it means. `at`: milliseconds since the epoch at which its last byte came. */
  translate(event: string, fields: AmiFields, at: number): TimedEvent[] {
    this.#teller.begin(at)
    this.#dispatch(event, fields)
    return this.#teller.told
  }

  #dispatch(event: string, fields: AmiFields): void {
    switch (event) {
      case 'Newchannel':
      case 'Newstate':
      case 'NewCallerid':
      case 'NewConnectedLine':
      case 'CoreShowChannel':
        return this.#state(this.#touch(fields), fields)
      case 'DialBegin':
      case 'DialState':
      case 'DialEnd':
        return this.#dial(fields)
      case 'BridgeEnter':
        return this.#enterBridge(fields)
      case 'BridgeLeave':
        return this.#leaveBridge(this.#touch(fields))
      case 'Hold':
      case 'Unhold':
        return this.#hold(this.#touch(fields), event === 'Hold')
      // Of the phone itself. (SoftHangupRequest also comes of the dialplan's own Hangup.)
      case 'HangupRequest':
        return this.#hangupRequest(this.#touch(fields))
      case 'Hangup':
        return this.#hangup(fields)
      case 'QueueCallerJoin':
      case 'QueueEntry':
        return this.#joinQueue(this.#touch(fields), fields)
      case 'QueueCallerLeave':
        return this.#leaveQueue(this.#touch(fields))
      case 'UserEvent':
        return this.#userEvent(this.#touch(fields), fields)
      case 'BlindTransfer':
        return blindTransfer(fields, (prefix) => this.#touch(fields, prefix), this.#teller)
      case 'AttendedTransfer':
        return attendedTransfer(fields, (prefix) => this.#touch(fields, prefix), this.#teller)
      case 'Pickup':
        return this.#pickup(fields)
      case 'ParkedCall':
        return this.#park(this.#touch(fields, 'Parkee'), first(fields, 'ParkingSpace'))
      case 'UnParkedCall':
        return this.#unpark(this.#touch(fields, 'Parkee'), this.#touch(fields, 'Retriever'))
      case 'ParkedCallGiveUp':
      case 'ParkedCallTimeOut':
        return this.#unpark(this.#touch(fields, 'Parkee'), undefined)
      case 'MusicOnHoldStart':
      case 'MusicOnHoldStop':
      case 'ConfbridgeJoin':
        return void this.#touch(fields)
      case 'DeviceStateChange':
        return this.#deviceState(fields)
      default:
    }
  }

  // ---- channels

  /** The leg that an event is about, with what the event tells of it. Undefined where there is none, or it has ended. */
  #touch(fields: AmiFields, prefix = ''): Leg | undefined {
    const note = channelNote(fields, prefix)
    if (note === undefined || this.legs.hasEnded(note.uniqueid)) return undefined
    const known = this.legs.get(note.uniqueid)
    const leg = known ?? this.legs.add(note)
    leg.channel = note.channel
    if (note.exten !== '') leg.exten = note.exten
    if (known === undefined && this.#pickers.delete(note.uniqueid)) leg.quiet = true
    if (known === undefined) this.#steps.born(leg, note)
    if (leg.role === 'caller' && leg.person)
      this.#steps.learn(leg, note, first(fields, 'Event') !== 'Newchannel')
    leg.context = note.context
    this.holding.seen(leg, note)
    this.#meetNamed(leg, note)
    return leg
  }

  /** Calls that met have one Linkedid. (A consultation has that of the call that waits, and is another call.) */
  #meetNamed(leg: Leg, note: ChannelNote): void {
    const group = this.legs.groupOf(leg)
    const named = this.legs.name(group, note.linkedid)
    if (named === group || this.legs.rootOf(named) === this.legs.rootOf(group)) return
    if (!areHandedOver(named, group, this.legs)) this.#teller.join(named, group)
  }

  #state(leg: Leg | undefined, fields: AmiFields): void {
    const note = channelNote(fields)
    if (leg === undefined || note === undefined) return
    // Only the list of channels says in which bridge they are already.
    const bridge = first(fields, 'BridgeId')
    if (bridge !== undefined && bridge !== '') {
      this.legs.enterBridge(leg, bridge)
      leg.extenInBridge = leg.exten
    }
    if (note.state === 5) this.#steps.rings(leg, note)
    if (note.state === 6) this.#steps.up(leg, note)
  }

  #dial(fields: AmiFields): void {
    const caller = this.#touch(fields)
    const dest = this.#touch(fields, 'Dest')
    if (dest === undefined) return
    if (caller !== undefined) {
      dest.dialledBy = caller.uniqueid
      const group = this.legs.groupOf(dest)
      // A phone that was prompted by somebody else: only now is it seen what it dials.
      if (caller.role === 'prompted') group.called ??= dialledParty(caller.exten)
      if (dest.role === 'called' && dest.person) this.#steps.placeCalled(dest)
    }
    const status = first(fields, 'DialStatus')
    const note = channelNote(fields, 'Dest')
    if (status === 'RINGING' || status === 'PROGRESS') this.#steps.rings(dest, note)
    else if (status === 'ANSWER') this.#steps.up(dest, note)
    else if (status !== undefined && status !== '') dest.dialStatus = status
  }

  // ---- calls that meet

  #enterBridge(fields: AmiFields): void {
    const leg = this.#touch(fields)
    const bridge = first(fields, 'BridgeUniqueid')
    if (leg === undefined || bridge === undefined || first(fields, 'BridgeTechnology') === HOLDING) return
    this.#steps.up(leg)
    leg.extenInBridge = leg.exten
    leg.redirected = false
    const other = this.legs.enterBridge(leg, bridge)
    if (this.joins.met(leg)) return
    const second = this.legs.get(first(fields, 'SwapUniqueid') ?? '')
    if (second !== undefined)
      replaced(leg, { second, together: this.legs.together(leg), legs: this.legs }, this.#teller)
    this.holding.met(leg)
    if (other === undefined) return
    this.#takeParked(leg, other)
    this.#teller.join(this.legs.groupOf(leg), this.legs.groupOf(other))
    const group = this.legs.groupOf(leg)
    const cause = group.parked ? 'unpark' : 'transfer'
    for (const one of [leg, other]) this.#steps.joined(one, one.quiet ? 'callPickup' : cause)
    group.parked = false
  }

  #leaveBridge(leg: Leg | undefined): void {
    if (leg === undefined) return
    // Redirect has no event of its own: the channel leaves the bridge and stands elsewhere in the dialplan.
    // (To wait, to consult or to confer is no way out of the call.)
    const { hold, consult, conference } = this.#options.contexts
    const goes = leg.exten !== leg.extenInBridge && ![hold, consult, conference].includes(leg.context)
    if (leg.bridge !== undefined && goes) leg.redirected = true
    this.legs.leaveBridge(leg)
  }

  /** Somebody takes a call that rings elsewhere: his own call becomes part of it, as the one who answered. */
  #pickup(fields: AmiFields): void {
    const picker = this.#touch(fields)
    const rang = this.#touch(fields, 'Target')
    if (picker === undefined || rang === undefined) return
    this.#teller.join(this.legs.groupOf(picker), this.legs.groupOf(rang))
    this.#steps.joined(picker, 'callPickup')
  }

  /** The slot becomes a leg of the call; whoever parked it is out of it. */
  #park(leg: Leg | undefined, space: string | undefined): void {
    if (leg === undefined) return
    const group = this.legs.groupOf(leg)
    group.parked = true
    if (space === undefined || group.slot !== undefined) return
    const to = party(space, { external: false })
    const asked = [...group.legs].filter(({ fate }) => fate?.kind === 'parks')
    const parkers = [...new Set([...this.legs.together(leg), ...asked])].filter(
      (one) => one !== leg && one.ours && one.person && one.told === 'connected' && !one.keeps.length,
    )
    for (const one of parkers) {
      this.#steps.tell(one, { kind: 'diverted', cause: 'park', to, ...where(one) })
      one.told = 'gone'
    }
    const connection = { callId: group.id, deviceId: `park:${space}` }
    group.slot = { name: space, connection }
    this.#steps.tell(leg, { kind: 'queued', cause: 'park', connection, queue: space, ...parties(group) })
  }

  /** Whoever speaks with somebody is parked no more: the bridge may be told before that. */
  #takeParked(leg: Leg, other: Leg): void {
    for (const one of [leg, other]) {
      const { slot } = this.legs.groupOf(one)
      const taker = [leg, other].find((each) => each.connection.callId !== slot?.connection.callId)
      if (slot !== undefined) this.#unpark(one, taker)
    }
  }

  #unpark(leg: Leg | undefined, taker: Leg | undefined): void {
    if (leg === undefined) return
    const group = this.legs.groupOf(leg)
    if (group.slot === undefined) return
    const { name: device, connection } = group.slot
    group.slot = undefined
    const to = taker === undefined ? {} : { to: party(taker.device, { external: false }) }
    const cause = taker === undefined ? 'recall' : 'callPickup'
    this.#steps.tell(leg, { kind: 'diverted', cause, connection, device, ...to })
  }

  #hold(leg: Leg | undefined, on: boolean): void {
    if (leg !== undefined) this.#steps.hold(leg, on)
  }

  #hangupRequest(leg: Leg | undefined): void {
    if (leg !== undefined) leg.hangupRequested = true
  }

  #hangup(fields: AmiFields): void {
    const uniqueid = first(fields, 'Uniqueid') ?? ''
    const leg = this.legs.get(uniqueid)
    if (leg === undefined) return this.legs.markEnded(uniqueid)
    this.#touch(fields)
    const group = this.legs.groupOf(leg)
    this.#steps.end(leg, Number(first(fields, 'Cause') ?? 0))
    if (leg.fate?.kind !== 'handsOver') this.holding.ended(leg, group)
  }

  // ---- queues

  #joinQueue(leg: Leg | undefined, fields: AmiFields): void {
    if (leg === undefined) return
    if (this.#options.isMonitored(first(fields, 'Queue') ?? '')) this.#teller.show(this.legs.groupOf(leg))
    joinQueue(leg, fields, this.#teller)
  }

  #leaveQueue(leg: Leg | undefined): void {
    if (leg !== undefined) leaveQueue(leg, this.#teller)
  }

  #userEvent(leg: Leg | undefined, fields: AmiFields): void {
    if (leg === undefined) return
    const device = first(fields, 'Device') ?? ''
    switch (first(fields, 'UserEvent')) {
      case 'HookswitchWaits':
        return this.holding.waits(leg)
      case 'HookswitchRefuses':
        return this.#steps.refusedFor(leg, device)
      case 'HookswitchForwards':
        return this.#steps.forwarded(leg, {
          device,
          to: first(fields, 'To') ?? '',
          why: first(fields, 'Why'),
        })
      default:
    }
    // Who is outside keys something in also where we called him, and passed him on to a menu.
    if (leg.role !== 'caller' && leg.ours) return
    for (const name of this.#options.digitVariables) {
      for (const [header, values] of fields) {
        if (header.toLowerCase() === name.toLowerCase()) this.#steps.digits(leg, values[0])
      }
    }
  }

  // ---- devices

  /** Asterisk's word for the state of a phone, asked for: told even if nothing has changed. */
  deviceState(device: DeviceId, state: string, at: number): TimedEvent[] {
    this.#teller.begin(at)
    this.#inService.delete(device)
    this.#service(device, state)
    return this.#teller.told
  }

  #deviceState(fields: AmiFields): void {
    const [technology, device] = (first(fields, 'Device') ?? '').split('/', 2)
    if (technology !== this.#options.technology || device === undefined) return
    if (this.#options.isMonitored(device)) this.#service(device, first(fields, 'State') ?? '')
  }

  #service(device: DeviceId, state: string): void {
    const on = state !== 'UNAVAILABLE' && state !== 'INVALID'
    if (this.#inService.get(device) === on) return
    this.#inService.set(device, on)
    this.#teller.say({ kind: 'inService', device, on })
  }

  /** A device is monitored from now on: the calls that it is in are told. */
  showCallsOf(device: DeviceId, at: number): TimedEvent[] {
    this.#teller.begin(at)
    for (const leg of this.legs.legs()) {
      const group = this.legs.groupOf(leg)
      if (leg.device === device || group.queue?.name === device) this.#teller.show(group)
      if (leg.device !== device) continue
      for (const kept of leg.keeps) this.#teller.show(this.legs.groupOf(kept))
    }
    return this.#teller.told
  }
}
