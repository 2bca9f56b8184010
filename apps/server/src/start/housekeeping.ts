import { setTimeout as wait } from 'node:timers/promises'
import { sessionMs } from '#auth/auth.ts'
import type { StoreLog } from '#store/db-log.ts'
import type { IdempotencyStore } from '#store/idempotency.ts'
import type { SessionStore } from '#store/sessions.ts'
import type { TenantStore } from '#store/tenants.ts'

export interface HousekeepingPorts {
  readonly tenants: TenantStore
  readonly sessions: SessionStore
  readonly repeats: IdempotencyStore
  readonly log: StoreLog
  readonly now: () => number
}

const everyMs = 3_600_000
/** Nobody repeats a request a day later. */
const repeatsMs = 24 * 3_600_000

/** Removes what has had its day: sessions that are over, replies that nobody will ask for again. */
export async function keepHouse(ports: HousekeepingPorts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sweep(ports).catch(() =>
      ports.log.warn({ code: 'housekeeping' }, 'Old sessions could not be removed; trying again in an hour.'),
    )
    await wait(everyMs, undefined, { signal, ref: false }).catch(() => {})
  }
}

async function sweep({ tenants, sessions, repeats, now }: HousekeepingPorts): Promise<void> {
  for (const { id } of await tenants.list()) {
    await sessions.removeOld(id, new Date(now() - sessionMs.idle), new Date(now()))
    await repeats.removeOld(id, new Date(now() - repeatsMs))
  }
}
