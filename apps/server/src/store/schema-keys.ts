import type { OwnTenant } from './db-schema.ts'
import type { Json } from './schema-organisation.ts'

export interface KeyMapTable {
  tenant_id: OwnTenant
  user_id: string
  keys: Json<Readonly<Record<string, string | null>>>
}

/** The table of migrations/016. */
export interface KeysSchema {
  key_map: KeyMapTable
}
