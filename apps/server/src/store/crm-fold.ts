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
 * LIKE patterns of what a person seeks: all must be found. Three letters or more are found anywhere in a word, fewer
 * at its beginning (the index knows words by their threes). A telephone number is sought by its digits as one.
 */
export function searchPatterns(sought: string): readonly string[] {
  const text = fold(sought)
  if (text === '') return []
  if (/^\+?[\d\s()./-]+$/u.test(text)) {
    const digits = text.replace(/\D/gu, '')
    const bare = digits.replace(/^0+/u, '')
    // A short one may be an account or case number, which may begin with zeros.
    if (bare.length >= 3) return [`%${digits.length > 6 || text.startsWith('+') ? bare : digits}%`]
  }
  return text
    .split(' ')
    .slice(0, 8)
    .map((word) => {
      const escaped = word.replace(/[\\%_]/gu, (sign) => `\\${sign}`)
      return word.length >= 3 ? `%${escaped}%` : `% ${escaped}%`
    })
}
