import { expect, it } from 'vitest'
import { splitName } from './split-name.ts'

it.each([
  ['Maria Weber', 'Maria', 'Weber'],
  ['WEBER, MARIA', 'Maria', 'Weber'],
  ["JEAN-PIERRE O'NEIL", 'Jean-Pierre', "O'Neil"],
  ['  Anna   Maria  de Vries ', 'Anna Maria de', 'Vries'],
  ['Weber', '', 'Weber'],
  ['Weber,', '', 'Weber,'],
  ['', '', ''],
  [null, '', ''],
])('%s is %s and %s', (name, givenName, familyName) => {
  expect(splitName(name)).toEqual({ givenName, familyName })
})
