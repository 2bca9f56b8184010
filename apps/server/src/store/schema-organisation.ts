import type { ColumnType, Generated } from 'kysely'
import type { OwnTenant } from './db-schema.ts'

/** JSON: written as text, read as what it holds. */
export type Json<Value> = ColumnType<Value, string, string>

export interface LocationTable {
  tenant_id: OwnTenant
  id: Generated<string>
  name: string
  language: string
  country: string
  time_zone: string
  version: Generated<number>
  created_at: Generated<Date>
}

export interface UserGroupTable {
  tenant_id: OwnTenant
  id: Generated<string>
  name: string
  version: Generated<number>
  created_at: Generated<Date>
}

export interface QueueTable {
  tenant_id: OwnTenant
  id: Generated<string>
  link: string
  number: string
  name: string
  wrap_up_seconds: Generated<number>
  version: Generated<number>
  created_at: Generated<Date>
}

export interface AuditEntryTable {
  tenant_id: OwnTenant
  id: Generated<string>
  at: Generated<Date>
  user_id: string
  user_name: string
  action: 'created' | 'changed' | 'deleted' | 'published' | 'rolledBack' | 'merged' | 'retried'
  kind: string
  subject_id: string
  subject: string
  before: Json<unknown> | null
  after: Json<unknown> | null
}

/** The tables of migrations/010. */
export interface OrganisationSchema {
  location: LocationTable
  user_group: UserGroupTable
  queue: QueueTable
  audit_entry: AuditEntryTable
}
