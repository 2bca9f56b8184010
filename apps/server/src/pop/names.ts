/** What networks say where they know no name. */
const nobody = new Set(
  (
    'wireless caller unknown unavailable anonymous private restricted cell cellular mobile phone telephone number name call ' +
    'calling customer subscriber toll free out of area service anonym unbekannt privat anruf anrufer mobilfunk kein keine'
  ).split(' '),
)

const letters: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', æ: 'a', œ: 'o', đ: 'd' }

/**
 * Whether the network's name for a caller fits names that we know: `whole` every word of one of ours is in it, `part` some
 * word, `other` it names somebody else, `unknown` it says nothing.
 */
export function namesAgree(
  told: string | null,
  ours: readonly string[],
): 'whole' | 'part' | 'other' | 'unknown' {
  const said = words(told ?? '').filter((word) => !nobody.has(word))
  if (said.length === 0) return 'unknown'
  const known = ours.map(words).filter((name) => name.length > 0)
  const isSaid = (word: string): boolean => said.some((one) => isSame(one, word))
  if (known.some((name) => name.every(isSaid) && name.some((word) => word.length > 2))) return 'whole'
  if (known.flat().some((word) => word.length > 2 && isSaid(word))) return 'part'
  // One word may be a place, a title, a nickname; two are a name.
  return said.length > 1 && said.some((word) => word.length > 2) ? 'other' : 'unknown'
}

/** `A` is short for Ada; networks cut names off. */
function isSame(said: string, ours: string): boolean {
  if (said === ours) return true
  const [short, long] = said.length < ours.length ? [said, ours] : [ours, said]
  return (short.length === 1 || short.length >= 5) && long.startsWith(short)
}

/** Umlauts are written in two ways by networks that know only plain letters. */
function words(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłæœđ]/gu, (letter) => letters[letter] ?? letter)
    .replace(/([aou])e/gu, '$1')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
}
