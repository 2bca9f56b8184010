import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkSteps } from '#scripts/check-steps.mjs'
import { toolEnvironment } from '#scripts/node24.mjs'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A copy of the sources in a temporary folder: faults are planted there, so that a killed test leaves nothing in the checkout. */
export interface CopyOfTheHouse {
  /** Writes a file into the copy. */
  plant(path: string, text: string): void
  remove(path: string): void
  /** Runs the steps of `npm run check` whose name starts with `name`, as they stand, on the copy. */
  check(name: string): { readonly ok: boolean; readonly output: string }
  tearDown(): void
}

export function copyTheHouse(): CopyOfTheHouse {
  const copy = mkdtempSync(join(tmpdir(), 'hookswitch-house-'))
  const keep = (path: string) => !['node_modules', 'dist', '.hookswitch'].includes(basename(path))
  for (const name of readdirSync(root)) {
    const wanted = ['packages', 'apps', 'scripts'].includes(name) || /\.(json|config\.ts)$/.test(name)
    if (wanted) cpSync(join(root, name), join(copy, name), { recursive: true, filter: keep })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return {
    plant(path, text) {
      mkdirSync(dirname(join(copy, path)), { recursive: true })
      writeFileSync(join(copy, path), text)
    },
    remove: (path) => rmSync(join(copy, path), { recursive: true }),
    check(name) {
      const steps = checkSteps(copy).filter((step) => step.name.startsWith(name))
      if (steps.length === 0) throw new Error(`check has no step that starts with "${name}"`)
      const runs = steps.map((step) =>
        spawnSync(step.command, step.args, { cwd: copy, env: toolEnvironment(), encoding: 'utf8' }),
      )
      return {
        ok: runs.every(({ status }) => status === 0),
        output: runs.map(({ stdout, stderr }) => stdout + stderr).join('\n'),
      }
    },
    tearDown: () => rmSync(copy, { recursive: true, force: true }),
  }
}
