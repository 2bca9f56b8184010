import { type RawBuilder, sql } from 'kysely'
import type { WordSource } from './search-words.ts'

/** A list as it is asked for, in pages. `after` is the id of the last item of the page before. */
export interface PageQuery {
  readonly search: string
  readonly limit: number
  readonly after: string | null
}

export interface ListOf {
  readonly table: WordSource | 'activity'
  readonly order:
    | 'sort_key'
    | 'opened_at'
    | 'created_at'
    | 'at'
    | 'close_order'
    | 'due_order'
    | 'priority_order'
  /** From the end of the order. */
  readonly newestFirst: boolean
  /** Column → value that it must have. */
  readonly only?: Readonly<Record<string, string | undefined>>
  /** `status` values to leave out. */
  readonly notStatus?: string | undefined
  /** What else must hold. */
  readonly where?: RawBuilder<unknown> | undefined
}

/** What must hold of the rows of a list, and this beside. */
export function conditionsOf({ only = {}, notStatus, where }: ListOf, beside: RawBuilder<unknown>) {
  const all = [beside]
  for (const [column, value] of Object.entries(only))
    if (value !== undefined) all.push(sql`${sql.ref(column)} = ${value}`)
  if (notStatus !== undefined) all.push(sql`status <> ${notStatus}`)
  if (where !== undefined) all.push(where)
  return sql.join(all, sql` and `)
}

/** One of each must be found. */
export function searched(patterns: readonly (readonly string[])[]): RawBuilder<unknown> {
  if (patterns.length === 0) return sql`true`
  const oneOf = (either: readonly string[]): RawBuilder<unknown> =>
    sql`(${sql.join(
      either.map((pattern) => sql`search like ${pattern}`),
      sql` or `,
    )})`
  return sql.join(patterns.map(oneOf), sql` and `)
}

export function direction({ order, newestFirst }: ListOf) {
  const way = sql.raw(newestFirst ? 'desc' : 'asc')
  return sql`${sql.ref(order)} ${way}, id ${way}`
}
