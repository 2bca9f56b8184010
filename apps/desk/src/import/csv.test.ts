import { expect, test } from 'vitest'
import fc from 'fast-check'
import Papa from 'papaparse'
import type { Contact } from '@hookswitch/contract'
import { guessColumns, readTable, rowsOfTable, writeTable } from './csv.ts'
import { decodeFile } from './decode-file.ts'

test('a file of a German spreadsheet: semicolons, Windows-1252, quotes, its own words', () => {
  const text =
    'Vorname;Nachname;Firma;E-Mail;Telefon geschäftlich;Handy;Telefax\r\nJürgen;"Groß; Söhne";"Müller ""Bau""";j@x.example;0221/44;0170 1;0221 9\r\n\r\n'
  const bytes = Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0)
  const table = readTable(decodeFile(bytes))
  const chosen = guessColumns(table)
  expect(chosen).toEqual(['givenName', 'familyName', 'company', 'email', 'work', 'mobile', 'none'])
  expect(rowsOfTable(table, chosen)).toEqual([
    {
      row: 2,
      givenName: 'Jürgen',
      familyName: 'Groß; Söhne',
      title: '',
      email: 'j@x.example',
      company: 'Müller "Bau"',
      phones: [
        { label: 'work', text: '0221/44' },
        { label: 'mobile', text: '0170 1' },
      ],
    },
  ])
})

test.each<[string, string[]]>([
  [
    'First Name,Last Name,Job Title,Company,E-mail Address,Business Phone,Mobile Phone,Home Phone',
    ['givenName', 'familyName', 'title', 'company', 'email', 'work', 'mobile', 'home'],
  ],
  ['Name,Organization,Phone', ['fullName', 'company', 'other']],
  ['Prénom\tNom\tSociété\tTéléphone\tCourriel', ['givenName', 'familyName', 'company', 'other', 'email']],
  ['sep=|\nName|Number', ['fullName', 'other']],
  ['A,B,C\nx,+49 221 445566,a@b.example', ['none', 'other', 'email']],
])('the columns of %j are known', (text, expected) => {
  expect(guessColumns(readTable(text))).toEqual(expected)
})

test('whole names in two orders; UTF-8 and UTF-16', () => {
  const table = readTable('Name\n"Lovelace, Ada"\nGrace Brewster Hopper\nPlato')
  const names = rowsOfTable(table, ['fullName']).map(({ givenName, familyName }) => [givenName, familyName])
  expect(names).toEqual([
    ['Ada', 'Lovelace'],
    ['Grace Brewster', 'Hopper'],
    ['', 'Plato'],
  ])
  expect(decodeFile(new TextEncoder().encode('Jürgen'))).toBe('Jürgen')
  expect(decodeFile(Uint8Array.from([0xff, 0xfe, 0x4a, 0, 0xfc, 0]))).toBe('Jü')
})

const contact = (more: Partial<Contact>): Contact => ({
  id: '00000000-0000-4000-8000-000000000000',
  givenName: '',
  familyName: '',
  name: '',
  title: null,
  email: null,
  accountId: null,
  accountName: null,
  phones: [],
  ...more,
})

test('no cell of an export is a formula, whatever stands in a record, and what is read again is what it was', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc
      .tuple(
        fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠', "'", "'="),
        fc.string({ maxLength: 8 }),
      )
      .map((it) => it.join('')),
  )
  const clean = text.map((it) => it.replace(/[\r\n\t\uFEFF\0]/gu, '').trim())
  fc.assert(
    fc.property(
      fc.array(fc.record({ familyName: clean, title: clean, number: clean }), { minLength: 1, maxLength: 5 }),
      (made) => {
        const contacts = made.map(({ familyName, title, number }) =>
          contact({
            familyName: `x${familyName}`,
            title,
            phones: [{ label: 'work', text: number, e164: null, display: '' }],
          }),
        )
        const file = writeTable(contacts)
        const again = readTable(file)
        expect(again.rows.map((row) => [row[1], row[2], row[5]])).toEqual(
          // An apostrophe before such a sign is taken for ours.
          made.map(({ familyName, title, number }) => [
            `x${familyName}`,
            unguarded(title),
            unguarded(number),
          ]),
        )
        const cells = Papa.parse<string[]>(file.slice(1)).data.flat()
        for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@＝＋－＠]/u)
      },
    ),
  )
})

const unguarded = (text: string): string => (/^'[=+\-@＝＋－＠]/u.test(text) ? text.slice(1) : text)
