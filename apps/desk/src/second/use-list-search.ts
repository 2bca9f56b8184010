import { useNavigate, useSearch } from '@tanstack/react-router'

/** What a list shows, as it stands in the address: the way back leads to the same list. */
export type ListSearch = Readonly<Record<string, string>>

/** Reads what stands in an address, whatever somebody wrote there. */
export function readListSearch(raw: Record<string, unknown>): ListSearch {
  return Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  )
}

export function useListSearch(): readonly [ListSearch, (part: ListSearch) => void] {
  const search = readListSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const set = (part: ListSearch): void => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...part }).filter(([, value]) => value !== ''),
    )
    void navigate({ to: '.', search: next as never, replace: true })
  }
  return [search, set]
}
