import { sql, type Transaction } from 'kysely'
import type { Schema } from './db-schema.ts'

/** Something that uses what was to be deleted: what sort of thing (its table), and its name where it has one. */
export interface Use {
  readonly kind: string
  readonly name: string | null
}

/** More than a person reads. */
const most = 20

/**
 * What points at a row by a foreign key that would forbid its deletion. Asked of the catalogue, so that a table that is
 * made tomorrow is found too; tables that go along with the row (cascade), or let go of it (set null), do not use it.
 */
export async function findUses(
  db: Transaction<Schema>,
  { table, id }: { readonly table: string; readonly id: string },
): Promise<readonly Use[]> {
  const { rows } = await sql<{ table: string; column: string; has_name: boolean }>`
    select c.relname as table, a.attname as column,
      exists (select from pg_attribute n where n.attrelid = c.oid and n.attname = 'name' and not n.attisdropped) as has_name
    from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey) and a.attname <> 'tenant_id'
    where k.contype = 'f' and k.confrelid = ${table}::regclass and k.confdeltype in ('a', 'r')
    order by c.relname, a.attname`.execute(db)
  const uses: Use[] = []
  for (const { table: kind, column, has_name } of rows) {
    const name = has_name ? sql`name` : sql`null::text`
    const found = await sql<Use>`
      select ${kind}::text as kind, ${name} as name from ${sql.table(kind)}
      where ${sql.ref(column)} = ${id} order by 2 limit ${most}`.execute(db)
    uses.push(...found.rows)
  }
  return uses
}
