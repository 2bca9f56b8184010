import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Schema } from './db-schema.ts'
import { fold, searchPatterns } from './crm-fold.ts'
import { conditionsOf, direction, searched, type ListOf, type PageQuery } from './crm-list.ts'
import { similarTo, waysMeant, wordsOf, nothingKnown } from './crm-similar.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  /** What to ask the next page with; null when this was the last. */
  readonly next: string | null
  /** From this one on they are only similar to what was sought: nothing more fits. */
  readonly similarFrom?: number
}

/** So many rows are looked at in order before the index is asked: what is found often fills a page from them. */
const firstLook = 3_000
/**
 * So many hits are put in order. Of more than that the list shows so many, whichever the index gives first: nobody reads them all.
 * What is rarer than that among half a million records may not fill a page in the first look, and the newest must be the newest;
 * of names that have the search somewhere inside, each is as good as the next.
 */
const mostHits = { ofNames: 2_000, ofOthers: 10_000 }

/** A search that takes longer is told to be too wide, so that no burst of them keeps the database from all else. */
const longestSearchMs = 2_000
/** Records of one customer: so few that they are walked through. */
const ofOneCustomer = ['contact_id', 'account_id', 'case_id']

/** Ids of one page of a list, in order. @throws SQLSTATE 57014 when the search is too wide. */
export async function findPage(
  db: Transaction<Schema>,
  list: ListOf,
  query: PageQuery,
): Promise<Page<string>> {
  const patterns = searchPatterns(query.search)
  if (patterns.length === 0) return pageOf(await fromOrder(db, list, { ...query, patterns }), query)
  // By indexes: what a part of a word finds no statistics can tell, and a guess may walk through the table.
  await sql`select set_config('statement_timeout', ${String(longestSearchMs)}, true), set_config('enable_seqscan', 'off', true)`.execute(
    db,
  )
  const known = query.after === null ? await wordsOf(db, list, query.search) : nothingKnown
  // Nothing has all that was typed, and a million records need not be asked for it.
  const ids = known.missing.size > 0 ? [] : await found(db, list, { ...query, patterns })
  const exact = pageOf(ids, query)
  if (query.after !== null || exact.items.length > 0) return exact
  const ways = await waysMeant(db, list, { search: query.search, known })
  if (ways.length === 0) return exact
  const similar = await similarTo(db, list, { ...query, ways })
  return similar.length === 0 ? exact : { items: similar, next: null, similarFrom: 0 }
}

function pageOf(ids: readonly string[], { limit }: PageQuery): Page<string> {
  const items = ids.slice(0, limit)
  return { items, next: ids.length > limit ? (items.at(-1) ?? null) : null }
}

/**
 * What begins with all that was typed comes first, for names: a person seeks by the beginning, and it is read from the order
 * itself, however many there are. Behind it the others.
 */
async function found(db: Transaction<Schema>, list: ListOf, sought: Sought): Promise<string[]> {
  const start = fold(sought.search)
  const isNarrow = ofOneCustomer.some((column) => list.only?.[column] !== undefined)
  if (isNarrow) return fromOrder(db, list, sought)
  if (list.order !== 'sort_key' || list.newestFirst) return bySearch(db, list, sought)
  const begins = sql<boolean>`(sort_key >= ${start} and sort_key < ${`${start}\u{10ffff}`})`
  const isPast = sought.after !== null && !(await isAmong(db, list, { id: sought.after, begins }))
  const first = isPast ? [] : await fromOrder(db, withCondition(list, begins), { ...sought, patterns: [] })
  if (first.length > sought.limit) return first
  const after = isPast ? sought.after : null
  const others = withCondition(list, sql`not ${begins}`)
  return [...first, ...(await bySearch(db, others, { ...sought, after }))].slice(0, sought.limit + 1)
}

function withCondition(list: ListOf, condition: RawBuilder<unknown>): ListOf {
  return { ...list, where: list.where === undefined ? condition : sql`${list.where} and ${condition}` }
}

async function isAmong(
  db: Transaction<Schema>,
  { table }: ListOf,
  { id, begins }: { readonly id: string; readonly begins: RawBuilder<boolean> },
): Promise<boolean> {
  const { rows } = await sql`select from ${sql.table(table)} where id = ${id} and ${begins}`.execute(db)
  return rows.length > 0
}

interface Sought extends PageQuery {
  /** One of each must be found. */
  readonly patterns: readonly (readonly string[])[]
}

/**
 * Which way is faster depends on how many hits there are, and no statistics can tell that of a part of a word. So it is
 * not left to be guessed: a short look in order finds what is frequent, the index what is rare; both in one statement, the
 * second only where the first did not fill the page.
 */
async function bySearch(db: Transaction<Schema>, list: ListOf, sought: Sought): Promise<string[]> {
  const order = sql.ref(list.order)
  // What single letters find at the beginning of names and in the first look is enough of it.
  if (sought.patterns.flat().every(isOneLetter)) return inLook(db, list, sought)
  const most = list.order === 'sort_key' ? mostHits.ofNames : mostHits.ofOthers
  const { rows } = await sql<{ id: string }>`
    with first as materialized (
      select id, ${order} from (${firstRows(list, sought)}) look where ${searched(sought.patterns)}
      order by ${direction(list)} limit ${sought.limit + 1}),
    hits as materialized (
      select id, ${order} from ${sql.table(list.table)}
      where ${conditions(list, sought)} and (select count(*) from first) <= ${sought.limit} limit ${most})
    (select id, ${order} from first where (select count(*) from first) > ${sought.limit})
    union all
    (select id, ${order} from hits where ${beyond(list, sought)}
      order by ${direction(list)} limit ${sought.limit + 1})
    order by ${direction(list)}`.execute(db)
  return rows.map((row) => row.id)
}

async function inLook(db: Transaction<Schema>, list: ListOf, sought: Sought): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (${firstRows(list, sought)}) look where ${searched(sought.patterns)}
    order by ${direction(list)} limit ${sought.limit + 1}`.execute(db)
  return rows.map((row) => row.id)
}

function firstRows(list: ListOf, sought: Sought) {
  return sql`select id, search, ${sql.ref(list.order)} from ${sql.table(list.table)}
    where ${conditions(list, { ...sought, patterns: [] })} and ${beyond(list, sought)}
    order by ${direction(list)} limit ${firstLook}`
}

/** Walks the list in its order until the page is full. */
async function fromOrder(db: Transaction<Schema>, list: ListOf, sought: Sought): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(list.table)} where ${conditions(list, sought)} and ${beyond(list, sought)}
    order by ${direction(list)} limit ${sought.limit + 1}`.execute(db)
  return rows.map((row) => row.id)
}

function conditions(list: ListOf, { patterns }: Pick<Sought, 'patterns'>) {
  return conditionsOf(list, searched(patterns))
}

/** To the index a word also begins behind each dot of an address: of some letters it names every record there is. */
const isOneLetter = (pattern: string): boolean => /^% .%$/u.test(pattern)

/** Beyond the last item of the page before, by the place that this item has now. */
function beyond({ table, order, newestFirst }: ListOf, { after }: Sought) {
  if (after === null) return sql`true`
  const place = sql`((select ${sql.ref(order)} from ${sql.table(table)} where id = ${after}), ${after}::uuid)`
  return sql`(${sql.ref(order)}, id) ${sql.raw(newestFirst ? '<' : '>')} ${place}`
}

/** Puts rows that were read by id into the order of the ids. */
export function inOrder<Item extends { readonly id: string }>(
  ids: readonly string[],
  items: readonly Item[],
): Item[] {
  const byId = new Map(items.map((item) => [item.id, item]))
  return ids.map((id) => byId.get(id)).filter((item) => item !== undefined)
}
