/** One change of a text: at a place, so many characters (UTF-16 units) out, these in. */
export interface TextChange {
  readonly at: number
  readonly removed: number
  readonly inserted: string
}

/**
 * The least that makes one text of the other. `caret`: where it stands in the later text; what was typed is before it, which
 * decides between changes that would come to the same text (an `l` more in `hello`).
 */
export function changeBetween(before: string, after: string, caret: number): TextChange | null {
  if (before === after) return null
  const most = Math.min(before.length, after.length)
  const mostEnd = Math.min(most, Math.max(0, after.length - caret))
  let end = 0
  while (end < mostEnd && before.at(-1 - end) === after.at(-1 - end)) end += 1
  let start = 0
  while (start < most - end && before[start] === after[start]) start += 1
  // The caret said nothing, or something wrong: take what else is the same.
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  // Half a character outside the basic plane is no character.
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start -= 1
  if (end > 0 && isLow(before.charCodeAt(before.length - end))) end -= 1
  return { at: start, removed: before.length - end - start, inserted: after.slice(start, after.length - end) }
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00
const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000
