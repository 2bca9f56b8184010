import { useEffect } from 'react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { CallView, PastCall } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useCalls, useIsLive } from '#live/use-live.ts'
import { isListed, type CallsQuery } from './calls-filter.ts'

const pageSize = 50

/** A call of my history; of one that goes on no disposition is known yet. */
export type ListedCall = CallView & Partial<Pick<PastCall, 'dispositionId'>>

interface MyCalls {
  /** Newest first; undefined until the first answer. */
  readonly calls: readonly ListedCall[] | undefined
  readonly error: Error | null
  readonly retry: () => void
  /** Null when there are no more. */
  readonly more: (() => void) | null
  readonly isLoadingMore: boolean
}

/** The server's list, with what is known to be newer laid over it. */
export function useMyCalls(query: CallsQuery): MyCalls {
  const live = useCalls()
  const isLive = useIsLive()
  const queries = useQueryClient()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['myCalls', query],
    queryFn: async ({ pageParam, signal }) =>
      api.myCalls({
        query: { ...query, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  // A call that ended, or one that came while the page was not live: the list is old then.
  const changes = live.map((call) => `${call.id} ${call.endedAt} ${call.outcome}`).join()
  useEffect(() => {
    if (isLive) void queries.invalidateQueries({ queryKey: ['myCalls'] })
  }, [queries, changes, isLive])
  return {
    calls:
      data === undefined
        ? undefined
        : join(
            data.pages.flatMap((page) => page.items),
            live,
            query,
          ),
    error,
    retry: () => {
      void refetch()
    },
    more: hasNextPage
      ? () => {
          void fetchNextPage()
        }
      : null,
    isLoadingMore: isFetchingNextPage,
  }
}

function join(
  listed: readonly PastCall[],
  live: readonly CallView[],
  query: CallsQuery,
): readonly ListedCall[] {
  const newer = new Map(live.map((call) => [call.id, call]))
  // A call may be on two pages when another one came between the two answers.
  const all = new Map<string, ListedCall>(listed.map((call) => [call.id, { ...call, ...newer.get(call.id) }]))
  for (const call of live) if (isListed(call, query)) all.set(call.id, { ...all.get(call.id), ...call })
  return [...all.values()].toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
}
