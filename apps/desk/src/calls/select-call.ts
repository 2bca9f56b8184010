import type { CallView } from '@hookswitch/contract'

/** Whether the user's own leg still exists. */
export const isUp = (call: CallView): boolean => call.state !== null && call.state !== 'null'
export const isRinging = (call: CallView): boolean => call.state === 'alerting'
/** Nobody here took it, and somebody may be waiting to be called back. */
export function isMissed(call: CallView): boolean {
  return call.direction !== 'outbound' && (call.outcome === 'missed' || call.outcome === 'abandoned')
}

const isTalking = (call: CallView): boolean => call.state === 'connected' || call.state === 'hold'

interface Situation {
  /** What the page shows now. */
  readonly current: string | null
  /** The user is writing about the current call: nothing may push it away. */
  readonly writing: boolean
}

/** The call that the page is about when the user has not said which: the one spoken on, else what rings, else the last. */
export function selectCall(calls: readonly CallView[], { current, writing }: Situation): string | null {
  const keepOr = (wanted: readonly CallView[]): string | null =>
    (wanted.find((call) => call.id === current) ?? wanted.at(0))?.id ?? null
  if (writing && calls.some((call) => call.id === current)) return current
  return (
    keepOr(calls.filter(isTalking)) ??
    keepOr(calls.filter(isUp)) ??
    keepOr(calls.toSorted((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? '')))
  )
}
