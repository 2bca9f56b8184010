import { sql } from 'kysely'
import type { Database } from './db.ts'
import type { AuditEntryTable } from './schema-organisation.ts'

export interface AuditEntryData {
  readonly id: string
  readonly at: Date
  readonly userId: string
  readonly userName: string
  readonly action: AuditEntryTable['action']
  readonly kind: string
  readonly subjectId: string
  readonly subject: string
  readonly before: unknown
  readonly after: unknown
}

export interface AuditQuery {
  readonly kind?: string | undefined
  readonly subjectId?: string | undefined
  readonly userId?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Entries older than the one of this id. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface AuditReader {
  /** Newest first. */
  list(tenant: string, query: AuditQuery): Promise<readonly AuditEntryData[]>
  filters(tenant: string): Promise<{
    readonly kinds: readonly string[]
    readonly users: readonly { readonly id: string; readonly name: string }[]
  }>
}

export function createAuditReader(database: Database): AuditReader {
  return {
    list: (tenant, query) =>
      database.inTenant(tenant, (db) => {
        const { kind, subjectId, userId, from, to, after, limit } = query
        let rows = db
          .selectFrom('audit_entry')
          .select([
            'id',
            'at',
            'user_id as userId',
            'user_name as userName',
            'action',
            'kind',
            'subject_id as subjectId',
            'subject',
            'before',
            'after',
          ])
        if (kind !== undefined) rows = rows.where('kind', '=', kind)
        if (subjectId !== undefined) rows = rows.where('subject_id', '=', subjectId)
        if (userId !== undefined) rows = rows.where('user_id', '=', userId)
        if (from !== undefined) rows = rows.where('at', '>=', new Date(from))
        if (to !== undefined) rows = rows.where('at', '<', new Date(to))
        if (after !== undefined)
          rows = rows.where(
            sql<boolean>`(at, id) < (select seen.at, seen.id from audit_entry seen where seen.id = ${after})`,
          )
        return rows.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      }),
    filters: (tenant) =>
      database.inTenant(tenant, async (db) => {
        const kinds = await db.selectFrom('audit_entry').select('kind').distinct().orderBy('kind').execute()
        // By the name that somebody has today; who is gone keeps that of his last entry.
        const users = await db
          .selectFrom('audit_entry')
          .leftJoin('app_user', 'app_user.id', 'audit_entry.user_id')
          .select(({ fn }) => [
            'audit_entry.user_id as id',
            fn.coalesce(fn.max('app_user.name'), fn.max('audit_entry.user_name')).as('name'),
          ])
          .groupBy('audit_entry.user_id')
          .orderBy('name')
          .execute()
        return { kinds: kinds.map(({ kind }) => kind), users }
      }),
  }
}
