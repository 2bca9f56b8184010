import { sql, type Transaction } from 'kysely'
import { readEdited, readStandsOn, type EditedField, type StandsOn } from './activity-edits.ts'
import { searchPatterns, searchText } from './crm-fold.ts'
import { findPage, inOrder, type Page } from './crm-page.ts'
import type { RecordQuery } from './crm-tasks.ts'
import type { Database } from './db.ts'
import type { ActivityTable, Schema } from './db-schema.ts'
import { readGiven, type GivenData } from './disposition-store.ts'
import type { RecordKind } from './schema-call-logs.ts'

export interface NewActivity {
  readonly kind: ActivityTable['kind']
  readonly subject: string
  readonly text: string
  readonly at: Date
  readonly durationSeconds: number | null
  readonly direction: ActivityTable['direction']
  readonly outcome: string | null
  readonly userId: string | null
  readonly callId: string | null
  readonly contactId: string | null
  readonly accountId: string | null
  readonly caseId: string | null
}

export interface ActivityData extends Omit<NewActivity, 'userId'> {
  readonly id: string
  /** Name of the user. */
  readonly user: string | null
}

/** Somebody's part in a logged call, in the order in which they came into it. */
export interface ActivityLegData {
  readonly role: string
  readonly device: string
  /** Name of the user whose telephone it was. */
  readonly user: string | null
  readonly number: string | null
  readonly name: string | null
  readonly fromUser: string | null
  readonly fromNumber: string | null
  readonly startedAt: Date
  readonly answeredAt: Date | null
  readonly endedAt: Date | null
  readonly outcome: string | null
}

/** Of which records it is asked. */
export interface ActivityQuery extends RecordQuery {
  readonly opportunityId?: string | undefined
}

/** One of them with all that is kept of it. */
export interface ActivityLogData extends ActivityData {
  /** Of a call: everybody's part in it. */
  readonly legs: readonly ActivityLegData[]
  readonly records: readonly StandsOn[]
  readonly edited: readonly EditedField[]
  readonly given: GivenData | null
}

/** What happened with customers. Each method sees one tenant only. */
export interface ActivityStore {
  list(tenant: string, query: ActivityQuery): Promise<Page<ActivityData>>
  read(tenant: string, id: string): Promise<ActivityLogData | undefined>
  /** The log of a call. */
  readOfCall(tenant: string, callId: string): Promise<ActivityLogData | undefined>
  /** Writes it under a key: the same key again replaces it, and there is still one. Its id. */
  put(tenant: string, key: string, activity: NewActivity): Promise<string>
}

export function createActivityStore(database: Database): ActivityStore {
  return {
    list: (tenant, query) =>
      database.inTenant(tenant, async (db) => {
        const records = recordsOf(query)
        const list = { table: 'activity', order: 'at', newestFirst: true } as const
        const page =
          records.length === 0 ? await findPage(db, list, query) : await pageOfRecords(db, records, query)
        return { ...page, items: inOrder(page.items, await readActivities(db, page.items)) }
      }),
    read: (tenant, id) => database.inTenant(tenant, (db) => readLog(db, id)),
    readOfCall: (tenant, callId) =>
      database.inTenant(tenant, async (db) => {
        const key = `call:${callId}`
        const row = await db
          .selectFrom('activity')
          .select('id')
          .where('external_key', '=', key)
          .executeTakeFirst()
        return row && readLog(db, row.id)
      }),
    put: (tenant, key, activity) => database.inTenant(tenant, (db) => putActivity(db, key, activity)),
  }
}

async function readLog(db: Transaction<Schema>, id: string): Promise<ActivityLogData | undefined> {
  const [found] = await readActivities(db, [id])
  if (found === undefined) return undefined
  const { callId } = found
  return {
    ...found,
    legs: await readLegs(db, id),
    records: await readStandsOn(db, id),
    edited: await readEdited(db, id),
    given: (await readGiven(db, callId === null ? [] : [callId]))[0] ?? null,
  }
}

interface RecordOf {
  readonly kind: RecordKind
  readonly id: string
}

function recordsOf({ contactId, accountId, caseId, opportunityId }: ActivityQuery): RecordOf[] {
  const ids = { contact: contactId, account: accountId, case: caseId, opportunity: opportunityId }
  return (['contact', 'account', 'case', 'opportunity'] as const).flatMap((kind) => {
    const id = ids[kind]
    return id === undefined ? [] : [{ kind, id }]
  })
}

/** A page of what stands on all of these records, newest first. */
async function pageOfRecords(
  db: Transaction<Schema>,
  [first, ...others]: readonly RecordOf[],
  { search, limit, after }: ActivityQuery,
): Promise<Page<string>> {
  const all = [
    sql`r.kind = ${first?.kind} and r.record_id = ${first?.id} and not r.removed`,
    ...others.map(
      ({ kind, id }) => sql`exists (select from activity_record o where o.tenant_id = r.tenant_id
        and o.activity_id = r.activity_id and o.kind = ${kind} and o.record_id = ${id} and not o.removed)`,
    ),
    sql`exists (select from activity a where a.tenant_id = r.tenant_id and a.id = r.activity_id
      and fits_search(a.search, ${JSON.stringify(searchPatterns(search))}))`,
    ...(after === null
      ? []
      : [sql`(r.at, r.activity_id) < ((select at from activity where id = ${after}), ${after}::uuid)`]),
  ]
  const { rows } = await sql<{ id: string }>`
    select r.activity_id as id from activity_record r where r.tenant_id = current_tenant() and ${sql.join(all, sql` and `)}
    order by r.at desc, r.activity_id desc limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit).map(({ id }) => id)
  return { items, next: rows.length > limit ? (items.at(-1) ?? null) : null }
}

async function putActivity(db: Transaction<Schema>, key: string, activity: NewActivity): Promise<string> {
  const row = {
    kind: activity.kind,
    subject: activity.subject,
    text: activity.text,
    at: activity.at,
    duration_seconds: activity.durationSeconds,
    direction: activity.direction,
    outcome: activity.outcome,
    user_id: activity.userId,
    call_id: activity.callId,
    contact_id: activity.contactId,
    account_id: activity.accountId,
    case_id: activity.caseId,
    search: searchText([activity.subject, activity.text]),
  }
  const { id } = await db
    .insertInto('activity')
    .values({ ...row, external_key: key })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'external_key']).doUpdateSet(row))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function readActivities(
  db: Transaction<Schema>,
  ids: readonly string[],
): Promise<ActivityData[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('activity')
    .leftJoin('app_user', 'app_user.id', 'activity.user_id')
    .where('activity.id', 'in', ids)
    .select([
      'activity.id as id',
      'kind',
      'subject',
      'text',
      'at',
      'duration_seconds as durationSeconds',
      'direction',
      'outcome',
      'call_id as callId',
      'contact_id as contactId',
      'account_id as accountId',
      'case_id as caseId',
      'app_user.name as user',
    ])
    .execute()
}

function readLegs(db: Transaction<Schema>, activity: string): Promise<ActivityLegData[]> {
  return db
    .selectFrom('activity_leg')
    .leftJoin('app_user', 'app_user.id', 'activity_leg.user_id')
    .leftJoin('app_user as bringer', 'bringer.id', 'activity_leg.from_user_id')
    .where('activity_id', '=', activity)
    .orderBy('position')
    .select([
      'activity_leg.role as role',
      'activity_leg.device as device',
      'app_user.name as user',
      'number',
      'activity_leg.name as name',
      'bringer.name as fromUser',
      'from_number as fromNumber',
      'started_at as startedAt',
      'answered_at as answeredAt',
      'ended_at as endedAt',
      'outcome',
    ])
    .execute()
}
