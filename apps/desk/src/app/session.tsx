import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLingui } from '@lingui/react'
import { ApiError, type Me, type Preferences } from '@hookswitch/contract'
import { api } from './api.ts'
import { createFormats, type Formats } from './format.ts'
import { languageOfUser, rememberLanguage, showLanguage } from './i18n.ts'
import { showTheme } from './theme.ts'

const meKey = ['me'] as const
const MeContext = createContext<Me | null>(null)

/** Who is signed in: null for nobody, undefined while that is being asked. */
export function useSession(): { readonly me: Me | null | undefined; readonly error: unknown } {
  const query = useQuery({
    queryKey: meKey,
    queryFn: async ({ signal }) => {
      try {
        const me = await api.whoAmI({ signal })
        await adoptPreferences(me)
        return me
      } catch (error) {
        if (error instanceof ApiError && error.problem.status === 401) return null
        throw error
      }
    },
    staleTime: Infinity,
    retry: true,
    retryDelay: (attempt) => Math.min(5_000, 500 * 2 ** attempt),
  })
  return { me: query.data, error: query.failureReason }
}

/** Changes who is signed in, or what is known of him. */
export function useSetMe(): (me: Me | null) => Promise<void> {
  const queries = useQueryClient()
  return async (me) => {
    if (me !== null) await adoptPreferences(me)
    queries.setQueryData(meKey, me)
    // Nothing of one user stays for the next.
    if (me === null) queries.removeQueries({ predicate: (query) => query.queryKey[0] !== meKey[0] })
  }
}

export function useSetPreferences(): (change: Partial<Preferences>) => Promise<void> {
  const me = useMe()
  const setMe = useSetMe()
  return async (change) => {
    const preferences = { ...me.preferences, ...change }
    // At once: it is the user's own page. The server is told so that it is the same on another machine.
    await setMe({ ...me, preferences })
    await setMe(await api.setPreferences({ body: preferences }))
  }
}

async function adoptPreferences(me: Me): Promise<void> {
  const language = languageOfUser(me)
  rememberLanguage(language)
  showTheme(me.preferences.theme)
  await showLanguage(language)
}

export function MeProvider({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>
}

/** The signed-in user; only for what is shown to one. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (me === null) throw new Error('useMe is for what only a signed-in user sees.')
  return me
}

export function useFormats(): Formats {
  const { i18n } = useLingui()
  const { country, timeZone } = useMe()
  return useMemo(
    () => createFormats({ language: i18n.locale, country, timeZone }),
    [i18n.locale, country, timeZone],
  )
}
