import type { CallView } from '@hookswitch/contract'
import type { Formats } from '#app/format.ts'
import { isMissed } from '#calls/select-call.ts'

export const periods = ['today', 'yesterday', 'week', 'month', 'day', 'all'] as const
export type Period = (typeof periods)[number]

export const callKinds = ['every', 'missed', 'inbound', 'outbound', 'internal'] as const
export type CallKind = (typeof callKinds)[number]

/** Which of my calls are listed. */
export interface CallsFilter {
  readonly period: Period
  /** `2026-11-21`, for the period `day`; '' while none is chosen. */
  readonly day: string
  readonly kind: CallKind
  /** '' = every. */
  readonly outcome: CallOutcome | ''
  /** An id; `none`: without one; '' = every. */
  readonly disposition: string
  /** Part of a name, or of a number. */
  readonly search: string
}

type CallOutcome = NonNullable<CallView['outcome']>

export const todaysCalls: CallsFilter = {
  period: 'today',
  day: '',
  kind: 'every',
  outcome: '',
  disposition: '',
  search: '',
}

const hourMs = 3_600_000

/** The same as the server takes it: instants of the user's own days. */
export interface CallsQuery {
  readonly from?: string
  readonly to?: string
  readonly direction?: CallView['direction']
  readonly missed?: 'true'
  readonly outcome?: CallOutcome
  readonly disposition?: string
  readonly search?: string
}

export function queryOf(filter: CallsFilter, formats: Formats, now: number): CallsQuery {
  const { period, day, kind, outcome, disposition } = filter
  const search = filter.search.trim()
  const today = formats.startOfDay(now)
  // Noon lies safely within a day, also in those of 23 and of 25 hours.
  const before = (days: number): string =>
    formats.startOfDay(Date.parse(today) + 12 * hourMs - days * 24 * hourMs)
  const times: Readonly<Record<Period, Pick<CallsQuery, 'from' | 'to'>>> = {
    today: { from: today },
    yesterday: { from: before(1), to: today },
    week: { from: before(6) },
    month: { from: before(29) },
    day: day === '' ? { from: today } : formats.spanOf(day),
    all: {},
  }
  const what = kind === 'every' ? {} : kind === 'missed' ? { missed: 'true' as const } : { direction: kind }
  return {
    ...times[period],
    ...what,
    ...(outcome === '' ? {} : { outcome }),
    ...(disposition === '' ? {} : { disposition }),
    ...(search === '' ? {} : { search }),
  }
}

/** Whether a call that goes on now belongs in the list. */
export function isListed(call: CallView, query: CallsQuery): boolean {
  const { from, to, direction, missed, outcome, disposition, search } = query
  // What only the server can tell is shown when the server has told it.
  if (disposition !== undefined || search !== undefined) return false
  if (outcome !== undefined && call.outcome !== outcome) return false
  if (from !== undefined && call.startedAt < from) return false
  if (to !== undefined && call.startedAt >= to) return false
  if (direction !== undefined && call.direction !== direction) return false
  return missed === undefined || isMissed(call)
}
