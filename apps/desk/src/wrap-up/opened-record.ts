import type { CallView, RecordName } from '@hookswitch/contract'
import { isUp } from '#calls/select-call.ts'

const kinds = {
  contacts: 'contact',
  accounts: 'account',
  cases: 'case',
  opportunities: 'opportunity',
} as const

/** The record whose page is at this address. */
export function recordAt(path: string): RecordName | null {
  const found = /^\/(contacts|accounts|cases|opportunities)\/([0-9a-f-]{36})$/.exec(path)
  const [, list, id] = found ?? []
  return list === undefined || id === undefined ? null : { kind: kinds[list as keyof typeof kinds], id }
}

const nearest: readonly CallView['state'][] = ['connected', 'hold', 'initiated', 'queued', 'fail', 'alerting']

/** The call of mine that is up; of several, the one that I speak on. */
export function callIAmOn(calls: readonly CallView[]): CallView | null {
  const rank = ({ state }: CallView): number => nearest.indexOf(state)
  return calls.filter(isUp).toSorted((one, other) => rank(one) - rank(other))[0] ?? null
}
