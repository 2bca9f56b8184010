import type { Call } from '@hookswitch/model'
import { isJournalled } from '#calls/live-call.ts'
import type { DispositionData, RuleData } from '#store/disposition-store.ts'

/** What can be said, and must be, of the calls of one organisation. */
export interface WrapUpBook {
  /** In their order. */
  readonly dispositions: readonly DispositionData[]
  readonly rules: readonly RuleData[]
}

export interface Wanted {
  readonly required: boolean
  /** How long there is for it after the call; 0: no time is set. */
  readonly seconds: number
  /** Dispositions that fit, in order. */
  readonly dispositionIds: readonly string[]
}

/** What is wanted of a call. */
export function wantedOf(call: Call, link: string, { dispositions, rules }: WrapUpBook): Wanted {
  const queue = rules.find(
    (one) => one.queueId !== null && one.link === link && one.number !== null && one.number === call.queue,
  )
  const rule = queue ?? rules.find(({ queueId }) => queueId === null)
  const dispositionIds = dispositions
    .filter(({ active, queueIds }) => active && fitsQueue(queueIds, queue?.queueId ?? null))
    .map(({ id }) => id)
  return {
    // Where nothing can be said, nothing must be.
    required: rule?.required === true && dispositionIds.length > 0 && isJournalled(call),
    seconds: rule?.seconds ?? 0,
    dispositionIds,
  }
}

const fitsQueue = (queueIds: readonly string[], queue: string | null): boolean =>
  queueIds.length === 0 || (queue !== null && queueIds.includes(queue))

/** Whether this user has to wrap up a call: whoever of ours spoke on it last. */
export function isWrappedUpBy(call: Call, user: string, userAt: (device: string) => string | null): boolean {
  if (call.endedAt === null || call.answeredAt === null || !isJournalled(call)) return false
  const last = call.legs.findLast((leg) => leg.answeredAt !== null && userAt(leg.device) !== null)
  return last !== undefined && userAt(last.device) === user
}
