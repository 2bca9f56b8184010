import { useLingui } from '@lingui/react'
import { useQuery } from '@tanstack/react-query'
import { builtInTemplate, type CallView, type MyTemplate, type TemplateOfCall } from '@hookswitch/contract'
import { useState } from 'react'
import { api } from '#app/api.ts'
import { useLive } from '#live/use-live.ts'

/** What a call is drawn from; undefined for the moment that it takes to fetch one that was just published. */
function useTemplate(ref: TemplateOfCall | undefined): MyTemplate | undefined {
  const { i18n } = useLingui()
  const isBuiltIn = ref === undefined || ref.id === null
  const { data } = useQuery({
    // By its key: whatever changes in it is another one.
    queryKey: ['template', ref?.key],
    queryFn: async ({ signal }) => api.readMyTemplate({ signal }),
    enabled: !isBuiltIn,
    staleTime: Infinity,
    retry: true,
  })
  if (!isBuiltIn) return data
  const key = ref?.key ?? 'built-in'
  return {
    key,
    id: null,
    version: 0,
    languages: [i18n.locale],
    template: builtInTemplate,
    scripts: [],
    fields: [],
  }
}

/**
 * The template of a call, as it was when the page first showed the call: nothing is moved under the eyes of who speaks.
 * The next call has the one that was published meanwhile.
 */
export function useTemplateOfCall(call: CallView): MyTemplate | undefined {
  const latest = useTemplate(call.template)
  const [kept, setKept] = useState(latest)
  if (kept === undefined && latest !== undefined) setKept(latest)
  return kept ?? latest
}

/** Has it there before the first call: the server says at once when another one is published. */
export function useNextTemplate(): void {
  useTemplate(useLive().state.line?.template)
}
