import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What may ship in a program under Apache-2.0 without a second thought. */
const allowed = new Set(['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'ISC'])

/** Looked at one by one; each says why it may stay. */
const exceptions: Record<string, { licence: string; because: string }> = {
  isbot: {
    licence: 'Unlicense',
    because:
      'A public-domain dedication. @tanstack/react-router lists it for server rendering, which we do not use: it is not in the bundle.',
  },
}

/**
 * Tools that we ask for ourselves and that no user ever gets. One of them is under a licence that is not on the list: MPL-2.0
 * obliges whoever passes its files on, and we pass none on.
 */
const toolExceptions: Record<string, { licence: string; because: string }> = {
  'axe-core': {
    licence: 'MPL-2.0',
    because:
      'Tests read it and put it unchanged into a page under test. The promise of no violations is one by its rules.',
  },
}

interface Entry {
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly link?: boolean
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

const lock: { packages: Record<string, Entry> } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
)
const shipped = Object.entries(lock.packages)
  .filter(
    ([path, entry]) => path.startsWith('node_modules/') && !entry.link && !entry.dev && !entry.devOptional,
  )
  .map(([path, entry]) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    licence: entry.license ?? 'none stated',
  }))

test('the lock file was read', () => {
  expect(shipped.map(({ name }) => name)).toContain('kysely')
})

test('every production dependency has a licence that is on the list, or an exception with a reason', () => {
  const strangers = shipped.filter(
    ({ name, licence }) => !allowed.has(licence) && exceptions[name]?.licence !== licence,
  )
  expect(strangers).toEqual([])
})

test('no exception outlives its package', () => {
  const names = new Set(shipped.map(({ name }) => name))
  expect(Object.keys(exceptions).filter((name) => !names.has(name))).toEqual([])
})

const entries = Object.entries(lock.packages)
const asked = entries
  .filter(([path]) => !path.includes('node_modules/'))
  .flatMap(([, entry]) => [
    ...Object.keys(entry.dependencies ?? {}),
    ...Object.keys(entry.devDependencies ?? {}),
  ])
  .filter((name) => !name.startsWith('@hookswitch/'))

test('everything that a package.json names is under a licence of the list, but for one tool', () => {
  expect(asked).toContain('vitest')
  const licenceOf = (name: string): string => lock.packages[`node_modules/${name}`]?.license ?? 'none stated'
  const strangers = asked.filter((name) => !allowed.has(licenceOf(name)))
  expect(new Set(strangers)).toEqual(new Set(Object.keys(toolExceptions)))
  for (const [name, { licence }] of Object.entries(toolExceptions)) {
    expect(licenceOf(name)).toBe(licence)
    expect(lock.packages[`node_modules/${name}`]?.dev).toBe(true)
  }
})

test('the tool that is the exception is used by tests alone', () => {
  const root = new URL('../../', import.meta.url)
  const users = sourcesUnder(root)
    .filter((file) => readFileSync(file, 'utf8').includes("'axe-core"))
    .map((file) => file.href.slice(root.href.length))
  expect(users).toContain('tests/desk/axe.ts')
  expect(users.filter((path) => !path.startsWith('tests/'))).toEqual([])
})

function sourcesUnder(folder: URL): URL[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
    if (it.name.startsWith('.') || it.name === 'node_modules' || it.name === 'dist') return []
    if (it.isDirectory()) return sourcesUnder(new URL(`${it.name}/`, folder))
    return /\.(ts|tsx|mjs)$/.test(it.name) ? [new URL(it.name, folder)] : []
  })
}
