import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { problemCodes } from '#server/http/problem-codes.table.ts'
import { errorCodes } from '#model/error-codes.ts'
import { root } from './copy-of-the-house.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The rows of one section of docs/errors.md: code and the cells after it. */
function documented(section: string): Map<string, string[]> {
  const text = read('docs/errors.md').split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = [...text.matchAll(/^\| `([\w.]+)` \|(.*)\|$/gm)]
  return new Map(rows.map(([, code = '', rest = '']) => [code, rest.split('|').map((cell) => cell.trim())]))
}

test('the interface refuses with the codes and statuses that are documented', () => {
  const rows = documented('Refusals of the interface')
  const inDocument = [...rows].map(([code, [status]]) => `${code} ${status}`)
  const inCode = Object.entries(problemCodes).map(([code, { status }]) => `${code} ${status}`)
  expect(inDocument.toSorted()).toEqual(inCode.toSorted())
})

test('a telephone system refuses with the codes that are documented', () => {
  const rows = documented('Refusals of a telephone system')
  expect([...rows.keys()].toSorted()).toEqual(Object.keys(errorCodes).toSorted())
})

test('the database fails with the codes that are documented', () => {
  const union = read('apps/server/src/store/db-error.ts').split('export type StoreErrorCode =')[1] ?? ''
  const inCode = [...(union.split('\n\n')[0] ?? '').matchAll(/'(\w+)'/g)].map(([, code = '']) => code)
  expect(inCode).not.toEqual([])
  const rows = documented('Database, at start and in `/readyz`')
  expect([...rows.keys()].toSorted()).toEqual(inCode.toSorted())
})

test('every code says what to do about it', () => {
  const bare = [...read('docs/errors.md').matchAll(/^\| `([\w.]+)` \|.*\|$/gm)].filter(
    ([row]) => row.length < 40,
  )
  expect(bare).toEqual([])
})
