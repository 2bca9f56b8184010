import type { Generated } from 'kysely'
import type { Moment, OwnTenant } from './db-schema.ts'
import type { Json } from './schema-organisation.ts'

/** What can stand behind a call's log. */
export type RecordKind = 'contact' | 'account' | 'case' | 'opportunity'

export interface CallRecordTable {
  tenant_id: OwnTenant
  call_id: string
  user_id: string
  kind: RecordKind
  record_id: string
  how: 'opened' | 'created'
  at: Generated<Date>
}

export interface ActivityRecordTable {
  tenant_id: OwnTenant
  activity_id: string
  kind: RecordKind
  record_id: string
  how: 'matched' | 'opened' | 'created' | 'corrected'
  at: Moment
  by_hand: Generated<boolean>
  removed: Generated<boolean>
}

export interface DispositionTable {
  tenant_id: OwnTenant
  id: Generated<string>
  position: Generated<number>
  labels: Json<Readonly<Record<string, string>>>
  fields: Json<readonly unknown[]>
  active: Generated<boolean>
  created_at: Generated<Date>
}

export interface DispositionQueueTable {
  tenant_id: OwnTenant
  disposition_id: string
  queue_id: string
}

export interface WrapUpRuleTable {
  tenant_id: OwnTenant
  queue_id: string | null
  required: boolean
  seconds: number | null
}

export interface CallDispositionTable {
  tenant_id: OwnTenant
  call_id: string
  disposition_id: string
  fields: Json<Readonly<Record<string, unknown>>>
  user_id: string
  at: Generated<Date>
}

/** The tables of migrations/014. */
export interface CallLogsSchema {
  call_record: CallRecordTable
  activity_record: ActivityRecordTable
  disposition: DispositionTable
  disposition_queue: DispositionQueueTable
  wrap_up_rule: WrapUpRuleTable
  call_disposition: CallDispositionTable
}
