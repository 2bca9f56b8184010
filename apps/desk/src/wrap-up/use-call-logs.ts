import { useEffect } from 'react'
import { useLingui } from '@lingui/react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  pickLabel,
  type CallStory,
  type Disposition,
  type Labels,
  type WrapUpTask,
} from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useCalls, useIsLive } from '#live/use-live.ts'
import { isUp } from '#calls/select-call.ts'

const dispositionsKey = ['dispositions'] as const
const tasksKey = ['wrapUp'] as const
export const storyKey = (callId: string) => ['story', callId] as const

/** All dispositions there are, in their order. */
export function useDispositions(): readonly Disposition[] {
  const { data } = useQuery({
    queryKey: dispositionsKey,
    queryFn: async ({ signal }) => (await api.listDispositions({ signal })).items,
    staleTime: 60_000,
  })
  return data ?? []
}

/** What an administrator called something, in the language of the page, else in any. */
export function useLabelOf(): (labels: Labels, instead: string) => string {
  const { i18n } = useLingui()
  return (labels, instead) => pickLabel(labels, [i18n.locale, 'en', ...Object.keys(labels)]) ?? instead
}

/** What is kept of a call beside the call itself. The log is written a moment after the end: it is asked for until then. */
export function useStory(callId: string, isJournalled: boolean) {
  return useQuery({
    queryKey: storyKey(callId),
    queryFn: async ({ signal }): Promise<CallStory> => api.readStory({ params: { id: callId }, signal }),
    refetchInterval: ({ state }) =>
      isJournalled && state.data?.log === null && state.dataUpdateCount < 20 ? 1_000 : false,
  })
}

/** My calls that are over and still want something of me, newest first. */
export function useWrapUpTasks(): readonly WrapUpTask[] {
  const calls = useCalls()
  const isLive = useIsLive()
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: tasksKey,
    queryFn: async ({ signal }) => (await api.myWrapUp({ signal })).items,
  })
  const over = calls
    .filter((call) => !isUp(call))
    .map(({ id }) => id)
    .join()
  useEffect(() => {
    if (isLive) void queries.invalidateQueries({ queryKey: tasksKey })
  }, [queries, over, isLive])
  return data ?? []
}

/** Asks again for all that a disposition or a correction shows in. */
export function useRefreshLogs(): (callId: string | null) => Promise<void> {
  const queries = useQueryClient()
  return async (callId) => {
    const keys = [tasksKey, ['myCalls'], ['activities'], ...(callId === null ? [] : [storyKey(callId)])]
    await Promise.all(keys.map(async (queryKey) => queries.invalidateQueries({ queryKey })))
  }
}
