import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './copy-of-the-house.ts'

/** docs/requirements.md says of every requirement which test shows it, or why none does yet. */
const rowPattern = /^\|\s*((?:SF|MS|VN|AD|XX|E2E)-A?\d+)\s*\|(.*?)\|(.*?)\|\s*$/
const text = readFileSync(join(root, 'docs', 'requirements.md'), 'utf8')
const rows = text
  .split('\n')
  .map((line) => rowPattern.exec(line))
  .filter((match) => match !== null)
  .map(([, id = '', where = '', words = '']) => ({ id, where: where.trim(), words: words.trim() }))

const reference = process.env.HOOKSWITCH_REFERENCE ?? join(root, '..', 'shared')
const source = join(reference, 'design', 'requirements.md')

test('each requirement has one line', () => {
  const ids = rows.map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(0)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

test('each line names test files that exist, or says not yet and why', () => {
  const wrong = rows.filter(({ where, words }) => {
    if (where === 'not yet' || where === 'left out') return words.length < 10
    const files = where.split(/\s+/)
    return !files.every((file) => /\.test\.tsx?$/.test(file) && existsSync(join(root, file)))
  })
  expect(wrong).toEqual([])
})

describe.skipIf(!existsSync(source))('beside the reference (../shared or HOOKSWITCH_REFERENCE)', () => {
  test('every requirement of the reference has a line, and no line is without a requirement', () => {
    const wanted = readFileSync(source, 'utf8').matchAll(
      /^- ((?:SF|MS|VN|AD|XX)-A?\d+)[ :].*\*(?:must|should|later)\*\s*$/gm,
    )
    const known = rows.map(({ id }) => id).filter((id) => !id.startsWith('E2E'))
    expect(known.toSorted()).toEqual([...wanted].map(([, id = '']) => id).toSorted())
  })

  test('every end-to-end check of the reference has a line', () => {
    const [, checks = ''] = readFileSync(source, 'utf8').split(/^## End-to-end checks.*$/m)
    const wanted = (checks.split(/^## /m)[0] ?? '').matchAll(/^(\d+)\. /gm)
    const known = rows.map(({ id }) => id).filter((id) => id.startsWith('E2E'))
    expect(known).toEqual([...wanted].map(([, number = '']) => `E2E-${number.padStart(2, '0')}`))
    expect(known.length).toBeGreaterThan(10)
  })
})
