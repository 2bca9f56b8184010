import { sql, type Transaction } from 'kysely'
import { type Actor, audit, type AuditedChange } from './audit-store.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'
import type { CustomFieldTable, FieldSubject } from './schema-templates.ts'
import type { BookField } from './template-book.ts'

export type FieldRow = BookField
export type NewFieldRow = Omit<FieldRow, 'id' | 'active'>
export type FieldValueRows = Readonly<Record<string, string | number | boolean>>

/** The fields that an organisation adds to its records, and what is kept in them. Each method sees one tenant only. */
export interface FieldStore {
  list(tenant: string): Promise<readonly FieldRow[]>
  /** @throws SQLSTATE 23505 when the subject has a field of this key. */
  create(tenant: string, field: NewFieldRow, actor: Actor): Promise<FieldRow>
  change(
    tenant: string,
    id: string,
    change: {
      readonly changes: Partial<Pick<FieldRow, 'labels' | 'choices' | 'active'>>
      readonly actor: Actor
    },
  ): Promise<FieldRow | undefined>
  /** Undefined where there is no such record; a call that nobody filled in has none. */
  readValues(tenant: string, subject: FieldSubject, id: string): Promise<FieldValueRows | undefined>
  /** Null takes a value away. @throws SQLSTATE 23514 when a value does not fit its field. */
  changeValues(
    tenant: string,
    of: { readonly subject: FieldSubject; readonly id: string },
    values: Readonly<Record<string, string | number | boolean | null>>,
  ): Promise<FieldValueRows | undefined>
}

const columns = ['id', 'subject', 'key', 'kind', 'labels', 'choices', 'active'] as const
const tables = { contact: 'contact', account: 'account', case: 'case_record' } as const

export function createFieldStore(database: Database): FieldStore {
  return {
    list: (tenant) =>
      database.inTenant(tenant, (db) =>
        db.selectFrom('custom_field').select(columns).orderBy('created_at').orderBy('id').execute(),
      ),
    create: (tenant, field, actor) => database.inTenant(tenant, (db) => create(db, field, actor)),
    change: (tenant, id, { changes, actor }) =>
      database.inTenant(tenant, (db) => changeOne(db, id, { changes, actor })),
    readValues: (tenant, subject, id) => database.inTenant(tenant, (db) => readValues(db, subject, id)),
    changeValues: (tenant, { subject, id }, values) =>
      database.inTenant(tenant, (db) => changeValues(db, { subject, id }, values)),
  }
}

async function create(db: Transaction<Schema>, field: NewFieldRow, actor: Actor): Promise<FieldRow> {
  const made = await db
    .insertInto('custom_field')
    .values({ ...field, labels: JSON.stringify(field.labels), choices: JSON.stringify(field.choices) })
    .returning(columns)
    .executeTakeFirstOrThrow()
  await note(db, { actor, action: 'created', before: null, after: made })
  return made
}

async function changeOne(
  db: Transaction<Schema>,
  id: string,
  { changes, actor }: Parameters<FieldStore['change']>[2],
): Promise<FieldRow | undefined> {
  const before = await db
    .selectFrom('custom_field')
    .select(columns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (before === undefined) return undefined
  const { labels, choices, active } = { ...before, ...changes }
  const after = await db
    .updateTable('custom_field')
    .set({ labels: JSON.stringify(labels), choices: JSON.stringify(choices), active })
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow()
  await note(db, { actor, action: 'changed', before, after })
  return after
}

function note(
  db: Transaction<Schema>,
  change: Pick<AuditedChange, 'actor' | 'action'> & {
    readonly before: FieldRow | null
    readonly after: FieldRow
  },
): Promise<void> {
  const { id, subject, key } = change.after
  return audit(db, { ...change, kind: 'customField', id, name: `${subject}.${key}` })
}

async function readValues(
  db: Transaction<Schema>,
  subject: CustomFieldTable['subject'],
  id: string,
): Promise<FieldValueRows | undefined> {
  if (subject === 'call') {
    const { rows } = await sql<{ custom: FieldValueRows }>`
      select custom from call_custom where call_id = ${id}`.execute(db)
    return rows[0]?.custom ?? {}
  }
  const { rows } = await sql<{ custom: FieldValueRows }>`
    select custom from ${sql.table(tables[subject])} where id = ${id}::uuid`.execute(db)
  return rows[0]?.custom
}

/** One statement: two who fill in different fields at once both have theirs kept. */
async function changeValues(
  db: Transaction<Schema>,
  { subject, id }: { readonly subject: CustomFieldTable['subject']; readonly id: string },
  values: Readonly<Record<string, string | number | boolean | null>>,
): Promise<FieldValueRows | undefined> {
  const given = JSON.stringify(values)
  const { rows } =
    subject === 'call'
      ? await sql<{ custom: FieldValueRows }>`
          insert into call_custom (call_id, custom) values (${id}, jsonb_strip_nulls(${given}::jsonb))
          on conflict (tenant_id, call_id) do update set custom = jsonb_strip_nulls(call_custom.custom || ${given}::jsonb)
          returning custom`.execute(db)
      : await sql<{ custom: FieldValueRows }>`
          update ${sql.table(tables[subject])} set custom = jsonb_strip_nulls(custom || ${given}::jsonb)
          where id = ${id}::uuid returning custom`.execute(db)
  return rows[0]?.custom
}
