/** Groups, locations and queues. Every change is in the audit log, in the same transaction. */
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { type Actor, audit } from './audit-store.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'
import { findUses, type Use } from './uses.ts'

export interface GroupFields {
  readonly name: string
}
export interface LocationFields {
  readonly name: string
  readonly language: string
  readonly country: string
  readonly timeZone: string
}
export interface QueueFields {
  readonly link: string
  readonly number: string
  readonly name: string
  readonly wrapUpSeconds: number
}

export type Kept<Fields> = Fields & {
  readonly id: string
  readonly version: number
  /** How many users are in it; a queue has none. */
  readonly users: number
}

/** Which one, as which version somebody saw it, and who he is. */
export interface Seen {
  readonly id: string
  readonly version: number
  readonly actor: Actor
}

export type Removed =
  | { readonly kind: 'removed' }
  | { readonly kind: 'changedMeanwhile' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'inUse'; readonly uses: readonly Use[] }

/** Things of one kind that administrators keep. Each method sees one tenant only. */
export interface Administered<Fields> {
  list(tenant: string): Promise<readonly Kept<Fields>[]>
  /** @throws SQLSTATE 23505 when the name is taken. */
  create(tenant: string, fields: Fields, actor: Actor): Promise<Kept<Fields>>
  /** Undefined when there is none. @throws SQLSTATE 23505 when the name is taken. */
  change(
    tenant: string,
    seen: Seen,
    changes: Partial<Fields>,
  ): Promise<Kept<Fields> | 'changedMeanwhile' | undefined>
  remove(tenant: string, seen: Seen): Promise<Removed>
}

export interface OrganisationStore {
  readonly groups: Administered<GroupFields>
  readonly locations: Administered<LocationFields>
  readonly queues: Administered<QueueFields>
}

export function createOrganisationStore(database: Database): OrganisationStore {
  return {
    groups: administered(database, {
      table: 'user_group',
      kind: 'group',
      columns: ['id', 'version', 'name'],
      order: ['name'],
      users: 'group_id',
    }),
    locations: administered(database, {
      table: 'location',
      kind: 'location',
      columns: ['id', 'version', 'name', 'language', 'country', 'time_zone as timeZone'],
      order: ['name'],
      users: 'location_id',
    }),
    queues: administered(database, {
      table: 'queue',
      kind: 'queue',
      columns: ['id', 'version', 'link', 'number', 'name', 'wrap_up_seconds as wrapUpSeconds'],
      order: ['link', 'name'],
      users: null,
    }),
  }
}

interface Sort {
  readonly table: 'user_group' | 'location' | 'queue'
  /** As the audit log calls it. */
  readonly kind: string
  /** `time_zone as timeZone`: the column, and the field. */
  readonly columns: readonly string[]
  readonly order: readonly string[]
  /** The column of app_user that names it. */
  readonly users: 'group_id' | 'location_id' | null
}

type Named = { readonly name: string }

/** The three tables are kept alike: what differs between them is data, and its types end at this function. */
function administered<Fields extends Named>(database: Database, sort: Sort): Administered<Fields> {
  const table = sql.table(sort.table)
  const read = async (
    db: Transaction<Schema>,
    end: RawBuilder<unknown>,
  ): Promise<readonly Kept<Fields>[]> => {
    const { rows } = await sql<Kept<Fields>>`
      select ${selected(sort)} from ${table} kept ${end}`.execute(db)
    return rows
  }
  const lock = async (db: Transaction<Schema>, id: string): Promise<Kept<Fields> | undefined> =>
    (await read(db, sql`where kept.id = ${id} for update`))[0]
  const written = (db: Transaction<Schema>, { before, after, actor }: Change<Fields>): Promise<void> => {
    const it = after ?? before
    if (it === null) throw new Error('A change of nothing.')
    const action = before === null ? 'created' : after === null ? 'deleted' : 'changed'
    const said = { before: before && auditOf(before), after: after && auditOf(after) }
    return audit(db, { actor, action, kind: sort.kind, id: it.id, name: it.name, ...said })
  }
  return {
    list: (tenant) => database.inTenant(tenant, (db) => read(db, orderOf(sort))),
    create: (tenant, fields, actor) =>
      database.inTenant(tenant, async (db) => {
        const { rows } = await sql<{ id: string }>`
          insert into ${table} (${namesOf(sort, fields)}) values (${valuesOf(sort, fields)}) returning id`.execute(
          db,
        )
        const after = await lock(db, rows[0]?.id ?? '')
        if (after === undefined) throw new Error(`A ${sort.kind} was made and is not there.`)
        await written(db, { before: null, after, actor })
        return after
      }),
    change: (tenant, { id, version, actor }, changes) =>
      database.inTenant(tenant, async (db) => {
        const before = await lock(db, id)
        if (before === undefined) return undefined
        if (before.version !== version) return 'changedMeanwhile'
        const { users: _users, id: _id, version: _version, ...fields } = { ...before, ...changes }
        await sql`update ${table} set (${namesOf(sort, fields)}, version) = (${valuesOf(sort, fields)}, version + 1)
          where id = ${id}`.execute(db)
        const after = await lock(db, id)
        if (after !== undefined) await written(db, { before, after, actor })
        return after
      }),
    remove: (tenant, { id, version, actor }) =>
      database.inTenant(tenant, async (db): Promise<Removed> => {
        const before = await lock(db, id)
        if (before === undefined) return { kind: 'missing' }
        if (before.version !== version) return { kind: 'changedMeanwhile' }
        // Nobody can begin to use it now: a foreign key to it waits for the lock on it.
        const uses = await findUses(db, { table: sort.table, id })
        if (uses.length > 0) return { kind: 'inUse', uses }
        await sql`delete from ${table} where id = ${id}`.execute(db)
        await written(db, { before, after: null, actor })
        return { kind: 'removed' }
      }),
  }
}

interface Change<Fields> {
  readonly before: Kept<Fields> | null
  readonly after: Kept<Fields> | null
  readonly actor: Actor
}

function auditOf<Fields>({ id: _id, version: _version, users: _users, ...fields }: Kept<Fields>): object {
  return fields
}

/** The fields of a thing with the columns that hold them. */
function columnsOf(sort: Sort): readonly { readonly column: string; readonly field: string }[] {
  return sort.columns.map((text) => {
    const [column = text, field = column] = text.split(' as ')
    return { column, field }
  })
}

const isIn = ({ field }: { readonly field: string }, fields: object): boolean => field in fields

function namesOf(sort: Sort, fields: object): RawBuilder<unknown> {
  const columns = columnsOf(sort).filter((it) => isIn(it, fields))
  return sql.join(columns.map(({ column }) => sql.ref(column)))
}

function valuesOf(sort: Sort, fields: object): RawBuilder<unknown> {
  const values = fields as Readonly<Record<string, unknown>>
  const columns = columnsOf(sort).filter((it) => isIn(it, fields))
  return sql.join(columns.map(({ field }) => sql`${values[field]}`))
}

function selected(sort: Sort): RawBuilder<unknown> {
  const columns = columnsOf(sort).map(
    ({ column, field }) => sql`${sql.ref(`kept.${column}`)} as ${sql.ref(field)}`,
  )
  const users =
    sort.users === null
      ? sql`0`
      : sql`(select count(*)::int from app_user u where ${sql.ref(`u.${sort.users}`)} = kept.id)`
  return sql.join([...columns, sql`${users} as users`])
}

function orderOf({ order }: Sort): RawBuilder<unknown> {
  return sql`order by ${sql.join(order.map((column) => sql`lower(${sql.ref(`kept.${column}`)})`))}, kept.id`
}
