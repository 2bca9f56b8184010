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
 * What names a row by a foreign key. Asked of the catalogue, so that a table that is made tomorrow is found too; only one
 * that lets go of the row (set null) does not use it. Rows that would go along with it (cascade) do: nobody's template or
 * rule is to change because something else was deleted.
 */
export async function findUses(
  db: Transaction<Schema>,
  { table, id }: { readonly table: string; readonly id: string },
): Promise<readonly Use[]> {
  const uses: Use[] = []
  for (const { kind, column, owner, key } of await findKeys(db, table)) {
    const found =
      owner === kind
        ? await sql<Use>`select ${kind}::text as kind, name from ${sql.table(kind)}
            where ${sql.ref(column)} = ${id} order by 2 limit ${most}`.execute(db)
        : owner === null || key === null
          ? await sql<Use>`select ${kind}::text as kind, null as name from ${sql.table(kind)}
              where ${sql.ref(column)} = ${id} limit ${most}`.execute(db)
          : await sql<Use>`select ${owner}::text as kind, o.name from ${sql.table(kind)} u
              join ${sql.table(owner)} o on o.id = ${sql.ref(`u.${key}`)}
              where ${sql.ref(`u.${column}`)} = ${id} order by 2 limit ${most}`.execute(db)
    uses.push(...found.rows)
  }
  return uses
}

interface Key {
  /** The table that names the row, and in which column. */
  readonly kind: string
  readonly column: string
  /** The table that has a name: that one itself, or what it joins the row to by its column `key`. */
  readonly owner: string | null
  readonly key: string | null
}

async function findKeys(db: Transaction<Schema>, table: string): Promise<readonly Key[]> {
  const { rows } = await sql<Key>`
    with keys as (
      select k.conrelid as from_table, k.confrelid as to_table, a.attname as column, k.confdeltype as goes
      from pg_constraint k join pg_attribute a
        on a.attrelid = k.conrelid and a.attnum = any(k.conkey) and a.attname <> 'tenant_id'
      where k.contype = 'f'
    ), named as (
      select attrelid as id from pg_attribute where attname = 'name' and not attisdropped
    )
    select k.from_table::regclass::text as kind, k.column,
      case when k.from_table in (select id from named) then k.from_table::regclass::text
        else parent.to_table::regclass::text end as owner,
      parent.column as key
    from keys k
      left join lateral (
        select p.to_table, p.column from keys p
        where p.from_table = k.from_table and p.to_table <> k.to_table and p.to_table in (select id from named)
        order by p.column limit 1
      ) parent on k.from_table not in (select id from named)
    where k.to_table = ${table}::regclass and k.goes in ('a', 'r', 'c')
    order by 1, 2`.execute(db)
  return rows
}
