import { createAccountStore } from './crm-accounts.ts'
import { createActivityStore } from './crm-activities.ts'
import { createCaseStore } from './crm-cases.ts'
import { createContactStore } from './crm-contacts.ts'
import { createOpportunityStore } from './crm-opportunities.ts'
import { createTaskStore } from './crm-tasks.ts'
import type { Database } from './db.ts'

/** The built-in records, one store a kind. */
export function createRecordStores(database: Database) {
  return {
    accounts: createAccountStore(database),
    contacts: createContactStore(database),
    cases: createCaseStore(database),
    tasks: createTaskStore(database),
    activities: createActivityStore(database),
    opportunities: createOpportunityStore(database),
  }
}
