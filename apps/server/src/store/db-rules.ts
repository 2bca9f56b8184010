import type pg from 'pg'
import { appRole } from './db.ts'

/** Tables that belong to no tenant, each with the reason. A new table is a tenant's unless it is named here. */
const global: ReadonlyMap<string, string> = new Map([
  ['tenant', 'who signs in names a tenant before belonging to one'],
  ['migration', 'the steps of the schema itself'],
])

interface TableFacts {
  readonly name: string
  readonly has_tenant: boolean
  readonly enabled: boolean
  readonly forced: boolean
  readonly policies: readonly { readonly uses: string | null; readonly checks: string | null }[]
}

/** Deparsed by PostgreSQL: what every policy must say. */
const rule = '(tenant_id = current_tenant())'

/**
 * Holds the whole catalogue against the rules of tenancy. Empty when all is well; else a sentence per fault.
 * The server asks it at every start, so that no step of the schema can forget a table.
 */
export async function findTenancyFaults(client: pg.Pool | pg.Client): Promise<readonly string[]> {
  const [tables, role, keys, views] = [
    await readTables(client),
    await readRole(client),
    await readLooseKeys(client),
    await readViews(client),
  ]
  return [...tables.flatMap(faultsOf), ...role, ...keys, ...views]
}

function faultsOf(table: TableFacts): string[] {
  if (global.has(table.name)) return []
  const faults: string[] = []
  if (!table.has_tenant) faults.push(`Table ${table.name} has no tenant_id.`)
  if (!table.enabled) faults.push(`Table ${table.name} has no row-level security.`)
  if (!table.forced) faults.push(`Table ${table.name} does not force row-level security on its owner.`)
  if (table.policies.length !== 1)
    faults.push(`Table ${table.name} has ${table.policies.length} policies, not one.`)
  for (const { uses, checks } of table.policies) {
    if (uses !== rule) faults.push(`The policy of table ${table.name} does not hold reads to the tenant.`)
    if (checks !== rule) faults.push(`The policy of table ${table.name} does not hold writes to the tenant.`)
  }
  return faults
}

async function readTables(client: pg.Pool | pg.Client): Promise<readonly TableFacts[]> {
  const { rows } = await client.query<TableFacts>(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull) as has_tenant,
      coalesce((select json_agg(json_build_object('uses', pg_get_expr(p.polqual, p.polrelid),
        'checks', pg_get_expr(p.polwithcheck, p.polrelid))) from pg_policy p where p.polrelid = c.oid), '[]') as policies
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
    order by 1`)
  return rows
}

async function readRole(client: pg.Pool | pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ fault: string }>(
    `
    select 'The role of the server is a superuser.' as fault from pg_roles where rolname = $1 and rolsuper
    union all select 'The role of the server bypasses row-level security.' from pg_roles where rolname = $1 and rolbypassrls
    union all select 'The role of the server owns ' || c.relname || '.' from pg_class c
      where c.relowner = (select oid from pg_roles where rolname = $1)
    union all select 'The role of the server is a member of the owner ' || owner.rolname || '.'
      from pg_roles owner where owner.rolname <> $1 and pg_has_role($1, owner.oid, 'MEMBER')
        and exists (select from pg_class c where c.relowner = owner.oid)`,
    [appRole],
  )
  return rows.map((row) => row.fault)
}

/** A foreign key between tenant tables that leaves the tenant out is checked past row-level security. */
async function readLooseKeys(client: pg.Pool | pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ fault: string }>(`
    select 'The foreign key ' || k.conname || ' of ' || k.conrelid::regclass || ' leaves out the tenant.' as fault
    from pg_constraint k
    where k.contype = 'f'
      and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'tenant_id')
      and not exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'tenant_id' and a.attnum = any(k.confkey))`)
  return rows.map((row) => row.fault)
}

/** Views and functions that run with their maker's rights would look past the policies of who asks. */
async function readViews(client: pg.Pool | pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ fault: string }>(`
    select 'The view ' || c.relname || ' reads with the rights of its owner.' as fault
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false)))
    union all
    select 'The function ' || p.proname || ' runs with the rights of its owner.'
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.prosecdef`)
  return rows.map((row) => row.fault)
}
