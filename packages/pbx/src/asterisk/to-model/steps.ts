/**
 * What each channel was last told to be, drawn (role `called`):
 *
 *   nothing ──Ringing──▶ alerting ──Up──▶ connected ◀──Hold/Unhold──▶ hold
 *      └──────────────Up────────────────────▶┘   every state ──Hangup──▶ (forgotten)     transfer ──▶ gone
 *
 * `prompted` goes nothing ▶ initiated ▶ connected; `caller` is born connected. Every step is a demand ("be ringing"):
 * what was told already, or has been overtaken, is not told again.
 */
import { party, type DeviceId, type EventCause, type SwitchEvent } from '@hookswitch/model'
import { causeOf, whyEnded } from './causes.ts'
import type { ChannelNote } from './channel.ts'
import type { Group, Leg, LegTable, Places } from './legs.ts'
import { dialledParty, farParty, ownParty } from './parties.ts'
import { endWaiting, settleQueue } from './queues.ts'
import { parties, where, type Teller } from './teller.ts'

export interface StepOptions extends Places {
  /** Channel variables (and headers of UserEvents) in which an IVR leaves the digits it collected. */
  readonly digitVariables: readonly string[]
  /** Channel variables in which the dialplan leaves the number that an outside caller dialled. */
  readonly calledVariables: readonly string[]
}

export class LegSteps {
  readonly #legs: LegTable
  readonly #teller: Teller
  readonly #options: StepOptions
  /** Numbers that prompted phones are to dial, by the ChannelId we gave. */
  readonly targets = new Map<string, string>()
  /** Asked of every phone that begins to ring: true where that is told otherwise. */
  sentOn: (leg: Leg) => boolean = () => false

  constructor(legs: LegTable, teller: Teller, options: StepOptions) {
    this.#legs = legs
    this.#teller = teller
    this.#options = options
  }

  /** A call is told of from the moment at which something is told of a monitored device in it. */
  tell(leg: Leg, event: SwitchEvent): void {
    if (leg.ours && this.#options.isMonitored(leg.device)) this.#teller.show(this.#legs.groupOf(leg))
    this.#teller.tell(leg, event)
  }

  born(leg: Leg, note: ChannelNote): void {
    const group = this.#legs.groupOf(leg)
    if (!leg.person || leg.role === 'prompted') return
    if (leg.role === 'called') {
      group.dialled = true
      return this.placeCalled(leg)
    }
    if (group.calling === undefined) {
      group.calling = leg.ours ? ownParty(leg.device, note) : farParty(note, true)
      group.callerKnown = leg.ours
    }
    this.#learnCalled(group, note)
    group.called ??= dialledParty(note.exten)
    leg.told = 'connected'
    this.tell(leg, { kind: 'originated', cause: 'newCall', ...parties(group), ...where(leg) })
  }

  #learnCalled(group: Group, note: ChannelNote): void {
    for (const name of this.#options.calledVariables) group.called ??= dialledParty(note.variable(name) ?? '')
  }

  /** Whether a call of one of ours stays inside is seen when it is dialled on. */
  placeCalled(leg: Leg): void {
    const group = this.#legs.groupOf(leg)
    if (group.calling?.external !== false || group.called?.external !== null) return
    group.called = { ...group.called, external: !leg.ours }
  }

  /**
   * Takes in what any event of a caller's channel may bring news of: who calls, the number first dialled, the digits.
   * @param final false while only the birth of the channel was seen, which comes before a withheld number is marked
   */
  learn(leg: Leg, note: ChannelNote, final: boolean): void {
    const group = this.#legs.groupOf(leg)
    const changes = final && !leg.ours && !group.visible && group.calling?.external === true
    if (changes) group.calling = farParty(note, true)
    this.#learnCalled(group, note)
    for (const name of this.#options.digitVariables) this.digits(leg, note.variable(name))
    if (!final || group.callerKnown) return
    group.callerKnown = true
    for (const other of group.legs) if (other.ringsUntold) this.rings(other)
  }

  digits(leg: Leg, digits: string | undefined): void {
    const group = this.#legs.groupOf(leg)
    if (!digits || digits === group.digits) return
    group.digits = digits
    this.tell(leg, { kind: 'callInformation', cause: 'normal', digits, connection: leg.connection })
  }

  rings(leg: Leg, note?: ChannelNote): void {
    if (!leg.person || leg.told !== 'nothing' || leg.quiet || this.sentOn(leg)) return
    const group = this.#legs.groupOf(leg)
    if (leg.role === 'prompted') return this.#prompt(leg, note)
    leg.ringsUntold = !group.callerKnown
    if (leg.ringsUntold) return
    leg.told = 'alerting'
    leg.further = whyFurther(group)
    const cause = leg.further ?? 'newCall'
    this.tell(leg, { kind: 'delivered', cause, ...parties(group), ...where(leg) })
  }

  /** A phone is rung so that it may dial: its user sees what it will dial. */
  #prompt(leg: Leg, note?: ChannelNote): void {
    const group = this.#legs.groupOf(leg)
    leg.told = 'initiated'
    group.calling ??= ownParty(leg.device)
    const shown = note?.callerNumber === leg.device ? '' : (note?.callerNumber ?? '')
    group.called ??= dialledParty(this.targets.get(leg.uniqueid) ?? shown)
    this.tell(leg, { kind: 'serviceInitiated', cause: 'makeCall', ...parties(group), ...where(leg) })
  }

  up(leg: Leg, note?: ChannelNote): void {
    if (!leg.person) return
    if (leg.role === 'caller') {
      leg.upAt ??= this.#teller.now
      return
    }
    const group = this.#legs.groupOf(leg)
    if (leg.quiet) {
      if (leg.told === 'nothing') leg.told = 'connected'
      return
    }
    if (leg.role === 'prompted') {
      if (leg.told === 'nothing') this.#prompt(leg, note)
      if (leg.told !== 'initiated') return
      leg.told = 'connected'
      return this.tell(leg, { kind: 'originated', cause: 'makeCall', ...parties(group), ...where(leg) })
    }
    if (leg.told !== 'nothing' && leg.told !== 'alerting') return
    if (leg.told === 'nothing') leg.further = whyFurther(group)
    leg.told = 'connected'
    group.answered = true
    group.recalling = false
    this.tell(leg, { kind: 'established', cause: leg.further ?? 'normal', ...parties(group), ...where(leg) })
    if (leg.further === 'singleStepConference') this.#askedIn(leg)
    settleQueue(group, this.#teller)
  }

  /** A party that one of ours asked in is there. */
  #askedIn(leg: Leg): void {
    const group = this.#legs.groupOf(leg)
    const by = group.asking?.by
    if (by === undefined) return
    group.asking = undefined
    const there = [...group.legs].filter(
      ({ person, told }) => person && told !== 'gone' && told !== 'nothing',
    )
    this.tell(leg, {
      kind: 'conferenced',
      cause: 'singleStepConference',
      ...parties(group),
      primaryOldCall: by.connection,
      conferencingDevice: by.device,
      addedParty: leg.ours ? party(leg.device, { external: false }) : (group.asked ?? party(leg.device)),
      connections: there.map((each) => ({
        to: each.connection,
        ...(each === leg ? {} : { from: each.connection }),
        device: each.device,
      })),
    })
  }

  /** A leg that came with a call of its own is now a party of this one. */
  joined(leg: Leg, cause: EventCause): void {
    const group = this.#legs.groupOf(leg)
    const foreign = leg.connection.callId !== group.id
    if (!foreign || leg.joined || !leg.person || leg.role === 'called' || leg.told !== 'connected') return
    leg.joined = true
    // Nobody has heard of it yet: it comes under the id that this call has.
    if (leg.quiet) {
      const connection = { callId: group.id, deviceId: leg.connection.deviceId }
      this.#legs.setPlace(leg, { ...leg, connection })
    }
    leg.quiet = false
    group.answered = true
    this.tell(leg, { kind: 'established', cause, ...parties(group), ...where(leg) })
  }

  hold(leg: Leg, on: boolean, cause: EventCause = 'normal'): void {
    // Asterisk sends an Unhold before transfers although nothing was held.
    if (!leg.person || leg.told !== (on ? 'connected' : 'hold')) return
    leg.told = on ? 'hold' : 'connected'
    this.tell(leg, { kind: on ? 'held' : 'retrieved', cause, ...where(leg) })
  }

  // ---- the end

  /** @param number Q.850 cause of the Hangup */
  end(leg: Leg, number: number): void {
    const handsOver = leg.fate?.kind === 'handsOver'
    if (leg.role === 'caller' && leg.person && !handsOver) this.#answeredByService(leg)
    if (leg.person && !handsOver && !leg.quiet) this.#tellEnd(leg, whyEnded(leg, this.#legs, number))
    const group = this.#legs.remove(leg)
    this.targets.delete(leg.uniqueid)
    if (group.legs.size > 0) return settleQueue(group, this.#teller)
    if (handsOver) return
    const cause = causeOf(number) ?? 'normalClearing'
    this.#teller.push(group, { kind: 'callCleared', cause, callId: group.id })
    group.waiting = []
  }

  #tellEnd(leg: Leg, cause: EventCause): void {
    const group = this.#legs.groupOf(leg)
    if (leg.role === 'caller') {
      endWaiting(leg, this.#teller)
      this.#unreachable(leg, cause)
      this.#endTried(leg, cause)
    }
    if (leg.told === 'gone') return
    if (leg.fate?.kind === 'deflects' && leg.told === 'alerting') {
      const to = party(leg.fate.to)
      return this.tell(leg, { kind: 'diverted', cause: 'redirected', to, ...parties(group), ...where(leg) })
    }
    if (leg.told === 'nothing') {
      // It never rang. That a busy or unreachable phone was tried is worth telling; that another was quicker is not.
      if (cause === 'answeredElsewhere' || cause === 'callCancelled') return
      this.tell(leg, { kind: 'failed', cause, ...parties(group), ...where(leg) })
    }
    this.tell(leg, { kind: 'connectionCleared', cause, ...where(leg) })
  }

  /** The caller's end may be told before the end of the phone that was the reason for it (it was busy, it refused). */
  #endTried(leg: Leg, cause: EventCause): void {
    const group = this.#legs.groupOf(leg)
    if (group.answered || leg.hangupRequested || cause === 'noAnswer' || cause === 'normalClearing') return
    for (const tried of group.legs) {
      if (tried.role !== 'called' || !tried.person || tried.told === 'gone') continue
      this.#tellEnd(tried, cause)
      tried.told = 'gone'
    }
  }

  /**
   * One of ours called something that has no channel of its own: a mailbox, a conference room, an announcement. That it
   * was such a call and not the way to a person is known for certain only now.
   */
  #answeredByService(leg: Leg): void {
    const group = this.#legs.groupOf(leg)
    if (!leg.ours || leg.upAt === undefined || group.answered || group.dialled || group.queued) return
    const service = group.called?.number
    if (service === undefined || service === null) return
    const parts = { connection: { callId: group.id, deviceId: `service:${service}` }, device: service }
    group.called = party(service, { external: false })
    group.answered = true
    this.#teller.tellAt(leg, { kind: 'established', cause: 'normal', ...parties(group), ...parts }, leg.upAt)
  }

  /** The dialplan does not ring this phone: it is not to be disturbed. */
  refusedFor(leg: Leg, device: DeviceId): void {
    if (!this.#options.isMonitored(device)) return
    const group = this.#legs.groupOf(leg)
    this.#teller.show(group)
    group.dialled = true
    const parts = { connection: { callId: group.id, deviceId: device }, device }
    this.tell(leg, { kind: 'failed', cause: 'doNotDisturb', ...parties(group), ...parts })
    this.tell(leg, { kind: 'connectionCleared', cause: 'doNotDisturb', ...parts })
  }

  /** The dialplan sends the call on from this phone. One that has rung has told its own end. */
  forwarded(leg: Leg, { device, to, why }: { device: DeviceId; to: string; why: string | undefined }): void {
    if (!this.#options.isMonitored(device)) return
    const group = this.#legs.groupOf(leg)
    const cause = forwardCauses[why ?? ''] ?? 'callForward'
    group.forwarded = cause
    if (cause !== 'callForwardImmediate') return
    this.#teller.show(group)
    group.dialled = true
    const parts = { connection: { callId: group.id, deviceId: device }, device, to: party(to) }
    this.tell(leg, { kind: 'diverted', cause, ...parties(group), ...parts })
  }

  /** A monitored phone that is not registered is never dialled: the caller's end is the only sign of the call. */
  #unreachable(leg: Leg, cause: EventCause): void {
    const group = this.#legs.groupOf(leg)
    if (group.dialled || leg.hangupRequested || !this.#options.isMonitored(leg.exten)) return
    this.#teller.show(group)
    const connection = { callId: group.id, deviceId: leg.exten }
    const parts = { connection, device: leg.exten }
    this.tell(leg, { kind: 'failed', cause, ...parties(group), ...parts })
    this.tell(leg, { kind: 'connectionCleared', cause, ...parts })
  }
}

/** What `HookswitchForwards` says of why: the dialplan's DIALSTATUS where the phone was rung. */
const forwardCauses: Readonly<Record<string, EventCause>> = {
  ALWAYS: 'callForwardImmediate',
  BUSY: 'callForwardBusy',
  NOANSWER: 'callForwardNoAnswer',
}

/**
 * A call that somebody has taken is brought to one more: a consultation before a transfer, a transfer, a conference.
 * (Within one round of ringing nobody else rings once one has answered.) One that was parked comes back.
 */
function whyFurther(group: Group): EventCause | undefined {
  if (!group.answered) return group.forwarded
  if (group.asking !== undefined) return 'singleStepConference'
  return group.parked || group.recalling ? 'recall' : 'transfer'
}
