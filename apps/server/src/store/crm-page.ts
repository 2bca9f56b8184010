import { sql, type Transaction } from 'kysely'
import type { Schema } from './db-schema.ts'
import { searchPatterns } from './crm-fold.ts'

/** A list as it is asked for, in pages. `after` is the id of the last item of the page before. */
export interface PageQuery {
  readonly search: string
  readonly limit: number
  readonly after: string | null
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** What to ask the next page with; null when this was the last. */
  readonly next: string | null
}

export interface ListOf {
  readonly table: 'account' | 'contact' | 'case_record' | 'task' | 'activity'
  readonly order: 'sort_key' | 'opened_at' | 'created_at' | 'at'
  readonly newestFirst: boolean
  /** Column → value that it must have. */
  readonly only?: Readonly<Record<string, string | undefined>>
  /** `status` values to leave out. */
  readonly notStatus?: string | undefined
}

/** So many rows are looked at in order before the index is asked: what is found often fills a page from them. */
const firstLook = 3_000
/** Up to so many hits are sorted; more are found quickly by walking the order. */
const fewHits = 20_000

/** Ids of one page of a list, in order. */
export async function findPage(
  db: Transaction<Schema>,
  list: ListOf,
  query: PageQuery,
): Promise<Page<string>> {
  const patterns = searchPatterns(query.search)
  const isNarrow = Object.values(list.only ?? {}).some((value) => value !== undefined)
  const sought = { ...query, patterns }
  const ids =
    (patterns.length > 0 && !isNarrow ? await bySearch(db, list, sought) : undefined) ??
    (await fromOrder(db, list, sought))
  const items = ids.slice(0, query.limit)
  return { items, next: ids.length > query.limit ? (items.at(-1) ?? null) : null }
}

interface Sought extends PageQuery {
  readonly patterns: readonly string[]
}

/**
 * Which way is faster depends on how many hits there are, and no statistics can tell that of a part of a word. So it is
 * not left to be guessed: a short look in order finds what is frequent, the index what is rare.
 */
async function bySearch(
  db: Transaction<Schema>,
  list: ListOf,
  sought: Sought,
): Promise<string[] | undefined> {
  const first = await fromFirstLook(db, list, sought)
  return first.length > sought.limit ? first : fromIndex(db, list, sought)
}

async function fromFirstLook(db: Transaction<Schema>, list: ListOf, sought: Sought): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      select id, search, ${sql.ref(list.order)} from ${sql.table(list.table)}
      where ${conditions(list, { ...sought, patterns: [] })} and ${beyond(list, sought)}
      order by ${direction(list)} limit ${firstLook}
    ) near
    where ${conditions({ ...list, only: {}, notStatus: undefined }, sought)}
    order by ${direction(list)} limit ${sought.limit + 1}`.execute(db)
  return rows.map((row) => row.id)
}

/**
 * All hits by the search index, then sorted; undefined when there are too many for that.
 */
async function fromIndex(
  db: Transaction<Schema>,
  list: ListOf,
  sought: Sought,
): Promise<string[] | undefined> {
  await sql`set local enable_seqscan = off`.execute(db)
  const order = sql.ref(list.order)
  const { rows } = await sql<{ id: string; hits: number }>`
    with hits as materialized (
      select id, ${order} from ${sql.table(list.table)} where ${conditions(list, sought)} limit ${fewHits + 1}
    )
    select id, (select count(*)::int from hits) as hits from hits
    where ${beyond(list, sought)} order by ${direction(list)} limit ${sought.limit + 1}`.execute(db)
  await sql`set local enable_seqscan = on`.execute(db)
  if ((rows[0]?.hits ?? 0) > fewHits) return undefined
  return rows.map((row) => row.id)
}

/** Walks the list in its order until the page is full. */
async function fromOrder(db: Transaction<Schema>, list: ListOf, sought: Sought): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(list.table)} where ${conditions(list, sought)} and ${beyond(list, sought)}
    order by ${direction(list)} limit ${sought.limit + 1}`.execute(db)
  return rows.map((row) => row.id)
}

function conditions({ only = {}, notStatus }: ListOf, { patterns }: Sought) {
  const all = patterns.map((pattern) => sql`search like ${pattern}`)
  for (const [column, value] of Object.entries(only))
    if (value !== undefined) all.push(sql`${sql.ref(column)} = ${value}`)
  if (notStatus !== undefined) all.push(sql`status <> ${notStatus}`)
  return all.length === 0 ? sql`true` : sql.join(all, sql` and `)
}

/** Beyond the last item of the page before, by the place that this item has now. */
function beyond({ table, order, newestFirst }: ListOf, { after }: Sought) {
  if (after === null) return sql`true`
  const place = sql`((select ${sql.ref(order)} from ${sql.table(table)} where id = ${after}), ${after}::uuid)`
  return sql`(${sql.ref(order)}, id) ${sql.raw(newestFirst ? '<' : '>')} ${place}`
}

function direction({ order, newestFirst }: ListOf) {
  const way = sql.raw(newestFirst ? 'desc' : 'asc')
  return sql`${sql.ref(order)} ${way}, id ${way}`
}

/** Puts rows that were read by id into the order of the ids. */
export function inOrder<Item extends { readonly id: string }>(
  ids: readonly string[],
  items: readonly Item[],
): Item[] {
  const byId = new Map(items.map((item) => [item.id, item]))
  return ids.map((id) => byId.get(id)).filter((item) => item !== undefined)
}
