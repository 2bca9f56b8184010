import { sql, type Transaction } from 'kysely'
import type { Schema } from './db-schema.ts'

/** Tables whose words are kept in `search_word`. */
export type WordSource = 'account' | 'contact' | 'case_record' | 'opportunity' | 'task'

/** So many of them are searched for in place of one that was mistyped. */
const mostMeant = 4
/** To the index a word of three letters is but one of its keys: the records say as fast that they have none. */
const shortestAsked = 4

/** How the records know words that were typed. */
export interface KnownWords {
  /** No record has them, whole or as a part. Of short ones that is not known. */
  readonly missing: ReadonlySet<string>
  /** Words of records, or beginnings of long ones: nobody who typed them meant another. */
  readonly sure: ReadonlySet<string>
}

/** In folded letters. */
export async function wordsKnown(
  db: Transaction<Schema>,
  source: WordSource,
  words: readonly string[],
): Promise<KnownWords> {
  // What `words_of` keeps whole, wherever letters of other alphabets end a word.
  const asked = [...new Set(words)].filter((word) => /^[a-z]+$/u.test(word) && word.length >= shortestAsked)
  if (asked.length === 0) return { missing: new Set(), sure: new Set() }
  // Materialised: planned as if all were read, which is by the index; read no further than the first.
  const parts = asked.map(
    (word) => sql`exists (with holding as materialized (
    select from search_word where source = ${source} and word like ${`%${word}%`}) select from holding)`,
  )
  const whole = asked.map(
    (word) => sql`exists (select from search_word where source = ${source}
    and word >= ${word} and word < ${mayGoOn(word) ? `${word}\u{10ffff}` : `${word}\u0001`})`,
  )
  const { rows } = await sql<{ has: boolean[]; is: boolean[] }>`
    select array[${sql.join(parts)}] as has, array[${sql.join(whole)}] as is`.execute(db)
  return {
    missing: new Set(asked.filter((_, index) => rows[0]?.has[index] === false)),
    sure: new Set(asked.filter((_, index) => rows[0]?.is[index] === true)),
  }
}

/**
 * Words of the records that somebody who typed these may have meant: the nearest ones to each, by slips of the finger (a
 * letter wrong, missing, too many, or two swapped). The end of a long word need not have been typed yet. In folded letters.
 */
export async function wordsMeant(
  db: Transaction<Schema>,
  source: WordSource,
  typed: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const meant = new Map<string, readonly string[]>()
  for (let slips = 1; slips <= mostSlips; slips += 1) {
    const asked = typed.filter((word) => (meant.get(word) ?? []).length === 0 && slipsAllowed(word) >= slips)
    for (const { word, near } of await wordsNear(db, source, { asked, slips }))
      meant.set(word, nearest(word, near, slips))
  }
  return meant
}

/** All words that may be so many slips away, and some that are not. */
async function wordsNear(
  db: Transaction<Schema>,
  source: WordSource,
  { asked, slips }: { readonly asked: readonly string[]; readonly slips: number },
): Promise<readonly { readonly word: string; readonly near: readonly string[] }[]> {
  if (asked.length === 0) return []
  const { rows } = await sql<{ word: string; near: string[] }>`
    with asked as materialized (
      select t.word, slip_keys(current_tenant()::text || ${source}, t.word, ${slips}) as keys,
        t.shortest, t.longest
      from unnest(${asked}::text[], ${asked.map(shortestNear)}::int[], ${asked.map(longestNear)}::int[]) t(word, shortest, longest))
    select a.word, array(
      select w.word from search_word w where w.source = ${source} and w.slips && a.keys
        and char_length(w.word) between a.shortest and a.longest) as near
    from asked a`.execute(db)
  return rows
}

/** The nearest of these words, if they are near enough. */
function nearest(typed: string, words: readonly string[], most: number): readonly string[] {
  const measured = words.map((word) => ({ word, slips: slipsBetween(typed, word, most) }))
  const fewest = Math.min(most, ...measured.map(({ slips }) => slips))
  const goesOn = ({ word }: { readonly word: string }): number => Math.abs(word.length - typed.length)
  const inOrder = measured
    .filter(({ slips }) => slips === fewest)
    .toSorted((one, other) => goesOn(one) - goesOn(other) || (one.word < other.word ? -1 : 1))
  const chosen: string[] = []
  for (const { word } of inOrder)
    // Who is sought by a word is sought by all that have it in them.
    if (!chosen.some((part) => word.includes(part)) && chosen.push(word) === mostMeant) break
  return chosen
}

/** More than two slips in a word are another word. */
const mostSlips = 2

/** In a short word every other word is one slip away. */
function slipsAllowed({ length }: string): number {
  return length < 3 ? 0 : length < 6 ? 1 : mostSlips
}

/** Of five letters or more the rest of the word is free. */
const mayGoOn = ({ length }: string): boolean => length >= 5

const shortestNear = (typed: string): number => typed.length - slipsAllowed(typed)
const longestNear = (typed: string): number =>
  mayGoOn(typed) ? longestWord : typed.length + slipsAllowed(typed)
const longestWord = 1_000

/**
 * Slips of the finger from one to the other (Damerau and Levenshtein, neighbours swapped once), as far as there are no more than
 * so many; where the rest of a word is free, without it.
 */
function slipsBetween(typed: string, word: string, most: number): number {
  const high = typed.length
  const tooMany = most + 1
  // What is further on in one of them than in the other has cost as many slips already.
  const wide = Math.min(word.length, high + most)
  let [before, above]: [number[], number[]] = [[], Array.from({ length: wide + 1 }, (_, column) => column)]
  for (let row = 1; row <= high; row += 1) {
    const line = Array<number>(wide + 1).fill(tooMany)
    line[0] = row
    for (let column = Math.max(1, row - most); column <= Math.min(wide, row + most); column += 1) {
      const same = typed[row - 1] === word[column - 1]
      const swapped = row > 1 && typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1]
      line[column] = Math.min(
        (above[column] ?? tooMany) + 1,
        (line[column - 1] ?? tooMany) + 1,
        (above[column - 1] ?? tooMany) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? tooMany) + 1 : tooMany,
      )
    }
    if (Math.min(...line) > most) return tooMany
    ;[before, above] = [above, line]
  }
  return mayGoOn(typed) ? Math.min(...above) : (above[word.length] ?? tooMany)
}
