import type { Generated, GeneratedAlways } from 'kysely'
import type { OwnTenant } from './db-schema.ts'
import type { Json } from './schema-organisation.ts'

export interface OpportunityTable {
  tenant_id: OwnTenant
  id: Generated<string>
  name: string
  account_id: string | null
  stage: 'qualify' | 'needs' | 'proposal' | 'negotiation' | 'decision'
  status: 'open' | 'won' | 'lost'
  /** Exact: `1250.00`. */
  amount: string | null
  currency: string | null
  /** `2026-11-21`. */
  close_on: string | null
  close_order: GeneratedAlways<string>
  owner_id: string | null
  search: string
  version: Generated<number>
  created_at: Generated<Date>
}

export interface OpportunityPersonTable {
  tenant_id: OwnTenant
  opportunity_id: string
  contact_id: string
  role: 'decisionMaker' | 'buyer' | 'influencer' | 'evaluator' | 'user' | 'other'
}

export interface SearchWordTable {
  tenant_id: OwnTenant
  /** The table whose rows hold it. */
  source: string
  word: string
  slips: number[]
}

export interface ImportRowTable {
  tenant_id: OwnTenant
  import_id: string
  row: number
  result: Json<unknown>
  at: Generated<Date>
}

/** The tables of migrations/015. */
export interface SecondSchema {
  opportunity: OpportunityTable
  opportunity_person: OpportunityPersonTable
  search_word: SearchWordTable
  import_row: ImportRowTable
}
