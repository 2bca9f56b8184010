import { sql, type Transaction } from 'kysely'
import { conditionsOf, direction, searched, type ListOf, type PageQuery } from './crm-list.ts'
import { fold, likePattern } from './crm-fold.ts'
import type { Schema } from './db-schema.ts'
import { wordsKnown, wordsMeant, type KnownWords } from './search-words.ts'

/** A search as it may have been meant, word by word. */
type Way = readonly string[]

/** So many words of a search are looked up for slips of the finger. */
const mostMeantWords = 4
/** So many ways in which a search may have been meant are tried. */
const mostWays = 16

export const nothingKnown: KnownWords = { missing: new Set(), sure: new Set() }

/** What the records know of the words of a search. */
export async function wordsOf(
  db: Transaction<Schema>,
  { table }: ListOf,
  search: string,
): Promise<KnownWords> {
  if (table === 'activity') return nothingKnown
  return wordsKnown(db, table, fold(search).split(' ').slice(0, mostMeantWords))
}

/** The search with the words that may have been meant, in every way, the nearest first; none where there are no others. */
export async function waysMeant(
  db: Transaction<Schema>,
  { table }: ListOf,
  { search, known }: { readonly search: string; readonly known: KnownWords },
): Promise<readonly Way[]> {
  if (table === 'activity') return []
  const words = fold(search)
    .split(' ')
    .slice(0, mostMeantWords)
    .filter((word) => likePattern(word) !== undefined)
  const doubtful = words.filter((word) => /^\p{L}+$/u.test(word) && !known.sure.has(word))
  const meant = await wordsMeant(db, table, doubtful)
  const groups = words.map((word) => {
    const others = (meant.get(word) ?? []).filter((other) => other !== word)
    return known.missing.has(word) ? others : [word, ...others]
  })
  // Every word as it was typed is what was sought already.
  return groups.every((either) => either.length === 1) && known.missing.size === 0 ? [] : waysOf(groups)
}

/** One word of each group, in every way; of the longest groups the nearest only. */
function waysOf(groups: readonly (readonly string[])[]): readonly Way[] {
  const kept = groups.map((either) => [...either])
  while (kept.reduce((product, { length }) => product * length, 1) > mostWays)
    kept.reduce((longest, either) => (either.length > longest.length ? either : longest)).pop()
  return kept.reduce<string[][]>(
    (ways, either) => ways.flatMap((way) => either.map((word) => [...way, word])),
    [[]],
  )
}

interface Similar extends PageQuery {
  readonly ways: readonly Way[]
}

/** A page of what is similar: of that nobody asks for all. In the order of the list. */
export async function similarTo(
  db: Transaction<Schema>,
  list: ListOf,
  similar: Similar,
): Promise<readonly string[]> {
  const named = list.order === 'sort_key' ? await namedSo(db, list, similar) : []
  // Whoever has all these words for a name was meant; a single one may be any part of what is known of somebody.
  const isEnough = similar.ways.some(({ length }) => length > 1)
    ? named.length > 0
    : named.length >= similar.limit
  const hits = isEnough ? named : [...named, ...(await heldBy(db, list, similar))]
  const ids = [...new Set(hits)].slice(0, similar.limit)
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(list.table)} where id = any(${ids}) order by ${direction(list)}`.execute(db)
  return rows.map((row) => row.id)
}

/** Whose names begin so, as it was typed or with the family name first: read from the order itself. */
async function namedSo(db: Transaction<Schema>, list: ListOf, { ways, limit }: Similar): Promise<string[]> {
  const names = ways.flatMap((way) => [
    way,
    ...(way.length > 1 ? [[...way.slice(-1), ...way.slice(0, -1)]] : []),
  ])
  const starts = names.map((name) => name.join(' '))
  const { rows } = await sql<{ id: string }>`
    select named.id from unnest(${starts}::text[], ${starts.map((start) => `${start}\u{10ffff}`)}::text[])
      with ordinality as name(first, last, way),
    lateral (select id, row_number() over () as place from (
      select id from ${sql.table(list.table)}
      where ${conditionsOf(list, sql`sort_key >= name.first and sort_key < name.last`)} order by sort_key, id limit ${limit}) so_named) named
    order by named.place, name.way limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** Who has these words anywhere, whichever the index gives first; each way has its share of the page. */
async function heldBy(db: Transaction<Schema>, list: ListOf, { ways, limit }: Similar): Promise<string[]> {
  // Each way alone: the index goes by what is rarest in all of it. Materialised: planned as if all hits were read, which is by the
  // index; read no further than the page.
  const hitsOf = (words: Way, way: number) => sql`
    (select id, ${way}::int as way, row_number() over () as place from (
      with hits as materialized (
        select id from ${sql.table(list.table)}
        where ${conditionsOf(list, searched(words.map((word) => [patternOf(word)])))})
      select * from hits limit ${limit}) some_hits)`
  const { rows } = await sql<{ id: string }>`
    select id from (${sql.join(ways.map(hitsOf), sql` union all `)}) hits
    group by id order by min(place), min(way) limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** Words of records are sought anywhere, as words are that were typed. */
const patternOf = (word: string): string => likePattern(word) ?? ''
