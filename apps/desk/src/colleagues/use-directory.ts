import { useEffect } from 'react'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DirectoryView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useCalls, useIsLive } from '#live/use-live.ts'

/** How often a list that somebody looks at is asked for again, in ms: how colleagues stand is not told to each page. */
const freshMs = 3_000

interface Directory {
  readonly data: DirectoryView | undefined
  readonly error: Error | null
  readonly retry: () => void
}

/** Colleagues as they stand now, and the places that calls can be sent to. For a list that is on the screen. */
export function useDirectory(search = ''): Directory {
  const queries = useQueryClient()
  const isLive = useIsLive()
  const { data, error, refetch } = useQuery({
    queryKey: ['directory', search],
    queryFn: async ({ signal }) => api.listDirectory({ query: { search }, signal }),
    refetchInterval: isLive ? freshMs : false,
    placeholderData: keepPreviousData,
    staleTime: freshMs,
  })
  // What happens at my telephone usually happens at a colleague's, too.
  const changes = useCalls()
    .map((call) => `${call.id} ${call.state}`)
    .join()
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['directory'] })
  }, [queries, changes, isLive])
  return {
    data,
    error,
    retry: () => {
      void refetch()
    },
  }
}
