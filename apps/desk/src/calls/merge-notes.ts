/**
 * Two people wrote notes on the same call at once. Nothing that either wrote may be lost; the order is the server's
 * text first. `base` is the text that both began with.
 */
export function mergeNotes(base: string, mine: string, theirs: string): string {
  if (theirs === base || mine.includes(theirs)) return mine
  if (mine === base || theirs.includes(mine)) return theirs
  const mineOnly = mine.slice(startOfLine(mine, sharedLength(mine, theirs)))
  return `${theirs.trimEnd()}\n${mineOnly}`
}

function sharedLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1
  return length
}

const startOfLine = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1
