import type { CallView } from '@hookswitch/contract'
import { isRinging, isUp } from './select-call.ts'

/** One call, or two that belong together: one waits on hold while the other is about it, or could be joined with it. */
export type CallGroup =
  | { readonly kind: 'single'; readonly key: string; readonly call: CallView }
  | { readonly kind: 'pair'; readonly key: string; readonly pair: CallPair }

export interface CallPair {
  /** The call that was first: it stays where it is on the page, whichever of the two is on hold. */
  readonly first: CallView
  readonly second: CallView
  /** The one that waits on hold. */
  readonly held: CallView
  /** The one that is spoken on, or that is being dialled. */
  readonly active: CallView
}

/** Which calls stand together on the page. The order of the first of each stays as it was. */
export function groupCalls(calls: readonly CallView[]): readonly CallGroup[] {
  const pairs = pairsOf(calls)
  const seconds = new Set(pairs.map((pair) => pair.second.id))
  return calls
    .filter((call) => !seconds.has(call.id))
    .map((call) => {
      const pair = pairs.find((it) => it.first.id === call.id)
      return pair === undefined
        ? { kind: 'single', key: call.id, call }
        : { kind: 'pair', key: call.id, pair }
    })
}

function pairsOf(calls: readonly CallView[]): readonly CallPair[] {
  const told = calls.flatMap((second) => {
    const first = calls.find((call) => call.id === second.consultsFor)
    if (first === undefined || !isUp(first) || !isUp(second)) return []
    // While the two are swapped, both are on hold or neither for a moment: they stay together.
    return [pairOf(first, second) ?? { first, second, held: first, active: second }]
  })
  if (told.length > 0) return told
  // Two calls at one telephone, one of them held: its keys could join them, so the page can, too.
  const mine = calls.filter((call) => isUp(call) && !isRinging(call))
  const [first, second] = mine
  if (mine.length !== 2 || first === undefined || second === undefined) return []
  const pair = pairOf(first, second)
  return pair === null || !canJoin(pair) ? [] : [pair]
}

function pairOf(first: CallView, second: CallView): CallPair | null {
  if (!isUp(first) || !isUp(second)) return null
  if (first.state === 'hold' && second.state !== 'hold') return { first, second, held: first, active: second }
  if (second.state === 'hold' && first.state !== 'hold') return { first, second, held: second, active: first }
  return null
}

const joining = ['transferCall', 'conferenceCall', 'alternateCall', 'reconnectCall'] as const

const canJoin = ({ held, active }: CallPair): boolean =>
  joining.some((kind) => held.offers.includes(kind) || active.offers.includes(kind))
