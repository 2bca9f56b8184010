import type { Generated } from 'kysely'
import type { OwnTenant } from './db-schema.ts'
import type { Json } from './schema-organisation.ts'

/** By language. */
export type Words = Readonly<Record<string, string>>
export type FieldSubject = 'contact' | 'account' | 'case' | 'call'

export interface PopTemplateTable {
  tenant_id: OwnTenant
  id: Generated<string>
  name: string
  draft: Json<unknown>
  revision: Generated<number>
  version: number | null
  created_at: Generated<Date>
}

export interface PopTemplateVersionTable {
  tenant_id: OwnTenant
  template_id: string
  version: number
  content: Json<unknown>
  at: Generated<Date>
  user_id: string
  user_name: string
  restores: number | null
}

export interface GroupTemplateTable {
  tenant_id: OwnTenant
  group_id: string
  template_id: string
}

export interface CallScriptTable {
  tenant_id: OwnTenant
  id: Generated<string>
  name: string
  texts: Json<Words>
  created_at: Generated<Date>
}

export interface CallScriptQueueTable {
  tenant_id: OwnTenant
  queue: string
  script_id: string
}

export interface CustomFieldTable {
  tenant_id: OwnTenant
  id: Generated<string>
  subject: FieldSubject
  key: string
  kind: 'text' | 'number' | 'date' | 'choice' | 'checkbox'
  labels: Json<Words>
  choices: Json<readonly { readonly value: string; readonly labels: Words }[]>
  active: Generated<boolean>
  created_at: Generated<Date>
}

/** The tables of migrations/011; the values of custom fields are in their records. */
export interface TemplatesSchema {
  pop_template: PopTemplateTable
  pop_template_version: PopTemplateVersionTable
  group_template: GroupTemplateTable
  call_script: CallScriptTable
  call_script_queue: CallScriptQueueTable
  custom_field: CustomFieldTable
}
