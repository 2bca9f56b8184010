import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate, useParams } from '@tanstack/react-router'
import type { CallView } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { useCalls } from '#live/use-live.ts'
import { isRinging, isUp, selectCall } from './select-call.ts'

const SelectedContext = createContext<string | null>(null)

/** Decides which call the page is about: the one in the address, else by what goes on. */
export function SelectedCallProvider({ children }: { readonly children: ReactNode }) {
  const calls = useCalls()
  const { callId } = useParams({ strict: false })
  const [current, setCurrent] = useState<string | null>(null)
  const selected = selectCall(calls, { current, writing: isWriting() })
  if (selected !== current) setCurrent(selected)
  useReturnToRinging()
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

/** The user's hands are on the keyboard, in a field: nothing on the page may move under them. */
function isWriting(): boolean {
  const at = document.activeElement
  return at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && at.value !== '')
}

/** A call that begins to ring brings the page back to what goes on now, unless the user is busy. */
function useReturnToRinging(): void {
  const calls = useCalls()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const known = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const fresh = calls.some((call) => isRinging(call) && !known.current.has(call.id))
    known.current = new Set(calls.map((call) => call.id))
    const talking = calls.some((call) => isUp(call) && !isRinging(call))
    if (fresh && !talking && !isWriting() && pathname !== '/') void navigate({ to: '/' })
  }, [calls, navigate, pathname])
}
