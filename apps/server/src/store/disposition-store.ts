/** How calls are said to have come out: what can be said, what must be said, and what was said of which call. */
import { sql, type Transaction } from 'kysely'
import { audit, type Actor } from './audit-store.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'

export interface DispositionData {
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
  /** As the contract has them; nothing here looks into them. */
  readonly fields: readonly unknown[]
  readonly queueIds: readonly string[]
  readonly position: number
  readonly active: boolean
}

export type DispositionInput = Omit<DispositionData, 'id' | 'active'>
export type DispositionEdit = Partial<Omit<DispositionData, 'id'>>

export interface RuleData {
  readonly queueId: string | null
  /** Name, link and number of the queue. */
  readonly queue: string | null
  readonly link: string | null
  readonly number: string | null
  readonly required: boolean
  readonly seconds: number
}

export interface RuleInput {
  readonly queueId: string | null
  readonly required: boolean
  /** After calls of no queue; a queue's own time stands with the queue. */
  readonly seconds: number
}

export interface GivenData {
  readonly callId: string
  readonly dispositionId: string
  readonly fields: Readonly<Record<string, unknown>>
  /** Name of the user. */
  readonly user: string
  readonly at: Date
}

export interface GivenInput {
  readonly callId: string
  /** Null takes back what was given. */
  readonly dispositionId: string | null
  readonly values: Readonly<Record<string, unknown>>
  readonly userId: string
}

/** Each method sees one tenant only. */
export interface DispositionStore {
  list(tenant: string): Promise<DispositionData[]>
  /** @throws SQLSTATE 23503 when a queue it names is not there. */
  create(tenant: string, given: DispositionInput, actor: Actor): Promise<DispositionData>
  /** Undefined when there is none. */
  change(
    tenant: string,
    id: string,
    edit: { readonly changes: DispositionEdit; readonly actor: Actor },
  ): Promise<DispositionData | undefined>
  /** One for each queue, and one for all other calls. */
  rules(tenant: string): Promise<RuleData[]>
  /** @throws SQLSTATE 23503 when the queue is not there. */
  setRule(tenant: string, rule: RuleInput, actor: Actor): Promise<void>
  give(tenant: string, given: GivenInput): Promise<void>
  given(tenant: string, callIds: readonly string[]): Promise<GivenData[]>
}

export function createDispositionStore(database: Database): DispositionStore {
  return {
    list: (tenant) => database.inTenant(tenant, (db) => readDispositions(db)),
    create: (tenant, given, actor) =>
      database.inTenant(tenant, async (db) => {
        const { id } = await db
          .insertInto('disposition')
          .values({
            labels: JSON.stringify(given.labels),
            fields: JSON.stringify(given.fields),
            position: given.position,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        await writeQueues(db, id, given.queueIds)
        const made = await readOne(db, id)
        await audit(db, { actor, action: 'created', ...subjectOf(made), before: null, after: made })
        return made
      }),
    change: (tenant, id, { changes, actor }) =>
      database.inTenant(tenant, (db) => changeDisposition(db, id, { changes, actor })),
    rules: (tenant) => database.inTenant(tenant, readRules),
    setRule: (tenant, rule, actor) => database.inTenant(tenant, (db) => setRule(db, rule, actor)),
    give: (tenant, given) => database.inTenant(tenant, (db) => give(db, given)),
    given: (tenant, callIds) => database.inTenant(tenant, (db) => readGiven(db, callIds)),
  }
}

async function readDispositions(db: Transaction<Schema>, id?: string): Promise<DispositionData[]> {
  const { rows } = await sql<DispositionData>`
    select d.id, d.labels, d.fields, d.position, d.active,
      array(select q.queue_id from disposition_queue q where q.disposition_id = d.id order by 1) as "queueIds"
    from disposition d where ${id === undefined ? sql`true` : sql`d.id = ${id}`}
    order by d.position, d.created_at, d.id`.execute(db)
  return rows
}

async function readOne(db: Transaction<Schema>, id: string): Promise<DispositionData> {
  const [found] = await readDispositions(db, id)
  if (found === undefined) throw new Error('A disposition that was just written is not there.')
  return found
}

async function writeQueues(db: Transaction<Schema>, id: string, queues: readonly string[]): Promise<void> {
  await db.deleteFrom('disposition_queue').where('disposition_id', '=', id).execute()
  const unique = [...new Set(queues)]
  if (unique.length === 0) return
  await db
    .insertInto('disposition_queue')
    .values(unique.map((queue_id) => ({ disposition_id: id, queue_id })))
    .execute()
}

async function changeDisposition(
  db: Transaction<Schema>,
  id: string,
  { changes, actor }: { readonly changes: DispositionEdit; readonly actor: Actor },
): Promise<DispositionData | undefined> {
  await db.selectFrom('disposition').select('id').where('id', '=', id).forUpdate().execute()
  const [before] = await readDispositions(db, id)
  if (before === undefined) return undefined
  const is = { ...before, ...changes }
  await db
    .updateTable('disposition')
    .set({
      labels: JSON.stringify(is.labels),
      fields: JSON.stringify(is.fields),
      position: is.position,
      active: is.active,
    })
    .where('id', '=', id)
    .execute()
  if (changes.queueIds !== undefined) await writeQueues(db, id, changes.queueIds)
  const after = await readOne(db, id)
  await audit(db, { actor, action: 'changed', ...subjectOf(after), before, after })
  return after
}

function subjectOf({ id, labels }: DispositionData) {
  return { kind: 'disposition', id, name: labels['en'] ?? Object.values(labels)[0] ?? id }
}

async function readRules(db: Transaction<Schema>): Promise<RuleData[]> {
  const { rows } = await sql<RuleData>`
    select q.id as "queueId", q.name as queue, q.link, q.number, coalesce(r.required, false) as required,
      q.wrap_up_seconds as seconds
    from queue q left join wrap_up_rule r on r.tenant_id = q.tenant_id and r.queue_id = q.id
    union all
    select null, null, null, null, coalesce(max(r.required::int), 0) = 1, coalesce(max(r.seconds), 0)
    from wrap_up_rule r where r.queue_id is null
    order by 2 nulls last`.execute(db)
  return rows
}

async function setRule(db: Transaction<Schema>, rule: RuleInput, actor: Actor): Promise<void> {
  const { queueId, required, seconds } = rule
  const before = (await readRules(db)).find((one) => one.queueId === queueId)
  await sql`
    insert into wrap_up_rule (queue_id, required, seconds) values (${queueId}, ${required}, ${queueId === null ? seconds : null})
    on conflict (tenant_id, queue_id) do update set required = excluded.required, seconds = excluded.seconds`.execute(
    db,
  )
  const after = (await readRules(db)).find((one) => one.queueId === queueId)
  const name = after?.queue ?? 'all other calls'
  const entry = { actor, action: 'changed', kind: 'wrapUp', id: queueId ?? 'others', name } as const
  await audit(db, { ...entry, before: before ?? null, after: after ?? null })
}

async function give(
  db: Transaction<Schema>,
  { callId, dispositionId, values, userId }: GivenInput,
): Promise<void> {
  if (dispositionId === null) {
    await db.deleteFrom('call_disposition').where('call_id', '=', callId).execute()
    return
  }
  const said = {
    disposition_id: dispositionId,
    fields: JSON.stringify(values),
    user_id: userId,
    at: new Date(),
  }
  await db
    .insertInto('call_disposition')
    .values({ call_id: callId, ...said })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'call_id']).doUpdateSet(said))
    .execute()
}

export async function readGiven(db: Transaction<Schema>, callIds: readonly string[]): Promise<GivenData[]> {
  if (callIds.length === 0) return []
  const rows = await db
    .selectFrom('call_disposition as d')
    .leftJoin('app_user as u', 'u.id', 'd.user_id')
    .where('d.call_id', 'in', callIds)
    .select([
      'd.call_id as callId',
      'd.disposition_id as dispositionId',
      'd.fields as fields',
      'd.at as at',
      'u.name as user',
    ])
    .execute()
  return rows.map((row) => ({ ...row, user: row.user ?? '' }))
}
