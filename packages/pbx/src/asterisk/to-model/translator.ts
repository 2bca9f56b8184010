/**
 * AMI events into model events. What each channel was last told to be, drawn (role `called`):
 *
 *   nothing ──Ringing──▶ alerting ──Up──▶ connected ◀──Hold/Unhold──▶ hold
 *      └──────────────Up────────────────────▶┘   every state ──Hangup──▶ (forgotten)     transfer ──▶ gone
 *
 * Asterisk's order is not causal order: Newstate and DialState of one ringing come within 10 ms in either order, and a
 * channel's Linkedid changes without an event. So every handler says what it knows ("this leg rings"), and a step that
 * was told already, or has been overtaken, is not told again.
 */
import type { DeviceId, EventCause, SwitchEvent } from '@hookswitch/model'
import { first, type AmiFields } from '#asterisk/codec/message.ts'
import { causeOf, whyEnded } from './causes.ts'
import { channelNote, type ChannelNote } from './channel.ts'
import { LegTable, type Leg, type Places, type TimedEvent } from './legs.ts'
import { dialledParty, farParty, ownParty } from './parties.ts'
import { endWaiting, joinQueue, leaveQueue, settleQueue } from './queues.ts'
import { parties, Teller, where } from './teller.ts'
import { attendedTransfer, blindTransfer } from './transfers.ts'

export interface TranslatorOptions extends Places {
  /** Channel technology of the phones: device state `PJSIP/1001` is about device `1001`. */
  readonly technology: string
  /** Channel variables (and headers of UserEvents) in which an IVR leaves the digits it collected. */
  readonly digitVariables: readonly string[]
  /** Channel variables in which the dialplan leaves the number that an outside caller dialled. */
  readonly calledVariables: readonly string[]
}

// A holding bridge keeps strangers beside each other (parking): they do not meet in it.
const HOLDING = 'holding_bridge'

export class AmiTranslator {
  readonly legs: LegTable
  readonly #options: TranslatorOptions
  readonly #teller: Teller
  /** Numbers that prompted phones are to dial, by the ChannelId we gave. */
  readonly #targets = new Map<string, string>()
  readonly #inService = new Map<DeviceId, boolean>()

  constructor(options: TranslatorOptions) {
    this.#options = options
    this.legs = new LegTable(options)
    this.#teller = new Teller(this.legs)
  }

  /** Tells what a channel that does not exist yet is for: click-to-dial. */
  expect(uniqueid: string, target: string): void {
    this.#targets.set(uniqueid, target)
  }

  forget(uniqueid: string): void {
    this.#targets.delete(uniqueid)
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
      case 'BridgeLeave':
        return this.#bridge(event, fields)
      case 'Hold':
      case 'Unhold':
        return this.#hold(event, this.#touch(fields))
      // Of the phone itself. (SoftHangupRequest also comes of the dialplan's own Hangup.)
      case 'HangupRequest':
        return this.#hangupRequest(fields)
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
    if (known === undefined) this.#born(leg, note)
    if (leg.role === 'caller' && leg.person) this.#learn(leg, note, first(fields, 'Event') !== 'Newchannel')
    const group = this.legs.groupOf(leg)
    const named = this.legs.name(group, note.linkedid)
    if (named !== group) this.#teller.join(named, group)
    return leg
  }

  #born(leg: Leg, note: ChannelNote): void {
    const group = this.legs.groupOf(leg)
    if (!leg.person) return
    if (leg.role === 'called') {
      group.dialled = true
      return this.#placeCalled(leg)
    }
    if (leg.role === 'prompted') return
    if (group.calling === undefined) {
      group.calling = leg.ours ? ownParty(leg.device, note) : farParty(note, true)
      group.callerKnown = leg.ours
    }
    for (const name of this.#options.calledVariables) group.called ??= dialledParty(note.variable(name) ?? '')
    group.called ??= dialledParty(note.exten)
    leg.told = 'connected'
    this.#tell(leg, { kind: 'originated', cause: 'newCall', ...parties(group), ...where(leg) })
  }

  /** Whether a call of one of ours stays inside is seen when it is dialled on. */
  #placeCalled(leg: Leg): void {
    const group = this.legs.groupOf(leg)
    if (group.calling?.external !== false || group.called === undefined || group.called.external !== null)
      return
    group.called = { ...group.called, external: !leg.ours }
  }

  /** Takes in what any event may bring news of: who calls, the number first dialled, the caller's digits. */
  #learn(leg: Leg, note: ChannelNote, final: boolean): void {
    const group = this.legs.groupOf(leg)
    if (final && !leg.ours && !group.visible && group.calling?.external === true)
      group.calling = farParty(note, true)
    for (const name of this.#options.calledVariables) {
      const number = note.variable(name)
      if (number && group.called === undefined) group.called = dialledParty(number)
    }
    for (const name of this.#options.digitVariables) this.#digits(leg, note.variable(name))
    if (!final || group.callerKnown) return
    group.callerKnown = true
    for (const other of group.legs) if (other.ringsUntold) this.#rings(other)
  }

  #digits(leg: Leg, digits: string | undefined): void {
    const group = this.legs.groupOf(leg)
    if (!digits || digits === group.digits) return
    group.digits = digits
    this.#tell(leg, { kind: 'callInformation', cause: 'normal', digits, connection: leg.connection })
  }

  #state(leg: Leg | undefined, fields: AmiFields): void {
    const note = channelNote(fields)
    if (leg === undefined || note === undefined) return
    // Only the list of channels says in which bridge they are already.
    const bridge = first(fields, 'BridgeId')
    if (bridge !== undefined && bridge !== '') this.legs.enterBridge(leg, bridge)
    if (note.state === 5) this.#rings(leg, note)
    if (note.state === 6) this.#up(leg, note)
  }

  #rings(leg: Leg, note?: ChannelNote): void {
    if (!leg.person || leg.told !== 'nothing') return
    const group = this.legs.groupOf(leg)
    if (leg.role === 'prompted') return this.#prompt(leg, note)
    leg.ringsUntold = !group.callerKnown
    if (leg.ringsUntold) return
    leg.told = 'alerting'
    this.#tell(leg, { kind: 'delivered', cause: 'newCall', ...parties(group), ...where(leg) })
  }

  /** A phone is rung so that it may dial: its user sees what it will dial. */
  #prompt(leg: Leg, note?: ChannelNote): void {
    const group = this.legs.groupOf(leg)
    leg.told = 'initiated'
    group.calling ??= ownParty(leg.device)
    const shown = note?.callerNumber === leg.device ? '' : (note?.callerNumber ?? '')
    const target = this.#targets.get(leg.uniqueid) ?? shown
    group.called ??= dialledParty(target)
    this.#tell(leg, { kind: 'serviceInitiated', cause: 'makeCall', ...parties(group), ...where(leg) })
  }

  #up(leg: Leg, note?: ChannelNote): void {
    if (!leg.person) return
    const group = this.legs.groupOf(leg)
    if (leg.role === 'prompted') {
      if (leg.told === 'nothing') this.#prompt(leg, note)
      if (leg.told !== 'initiated') return
      leg.told = 'connected'
      return this.#tell(leg, {
        kind: 'originated',
        cause: 'makeCall',
        ...parties(group),
        ...where(leg),
      })
    }
    if (leg.role === 'caller' || (leg.told !== 'nothing' && leg.told !== 'alerting')) return
    leg.told = 'connected'
    group.answered = true
    this.#tell(leg, { kind: 'established', cause: 'normal', ...parties(group), ...where(leg) })
    settleQueue(group, this.#teller)
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
      if (dest.role === 'called' && dest.person) this.#placeCalled(dest)
    }
    const status = first(fields, 'DialStatus')
    const note = channelNote(fields, 'Dest')
    if (status === 'RINGING' || status === 'PROGRESS') this.#rings(dest, note)
    else if (status === 'ANSWER') this.#up(dest, note)
    else if (status !== undefined && status !== '') dest.dialStatus = status
  }

  // ---- calls that meet

  #bridge(event: string, fields: AmiFields): void {
    const leg = this.#touch(fields)
    const bridge = first(fields, 'BridgeUniqueid')
    if (leg === undefined || bridge === undefined) return
    if (event === 'BridgeLeave') return this.legs.leaveBridge(leg)
    if (first(fields, 'BridgeTechnology') === HOLDING) return
    this.#up(leg)
    const other = this.legs.enterBridge(leg, bridge)
    if (other !== undefined) this.#teller.join(this.legs.groupOf(leg), this.legs.groupOf(other))
  }

  /** Somebody takes a call that rings elsewhere: his own call becomes part of it, as the one who answered. */
  #pickup(fields: AmiFields): void {
    const picker = this.#touch(fields)
    const rang = this.#touch(fields, 'Target')
    if (picker === undefined || rang === undefined || !picker.person) return
    this.#teller.join(this.legs.groupOf(picker), this.legs.groupOf(rang))
    const group = this.legs.groupOf(picker)
    group.answered = true
    this.#tell(picker, {
      kind: 'established',
      cause: 'callPickup',
      ...parties(group),
      ...where(picker),
    })
  }

  // ---- hold

  #hold(event: string, leg: Leg | undefined): void {
    if (leg === undefined || !leg.person) return
    // Asterisk sends an Unhold before transfers although nothing was held.
    const from = event === 'Hold' ? 'connected' : 'hold'
    if (leg.told !== from) return
    leg.told = event === 'Hold' ? 'hold' : 'connected'
    this.#tell(leg, { kind: event === 'Hold' ? 'held' : 'retrieved', cause: 'normal', ...where(leg) })
  }

  /** A call is told of from the moment at which something is told of a monitored device in it. */
  #tell(leg: Leg, event: SwitchEvent): void {
    if (leg.ours && this.#options.isMonitored(leg.device)) this.#teller.show(this.legs.groupOf(leg))
    this.#teller.tell(leg, event)
  }

  // ---- the end

  #hangupRequest(fields: AmiFields): void {
    const leg = this.#touch(fields)
    if (leg !== undefined) leg.hangupRequested = true
  }

  #hangup(fields: AmiFields): void {
    const uniqueid = first(fields, 'Uniqueid') ?? ''
    const leg = this.legs.get(uniqueid)
    if (leg === undefined) return this.legs.markEnded(uniqueid)
    this.#touch(fields)
    const number = Number(first(fields, 'Cause') ?? 0)
    if (leg.person) this.#tellEnd(leg, whyEnded(leg, this.legs, number))
    const group = this.legs.remove(leg)
    this.#targets.delete(leg.uniqueid)
    if (group.legs.size > 0) return settleQueue(group, this.#teller)
    this.#teller.push(group, {
      kind: 'callCleared',
      cause: causeOf(number) ?? 'normalClearing',
      callId: group.id,
    })
    group.waiting = []
  }

  #tellEnd(leg: Leg, cause: EventCause): void {
    const group = this.legs.groupOf(leg)
    if (leg.role === 'caller') {
      endWaiting(leg, this.#teller)
      this.#unreachable(leg, cause)
      this.#endTried(leg, cause)
    }
    if (leg.told === 'gone') return
    if (leg.told === 'nothing') {
      // It never rang. That a busy or unreachable phone was tried is worth telling; that another was quicker is not.
      if (cause === 'answeredElsewhere' || cause === 'callCancelled') return
      this.#tell(leg, { kind: 'failed', cause, ...parties(group), ...where(leg) })
    }
    this.#tell(leg, { kind: 'connectionCleared', cause, ...where(leg) })
  }

  /** The caller's end may be told before the end of the phone that was the reason for it (it was busy, it refused). */
  #endTried(leg: Leg, cause: EventCause): void {
    const group = this.legs.groupOf(leg)
    if (group.answered || leg.hangupRequested || cause === 'noAnswer' || cause === 'normalClearing') return
    for (const tried of group.legs) {
      if (tried.role !== 'called' || !tried.person || tried.told === 'gone') continue
      this.#tellEnd(tried, cause)
      tried.told = 'gone'
    }
  }

  /** A monitored phone that is not registered is never dialled: the caller's end is the only sign of the call. */
  #unreachable(leg: Leg, cause: EventCause): void {
    const group = this.legs.groupOf(leg)
    if (group.dialled || leg.hangupRequested || !this.#options.isMonitored(leg.exten)) return
    this.#teller.show(group)
    const connection = { callId: group.id, deviceId: leg.exten }
    const parts = { connection, device: leg.exten }
    this.#tell(leg, { kind: 'failed', cause, ...parties(group), ...parts })
    this.#tell(leg, { kind: 'connectionCleared', cause, ...parts })
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
    if (leg?.role !== 'caller') return
    for (const name of this.#options.digitVariables) {
      for (const [header, values] of fields) {
        if (header.toLowerCase() === name.toLowerCase()) this.#digits(leg, values[0])
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
    for (const leg of this.legs.legs()) if (leg.device === device) this.#teller.show(this.legs.groupOf(leg))
    return this.#teller.told
  }
}
