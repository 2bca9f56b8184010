import { expect, test } from 'vitest'
import { parseDuration } from './duration.ts'

test.each([
  ['2s', 2000],
  ['500ms', 500],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  [' 3 s ', 3000],
  ['7', 7000],
])('%s is %d ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

test.each(['', 's', '-2s', '2 days', '1e3', '2s3'])('"%s" is refused with an example', (text) => {
  expect(() => parseDuration(text)).toThrow('Write a time such as 2s')
})
