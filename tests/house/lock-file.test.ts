import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/**
 * npm leaves packages for other platforms out of the lock when it writes one from what is installed, or when a registry lacks
 * them. Then `npm ci` refuses in a fresh clone, or a Mac gets no binaries.
 */
interface Entry {
  readonly version?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly extraneous?: boolean
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

const lock: { packages: Record<string, Entry> } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
)

/** As Node looks for a package: beside its user, then in every node_modules above. */
function isLocked(user: string, name: string): boolean {
  for (let folder = user; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const prefix = folder === '' ? '' : `${folder}/`
    if (lock.packages[`${prefix}node_modules/${name}`]) return true
    if (folder === '') return false
  }
}

test('whatever a locked package asks for, for any platform, is locked too', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(path, name))
      .map((name) => `${name} for ${path || 'the root'}`),
  )
  expect(missing).toEqual([])
})

test('every package is held by its hash, and none is left over', () => {
  const packages = Object.entries(lock.packages).filter(([path]) => path.includes('node_modules/'))
  const wrong = packages.filter(([, entry]) => (!entry.link && !entry.integrity) || entry.extraneous)
  expect(wrong.map(([path]) => path)).toEqual([])
})
