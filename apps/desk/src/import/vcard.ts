/**
 * vCards, versions 3.0 (RFC 2426) and 4.0 (RFC 6350): what of them a contact has. Read from both, written as 4.0. Anything else
 * in a card is passed over, as RFC 6350, section 6.10, asks of whoever does not know it.
 */
import type { PhoneNumber } from '@hookswitch/contract'

export interface Card {
  readonly givenName: string
  readonly familyName: string
  readonly title: string
  readonly email: string
  readonly company: string
  readonly phones: readonly Pick<PhoneNumber, 'label' | 'text'>[]
}

interface Line {
  readonly name: string
  readonly types: readonly string[]
  readonly parameters: ReadonlyMap<string, readonly string[]>
  readonly value: string
}

/** All cards of a file, in their order. */
export function readCards(text: string): readonly Card[] {
  const cards: Card[] = []
  let open: Line[] | null = null
  for (const raw of unfold(text)) {
    const line = readLine(raw)
    if (line === null) continue
    if (line.name === 'BEGIN' && line.value.toUpperCase() === 'VCARD') open = []
    else if (line.name === 'END' && line.value.toUpperCase() === 'VCARD') {
      if (open !== null) cards.push(cardOf(open))
      open = null
    } else open?.push(line)
  }
  return cards
}

/** A line that begins with a space or a tab goes on with the one before (RFC 6350, 3.2). */
function unfold(text: string): string[] {
  return text
    .replace(/^\uFEFF/u, '')
    .replace(/\r?\n[ \t]/gu, '')
    .split(/\r?\n/u)
}

/** `group.NAME;PARAMETER=value,"another":value` (3.3). Null for what is no such line. */
function readLine(raw: string): Line | null {
  const colon = endOfHead(raw)
  if (colon === -1) return null
  const [full = '', ...given] = splitOutside(raw.slice(0, colon), ';')
  const name = full.slice(full.lastIndexOf('.') + 1).toUpperCase()
  if (!/^[A-Z0-9-]+$/u.test(name)) return null
  const parameters = new Map<string, string[]>()
  for (const one of given) {
    const equals = one.indexOf('=')
    // Version 3 was often written with bare types: `TEL;CELL:`.
    const key = equals === -1 ? 'TYPE' : one.slice(0, equals).toUpperCase()
    const values = splitOutside(equals === -1 ? one : one.slice(equals + 1), ',').flatMap((value) =>
      // `TYPE="voice,home"` is two types (the example of RFC 6350, 6.4.1).
      value.replace(/^"(.*)"$/u, '$1').split(','),
    )
    parameters.set(key, [...(parameters.get(key) ?? []), ...values])
  }
  const types = (parameters.get('TYPE') ?? []).map((type) => type.toLowerCase())
  return { name, types, parameters, value: raw.slice(colon + 1) }
}

/** The colon behind the head; those between quotes belong to a parameter. */
function endOfHead(raw: string): number {
  let quoted = false
  for (let at = 0; at < raw.length; at += 1) {
    if (raw[at] === '"') quoted = !quoted
    else if (raw[at] === ':' && !quoted) return at
  }
  return -1
}

function splitOutside(text: string, sign: string): string[] {
  const parts = ['']
  let quoted = false
  for (const letter of text) {
    if (letter === '"') quoted = !quoted
    if (letter === sign && !quoted) parts.push('')
    else parts.push((parts.pop() ?? '') + letter)
  }
  return parts
}

/** The parts of a value between `;` that are not escaped (3.4), each without its escapes. */
function fieldsOf(value: string): string[] {
  const parts = ['']
  for (let at = 0; at < value.length; at += 1) {
    const letter = value[at] ?? ''
    if (letter === ';') parts.push('')
    else if (letter === '\\') {
      const next = value[(at += 1)] ?? ''
      parts.push((parts.pop() ?? '') + (next === 'n' || next === 'N' ? '\n' : next))
    } else parts.push((parts.pop() ?? '') + letter)
  }
  return parts.map((part) => part.trim())
}

const textOf = (value: string): string =>
  value.replace(/\\(.)/gu, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign)).trim()

function cardOf(lines: readonly Line[]): Card {
  const all = (name: string): Line[] => lines.filter((line) => line.name === name).toSorted(byPreference)
  const first = (name: string): string => all(name)[0]?.value ?? ''
  const [family = '', given = '', additional = ''] = fieldsOf(first('N'))
  const [company = ''] = fieldsOf(first('ORG'))
  const full = textOf(first('FN'))
  const isNamed = family !== '' || given !== ''
  const names = isNamed
    ? { family, given: [given, additional].filter(Boolean).join(' ') }
    : splitFull(full, company)
  return {
    givenName: names.given,
    familyName: names.family,
    title: textOf(first('TITLE')),
    email: textOf(first('EMAIL')).replace(/^mailto:/iu, ''),
    company,
    phones: all('TEL').flatMap(phoneOf),
  }
}

/** `PREF=1` is the most wanted (5.3); version 3 says `TYPE=pref`. */
function byPreference(one: Line, other: Line): number {
  return preference(one) - preference(other)
}

function preference({ parameters, types }: Line): number {
  const said = Number(parameters.get('PREF')?.[0] ?? Number.NaN)
  return Number.isNaN(said) ? (types.includes('pref') ? 1 : 101) : said
}

/** A card of a company says its name twice, and has no person. */
function splitFull(full: string, company: string): { readonly family: string; readonly given: string } {
  if (full === company) return { family: full, given: '' }
  const words = full.split(/\s+/u)
  return { family: words.at(-1) ?? '', given: words.slice(0, -1).join(' ') }
}

function phoneOf({ value, types }: Line): Card['phones'] {
  // `tel:+1-555-555-5555;ext=5555`; version 3 has the number as it is written.
  const text = decode(textOf(value)).replace(/^tel:/iu, '').replace(/;ext=/iu, ' x').trim()
  // A facsimile or a pager is nobody whom one can speak with.
  if (text === '' || types.includes('fax') || types.includes('pager')) return []
  const label = types.includes('cell')
    ? 'mobile'
    : types.includes('home')
      ? 'home'
      : types.includes('work')
        ? 'work'
        : 'other'
  return [{ label, text }]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const labels = { work: 'work', mobile: 'cell', home: 'home', other: 'voice' } as const

/** A file of cards, version 4.0: lines of at most 75 bytes (3.2). */
export function writeCards(cards: readonly Card[]): string {
  return cards
    .flatMap((card) => [
      'BEGIN:VCARD',
      'VERSION:4.0',
      `FN:${escaped(`${card.givenName} ${card.familyName}`.trim() || card.company)}`,
      `N:${escaped(card.familyName)};${escaped(card.givenName)};;;`,
      ...(card.company === '' ? [] : [`ORG:${escaped(card.company)}`]),
      ...(card.title === '' ? [] : [`TITLE:${escaped(card.title)}`]),
      ...(card.email === '' ? [] : [`EMAIL:${escaped(card.email)}`]),
      ...card.phones.map(({ label, text }) => `TEL;VALUE=text;TYPE=${labels[label]}:${escaped(text)}`),
      'END:VCARD',
    ])
    .map((line) => `${folded(line)}\r\n`)
    .join('')
}

const escaped = (text: string): string =>
  text.replace(/[\\,;]/gu, (sign) => `\\${sign}`).replace(/\r?\n/gu, '\\n')

function folded(line: string): string {
  const encoder = new TextEncoder()
  const parts: string[] = ['']
  let bytes = 0
  for (const letter of line) {
    const size = encoder.encode(letter).length
    // The space at the beginning counts.
    if (bytes + size > 75) {
      parts.push(' ')
      bytes = 1
    }
    parts.push((parts.pop() ?? '') + letter)
    bytes += size
  }
  return parts.join('\r\n')
}
