import { party, type Party } from '@hookswitch/model'
import { first, type AmiFields } from '#asterisk/codec/message.ts'
import type { Group, Leg, LegTable } from './legs.ts'
import { dialledParty } from './parties.ts'
import type { Teller } from './teller.ts'

/** Finds the leg that an event names under a prefix. */
export type Touch = (prefix: string) => Leg | undefined

/** REFER of a phone, or AMI BlindTransfer. (A transfer by Redirect has no event of its own.) */
export function blindTransfer(fields: AmiFields, touch: Touch, teller: Teller): void {
  const transferer = touch('Transferer')
  const transferee = touch('Transferee')
  if (transferer === undefined || first(fields, 'Result') !== 'Success') return
  const target = dialledParty(first(fields, 'Extension') ?? '')
  transferred(teller, { transferer, moved: transferee?.person ? [transferee] : [], target })
}

/** REFER with Replaces, or the attended transfer of features.conf. */
export function attendedTransfer(fields: AmiFields, touch: Touch, teller: Teller): void {
  const transferer = touch('OrigTransferer')
  const second = touch('SecondTransferer')
  const transferee = touch('Transferee')
  const other = touch('TransferTarget')
  if (transferer === undefined || first(fields, 'Result') !== 'Success') return
  // A three-way call keeps the one who transfers: the bridges tell it.
  if (first(fields, 'DestType') === 'Threeway') return
  transferred(teller, {
    transferer,
    ...(second === undefined || second === transferer ? {} : { second }),
    moved: [transferee, other].filter((leg): leg is Leg => leg !== undefined && leg.person),
    target: other?.person ? party(other.device) : undefined,
  })
}

/**
 * A phone that has two calls put them together: a far end of the one has taken the place of the phone itself in the
 * bridge of the other. The bridges may show it before Asterisk says AttendedTransfer, and nobody else does that.
 */
export function replaced(
  came: Leg,
  { second, together, legs }: { second: Leg; together: Iterable<Leg>; legs: LegTable },
  teller: Teller,
): void {
  const transferer = otherPlaceOf(second, legs.groupOf(came), legs)
  if (transferer === undefined || came.device === second.device) return
  const others = [...together].filter((leg) => leg !== came && leg !== second && leg.person)
  const [other] = others
  transferred(teller, {
    transferer,
    second,
    moved: [came, ...others].filter(({ person }) => person),
    target: other === undefined ? undefined : party(other.device),
  })
}

/** The leg that the phone of this one has in another call. */
export function otherPlaceOf(leg: Leg, group: Group, legs: LegTable): Leg | undefined {
  if (!leg.ours || !leg.person || legs.groupOf(leg) === group) return undefined
  return [...group.legs].find((one) => one.person && one.device === leg.device && one.told !== 'gone')
}

/** Two calls whose far ends met, and one phone that is in both: it is handing over, and that will be told. */
export function areHandedOver(one: Group, other: Group, legs: LegTable): boolean {
  return [...one.legs].some(
    (leg) => leg.told !== 'gone' && leg.keptBy === undefined && otherPlaceOf(leg, other, legs) !== undefined,
  )
}

interface Transfer {
  readonly transferer: Leg
  /** The transferer's leg of the consultation, where it is another one. */
  readonly second?: Leg
  readonly moved: readonly Leg[]
  readonly target: Party | undefined
}

function transferred(teller: Teller, { transferer, second, moved, target }: Transfer): void {
  if (!transferer.person || transferer.told === 'gone') return
  teller.tell(transferer, {
    kind: 'transferred',
    cause: second === undefined ? 'singleStepTransfer' : 'transfer',
    primaryOldCall: transferer.connection,
    ...(second?.person ? { secondaryOldCall: second.connection } : {}),
    transferringDevice: transferer.device,
    ...(target === undefined ? {} : { transferredTo: target }),
    connections: moved.map((leg) => ({ to: leg.connection, from: leg.connection, device: leg.device })),
  })
  transferer.told = 'gone'
  if (second !== undefined) second.told = 'gone'
}
