import { createContext, useContext, useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { CallView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useCalls } from '#live/use-live.ts'
import { isWriting } from '#pop/hands.ts'
import { usePops } from '#pop/use-pops.ts'
import { selectCall } from './select-call.ts'

const SelectedContext = createContext<string | null>(null)

/** Decides which call the page is about: the one in the address, else by what goes on. */
export function SelectedCallProvider({ children }: { readonly children: ReactNode }) {
  const calls = useCalls()
  const { callId } = useParams({ strict: false })
  const [current, setCurrent] = useState<string | null>(null)
  const selected = selectCall(calls, { current, writing: isWriting() })
  if (selected !== current) setCurrent(selected)
  usePops()
  return <SelectedContext value={callId ?? selected}>{children}</SelectedContext>
}

export function useSelectedId(): string | null {
  return useContext(SelectedContext)
}

/** The selected call: live, or from history. */
export function useSelectedCall(): CallView | null {
  const id = useSelectedId()
  const live = useCalls().find((call) => call.id === id)
  const past = useQuery({
    queryKey: ['call', id],
    queryFn: async ({ signal }) => api.readCall({ params: { id: id ?? '' }, signal }),
    enabled: id !== null && live === undefined,
  })
  return live ?? past.data ?? null
}
