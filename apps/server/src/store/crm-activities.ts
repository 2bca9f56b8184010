import type { Transaction } from 'kysely'
import { searchText } from './crm-fold.ts'
import { findPage, inOrder, type Page } from './crm-page.ts'
import { onlyOf, type RecordQuery } from './crm-tasks.ts'
import type { Database } from './db.ts'
import type { ActivityTable, Schema } from './db-schema.ts'

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

/** What happened with customers. Each method sees one tenant only. */
export interface ActivityStore {
  list(tenant: string, query: RecordQuery): Promise<Page<ActivityData>>
  /** One of them; of a call, with everybody's part in it. */
  read(tenant: string, id: string): Promise<(ActivityData & { readonly legs: ActivityLegData[] }) | undefined>
  /** Writes it under a key: the same key again replaces it, and there is still one. Its id. */
  put(tenant: string, key: string, activity: NewActivity): Promise<string>
}

export function createActivityStore(database: Database): ActivityStore {
  return {
    list: (tenant, query) =>
      database.inTenant(tenant, async (db) => {
        const list = { table: 'activity', order: 'at', newestFirst: true, only: onlyOf(query) } as const
        const page = await findPage(db, list, query)
        return { ...page, items: inOrder(page.items, await readActivities(db, page.items)) }
      }),
    read: (tenant, id) =>
      database.inTenant(tenant, async (db) => {
        const [found] = await readActivities(db, [id])
        return found && { ...found, legs: await readLegs(db, id) }
      }),
    put: (tenant, key, activity) => database.inTenant(tenant, (db) => putActivity(db, key, activity)),
  }
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
