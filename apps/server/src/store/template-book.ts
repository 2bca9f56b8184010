import type pg from 'pg'
import type { FieldSubject, Words } from './schema-templates.ts'
import { inTenantClient } from './tenant.ts'

export interface BookField {
  readonly id: string
  readonly subject: FieldSubject
  readonly key: string
  readonly kind: 'text' | 'number' | 'date' | 'choice' | 'checkbox'
  readonly labels: Words
  readonly choices: readonly { readonly value: string; readonly labels: Words }[]
  readonly active: boolean
}

/** All that decides what the pops of one tenant are drawn from. */
export interface BookRows {
  /** ISO 3166 of the organisation. */
  readonly country: string
  readonly templates: readonly { readonly id: string; readonly version: number; readonly content: unknown }[]
  readonly groups: readonly { readonly group: string; readonly template: string }[]
  readonly users: readonly {
    readonly id: string
    readonly group: string | null
    readonly language: string | null
    readonly location: string | null
  }[]
  readonly scripts: readonly {
    readonly id: string
    readonly name: string
    readonly texts: Words
    readonly queues: readonly string[]
  }[]
  /** Those in use, in the order in which they were made. */
  readonly fields: readonly BookField[]
}

/** Read when the server starts and whenever something of it was changed; never for a call. */
export function readTemplateBook(pool: pg.Pool, tenant: string): Promise<BookRows> {
  return inTenantClient(pool, tenant, async (client) => {
    const { rows } = await client.query<{ book: BookRows }>(
      `select json_build_object(
         'country', (select country from tenant where id = current_tenant()),
         'templates', (select coalesce(json_agg(json_build_object('id', t.id, 'version', t.version, 'content', v.content)), '[]')
           from pop_template t join pop_template_version v
             on v.tenant_id = t.tenant_id and v.template_id = t.id and v.version = t.version),
         'groups', (select coalesce(json_agg(json_build_object('group', group_id, 'template', template_id)), '[]') from group_template),
         'users', (select coalesce(json_agg(json_build_object(
             'id', u.id, 'group', u.group_id, 'language', u.language, 'location', l.language)), '[]')
           from app_user u left join location l on l.tenant_id = u.tenant_id and l.id = u.location_id where u.active),
         'scripts', (select coalesce(json_agg(json_build_object('id', s.id, 'name', s.name, 'texts', s.texts, 'queues', (
             select coalesce(json_agg(q.queue order by q.queue), '[]') from call_script_queue q
             where q.tenant_id = s.tenant_id and q.script_id = s.id)) order by lower(s.name)), '[]') from call_script s),
         'fields', (select coalesce(json_agg(json_build_object('id', id, 'subject', subject, 'key', key, 'kind', kind,
             'labels', labels, 'choices', choices, 'active', active) order by created_at, id), '[]')
           from custom_field where active)) as book`,
    )
    const [row] = rows
    if (row === undefined) throw new Error('A query without a from gives one row.')
    return row.book
  })
}
