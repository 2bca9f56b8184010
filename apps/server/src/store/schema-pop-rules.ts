import type { Generated } from 'kysely'
import type { Moment, OwnTenant } from './db-schema.ts'
import type { Json } from './schema-organisation.ts'

export interface PopRuleDraftTable {
  tenant_id: OwnTenant
  content: Json<unknown>
  revision: Generated<number>
}

export interface PopRuleVersionTable {
  tenant_id: OwnTenant
  version: number
  content: Json<unknown>
  at: Generated<Date>
  user_id: string
  user_name: string
  restores: number | null
}

export interface PopDecisionTable {
  tenant_id: OwnTenant
  call_id: string
  user_id: string
  at: Moment
  moments: Json<readonly unknown[]>
}

/** The tables of migrations/012. */
export interface PopRulesSchema {
  pop_rule_draft: PopRuleDraftTable
  pop_rule_version: PopRuleVersionTable
  pop_decision: PopDecisionTable
}
