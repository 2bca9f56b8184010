import { useDeferredValue } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '#app/api.ts'
import { useLive } from '#live/use-live.ts'
import { stillFitting, targetsFor, type Target, type TypedNumber } from './targets.ts'

/** More than this does not fit below a call, and is not read either. */
const most = 8

interface Targets {
  readonly targets: readonly Target[]
  /** Everybody has been asked about the whole text. */
  readonly isDone: boolean
  readonly error: Error | null
}

/** Whom the text may mean, as it is typed. */
export function useTargets(text: string): Targets {
  const asked = useDeferredValue(text.trim())
  const me = useLive().state.line?.device ?? null
  const { data, error, isFetching } = useQuery({
    queryKey: ['targets', asked, me],
    // One answer of all that is asked: what is first must not change under a finger because the others came later.
    queryFn: async ({ signal }) => ({ text: asked, found: await find(asked, { me, signal }) }),
    placeholderData: keepPreviousData,
    staleTime: 2_000,
    retry: 1,
  })
  const now = text.trim()
  const isDone = data?.text === now && (!isFetching || data.found.length > 0)
  const found = data?.found ?? []
  return { targets: (isDone ? found : stillFitting(now, found)).slice(0, most), isDone, error }
}

async function find(
  text: string,
  { me, signal }: { readonly me: string | null; readonly signal: AbortSignal },
): Promise<readonly Target[]> {
  const [directory, contacts, typed] = await Promise.all([
    api.listDirectory({ query: { search: text }, signal }),
    text === ''
      ? []
      : api.listContacts({ query: { search: text, limit: most }, signal }).then((page) => page.items),
    readTyped(text, signal),
  ])
  const colleagues = directory.colleagues.filter((it) => it.device !== me)
  return targetsFor(text, { directory: { ...directory, colleagues }, contacts, typed })
}

async function readTyped(text: string, signal: AbortSignal): Promise<TypedNumber | null> {
  if (!/\d/.test(text)) return null
  const reading = await api.readNumber({ query: { text }, signal })
  return reading.dial === null ? null : { text, display: reading.display }
}
