import { sql, type Transaction } from 'kysely'
import { fold } from './crm-fold.ts'
import type { Schema } from './db-schema.ts'

/**
 * People, cases and opportunities are found by the name of their account too: when that changes, so does what they are found
 * by. One statement a table, since an account may have thousands of each.
 */
export async function refreshAccountName(
  db: Transaction<Schema>,
  { id, before, after }: { readonly id: string; readonly before: string; readonly after: string },
): Promise<void> {
  const [was, is] = [` ${fold(before)} `, ` ${fold(after)} `]
  for (const table of ['contact', 'case_record', 'opportunity'] as const)
    await sql`update ${sql.table(table)} set search = rtrim(replace(search || ' ', ${was}, ${is}))
      where account_id = ${id}`.execute(db)
}
