/**
 * Transfers and conferences that are made by a command: Asterisk has no event for them. They are told when the bridges
 * show that they have happened.
 */
import type { Party } from '@hookswitch/model'
import type { Group, Leg, LegTable } from './legs.ts'
import { where, parties, type Teller } from './teller.ts'

/** Two calls of one phone that are about to become one. */
export interface Join {
  readonly kind: 'transferred' | 'conferenced'
  readonly held: Leg
  readonly active: Leg
  /** Who will be together in one bridge. */
  readonly members: readonly Leg[]
}

/** The held call is about to be sent on to the one who was asked, whose phone still rings: that begins to ring anew. */
export interface SendOn {
  readonly held: Leg
  readonly active: Leg
  readonly caller: Leg
  readonly asked: Leg | undefined
  /** The call that goes on, and the consultation, which may be empty before it does. */
  readonly group: Group
  readonly consulted: Group
}

export class Joins {
  readonly #legs: LegTable
  readonly #teller: Teller
  readonly #joins = new Set<Join>()
  readonly #sent = new Set<SendOn>()

  constructor(legs: LegTable, teller: Teller) {
    this.#legs = legs
    this.#teller = teller
  }

  expect(join: Join): void {
    this.#joins.add(join)
    if (join.kind === 'transferred') for (const leg of ownLegs(join)) leg.fate = { kind: 'handsOver' }
  }

  isOpen(join: Join): boolean {
    return this.#joins.has(join)
  }

  /** It did not come to it. */
  giveUp(join: Join): void {
    this.#joins.delete(join)
    for (const leg of ownLegs(join)) if (leg.fate?.kind === 'handsOver') leg.fate = undefined
  }

  /** Whoever came into a bridge. True where it is, or will be, told as a transfer or conference. */
  met(leg: Leg): boolean {
    for (const join of this.#joins) {
      if (!join.members.includes(leg)) continue
      const together = this.#legs.together(leg)
      if (join.members.every((member) => together.has(member))) this.#tell(join)
      return true
    }
    return false
  }

  #tell(join: Join): void {
    this.#joins.delete(join)
    const { held, active, members } = join
    const stays = join.kind === 'conferenced' ? this.#keepOne(held, active) : undefined
    const others = members.filter((leg) => leg !== stays?.leg)
    const connections = [
      ...(stays === undefined ? [] : [{ to: stays.to, from: stays.to, device: held.device }]),
      ...others.map((leg) => ({ to: leg.connection, from: leg.connection, device: leg.device })),
    ]
    const target = this.#targetOf(active, others)
    const shared = { primaryOldCall: held.connection, secondaryOldCall: active.connection, connections }
    const root = this.#legs.groupOf(held)
    const { calling, digits } = parties(this.#rootOf(held, active))
    const known = {
      ...(calling === undefined ? {} : { calling }),
      ...(digits === undefined ? {} : { digits }),
    }
    if (join.kind === 'transferred') {
      this.#teller.push(root, {
        kind: 'transferred',
        cause: 'transfer',
        ...known,
        ...shared,
        transferringDevice: held.device,
        ...(target === undefined ? {} : { transferredTo: target }),
      })
    } else {
      this.#teller.push(root, {
        kind: 'conferenced',
        cause: 'conference',
        ...known,
        ...shared,
        conferencingDevice: held.device,
        ...(target === undefined ? {} : { addedParty: target }),
      })
    }
    this.#merge(held, active, stays)
  }

  /** Of the two places of the phone the one in the first call stays. */
  #keepOne(held: Leg, active: Leg): { readonly leg: Leg; readonly to: Leg['connection'] } {
    const first = this.#rootOf(held, active) === this.#legs.groupOf(held) ? held : active
    return { leg: channelOf(active), to: first.connection }
  }

  /** The call that goes on: the one that the other is a consultation of, else the older one. */
  #rootOf(held: Leg, active: Leg): Group {
    const [one, other] = [this.#legs.groupOf(held), this.#legs.groupOf(active)]
    if (one.parent !== undefined && this.#legs.rootOf(one) === other) return other
    if (other.parent !== undefined && this.#legs.rootOf(other) === one) return one
    return one.born <= other.born ? one : other
  }

  #targetOf(active: Leg, others: readonly Leg[]): Party | undefined {
    const group = this.#legs.groupOf(active)
    const asked = others.find((leg) => this.#legs.groupOf(leg) === group)
    if (asked !== undefined && asked.role === 'caller') return group.calling
    return group.called
  }

  #merge(held: Leg, active: Leg, stays: { leg: Leg; to: Leg['connection'] } | undefined): void {
    const groups = [this.#legs.groupOf(held), this.#legs.groupOf(active)] as const
    const answered = groups.some((group) => group.answered)
    for (const leg of [held, active]) {
      if (stays !== undefined && leg.connection === stays.to) {
        leg.told = 'connected'
        if (leg !== stays.leg && leg.keptBy === stays.leg) this.#legs.swap(stays.leg, leg)
      }
    }
    for (const leg of [held, active]) if (leg !== stays?.leg) this.#leave(leg)
    if (stays !== undefined) {
      stays.leg.told = 'connected'
      stays.leg.waits = false
      stays.leg.fate = undefined
    }
    const joined = this.#legs.join(groups[0], groups[1])
    if (joined !== undefined) joined.into.answered = answered
  }

  /** This place of the phone is over; its channel may live on elsewhere, or is about to go. */
  #leave(leg: Leg): void {
    leg.told = 'gone'
    if (leg.keptBy !== undefined) this.#legs.dropKept(leg)
  }

  // ---- while the one who was asked still rings

  sendOn(sent: SendOn): void {
    this.#sent.add(sent)
    for (const leg of [...ownLegs(sent), sent.asked]) if (leg !== undefined) leg.fate = { kind: 'handsOver' }
  }

  /** A phone rings for a call that was sent on to it: it rings as it did before. True where that is so. */
  rings(leg: Leg): boolean {
    for (const sent of this.#sent) {
      if (sent.asked?.device !== leg.device || this.#legs.groupOf(sent.caller) !== this.#legs.groupOf(leg))
        continue
      this.#tellSent(sent, leg)
      return true
    }
    return false
  }

  isSent(sent: SendOn): boolean {
    return !this.#sent.has(sent)
  }

  /** It has gone on, but to no phone that rang for the consultation. */
  sentElsewhere(sent: SendOn): void {
    if (this.#sent.has(sent)) this.#tellSent(sent, undefined)
  }

  #tellSent(sent: SendOn, rings: Leg | undefined): void {
    this.#sent.delete(sent)
    const { held, active, caller, asked, group, consulted } = sent
    const target = consulted.called
    this.#teller.push(group, {
      kind: 'transferred',
      cause: 'transfer',
      primaryOldCall: held.connection,
      secondaryOldCall: active.connection,
      transferringDevice: held.device,
      ...(target === undefined ? {} : { transferredTo: target }),
      connections: [
        { to: caller.connection, from: caller.connection, device: caller.device },
        ...(rings === undefined || asked === undefined
          ? []
          : [{ to: rings.connection, from: asked.connection, device: rings.device }]),
      ],
    })
    if (rings !== undefined) rings.told = 'alerting'
    if (rings === undefined && asked !== undefined)
      this.#teller.push(group, { kind: 'connectionCleared', cause: 'callCancelled', ...where(asked) })
    for (const leg of [held, active]) this.#leave(leg)
    this.#legs.join(group, consulted)
  }
}

/** The leg that has the phone's channel. */
export function channelOf(leg: Leg): Leg {
  return leg.keptBy ?? leg
}

function ownLegs({ held, active }: { held: Leg; active: Leg }): Leg[] {
  return [...new Set([held, active, channelOf(held), channelOf(active)])]
}
