import type { Directory } from '#calls/directory.ts'
import { remembered } from '#calls/party-view.ts'
import { displayNumber } from '#numbers/read-number.ts'
import { createCallerFinder } from '#pop/caller-finder.ts'
import type { CallerFinder } from '#pop/caller.ts'
import type { Lookups } from '#store/caller-store.ts'
import { readHeads } from '#store/feed-store.ts'
import { readLiveUsers, type LiveTenant } from '#store/live-users.ts'
import type { Database } from '#store/db.ts'
import type { LiveMetrics } from './live-metrics.ts'
import type { LiveOptions } from './live-options.ts'

/** Who sits at which telephone, anew. */
export async function readUsers(
  { database }: LiveOptions,
  { directory, tenants }: { readonly directory: Directory; readonly tenants: readonly LiveTenant[] },
): Promise<void> {
  const users = await Promise.all(tenants.map(({ id }) => readLiveUsers(database.pool, id)))
  directory.replace(users.flat())
}

/** Each user's last number in the feed. */
export async function readAllHeads(
  database: Database,
  tenants: readonly LiveTenant[],
): Promise<Map<string, number>> {
  const heads = await Promise.all(tenants.map(({ id }) => readHeads(database.pool, id)))
  return new Map(heads.flatMap((map) => [...map]))
}

/** Writes an E.164 number as people of a tenant's country do. */
export function displayBook(tenants: readonly LiveTenant[]): (tenant: string, e164: string) => string {
  const books = new Map(
    tenants.map(({ id, country }) => [id, remembered((number: string) => displayNumber(number, country))]),
  )
  return (tenant, e164) => books.get(tenant)?.(e164) ?? e164
}

/** Looks callers up in the built-in records of the database. */
export function makeFinder(
  lookups: Lookups,
  parts: {
    readonly display: (tenant: string, e164: string) => string
    readonly metrics: LiveMetrics
  },
): CallerFinder {
  return createCallerFinder(
    {
      async find(query) {
        const done = parts.metrics.lookup.startTimer()
        const found = await lookups.find(query)
        done()
        return found
      },
      customer: (query) => lookups.customer(query),
      read: (query) => lookups.read(query),
    },
    // Numbers age by days: any clock will do.
    { display: parts.display, now: Date.now },
  )
}
