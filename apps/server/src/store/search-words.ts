import { sql, type Transaction } from 'kysely'
import type { Schema } from './db-schema.ts'

/** Tables whose words are kept in `search_word`. */
export type WordSource = 'account' | 'contact' | 'case_record' | 'opportunity' | 'task'

/** So many words that look alike are measured letter by letter. */
const mostCandidates = 200
/** So many of them are searched for in place of one that was mistyped. */
const mostMeant = 4

/**
 * Words of the records that somebody who typed these may have meant: the nearest ones to each, by slips of the finger (a
 * letter wrong, missing, too many, or two swapped). The end of a long word need not have been typed yet. In folded letters.
 */
export async function wordsMeant(
  db: Transaction<Schema>,
  source: WordSource,
  typed: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = typed.filter((word) => slipsAllowed(word) > 0)
  if (asked.length === 0) return new Map()
  const { rows } = await sql<{ typed: string; word: string }>`
    select t.typed, w.word from unnest(${asked}::text[]) as t(typed), lateral (
      select word from search_word where source = ${source} and t.typed <% word
      order by word_similarity(t.typed, word) desc, word limit ${mostCandidates}) w`.execute(db)
  const near = Map.groupBy(rows, (row) => row.typed)
  return new Map(
    asked.map((word) => [
      word,
      nearest(
        word,
        (near.get(word) ?? []).map((row) => row.word),
      ),
    ]),
  )
}

/** The nearest of these words, if they are near enough. */
export function nearest(typed: string, words: readonly string[]): readonly string[] {
  const measured = words
    .map((word) => ({ word, slips: slipsBetween(typed, word) }))
    .filter(({ slips }) => slips <= slipsAllowed(typed))
  const fewest = Math.min(...measured.map(({ slips }) => slips))
  return measured
    .filter(({ slips }) => slips === fewest)
    .slice(0, mostMeant)
    .map(({ word }) => word)
}

/** In a short word every other word is one slip away. */
function slipsAllowed({ length }: string): number {
  return length < 3 ? 0 : length < 6 ? 1 : 2
}

/**
 * Slips of the finger from one to the other (Damerau and Levenshtein, neighbours swapped once); of five letters or more the
 * rest of the word is free.
 */
export function slipsBetween(typed: string, word: string): number {
  const [wide, high] = [word.length, typed.length]
  const rows: number[][] = [Array.from({ length: wide + 1 }, (_, column) => column)]
  for (let row = 1; row <= high; row += 1) {
    const [above = [], before] = [rows[row - 1], rows[row - 2]]
    const line = [row]
    for (let column = 1; column <= wide; column += 1) {
      const same = typed[row - 1] === word[column - 1]
      let slips = Math.min(
        (above[column] ?? row) + 1,
        (line[column - 1] ?? column) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1]
      if (before !== undefined && column > 1 && swapped)
        slips = Math.min(slips, (before[column - 2] ?? 0) + 1)
      line.push(slips)
    }
    rows.push(line)
  }
  const last = rows[high] ?? []
  return high < 5 ? (last[wide] ?? high) : Math.min(...last)
}
