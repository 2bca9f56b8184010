import type { Transaction } from 'kysely'
import type { Actor } from './audit-store.ts'
import type { Schema } from './db-schema.ts'
import type { NewFieldRow } from './field-store.ts'
import type { NewScriptRow } from './script-store.ts'

/** What pops are drawn from, of an organisation that is made at once. */
export interface BulkTemplates {
  /** Who is said to have published them. */
  readonly by: Actor
  readonly templates: readonly {
    readonly id: string
    readonly name: string
    readonly content: object
    readonly groupIds: readonly string[]
  }[]
  readonly scripts: readonly (NewScriptRow & { readonly id: string })[]
  readonly fields: readonly (NewFieldRow & { readonly id: string })[]
}

export async function writeTemplates(db: Transaction<Schema>, given: BulkTemplates): Promise<void> {
  const { by, templates, scripts, fields } = given
  for (const { id, name, content, groupIds } of templates) {
    const text = JSON.stringify(content)
    await db.insertInto('pop_template').values({ id, name, draft: text }).execute()
    await db
      .insertInto('pop_template_version')
      .values({
        template_id: id,
        version: 1,
        content: text,
        user_id: by.id,
        user_name: by.name,
        restores: null,
      })
      .execute()
    await db.updateTable('pop_template').set({ version: 1 }).where('id', '=', id).execute()
    for (const group_id of groupIds)
      await db.insertInto('group_template').values({ group_id, template_id: id }).execute()
  }
  for (const { id, name, texts, queues } of scripts) {
    await db
      .insertInto('call_script')
      .values({ id, name, texts: JSON.stringify(texts) })
      .execute()
    for (const queue of queues)
      await db.insertInto('call_script_queue').values({ queue, script_id: id }).execute()
  }
  for (const { labels, choices, ...field } of fields)
    await db
      .insertInto('custom_field')
      .values({ ...field, labels: JSON.stringify(labels), choices: JSON.stringify(choices) })
      .execute()
}
