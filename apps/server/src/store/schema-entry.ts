import type { Generated } from 'kysely'
import type { MaybeMoment, Moment, OwnTenant } from './db-schema.ts'

export interface EntryShareTable {
  tenant_id: OwnTenant
  id: Generated<string>
  call_id: string
  token_hash: Buffer
  created_at: Generated<Date>
  created_by: string
  created_by_name: string
  expires_at: Moment
  revoked_at: MaybeMoment
  revoked_by_name: string | null
  views: Generated<number>
  first_viewed_at: MaybeMoment
  last_viewed_at: MaybeMoment
}

/** The tables of migrations/013 that are asked through kysely; documents and their updates are not (entry-store.ts). */
export interface EntrySchema {
  entry_share: EntryShareTable
}
