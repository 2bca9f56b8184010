import { readFileSync } from 'node:fs'
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

interface Entry {
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly link?: boolean
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
