import { sql, type Transaction } from 'kysely'
import { type Actor, audit, type AuditedChange } from './audit-store.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'
import type { Words } from './schema-templates.ts'

export interface ScriptRow {
  readonly id: string
  readonly name: string
  readonly texts: Words
  /** Numbers of queues. */
  readonly queues: readonly string[]
}
export type NewScriptRow = Omit<ScriptRow, 'id'>

/** What agents read to callers. Each method sees one tenant only. */
export interface ScriptStore {
  list(tenant: string): Promise<readonly ScriptRow[]>
  /** @throws SQLSTATE 23505 when the name is taken, or a queue has a script. */
  create(tenant: string, script: NewScriptRow, actor: Actor): Promise<ScriptRow>
  change(
    tenant: string,
    id: string,
    change: { readonly script: NewScriptRow; readonly actor: Actor },
  ): Promise<ScriptRow | undefined>
  /** False when there is none. */
  delete(tenant: string, id: string, actor: Actor): Promise<boolean>
}

export function createScriptStore(database: Database): ScriptStore {
  return {
    list: (tenant) =>
      database.inTenant(tenant, (db) =>
        scripts(db)
          .orderBy(sql`lower(name)`)
          .execute(),
      ),
    create: (tenant, script, actor) =>
      database.inTenant(tenant, async (db) => {
        const { id } = await db
          .insertInto('call_script')
          .values({ name: script.name, texts: JSON.stringify(script.texts) })
          .returning('id')
          .executeTakeFirstOrThrow()
        await setQueues(db, id, script.queues)
        return noted(db, { actor, action: 'created', id, before: null })
      }),
    change: (tenant, id, { script, actor }) =>
      database.inTenant(tenant, async (db) => {
        const before = await lockOne(db, id)
        if (before === undefined) return undefined
        await db
          .updateTable('call_script')
          .set({ name: script.name, texts: JSON.stringify(script.texts) })
          .where('id', '=', id)
          .execute()
        await setQueues(db, id, script.queues)
        return noted(db, { actor, action: 'changed', id, before })
      }),
    delete: (tenant, id, actor) =>
      database.inTenant(tenant, async (db) => {
        const before = await lockOne(db, id)
        if (before === undefined) return false
        await db.deleteFrom('call_script').where('id', '=', id).execute()
        await audit(db, {
          actor,
          action: 'deleted',
          kind: 'script',
          id,
          name: before.name,
          before,
          after: null,
        })
        return true
      }),
  }
}

const scripts = (db: Transaction<Schema>) =>
  db.selectFrom('call_script').select([
    'id',
    'name',
    'texts',
    sql<readonly string[]>`(select coalesce(json_agg(q.queue order by q.queue), '[]') from call_script_queue q
        where q.tenant_id = call_script.tenant_id and q.script_id = call_script.id)`.as('queues'),
  ])

async function lockOne(db: Transaction<Schema>, id: string): Promise<ScriptRow | undefined> {
  await db.selectFrom('call_script').select('id').where('id', '=', id).forUpdate().execute()
  return scripts(db).where('id', '=', id).executeTakeFirst()
}

async function setQueues(db: Transaction<Schema>, id: string, queues: readonly string[]): Promise<void> {
  await db.deleteFrom('call_script_queue').where('script_id', '=', id).execute()
  if (queues.length === 0) return
  const rows = [...new Set(queues)].map((queue) => ({ queue, script_id: id }))
  await db.insertInto('call_script_queue').values(rows).execute()
}

async function noted(
  db: Transaction<Schema>,
  {
    id,
    before,
    ...change
  }: Pick<AuditedChange, 'actor' | 'action' | 'id'> & { readonly before: ScriptRow | null },
): Promise<ScriptRow> {
  const after = await scripts(db).where('id', '=', id).executeTakeFirstOrThrow()
  await audit(db, { ...change, kind: 'script', id, name: after.name, before, after })
  return after
}
