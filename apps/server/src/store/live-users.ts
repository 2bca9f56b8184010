import type pg from 'pg'
import { inTenantClient } from './tenant.ts'

export interface LiveTenant {
  readonly id: string
  readonly name: string
  readonly country: string
}

export async function readLiveTenants(pool: pg.Pool): Promise<LiveTenant[]> {
  const { rows } = await pool.query<LiveTenant>('select id, name, country from tenant')
  return rows
}

export interface LiveUserRow {
  readonly id: string
  readonly tenant: string
  readonly name: string
  readonly team: string | null
  readonly device: string | null
  readonly link: string | null
}

/** The active users of a tenant and their telephones. */
export function readLiveUsers(pool: pg.Pool, tenant: string): Promise<LiveUserRow[]> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<LiveUserRow>(
      'select id, tenant_id as tenant, name, team, device, link from app_user where active',
    )
    return rows
  })
}
