import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './copy-of-the-house.ts'

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

const tracked = run('git', 'ls-files', '-z')
  .split('\0')
  .filter((path) => path !== '' && statSync(join(root, path), { throwIfNoEntry: false })?.isFile())
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const isText = (text: string) => !text.slice(0, 8000).includes('\0')
const texts = tracked.map((path) => ({ path, text: read(path) })).filter(({ text }) => isText(text))

test('the tracked files were read', () => {
  expect(texts.map(({ path }) => path)).toContain('package-lock.json')
})

test('the lock file says what, not from where', () => {
  const entries: { resolved?: string }[] = Object.values(JSON.parse(read('package-lock.json')).packages)
  expect(entries.filter(({ resolved }) => resolved?.includes('://'))).toEqual([])
})

test('.npmrc names no registry and no credential', () => {
  expect(read('.npmrc')).not.toMatch(/registry\s*=\s*\S*:|_auth|token|password/i)
})

test('no file names the registry that this machine installs from', () => {
  const host = new URL(run('npm', 'config', 'get', 'registry').trim()).host
  const hits = texts.filter(({ text }) => host !== 'registry.npmjs.org' && text.includes(host))
  expect(hits.map(({ path }) => path)).toEqual([])
})

test('no file names a folder of the machine it was written on', () => {
  const personal = new RegExp(
    String.raw`(?:^|[\s'"\`(=:])(?:/(?:work|home|root|Users)/[\w.-]+/|[A-Z]:\\Users\\)`,
    'm',
  )
  const hits = texts.filter(({ text }) => text.includes(root) || personal.test(text))
  expect(hits.map(({ path, text }) => `${path}: ${personal.exec(text)?.[0]}`)).toEqual([])
})
