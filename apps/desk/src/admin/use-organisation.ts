import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '#app/api.ts'

/** What administrators keep, as the server has it. All under one key: a change of one thing shows in the others. */
const key = (what: string) => ['admin', what] as const

export const useUsers = () =>
  useQuery({ queryKey: key('users'), queryFn: async ({ signal }) => (await api.listUsers({ signal })).items })

export const useGroups = () =>
  useQuery({
    queryKey: key('groups'),
    queryFn: async ({ signal }) => (await api.listGroups({ signal })).items,
  })

export const useLocations = () =>
  useQuery({
    queryKey: key('locations'),
    queryFn: async ({ signal }) => (await api.listLocations({ signal })).items,
  })

export const useQueues = () =>
  useQuery({
    queryKey: key('queues'),
    queryFn: async ({ signal }) => (await api.listQueues({ signal })).items,
  })

export const useLinks = () =>
  useQuery({ queryKey: key('links'), queryFn: async ({ signal }) => (await api.listLinks({ signal })).items })

/** Telephones ring and are hung up while somebody looks. */
export const useDevices = () =>
  useQuery({
    queryKey: key('devices'),
    queryFn: async ({ signal }) => (await api.listDevices({ signal })).items,
    refetchInterval: 5_000,
  })

/** Asks for all of it again. Resolves when what is on the page is what the server has. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => queries.invalidateQueries({ queryKey: ['admin'] })
}

interface Listed {
  readonly id: string
}

/** The thing as it is now, after somebody else changed it. */
export async function latest<Thing extends Listed>(
  list: (options: object) => Promise<{ readonly items: readonly Thing[] }>,
  id: string | undefined,
): Promise<Thing | undefined> {
  return (await list({})).items.find((it) => it.id === id)
}
