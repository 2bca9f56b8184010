/**
 * Holding and consulting from outside. Asterisk has no such thing: the two of a call are sent to places in the dialplan
 * where they hear music and silence, and bridged again. A phone has one channel and may yet be in two calls:
 *
 *   in L, talking ──sent to `consult`──▶ L kept (hold), in C ──its party goes, or it is sent to silence──▶ in L, waiting
 *        ▲                                   │ ▲                                                               │
 *        └───────── bridged with L ──────────┘ └── bridged with C: the places change (alternate) ──────────────┘
 *
 * C is named by a mark on the channel, which those it dials inherit: `<Uniqueid of the phone's channel>~<number>`.
 */
import type { EventCause } from '@hookswitch/model'
import type { ChannelNote } from './channel.ts'
import type { Contexts } from './contexts.ts'
import type { Group, Leg, LegTable, Place } from './legs.ts'
import { dialledParty, ownParty } from './parties.ts'
import type { LegSteps } from './steps.ts'
import { parties, where, type Teller } from './teller.ts'

export interface HoldingParts {
  readonly legs: LegTable
  readonly teller: Teller
  readonly steps: LegSteps
  readonly contexts: Contexts
}

export class Holding {
  readonly #legs: LegTable
  readonly #teller: Teller
  readonly #steps: LegSteps
  readonly #contexts: Contexts
  #idle: string[] = []

  constructor({ legs, teller, steps, contexts }: HoldingParts) {
    this.#legs = legs
    this.#teller = teller
    this.#steps = steps
    this.#contexts = contexts
  }

  /** Channels that were left with nobody since this was last asked: they are to be hung up. */
  takeIdle(): string[] {
    const idle = this.#idle
    this.#idle = []
    return idle
  }

  /** What an event shows of a channel's mark and of where it stands in the dialplan. */
  seen(leg: Leg, note: ChannelNote): void {
    if (note.tag !== '') this.#followMark(leg, note.tag)
    if (leg.person && note.context === this.#contexts.conference && /^\d+$/.test(note.exten))
      this.#legs.groupOf(leg).room = note.exten
    const consults = note.context === this.#contexts.consult && note.tag.startsWith(`${leg.uniqueid}~`)
    // The mark may be seen before the channel is there.
    if (consults && note.tag !== leg.consulted && leg.person) {
      leg.consulted = note.tag
      this.#consult(leg, note)
    }
    leg.tag = note.tag
  }

  /** A channel that was dialled out of a consultation belongs to that, although its Linkedid is that of the other call. */
  #followMark(leg: Leg, mark: string): void {
    const marked = this.#legs.named(mark)
    // The mark may be seen before the consultation is: then the next event has it again.
    if (marked === undefined || leg.followed === mark) return
    leg.followed = mark
    if (marked === this.#legs.groupOf(leg)) return
    const unplaced = !leg.person || (leg.role === 'called' && leg.told === 'nothing')
    if (!unplaced) return
    const connection = { callId: marked.id, deviceId: leg.uniqueid }
    const left = this.#legs.setPlace(leg, { ...leg, connection })
    this.#legs.forget(left)
    if (leg.person) marked.dialled = true
  }

  #consult(leg: Leg, note: ChannelNote): void {
    const waiting = this.#legs.groupOf(leg)
    if (leg.told === 'connected' || leg.told === 'hold') {
      const cause = 'consultation'
      this.#steps.tell(leg, { kind: 'held', cause, ...where(leg) })
    }
    const kept = this.#legs.keepPlace(leg)
    kept.told = 'hold'
    leg.waits = false
    const asked = this.#open(waiting, leg, note)
    const told = { cause: 'consultation', ...parties(asked), ...where(leg) } as const
    this.#steps.tell(leg, { kind: 'serviceInitiated', ...told })
    this.#steps.tell(leg, { kind: 'originated', ...told })
  }

  /** The consultation's call, with the leg in it. */
  #open(waiting: Group, leg: Leg, { tag, exten }: { tag: string; exten: string }): Group {
    const group = this.#legs.beside(waiting, tag)
    group.calling = ownParty(leg.device)
    group.called = dialledParty(exten)
    group.visible = waiting.visible
    this.#legs.setPlace(leg, callerAt(tag))
    return group
  }

  /** The channel has come to the dialplan's silence. */
  waits(leg: Leg): void {
    if (!leg.person || leg.quiet || leg.fate?.kind === 'handsOver') return
    if (leg.fate?.kind === 'clears' || this.companyOf(leg).length === 0) return this.#leavePlace(leg)
    this.#steps.hold(leg, true, leg.fate?.kind === 'alternates' ? 'alternate' : 'normal')
    leg.waits = true
  }

  /** The others of its call who have a channel in it. */
  companyOf(leg: Leg): Leg[] {
    return [...this.#legs.groupOf(leg).legs].filter(
      (other) => other !== leg && other.person && other.keptBy !== leg && other.told !== 'gone',
    )
  }

  /** The phone stays, its part in this call is over: it goes back to the call that it kept. */
  #leavePlace(leg: Leg): void {
    leg.fate = undefined
    if (leg.told !== 'gone')
      this.#steps.tell(leg, { kind: 'connectionCleared', cause: 'normalClearing', ...where(leg) })
    const kept = leg.keeps.at(-1)
    if (kept === undefined) {
      leg.told = 'gone'
      this.#idle.push(leg.channel)
      return
    }
    this.#legs.swap(leg, kept)
    leg.waits = true
    this.#cleared(this.#legs.dropKept(kept))
  }

  #cleared(group: Group): void {
    if (group.legs.size > 0) return
    this.#teller.push(group, { kind: 'callCleared', cause: 'normalClearing', callId: group.id })
    group.waiting = []
  }

  /** Somebody came into a bridge: whoever waited for him is back in that call. */
  met(leg: Leg): void {
    const together = [...this.#legs.together(leg)].filter(({ person }) => person)
    for (const one of together) this.#returnTo(one, together)
    for (const one of together) {
      const company = together.length > 1 || leg.context === this.#contexts.conference
      if (!one.waits || !company) continue
      one.waits = false
      this.#steps.hold(one, false, one.fate?.kind === 'alternates' ? 'alternate' : 'normal')
      one.fate = undefined
    }
  }

  #returnTo(leg: Leg, together: readonly Leg[]): void {
    const here = this.#legs.groupOf(leg)
    if (together.some((other) => other !== leg && this.#legs.groupOf(other) === here)) return
    const kept = leg.keeps.find((one) =>
      together.some((other) => other !== leg && this.#legs.groupOf(other) === this.#legs.groupOf(one)),
    )
    if (kept === undefined) return
    this.#steps.hold(leg, true, 'alternate')
    this.#legs.swap(leg, kept)
    leg.waits = true
  }

  /** A channel has gone: what it kept is over or comes back, and who is left alone is let go. */
  ended(leg: Leg, group: Group): void {
    for (const kept of leg.keeps.toReversed()) {
      const alone = this.companyOf(kept).length === 0
      this.#endKept(kept, alone ? 'normalClearing' : 'recall')
    }
    const left = [...group.legs].filter(({ person }) => person)
    if (left.length > 0 && left.every(({ keptBy }) => keptBy !== undefined)) {
      for (const kept of left) this.#endKept(kept, 'normalClearing')
    }
    const [last] = left
    if (left.length !== 1 || last === undefined || last.keptBy !== undefined) return
    if (last.waits) this.#leavePlace(last)
    else if (group.room !== undefined && last.bridge !== undefined) this.#idle.push(last.channel)
  }

  #endKept(kept: Leg, cause: EventCause): void {
    const group = this.#legs.groupOf(kept)
    if (kept.told !== 'gone') this.#steps.tell(kept, { kind: 'connectionCleared', cause, ...where(kept) })
    group.recalling = cause === 'recall'
    kept.told = 'gone'
    this.#cleared(this.#legs.dropKept(kept))
  }

  // ---- after the link was down

  /** Finds from the marks and the places in the dialplan who is on hold, and who consults whom. */
  rebuild(): void {
    const legs = [...this.#legs.legs()].filter(({ person }) => person)
    for (const leg of legs) this.#rebuildConsultation(leg, legs)
    for (const leg of legs) {
      if (!isSilent(leg, this.#contexts) || this.companyOf(leg).length === 0) continue
      leg.waits = true
      if (leg.told === 'connected') leg.told = 'hold'
    }
  }

  #rebuildConsultation(owner: Leg, legs: readonly Leg[]): void {
    const own = (leg: Leg): boolean => leg.tag.startsWith(`${owner.uniqueid}~`)
    const asked = legs.filter((leg) => leg !== owner && own(leg))
    const dials = owner.context === this.#contexts.consult
    const talks = asked.some(({ bridge }) => bridge !== undefined && bridge === owner.bridge)
    const holds = asked.filter((leg) => isOnHold(leg, this.#contexts))
    const waiting = legs.some(
      (leg) =>
        leg !== owner &&
        !own(leg) &&
        this.#legs.groupOf(leg) === this.#legs.groupOf(owner) &&
        (isOnHold(leg, this.#contexts) || leg.bridge !== owner.bridge),
    )
    const tag = dials ? owner.tag : (asked[0]?.tag ?? '')
    if (tag === '' || owner.context === this.#contexts.conference) return
    // Its own channel may have shown it already, as it does when the link is up.
    if (this.#legs.named(tag) !== undefined) return this.#gather(owner, tag)
    if (!(waiting && (dials || talks)) && holds.length === 0) return
    const kept = this.#legs.keepPlace(owner)
    kept.told = 'hold'
    owner.consulted = tag
    const exten = dials && owner.exten !== 's' ? owner.exten : (asked[0]?.device ?? '')
    this.#open(this.#legs.groupOf(kept), owner, { tag, exten })
    this.#gather(owner, tag)
    // It speaks with its caller meanwhile: the one who was asked waits.
    if (!dials && !talks) this.#legs.swap(owner, kept)
  }

  /** All that the consultation dialled, with the channels that are between the two until Asterisk takes them out. */
  #gather(owner: Leg, tag: string): void {
    for (const leg of this.#legs.legs()) {
      if (leg === owner || leg.tag !== tag) continue
      leg.followed = tag
      this.#legs.setPlace(leg, { ...leg, connection: { callId: tag, deviceId: leg.uniqueid } })
    }
  }
}

function callerAt(callId: string): Place {
  const connection = { callId, deviceId: callId }
  return {
    connection,
    role: 'caller',
    told: 'connected',
    ringsUntold: false,
    further: undefined,
    joined: false,
  }
}

function isSilent(leg: Leg, contexts: Contexts): boolean {
  return leg.context === contexts.hold && leg.exten === 'agent' && leg.bridge === undefined
}

function isOnHold(leg: Leg, contexts: Contexts): boolean {
  return leg.context === contexts.hold && leg.exten === 'other' && leg.bridge === undefined
}
