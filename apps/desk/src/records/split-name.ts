export interface SplitName {
  readonly givenName: string
  readonly familyName: string
}

/** The name that a telephone network sends ("WEBER, MARIA", "Maria Weber") as two, ready to be corrected. */
export function splitName(name: string | null): SplitName {
  const words = (name ?? '').trim().replace(/\s+/g, ' ')
  const [family, given] = words.split(/\s*,\s*/)
  if (given !== undefined && given !== '') return { givenName: spell(given), familyName: spell(family ?? '') }
  const at = words.lastIndexOf(' ')
  return { givenName: spell(words.slice(0, Math.max(0, at))), familyName: spell(words.slice(at + 1)) }
}

/** Networks shout; people do not. Mixed case is left as it is. */
function spell(text: string): string {
  if (text !== text.toUpperCase()) return text
  return text.toLowerCase().replace(/(^|[\s'-])(\p{L})/gu, (_, before: string, letter: string) => {
    return before + letter.toUpperCase()
  })
}
