import Papa from 'papaparse'
import type { Contact, ImportRow } from '@hookswitch/contract'
import type { Card } from './vcard.ts'

/** What a column of a file may be. */
export const columns = [
  'none',
  'givenName',
  'familyName',
  'fullName',
  'title',
  'company',
  'email',
  'work',
  'mobile',
  'home',
  'other',
] as const
export type Column = (typeof columns)[number]

export interface Table {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Reads a file of lines and columns; what separates them is guessed. */
export function readTable(text: string): Table {
  // Spreadsheets of some countries say it in a line of its own.
  const said = /^\uFEFF?sep=(.)\r?\n/u.exec(text)
  const { data } = Papa.parse<string[]>(
    said === null ? text.replace(/^\uFEFF/u, '') : text.slice(said[0].length),
    {
      skipEmptyLines: 'greedy',
      ...(said?.[1] === undefined ? { delimitersToGuess: [',', ';', '\t', '|'] } : { delimiter: said[1] }),
    },
  )
  const [header = [], ...rows] = data
  return { header: header.map((name) => name.trim()), rows: rows.map((row) => row.map(bare)) }
}

/** An apostrophe that only kept a spreadsheet from reckoning (see `guarded`) is not part of the text. */
function bare(text: string): string {
  return /^'[=+\-@\t\r＝＋－＠]/u.test(text) ? text.slice(1) : text
}

/** Names of columns as address books of several makers and languages have them; the first that fits. */
const known: readonly (readonly [Column, RegExp])[] = [
  ['none', /fax|pager/iu],
  ['email', /e-?mail|courriel|correo/iu],
  ['mobile', /mobil|cell|handy|portable|móvil|movil|natel/iu],
  ['home', /home|privat|maison|domicile|casa/iu],
  ['givenName', /^(first|given|vor)|prénom|prenom|nombre$/iu],
  ['familyName', /^(last|family|sur|nach|familien)|nom de famille|apellido|^nom$/iu],
  ['company', /company|organi[sz]ation|^account|firma|unternehmen|société|societe|empresa|employer/iu],
  ['title', /title|position|role|funktion|beruf|titel|poste/iu],
  ['work', /work|business|office|dienst|geschäft|büro|direct/iu],
  ['other', /phone|telefon|telephone|téléphone|teléfono|^tel|^fon|nummer|number/iu],
  ['fullName', /name|kontakt|contact|nom/iu],
]

/** What each column is likely to be: each kind but a number is one column's only. */
export function guessColumns({ header, rows }: Table): readonly Column[] {
  const used = new Set<Column>()
  return header.map((name, at) => {
    const guess =
      known.find(([column, pattern]) => pattern.test(name) && !used.has(column))?.[0] ?? byContent(rows, at)
    const column = used.has(guess) ? 'none' : guess
    if (column !== 'none' && !isNumber(column)) used.add(column)
    return column === 'work' &&
      !/phone|tel|fon|nummer|number|dienst|geschäft|büro|office|direct|work$/iu.test(name)
      ? 'none'
      : column
  })
}

const isNumber = (column: Column): boolean => ['work', 'mobile', 'home', 'other'].includes(column)

/** A column without a name that says something: by what is in it. */
function byContent(rows: Table['rows'], at: number): Column {
  const cells = rows
    .slice(0, 50)
    .map((row) => row[at]?.trim() ?? '')
    .filter((text) => text !== '')
  if (cells.length === 0) return 'none'
  if (cells.every((text) => /^[^\s@]+@[^\s@]+$/u.test(text))) return 'email'
  if (cells.every((text) => /^\+?[\d\s()./-]{6,}$/u.test(text) && /^[+0(]/u.test(text))) return 'other'
  return 'none'
}

/** The lines of a table as the server takes them; `row` counts as a spreadsheet does, its first line being the names. */
export function rowsOfTable({ rows }: Table, chosen: readonly Column[]): readonly ImportRow[] {
  return rows.map((cells, index) => {
    const text = (column: Column): string =>
      chosen
        .flatMap((one, at) => (one === column ? [cells[at]?.trim() ?? ''] : []))
        .filter((part) => part !== '')
        .join(' ')
    const full = text('fullName')
    const [given, family] = [text('givenName'), text('familyName')]
    const phones = chosen.flatMap((column, at) => {
      const number = cells[at]?.trim() ?? ''
      return isNumber(column) && number !== '' ? [{ label: column as 'work', text: number.slice(0, 64) }] : []
    })
    const name = given === '' && family === '' ? splitName(full) : { given, family }
    return {
      row: index + 2,
      givenName: name.given.slice(0, 200),
      familyName: name.family.slice(0, 200),
      title: text('title').slice(0, 200),
      email: text('email').slice(0, 320),
      company: text('company').slice(0, 200),
      phones: phones.slice(0, 20),
    }
  })
}

/** `Lovelace, Ada` and `Ada Lovelace`. */
function splitName(full: string): { readonly given: string; readonly family: string } {
  const [before = '', after] = full.split(/,\s*/u)
  if (after !== undefined) return { family: before, given: after }
  const words = full.split(/\s+/u)
  return { family: words.at(-1) ?? '', given: words.slice(0, -1).join(' ') }
}

export function rowsOfCards(cards: readonly Card[]): readonly ImportRow[] {
  return cards.map(({ phones, ...card }, index) => ({ row: index + 1, ...card, phones: phones.slice(0, 20) }))
}

/** What a spreadsheet would take for a formula, in the forms of full width too. */
const formula = /^[=+\-@\t\r＝＋－＠]/u

/**
 * Contacts as a file for spreadsheets. What would be read as a formula has an apostrophe before it, which this page takes off
 * again: also numbers, since `+49…` is one for them. The mark at the beginning tells Excel that it is UTF-8.
 */
export function writeTable(contacts: readonly Contact[]): string {
  const labels = ['work', 'mobile', 'home', 'other'] as const
  const rows = contacts.map((it) => [
    it.givenName,
    it.familyName,
    it.title ?? '',
    it.accountName ?? '',
    it.email ?? '',
    ...labels.map((label) => it.phones.find((phone) => phone.label === label)?.text ?? ''),
  ])
  const fields = [
    'Given name',
    'Family name',
    'Title',
    'Company',
    'E-mail',
    'Work phone',
    'Mobile',
    'Home',
    'Other phone',
  ]
  return `\uFEFF${Papa.unparse({ fields, data: rows }, { escapeFormulae: formula, newline: '\r\n' })}\r\n`
}

export function cardOf(it: Contact): Card {
  const { givenName, familyName, title, email, accountName, phones } = it
  return {
    givenName,
    familyName,
    title: title ?? '',
    email: email ?? '',
    company: accountName ?? '',
    phones: phones.map(({ label, text, e164 }) => ({ label, text: e164 ?? text })),
  }
}
