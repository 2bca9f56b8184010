const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** Text as search compares it: lower case, without accents, single spaces. Both what is stored and what is sought. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/gu, (letter) => letters[letter] ?? letter)
    .replace(/\s+/gu, ' ')
    .trim()
}

/** One searchable text of several; the space before each is where a word begins. */
export function searchText(parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter((part) => part != null && part !== '')
    .map((part) => ` ${fold(part ?? '')}`)
    .join('')
}

/**
 * LIKE patterns of what a person seeks: one of each list must be found. A word with three letters in a row is found anywhere, a
 * shorter one at the beginning of a word (the index knows words by their threes). A telephone number is sought by its
 * digits as one. Signs alone say nothing.
 */
export function searchPatterns(sought: string): readonly (readonly string[])[] {
  const text = fold(sought)
  if (/^\+?[\d\s()./-]+$/u.test(text)) {
    // `+49 (0)30`: this zero is not part of it.
    const digits = text.replace(/\(0\)/gu, '').replace(/\D/gu, '')
    const bare = digits.replace(/^0+/u, '')
    // A short one may be an account or case number, which may begin with zeros, or the beginning of a number as it is dialled.
    const ways = digits.length > 6 || text.startsWith('+') ? [bare] : [digits, bare]
    if (bare.length >= 3) return [[...new Set(ways)].map((way) => `%${way}%`)]
  }
  const patterns = text
    .split(' ')
    .map(likePattern)
    .filter((pattern) => pattern !== undefined)
  return [...new Set(patterns)].slice(0, mostWords).map((pattern) => [pattern])
}

/** More words than this tell nothing that these do not. */
const mostWords = 6

/** The LIKE pattern of one folded word; undefined for signs alone. */
export function likePattern(word: string): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(word)) return undefined
  const escaped = word.replace(/[\\%_]/gu, (sign) => `\\${sign}`)
  return /[\p{L}\p{N}]{3}/u.test(word) ? `%${escaped}%` : `% ${escaped}%`
}
