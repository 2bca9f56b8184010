import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { CallBrief } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { directionOf } from '#app/i18n.ts'
import { useFormats } from '#app/session.tsx'
import { useMinute } from '#live/use-live.ts'

/** The last calls of everybody, on which what is being written is tried. */
export function usePastCalls() {
  return useQuery({
    queryKey: ['recentCalls', '', ''],
    queryFn: async ({ signal }) => api.listRecentCalls({ query: { search: '' }, signal }),
  })
}

/** A call in a list of which one is picked: when, from whom, to whom. */
export function useCallOption(): (call: CallBrief) => { readonly id: string; readonly text: string } {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  const unknown = t`Unknown number`
  const arrow = directionOf(i18n.locale) === 'rtl' ? '←' : '→'
  // Set apart (U+2066 … U+2069), for a number reads from left to right in every language.
  const party = (number: string | null): string => (number === null ? unknown : `\u2066${number}\u2069`)
  return ({ id, startedAt, calling, called }) => ({
    id,
    text: `${formats.moment(startedAt, minute)} · ${party(calling)} ${arrow} ${party(called)}`,
  })
}
