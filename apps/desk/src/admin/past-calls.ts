import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { CallBrief } from '@hookswitch/contract'
import { api } from '#app/api.ts'
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
  const { t } = useLingui()
  const formats = useFormats()
  const minute = useMinute()
  const unknown = t`Unknown number`
  return ({ id, startedAt, calling, called }) => ({
    id,
    text: `${formats.moment(startedAt, minute)} · ${calling ?? unknown} → ${called ?? unknown}`,
  })
}
