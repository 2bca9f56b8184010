import type { Transaction } from 'kysely'
import { searchText } from './crm-fold.ts'
import { findPage, inOrder, type Page, type PageQuery } from './crm-page.ts'
import type { Database } from './db.ts'
import type { Schema } from './db-schema.ts'

/** Of which records a list is asked. */
export interface RecordQuery extends PageQuery {
  readonly contactId?: string | undefined
  readonly accountId?: string | undefined
  readonly caseId?: string | undefined
}

export interface NewTask {
  readonly subject: string
  /** `2026-11-21`. */
  readonly dueOn: string | null
  readonly contactId: string | null
  readonly accountId: string | null
  readonly caseId: string | null
}

export interface TaskData extends NewTask {
  readonly id: string
  readonly done: boolean
  readonly owner: string | null
}

/** What is to be done for a customer. Each method sees one tenant only. */
export interface TaskStore {
  list(tenant: string, query: RecordQuery): Promise<Page<TaskData>>
  /** @throws SQLSTATE 23503 when a record it names is not there. */
  create(tenant: string, task: NewTask, owner: string): Promise<TaskData>
}

export function createTaskStore(database: Database): TaskStore {
  return {
    list: (tenant, query) =>
      database.inTenant(tenant, async (db) => {
        const list = { table: 'task', order: 'created_at', newestFirst: true, only: onlyOf(query) } as const
        const page = await findPage(db, list, query)
        return { ...page, items: inOrder(page.items, await readTasks(db, page.items)) }
      }),
    create: (tenant, task, owner) =>
      database.inTenant(tenant, async (db) => {
        const { id } = await db
          .insertInto('task')
          .values({
            subject: task.subject,
            due_on: task.dueOn,
            owner_id: owner,
            contact_id: task.contactId,
            account_id: task.accountId,
            case_id: task.caseId,
            search: searchText([task.subject]),
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        const [made] = await readTasks(db, [id])
        if (made === undefined) throw new Error('A task that was just written is not there.')
        return made
      }),
  }
}

export function onlyOf(query: RecordQuery): Record<string, string | undefined> {
  return { contact_id: query.contactId, account_id: query.accountId, case_id: query.caseId }
}

export async function readTasks(db: Transaction<Schema>, ids: readonly string[]): Promise<TaskData[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('task')
    .leftJoin('app_user', 'app_user.id', 'task.owner_id')
    .where('task.id', 'in', ids)
    .select([
      'task.id as id',
      'subject',
      'due_on as dueOn',
      'done',
      'contact_id as contactId',
      'account_id as accountId',
      'case_id as caseId',
      'app_user.name as owner',
    ])
    .execute()
}
