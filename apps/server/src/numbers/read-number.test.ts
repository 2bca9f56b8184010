import {
  type CountryCode,
  getCountries,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, test } from 'vitest'
import { displayNumber, type NumberRules, readNumber } from './read-number.ts'

const germany: NumberRules = { country: 'DE' }
const america: NumberRules = { country: 'US' }

/** Every way in which one number may come to us, seen from its own country and from another one. */
function waysToWrite(e164: string): { text: string; abroad: boolean }[] {
  const number = parsePhoneNumberFromString(e164)
  if (number === undefined) throw new Error(`no number: ${e164}`)
  const national = number.formatNational()
  const international = number.formatInternational()
  const rest = e164.slice(1 + number.countryCallingCode.length)
  const wide = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
  const everywhere = [
    e164,
    international,
    international.replaceAll(' ', '-'),
    international.replaceAll(' ', '.'),
    international.replaceAll(' ', '\u00a0'),
    international.replaceAll(' ', '/'),
    international.replaceAll(' ', '  \u200e'),
    international.replaceAll('-', '\u2011'),
    wide(international),
    `tel:${e164}`,
    `tel:${e164};ext=123`,
    number.format('RFC3966'),
    `sip:${e164}@pbx.example;user=phone`,
    `Tel.: ${international}`,
    `  ${international} ext. 123`,
    `${international} x123`,
    `(+${number.countryCallingCode}) ${rest}`,
    `+ ${number.countryCallingCode} ${rest}`,
    `00${e164.slice(1)}`,
    `+00${e164.slice(1)}`,
    e164.split('').join(' '),
  ]
  const atHome = [
    national,
    national.replaceAll(' ', ''),
    national.replaceAll(' ', '/'),
    national.replaceAll(' ', '.'),
    wide(national),
    `${national} ext 9`,
    `Phone: ${national}`,
  ]
  return [
    ...everywhere.map((text) => ({ text, abroad: true })),
    ...atHome.map((text) => ({ text, abroad: false })),
  ]
}

describe('one number has one key, however it is written', () => {
  test('every region of the number plan, every way to write it', () => {
    const wrong: string[] = []
    let read = 0
    for (const region of getCountries()) {
      const e164 = getExampleNumber(region, examples)?.number
      if (e164 === undefined) continue
      for (const { text, abroad } of waysToWrite(e164)) {
        for (const country of abroad ? new Set<CountryCode>([region, 'DE', 'US']) : [region]) {
          // On some islands a whole number is as short as an extension elsewhere.
          const reading = readNumber(text, { country, internalLength: 3 })
          read += 1
          if (reading.e164 !== e164) wrong.push(`${region} from ${country}: ${text} -> ${reading.e164}`)
        }
      }
    }
    expect(read).toBeGreaterThan(10_000)
    expect(wrong).toEqual([])
  })

  test('with a prefix to dial before it, as some switches send it', () => {
    const prefixed: NumberRules = { country: 'DE', dialPrefix: '0' }
    for (const text of ['0030 1234567', '00049301234567', '030 1234567', '+49 30 1234567'])
      expect([text, readNumber(text, prefixed).e164]).toEqual([text, '+49301234567'])
    const nine: NumberRules = { country: 'US', dialPrefix: '9' }
    for (const text of ['914155550100', '9 (415) 555-0100', '4155550100', '14155550100'])
      expect([text, readNumber(text, nine).e164]).toEqual([text, '+14155550100'])
  })

  test.each([
    ['+49 (0)30 1234567', germany, '+49301234567'],
    ['0049 (0) 30 / 123 45 67', germany, '+49301234567'],
    ['+49 030 1234567', germany, '+49301234567'],
    ['030/1234567', germany, '+49301234567'],
    ['49301234567', germany, '+49301234567'],
    ['14155550100', germany, '+14155550100'],
    ['1-800-FLOWERS', america, '+18003569377'],
    ['011 49 30 1234567', america, '+49301234567'],
    ['+39 06 6982 1234', germany, '+390669821234'],
    ['٠٣٠١٢٣٤٥٦٧', germany, '+49301234567'],
    ['०३०१२३४५६७', germany, '+49301234567'],
    ['(415) 555-0100', america, '+14155550100'],
    ['+1 415 555 0100,,4711#', america, '+14155550100'],
  ])('%s', (text, rules, e164) => {
    expect(readNumber(text, rules)).toMatchObject({ kind: 'number', e164 })
  })
})

test('an extension stays an extension', () => {
  for (const text of ['1001', ' 10-01 ', 'x1001', 'ext. 1001', 'sip:1001@pbx.example', '１００１'])
    expect(readNumber(text, germany)).toEqual({
      kind: 'extension',
      e164: null,
      display: '1001',
      dial: '1001',
    })
  expect(readNumber('123456', { country: 'DE', internalLength: 6 }).kind).toBe('extension')
  expect(readNumber('030 1234567 x12', germany)).toEqual({
    kind: 'number',
    e164: '+49301234567',
    display: '030 1234567 x12',
    dial: '+49301234567',
  })
})

test.each([
  '',
  ' ',
  'anonymous',
  'not a number',
  'order 66',
  'Suite 4000, Main Street',
  '*21*004912345#',
  '+',
  'tel:',
  '1234567890123456789',
  '+49',
  'a@b.example',
])('text that is no number is kept and never dialled: %j', (text) => {
  expect(readNumber(text, germany)).toMatchObject({ kind: 'unreadable', e164: null, dial: null })
})

test('what is dialled is what a person there would dial, behind the prefix', () => {
  expect(readNumber('+49 30 1234567', { country: 'DE', dialPrefix: '0' }).dial).toBe('0' + '0301234567')
  expect(readNumber('+1 415 555 0100', { country: 'DE', dialPrefix: '0' }).dial).toBe('0' + '0014155550100')
  expect(readNumber('+49 30 1234567', { country: 'US', dialPrefix: '9' }).dial).toBe('9' + '01149301234567')
  expect(readNumber('030 1234567', germany).dial).toBe('+49301234567')
})

test('numbers are shown as people of the country write them', () => {
  expect(displayNumber('+49301234567', 'DE')).toBe('030 1234567')
  expect(displayNumber('+49301234567', 'US')).toBe('+49 30 1234567')
  expect(displayNumber('+14155550100', 'us')).toBe('(415) 555-0100')
  expect(displayNumber('+999', 'DE')).toBe('+999')
})

test('hostile text costs nothing', () => {
  const started = performance.now()
  for (const text of [
    '+'.repeat(200),
    '('.repeat(200),
    '1'.repeat(200),
    ' '.repeat(200) + '1',
    'tel:'.repeat(50),
    ';ext='.repeat(40),
    'x1'.repeat(100),
  ])
    readNumber(text, germany)
  expect(performance.now() - started).toBeLessThan(1_000)
})
