import { expect, test } from 'vitest'
import { Pseudonyms } from './pseudonyms.ts'

/** The same chance every time. */
function dice(seed = 7): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}

function namesFor(...texts: string[]): Pseudonyms {
  const names = new Pseudonyms(dice())
  for (const text of texts) names.meet(text)
  return names
}

test('the same is replaced by the same, and keeps its shape', () => {
  const names = namesFor('+49 30 1234567', 'Ada Lovelace', '1001', '(415) 555-0100')
  expect(names.of('1001')).toBe(names.of('1001'))
  expect(names.of('1001')).toMatch(/^[1-9]\d{3}$/)
  expect(names.of('Ada Lovelace')).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{7}$/)
  expect(names.of('(415) 555-0100')).toMatch(/^\(\d{3}\) \d{3}-0\d{3}$/)
})

test('one number is one number however it is dialled', () => {
  const written = ['+493012345678', '00493012345678', '03012345678', '493012345678']
  const names = namesFor(...written)
  const made = written.map((number) => names.of(number))
  const own = made[2]?.slice(1) ?? ''
  expect(own).toHaveLength('3012345678'.length)
  expect(made).toEqual([`+49${own}`, `0049${own}`, `0${own}`, `49${own}`])
})

test('a number without a plus has no country code to keep', () => {
  const names = namesFor('4155550100')
  expect(names.of('4155550100')).not.toMatch(/^41/)
})

test('no two become one, and nothing becomes what occurs somewhere, while there is room', () => {
  const extensions = Array.from({ length: 900 }, (_, index) => String(1_000 + index))
  const names = namesFor(...extensions, 'Call')
  names.keep('7777 established')
  const made = extensions.map((extension) => names.of(extension))
  expect(new Set(made).size).toBe(extensions.length)
  expect(made.filter((extension) => extensions.includes(extension) || extension === '7777')).toEqual([])
})

test('where there is no room, they change places', () => {
  const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
  const names = namesFor(...digits)
  expect(new Set(digits.map((digit) => names.of(digit)))).toEqual(new Set(digits))
})
