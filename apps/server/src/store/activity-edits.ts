/** What people correct in the log of a call, or in any activity. The machine leaves alone what is marked here. */
import { sql, type Transaction } from 'kysely'
import { searchText } from './crm-fold.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'
import type { RecordKind } from './schema-call-logs.ts'

export interface RecordRef {
  readonly kind: RecordKind
  readonly id: string
}

export interface ActivityEdit {
  readonly subject?: string | undefined
  readonly text?: string | undefined
  /** Records that it is to stand on, and that it is not. Others stay. */
  readonly add: readonly RecordRef[]
  readonly remove: readonly RecordRef[]
  readonly userId: string
}

export interface StandsOn extends RecordRef {
  readonly title: string
  readonly how: 'matched' | 'opened' | 'created' | 'corrected'
}

export interface EditedField {
  readonly field: string
  /** Name of the user. */
  readonly user: string
  readonly at: string
}

export type EditResult = 'done' | 'missing' | 'recordMissing'

/** Corrects an activity; all of it or nothing. */
export function editActivity(
  database: Database,
  tenant: string,
  { id, edit }: { readonly id: string; readonly edit: ActivityEdit },
): Promise<EditResult> {
  return database.inTenant(tenant, async (db) => {
    const before = await db
      .selectFrom('activity')
      .where('id', '=', id)
      .select(['subject', 'text', 'at', 'edited'])
      .forUpdate()
      .executeTakeFirst()
    if (before === undefined) return 'missing'
    const added = await presentRecords(db, edit.add)
    if (added.length < edit.add.length) return 'recordMissing'
    await writeFields(db, id, { before, edit })
    if (added.length > 0) await addRecords(db, { activity: id, at: before.at }, added)
    for (const record of edit.remove) await removeRecord(db, { activity: id, at: before.at }, record)
    return 'done'
  })
}

async function presentRecords(
  db: Transaction<Schema>,
  records: readonly RecordRef[],
): Promise<readonly RecordRef[]> {
  const { rows } = await sql<RecordRef>`
    select g.kind, present_record(g.kind, g.id) as id
    from json_to_recordset(${JSON.stringify(records)}) as g(kind text, id uuid)`.execute(db)
  return rows.filter(({ id }) => id !== null)
}

type Before = Pick<Schema['activity'], 'subject'> & {
  readonly text: string
  readonly at: Date
  readonly edited: Readonly<Record<string, { readonly by: string; readonly at: string }>>
}

async function writeFields(
  db: Transaction<Schema>,
  id: string,
  { before, edit }: { readonly before: Before; readonly edit: ActivityEdit },
): Promise<void> {
  const fields = (['subject', 'text'] as const).filter(
    (field) => edit[field] !== undefined && edit[field] !== before[field],
  )
  if (fields.length === 0) return
  const mark = { by: edit.userId, at: new Date().toISOString() }
  const now = { subject: edit.subject ?? before.subject, text: edit.text ?? before.text }
  await db
    .updateTable('activity')
    .set({
      ...now,
      search: searchText([now.subject, now.text]),
      edited: JSON.stringify({
        ...before.edited,
        ...Object.fromEntries(fields.map((field) => [field, mark])),
      }),
    })
    .where('id', '=', id)
    .execute()
}

/** What stood there already is a person's word now too; what was taken away stands there again. */
async function addRecords(
  db: Transaction<Schema>,
  { activity, at }: { readonly activity: string; readonly at: Date },
  records: readonly RecordRef[],
): Promise<void> {
  for (const { kind, id } of records)
    await sql`
      insert into activity_record as r (activity_id, kind, record_id, how, at, by_hand)
        values (${activity}, ${kind}, ${id}, 'corrected', ${at}, true)
      on conflict (tenant_id, activity_id, kind, record_id) do update set
        how = case when r.removed then 'corrected' else r.how end, by_hand = true, removed = false`.execute(
      db,
    )
}

/** Said also of what does not stand there: the machine may be about to put it there. */
async function removeRecord(
  db: Transaction<Schema>,
  { activity, at }: { readonly activity: string; readonly at: Date },
  { kind, id }: RecordRef,
): Promise<void> {
  await sql`
    insert into activity_record as r (activity_id, kind, record_id, how, at, by_hand, removed)
      values (${activity}, ${kind}, ${id}, 'corrected', ${at}, true, true)
    on conflict (tenant_id, activity_id, kind, record_id) do update set by_hand = true, removed = true`.execute(
    db,
  )
  if (kind === 'opportunity') return
  const column = ({ contact: 'contact_id', account: 'account_id', case: 'case_id' } as const)[kind]
  await db
    .updateTable('activity')
    .set({ [column]: null })
    .where('id', '=', activity)
    .where(column, '=', id)
    .execute()
}

/** The records that an activity stands on: those of the caller first. */
export async function readStandsOn(db: Transaction<Schema>, activity: string): Promise<StandsOn[]> {
  const { rows } = await sql<StandsOn>`
    select * from (
      select kind, record_id as id, record_title(kind, record_id) as title, how from activity_record
      where activity_id = ${activity} and not removed) r
    where title is not null
    order by array_position(array['matched', 'created', 'opened', 'corrected'], how), kind, title, id`.execute(
    db,
  )
  return rows
}

export async function readEdited(db: Transaction<Schema>, activity: string): Promise<EditedField[]> {
  const { rows } = await sql<EditedField>`
    select e.key as field, coalesce(u.name, '') as user, e.value->>'at' as at
    from activity a, jsonb_each(a.edited) e
    left join app_user u on u.id = (e.value->>'by')::uuid
    where a.id = ${activity} order by 1`.execute(db)
  return rows
}
