import { sql, type Transaction } from 'kysely'
import { type Actor, audit, type AuditedChange } from './audit-store.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'

export interface TemplateHeadRow {
  readonly id: string
  readonly name: string
  readonly draft: unknown
  readonly revision: number
  readonly version: number | null
  readonly publishedAt: Date | null
  /** What is published; null while nothing is. */
  readonly content: unknown
  readonly changed: boolean
  readonly groups: readonly { readonly id: string; readonly name: string }[]
}

export interface TemplateRow extends TemplateHeadRow {
  readonly versions: readonly {
    readonly version: number
    readonly at: Date
    readonly user: string
    readonly restores: number | null
  }[]
}

export interface TemplateChanges {
  readonly name?: string | undefined
  readonly draft?: object | undefined
  readonly groupIds?: readonly string[] | undefined
}

type Changed = TemplateRow | 'changedMeanwhile' | undefined

/** Templates of pops and their versions. Each method sees one tenant only; every change is in the audit log. */
export interface TemplateStore {
  list(tenant: string): Promise<{
    readonly templates: readonly TemplateHeadRow[]
    readonly groups: readonly {
      readonly id: string
      readonly name: string
      readonly templateId: string | null
    }[]
    /** Of locations and of users who chose one. */
    readonly languages: readonly string[]
  }>
  read(tenant: string, id: string): Promise<TemplateRow | undefined>
  /** @throws SQLSTATE 23505 when the name is taken. */
  create(
    tenant: string,
    given: { readonly name: string; readonly draft: object },
    actor: Actor,
  ): Promise<TemplateRow>
  /** @throws SQLSTATE 23505 when the name is taken, 23503 when a group is not there. */
  change(
    tenant: string,
    id: string,
    change: { readonly revision: number; readonly changes: TemplateChanges; readonly actor: Actor },
  ): Promise<Changed>
  /** False when there is none. */
  delete(tenant: string, id: string, actor: Actor): Promise<boolean>
  /** The draft becomes the next version; what is published already is not published twice. */
  publish(
    tenant: string,
    id: string,
    by: { readonly revision: number; readonly actor: Actor },
  ): Promise<Changed>
  /** An earlier version becomes the next one and the draft. Undefined when there is no such version. */
  rollBack(
    tenant: string,
    id: string,
    by: { readonly version: number; readonly actor: Actor },
  ): Promise<TemplateRow | undefined>
}

export function createTemplateStore(database: Database): TemplateStore {
  return {
    list: (tenant) =>
      database.inTenant(tenant, async (db) => ({
        templates: await readHeads(db),
        groups: await readGroups(db),
        languages: await readLanguages(db),
      })),
    read: (tenant, id) => database.inTenant(tenant, (db) => readOne(db, id)),
    create: (tenant, given, actor) => database.inTenant(tenant, (db) => create(db, given, actor)),
    change: (tenant, id, change) => database.inTenant(tenant, (db) => changeOne(db, id, change)),
    delete: (tenant, id, actor) => database.inTenant(tenant, (db) => deleteOne(db, id, actor)),
    publish: (tenant, id, by) => database.inTenant(tenant, (db) => publish(db, id, by)),
    rollBack: (tenant, id, by) => database.inTenant(tenant, (db) => rollBack(db, id, by)),
  }
}

const heads = (db: Transaction<Schema>) =>
  db
    .selectFrom('pop_template as t')
    .leftJoin('pop_template_version as v', (join) =>
      join.onRef('v.template_id', '=', 't.id').onRef('v.version', '=', 't.version'),
    )
    .select([
      't.id',
      't.name',
      't.draft',
      't.revision',
      't.version',
      'v.content',
      'v.at as publishedAt',
      sql<boolean>`t.draft is distinct from v.content`.as('changed'),
      sql<TemplateHeadRow['groups']>`(
        select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) order by lower(g.name)), '[]')
        from group_template a join user_group g on g.tenant_id = a.tenant_id and g.id = a.group_id
        where a.tenant_id = t.tenant_id and a.template_id = t.id)`.as('groups'),
    ])

function readHeads(db: Transaction<Schema>): Promise<TemplateHeadRow[]> {
  return heads(db)
    .orderBy(sql`lower(t.name)`)
    .execute()
}

async function readOne(db: Transaction<Schema>, id: string): Promise<TemplateRow | undefined> {
  const head = await heads(db).where('t.id', '=', id).executeTakeFirst()
  if (head === undefined) return undefined
  const versions = await db
    .selectFrom('pop_template_version')
    .select(['version', 'at', 'user_name as user', 'restores'])
    .where('template_id', '=', id)
    .orderBy('version', 'desc')
    .execute()
  return { ...head, versions }
}

function readGroups(db: Transaction<Schema>) {
  return db
    .selectFrom('user_group')
    .leftJoin('group_template', 'group_template.group_id', 'user_group.id')
    .select(['user_group.id', 'user_group.name', 'group_template.template_id as templateId'])
    .orderBy(sql`lower(user_group.name)`)
    .execute()
}

async function readLanguages(db: Transaction<Schema>): Promise<string[]> {
  const rows = await db
    .selectFrom('location')
    .select('language')
    .union(
      db
        .selectFrom('app_user')
        .select(sql<string>`language`.as('language'))
        .where('language', 'is not', null),
    )
    .orderBy('language')
    .execute()
  return rows.map(({ language }) => language)
}

/** Held until the end of the transaction: of two who change it at once, the second sees what the first has done. */
async function lockOne(db: Transaction<Schema>, id: string): Promise<TemplateRow | undefined> {
  await db.selectFrom('pop_template').select('id').where('id', '=', id).forUpdate().execute()
  return readOne(db, id)
}

async function create(
  db: Transaction<Schema>,
  { name, draft }: { readonly name: string; readonly draft: object },
  actor: Actor,
): Promise<TemplateRow> {
  const { id } = await db
    .insertInto('pop_template')
    .values({ name, draft: JSON.stringify(draft) })
    .returning('id')
    .executeTakeFirstOrThrow()
  const made = await present(db, id)
  await note(db, { actor, action: 'created', before: null, after: made })
  return made
}

async function changeOne(
  db: Transaction<Schema>,
  id: string,
  { revision, changes, actor }: Parameters<TemplateStore['change']>[2],
): Promise<Changed> {
  const before = await lockOne(db, id)
  if (before === undefined) return undefined
  if (before.revision !== revision) return 'changedMeanwhile'
  const { name, draft, groupIds } = changes
  await db
    .updateTable('pop_template')
    .set({
      revision: revision + 1,
      ...(name === undefined ? {} : { name }),
      ...(draft === undefined ? {} : { draft: JSON.stringify(draft) }),
    })
    .where('id', '=', id)
    .execute()
  if (groupIds !== undefined) await assign(db, id, groupIds)
  const after = await present(db, id)
  await note(db, { actor, action: 'changed', before, after })
  return after
}

/** A group that had another template has this one now. */
async function assign(db: Transaction<Schema>, id: string, groupIds: readonly string[]): Promise<void> {
  await db.deleteFrom('group_template').where('template_id', '=', id).execute()
  if (groupIds.length === 0) return
  await db
    .insertInto('group_template')
    .values([...new Set(groupIds)].map((group_id) => ({ group_id, template_id: id })))
    .onConflict((conflict) => conflict.columns(['tenant_id', 'group_id']).doUpdateSet({ template_id: id }))
    .execute()
}

async function deleteOne(db: Transaction<Schema>, id: string, actor: Actor): Promise<boolean> {
  const before = await lockOne(db, id)
  if (before === undefined) return false
  await db.deleteFrom('pop_template').where('id', '=', id).execute()
  await note(db, { actor, action: 'deleted', before, after: null })
  return true
}

async function publish(
  db: Transaction<Schema>,
  id: string,
  { revision, actor }: { readonly revision: number; readonly actor: Actor },
): Promise<Changed> {
  const before = await lockOne(db, id)
  if (before === undefined) return undefined
  if (before.revision !== revision) return 'changedMeanwhile'
  if (!before.changed) return before
  return publishNext(db, before, { content: before.draft, restores: null, actor })
}

async function rollBack(
  db: Transaction<Schema>,
  id: string,
  { version, actor }: { readonly version: number; readonly actor: Actor },
): Promise<TemplateRow | undefined> {
  const before = await lockOne(db, id)
  const earlier = await db
    .selectFrom('pop_template_version')
    .select('content')
    .where('template_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (before === undefined || earlier === undefined) return undefined
  // The last one is published already: only the draft goes back to it.
  const restores = version === before.version ? null : version
  return publishNext(db, before, { content: earlier.content, restores, actor })
}

async function publishNext(
  db: Transaction<Schema>,
  before: TemplateRow,
  {
    content,
    restores,
    actor,
  }: { readonly content: unknown; readonly restores: number | null; readonly actor: Actor },
): Promise<TemplateRow> {
  const { id } = before
  const text = JSON.stringify(content)
  const isNew = text !== JSON.stringify(before.content)
  const version = isNew ? (before.versions[0]?.version ?? 0) + 1 : before.version
  if (isNew && version !== null)
    await db
      .insertInto('pop_template_version')
      .values({ template_id: id, version, content: text, user_id: actor.id, user_name: actor.name, restores })
      .execute()
  await db
    .updateTable('pop_template')
    .set({ draft: text, version, revision: before.revision + 1 })
    .where('id', '=', id)
    .execute()
  const after = await present(db, id)
  const published = restores === null ? 'published' : 'rolledBack'
  await note(db, { actor, action: isNew ? published : 'changed', before, after })
  return after
}

async function present(db: Transaction<Schema>, id: string): Promise<TemplateRow> {
  const found = await readOne(db, id)
  if (found === undefined) throw new Error('A template that was just written is not there.')
  return found
}

/** The draft is told where it was changed; of what was published, the content of the version. */
function note(
  db: Transaction<Schema>,
  change: Pick<AuditedChange, 'actor' | 'action'> & {
    readonly before: TemplateRow | null
    readonly after: TemplateRow | null
  },
): Promise<void> {
  const { actor, action, before, after } = change
  const row = after ?? before
  if (row === null) return Promise.resolve()
  const what = (it: TemplateRow | null): object | null => {
    if (it === null) return null
    const { name, version, groups } = it
    const shown =
      action === 'published' || action === 'rolledBack' ? { content: it.content } : { draft: it.draft }
    return { name, version, groups: groups.map((group) => group.name), ...shown }
  }
  return audit(db, {
    actor,
    action,
    kind: 'template',
    id: row.id,
    name: row.name,
    before: what(before),
    after: what(after),
  })
}
