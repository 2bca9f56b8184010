import { expect, test } from 'vitest'
import { isCountry, isTimeZone, lineOf } from './admin-fields.ts'

test('countries are those of today', () => {
  expect(['DE', 'US', 'CH', 'AE', 'GB', 'XK'].filter(isCountry)).toEqual(['DE', 'US', 'CH', 'AE', 'GB', 'XK'])
  expect(['DD', 'SU', 'YU', 'UK', 'EU', 'ZZ', 'XX', 'QX', 'de', 'D', 'DEU', ''].filter(isCountry)).toEqual([])
})

test('time zones are those of the IANA', () => {
  expect(['Europe/Berlin', 'America/New_York', 'UTC'].filter(isTimeZone)).toHaveLength(3)
  expect(['Europe/Hamburg', 'nowhere', ''].filter(isTimeZone)).toEqual([])
})

test('a line is trimmed, and one of spaces is none', () => {
  expect(lineOf(5).parse(' ab ')).toBe('ab')
  expect(lineOf(5).safeParse('   ').error?.issues[0]?.message).toBe('Enter a name.')
  expect(lineOf(5).safeParse('abcdef').error?.issues[0]?.message).toBe('This is too long.')
})
