import { useEffect, useSyncExternalStore } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { KeyMap } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { keyChoice } from './key-choice.ts'

/** The user's own keys, from his sign-in on. Whoever calls this is drawn again when they change. */
export function useKeyMap(userId: string): KeyMap {
  const { data } = useQuery({
    queryKey: ['keys', userId],
    queryFn: async ({ signal }) => api.readKeys({ signal }),
    staleTime: Infinity,
    retry: true,
  })
  useEffect(() => {
    keyChoice.use(data ?? {})
    return () => {
      keyChoice.use({})
    }
  }, [data])
  return useSyncExternalStore(keyChoice.subscribe, keyChoice.read)
}
