import { expect, test } from 'vitest'
import { readCards, writeCards, type Card } from './vcard.ts'

const card = (...lines: string[]): string => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n')

test('the author’s own card (RFC 6350, 8): two types, a telephone as an address, an extension', () => {
  const text = card(
    'VERSION:4.0',
    'FN:Simon Perreault',
    'N:Perreault;Simon;;;ing. jr,M.Sc.',
    'BDAY:--0203',
    'GENDER:M',
    'LANG;PREF=1:fr',
    'ORG;TYPE=work:Viagenie',
    'ADR;TYPE=work:;Suite D2-630;2875 Laurier;Quebec;QC;G1V 2M2;Canada',
    'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102',
    'TEL;VALUE=uri;TYPE="work,cell,voice,video,text":tel:+1-418-262-6501',
    'EMAIL;TYPE=work:simon.perreault@viagenie.ca',
    'TZ;VALUE=utc-offset:-0500',
    'URL;TYPE=home:http://nomis80.org',
  )
  expect(readCards(text)).toEqual([
    {
      givenName: 'Simon',
      familyName: 'Perreault',
      title: '',
      email: 'simon.perreault@viagenie.ca',
      company: 'Viagenie',
      phones: [
        { label: 'work', text: '+1-418-656-9254 x102' },
        { label: 'mobile', text: '+1-418-262-6501' },
      ],
    },
  ])
})

test('lines that go on (3.2), values with signs of their own (3.4), groups (3.3) and names in parts (6.2.2)', () => {
  const text = card(
    'VERSION:4.0',
    'item1.FN:Mr. John Q. Public\\, Esq.',
    'N:Public;John;Quinlan;Mr.;Esq.',
    'ORG:ABC\\, Inc.;North American Division;Marketing',
    'TITLE:Research ',
    '  Scient',
    ' ist\\; twice',
    'item2.TEL;TYPE=home:tel:+33-01-23-45-67',
  )
  expect(readCards(text)[0]).toMatchObject({
    givenName: 'John Quinlan',
    familyName: 'Public',
    company: 'ABC, Inc.',
    title: 'Research  Scientist; twice',
    phones: [{ label: 'home', text: '+33-01-23-45-67' }],
  })
})

test('version 3.0 as telephones and mail programs write it (RFC 2426)', () => {
  const text = [
    card(
      'VERSION:3.0',
      'N:Müller;Jürgen;;;',
      'FN:Jürgen Müller',
      'TEL;CELL:0170 7654321',
      'TEL;TYPE=FAX,WORK:0221 1',
      'TEL;TYPE=work;TYPE=pref:0221 445566',
      'TEL;TYPE=PAGER:1234',
      'EMAIL;TYPE=INTERNET:j@mueller.example',
      'PHOTO;ENCODING=b;TYPE=JPEG:MIICajCCAdOgAwIBAgICBEUwDQYJKoZIhvcN',
    ),
    card('VERSION:3.0', 'FN:Werkstatt Ost', 'N:;;;;', 'ORG:Werkstatt Ost;', 'TEL:030 123'),
    card('VERSION:3.0', 'FN:Grace Brewster Hopper'),
  ].join('')
  expect(readCards(text)).toEqual([
    {
      givenName: 'Jürgen',
      familyName: 'Müller',
      title: '',
      email: 'j@mueller.example',
      company: '',
      phones: [
        { label: 'work', text: '0221 445566' },
        { label: 'mobile', text: '0170 7654321' },
      ],
    },
    {
      givenName: '',
      familyName: 'Werkstatt Ost',
      title: '',
      email: '',
      company: 'Werkstatt Ost',
      phones: [{ label: 'other', text: '030 123' }],
    },
    { givenName: 'Grace Brewster', familyName: 'Hopper', title: '', email: '', company: '', phones: [] },
  ])
})

test.each([
  '',
  'no card at all',
  'BEGIN:VCARD',
  'END:VCARD',
  ':',
  ';;;:',
  'BEGIN:VCARD\r\nN\r\nEND:VCARD',
  '\uFEFF',
])('what is no card is none, and harms nobody: %j', (text) => {
  expect(readCards(text).every(({ familyName }) => familyName === '')).toBe(true)
})

test('what is written is read as it was, whatever signs are in it, in lines of at most 75 bytes', () => {
  const cards: Card[] = [
    {
      givenName: 'Ada; Augusta',
      familyName: 'Löwe, Gräfin\\von',
      title: 'Erste\nZeile',
      email: 'ada@engines.example',
      company: `${'Sehr lange Gesellschaft für Ünbekanntes '.repeat(5)}mbH`,
      phones: [
        { label: 'mobile', text: '+49 170 1' },
        { label: 'home', text: '0221/1' },
      ],
    },
  ]
  const text = writeCards(cards)
  expect(readCards(text)).toEqual(cards)
  for (const line of text.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
})
