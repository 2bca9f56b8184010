import type { Transaction } from 'kysely'
import { searchText } from './crm-fold.ts'
import type { PageQuery } from './crm-list.ts'
import { findPage, inOrder, type Page } from './crm-page.ts'
import { holdVersion, type SeenVersion } from './crm-version.ts'
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
  readonly contactName: string | null
  readonly accountName: string | null
  readonly caseNumber: string | null
  readonly version: number
}

export interface TaskQuery extends RecordQuery {
  readonly done?: boolean | undefined
  readonly ownerId?: string | undefined
  readonly sort?: 'newest' | 'due' | undefined
}

export type TaskChanges = Partial<NewTask & { readonly done: boolean }> & SeenVersion

/** What is to be done for a customer. Each method sees one tenant only. */
export interface TaskStore {
  list(tenant: string, query: TaskQuery): Promise<Page<TaskData>>
  read(tenant: string, id: string): Promise<TaskData | undefined>
  /** @throws SQLSTATE 23503 when a record it names is not there. */
  create(tenant: string, task: NewTask, owner: string): Promise<TaskData>
  /** Undefined when there is no such task. @throws ChangedMeanwhile. */
  change(tenant: string, id: string, changes: TaskChanges): Promise<TaskData | undefined>
}

export function createTaskStore(database: Database): TaskStore {
  return {
    list: (tenant, query) => database.inTenant(tenant, (db) => listTasks(db, query)),
    read: (tenant, id) => database.inTenant(tenant, async (db) => (await readTasks(db, [id]))[0]),
    create: (tenant, task, owner) => database.inTenant(tenant, (db) => createTask(db, task, owner)),
    change: (tenant, id, changes) => database.inTenant(tenant, (db) => changeTask(db, id, changes)),
  }
}

async function listTasks(db: Transaction<Schema>, query: TaskQuery): Promise<Page<TaskData>> {
  const byDay = query.sort === 'due'
  const list = {
    table: 'task',
    order: byDay ? 'due_order' : 'created_at',
    newestFirst: !byDay,
    only: { ...onlyOf(query), owner_id: query.ownerId, done: query.done?.toString() },
  } as const
  const page = await findPage(db, list, query)
  return { ...page, items: inOrder(page.items, await readTasks(db, page.items)) }
}

async function createTask(db: Transaction<Schema>, task: NewTask, owner: string): Promise<TaskData> {
  const { id } = await db
    .insertInto('task')
    .values({ ...rowOf(task), owner_id: owner })
    .returning('id')
    .executeTakeFirstOrThrow()
  const [made] = await readTasks(db, [id])
  if (made === undefined) throw new Error('A task that was just written is not there.')
  return made
}

async function changeTask(
  db: Transaction<Schema>,
  id: string,
  { version, ...changes }: TaskChanges,
): Promise<TaskData | undefined> {
  await db.selectFrom('task').select('id').where('id', '=', id).forUpdate().execute()
  const [before] = await readTasks(db, [id])
  if (before === undefined) return undefined
  holdVersion(before, version)
  const after = { ...before, ...changes }
  const row = { ...rowOf(after), done: after.done, version: before.version + 1 }
  await db.updateTable('task').set(row).where('id', '=', id).execute()
  return (await readTasks(db, [id]))[0]
}

function rowOf({ subject, dueOn, contactId, accountId, caseId }: NewTask) {
  const of = { contact_id: contactId, account_id: accountId, case_id: caseId }
  return { subject, due_on: dueOn, ...of, search: searchText([subject]) }
}

export function onlyOf(query: RecordQuery): Record<string, string | undefined> {
  return { contact_id: query.contactId, account_id: query.accountId, case_id: query.caseId }
}

export async function readTasks(db: Transaction<Schema>, ids: readonly string[]): Promise<TaskData[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('task')
    .leftJoin('app_user', 'app_user.id', 'task.owner_id')
    .leftJoin('contact', 'contact.id', 'task.contact_id')
    .leftJoin('account', 'account.id', 'task.account_id')
    .leftJoin('case_record', 'case_record.id', 'task.case_id')
    .where('task.id', 'in', ids)
    .select([
      'task.id as id',
      'task.subject as subject',
      'due_on as dueOn',
      'done',
      'task.contact_id as contactId',
      'task.account_id as accountId',
      'task.case_id as caseId',
      'app_user.name as owner',
      'contact.given_name as givenName',
      'contact.family_name as familyName',
      'account.name as accountName',
      'case_record.number as number',
      'task.version as version',
    ])
    .execute()
  return rows.map(({ givenName, familyName, number, ...row }) => ({
    ...row,
    contactName: familyName === null ? null : `${givenName ?? ''} ${familyName}`.trim(),
    caseNumber: number === null ? null : String(number),
  }))
}
