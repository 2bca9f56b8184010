import { party, type Party } from '@hookswitch/model'
import { first, type AmiFields } from '#asterisk/codec/message.ts'
import type { Leg } from './legs.ts'
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
