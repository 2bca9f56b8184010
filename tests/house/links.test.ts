import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './copy-of-the-house.ts'

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')

test.each(documents)('every file that %s links to or names in docs/ is there', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = '']) =>
    join(dirname(document), to),
  )
  const named = [...text.matchAll(/(?<![\w/])docs\/[\w-]+\.md/g)].map(([to]) => to)
  expect([...links, ...named].filter((to) => !existsSync(join(root, to)))).toEqual([])
})

test('the README is a page or two', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(120)
})
