import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { CallLogsSchema } from './schema-call-logs.ts'
import type { EntrySchema } from './schema-entry.ts'
import type { KeysSchema } from './schema-keys.ts'
import type { OrganisationSchema } from './schema-organisation.ts'
import type { PopRulesSchema } from './schema-pop-rules.ts'
import type { SecondSchema } from './schema-second.ts'
import type { TemplatesSchema } from './schema-templates.ts'

/** A moment: read as Date, written as Date or ISO text. */
export type Moment = ColumnType<Date, Date | string, Date | string>
export type MaybeMoment = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
/** Set by the database to the tenant of the transaction; never changed. */
export type OwnTenant = ColumnType<string, string | undefined, never>

export interface TenantTable {
  id: Generated<string>
  name: string
  country: string
  time_zone: string
  created_at: Generated<Date>
}

export interface AppUserTable {
  tenant_id: OwnTenant
  id: Generated<string>
  user_name: string
  name: string
  role: 'agent' | 'supervisor' | 'administrator'
  password_hash: string
  device: string | null
  link: string | null
  team: string | null
  /** Where the person works, if elsewhere than the tenant. */
  country: string | null
  time_zone: string | null
  active: Generated<boolean>
  language: string | null
  theme: Generated<string>
  group_id: string | null
  location_id: string | null
  version: Generated<number>
  created_at: Generated<Date>
}

export interface AppSessionTable {
  tenant_id: OwnTenant
  token_hash: Buffer
  user_id: string
  created_at: Moment
  used_at: Moment
  expires_at: Moment
}

export interface IdempotentRequestTable {
  tenant_id: OwnTenant
  user_id: string
  key: string
  request_hash: Buffer
  status: number | null
  reply: string | null
  created_at: Generated<Date>
}

export interface AccountTable {
  tenant_id: OwnTenant
  id: Generated<string>
  name: string
  number: string | null
  industry: string | null
  city: string | null
  country: string | null
  search: string
  version: Generated<number>
  sort_key: string
  created_at: Generated<Date>
}

export interface ContactTable {
  tenant_id: OwnTenant
  id: Generated<string>
  given_name: string
  family_name: string
  title: string | null
  email: string | null
  account_id: string | null
  email_key: GeneratedAlways<string | null>
  search: string
  version: Generated<number>
  sort_key: string
  created_at: Generated<Date>
}

export interface ContactPhoneTable {
  tenant_id: OwnTenant
  contact_id: string
  position: number
  label: 'work' | 'mobile' | 'home' | 'other'
  text: string
  e164: string | null
}

export interface CaseCounterTable {
  tenant_id: OwnTenant
  last: number
}

export interface CaseRecordTable {
  tenant_id: OwnTenant
  id: Generated<string>
  number: number
  subject: string
  priority: 'low' | 'normal' | 'high' | 'urgent'
  status: 'new' | 'open' | 'waiting' | 'escalated' | 'closed'
  type: 'question' | 'problem' | 'request' | 'complaint'
  origin: 'phone' | 'email' | 'web' | 'chat' | 'visit'
  owner_id: string | null
  contact_id: string | null
  account_id: string | null
  opened_at: Moment
  closed_at: MaybeMoment
  search: string
  version: Generated<number>
}

export interface TaskTable {
  tenant_id: OwnTenant
  id: Generated<string>
  subject: string
  /** `2026-11-21`. */
  due_on: string | null
  done: Generated<boolean>
  owner_id: string | null
  contact_id: string | null
  account_id: string | null
  case_id: string | null
  search: string
  version: Generated<number>
  created_at: Generated<Date>
}

export interface ActivityTable {
  tenant_id: OwnTenant
  id: Generated<string>
  external_key: string | null
  kind: 'call' | 'email' | 'meeting' | 'note'
  subject: string
  text: Generated<string>
  at: Moment
  duration_seconds: number | null
  direction: 'inbound' | 'outbound' | 'internal' | null
  outcome: string | null
  user_id: string | null
  call_id: string | null
  contact_id: string | null
  account_id: string | null
  case_id: string | null
  search: Generated<string>
  /** Field to who changed it and when; written as text. */
  edited: ColumnType<Readonly<Record<string, { by: string; at: string }>>, string | undefined, string>
}

export interface ActivityLegTable {
  tenant_id: OwnTenant
  activity_id: string
  position: number
  role: string
  device: string
  user_id: string | null
  number: string | null
  name: string | null
  from_user_id: string | null
  from_number: string | null
  started_at: Moment
  answered_at: MaybeMoment
  ended_at: MaybeMoment
  outcome: string | null
}

export interface CallerChoiceTable {
  tenant_id: OwnTenant
  call_id: string
  e164: string
  contact_id: string | null
  account_id: string | null
  taken_contact_id: string | null
  taken_account_id: string | null
  dialled: string | null
  user_id: string
  at: Generated<Date>
}

export interface MergedContactTable {
  tenant_id: OwnTenant
  old_id: string
  contact_id: string
  /** JSON; written as text. */
  was: ColumnType<unknown, string, never>
  user_id: string
  at: Generated<Date>
}

/** The tables of migrations/001, the legs of 006, who callers were said to be (009), and those of each area's own file. */
export interface Schema
  extends
    CallLogsSchema,
    EntrySchema,
    KeysSchema,
    OrganisationSchema,
    PopRulesSchema,
    SecondSchema,
    TemplatesSchema {
  tenant: TenantTable
  app_user: AppUserTable
  app_session: AppSessionTable
  idempotent_request: IdempotentRequestTable
  account: AccountTable
  contact: ContactTable
  contact_phone: ContactPhoneTable
  case_counter: CaseCounterTable
  case_record: CaseRecordTable
  task: TaskTable
  activity: ActivityTable
  activity_leg: ActivityLegTable
  caller_choice: CallerChoiceTable
  merged_contact: MergedContactTable
}
