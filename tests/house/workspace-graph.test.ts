import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Who may depend on whom; ARCHITECTURE.md says why. A new workspace or edge is a decision, so it is written here. */
const allowed: Record<string, string[]> = {
  'packages/model': [],
  'packages/contract': ['model'],
  'packages/pbx': ['model'],
  'packages/simulator': ['model', 'pbx'],
  'apps/server': ['contract', 'model', 'pbx'],
  'apps/desk': ['contract', 'model'],
  'apps/cli': ['contract', 'model', 'pbx', 'simulator'],
}

const root = new URL('../../', import.meta.url)
const folders = ['packages', 'apps'].flatMap((group) =>
  readdirSync(new URL(group, root)).map((name) => `${group}/${name}`),
)

test('the workspaces are those of the table', () => {
  expect(folders.toSorted()).toEqual(Object.keys(allowed).toSorted())
})

test.each(folders)('%s depends on nothing that the table does not allow', (folder) => {
  const manifest = JSON.parse(readFileSync(new URL(`${folder}/package.json`, root), 'utf8'))
  const edges = Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  })
    .filter((name) => name.startsWith('@hookswitch/'))
    .map((name) => name.slice('@hookswitch/'.length))
  expect(edges.filter((name) => !allowed[folder]?.includes(name))).toEqual([])
})
