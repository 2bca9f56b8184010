import { useLingui } from '@lingui/react/macro'
import type { ListFilter } from './list-page.tsx'
import type { ListSearch } from './use-list-search.ts'

/** Of lists that are read from A to Z, or from what came last. */
export function useNameOrder(): ListFilter {
  const { t } = useLingui()
  return {
    name: 'sort',
    label: t`Order`,
    options: [
      { id: 'name', text: t`By name` },
      { id: 'newest', text: t`Newest first` },
    ],
  }
}

/** What `useNameOrder` asks the server for. */
export const nameOrder = (chosen: ListSearch): 'name' | 'newest' =>
  chosen['sort'] === 'newest' ? 'newest' : 'name'

/** Of what belongs to somebody. */
export function useWhose(): ListFilter {
  const { t } = useLingui()
  return {
    name: 'whose',
    label: t`Whose`,
    options: [
      { id: 'all', text: t`Everybody’s` },
      { id: 'mine', text: t`Mine` },
    ],
  }
}

/** What `useWhose` asks the server for. */
export const whose = (chosen: ListSearch): { readonly mine?: 'true' } =>
  chosen['whose'] === 'mine' ? { mine: 'true' } : {}
