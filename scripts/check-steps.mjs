// What `npm run check` does, as data, so that tests/house can run single steps on a copy with a planted fault.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { node24 } from './node24.mjs'

/** @typedef {{ name: string, command: string, args: string[], heavy?: boolean }} Step */

const sources = ['packages', 'apps', 'tests', 'bench', 'scripts']

/** @param {string} root */
function lintTargets(root) {
  const rootFiles = readdirSync(root).filter((name) => name.endsWith('.config.ts'))
  return [...sources.filter((name) => existsSync(join(root, name))), ...rootFiles]
}

/**
 * Every tsconfig of every workspace is one program: what a room may use is a matter of its own file.
 * @param {string} root
 */
function typePrograms(root) {
  const workspaces = ['packages', 'apps']
    .filter((group) => existsSync(join(root, group)))
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(group, name)))
  return ['.', ...workspaces].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /^tsconfig(\.\w+)?\.json$/.test(name) && name !== 'tsconfig.base.json')
      .map((name) => join(folder, name)),
  )
}

/**
 * @param {string} root
 * @returns {Step[]}
 */
export function checkSteps(root) {
  const bin = join(root, 'node_modules')
  /** @type {(tool: string, ...args: string[]) => Pick<Step, 'command' | 'args'>} */
  const run = (tool, ...args) => ({ command: node24, args: [join(bin, tool), ...args] })
  return [
    {
      name: 'unit tests',
      heavy: true,
      ...run('vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter', 'dot'),
    },
    { name: 'lint and rooms', ...run('oxlint/bin/oxlint', '--format', 'unix', ...lintTargets(root)) },
    { name: 'unused and unlisted', ...run('knip/bin/knip.js', '--no-progress') },
    { name: 'format', ...run('oxfmt/bin/oxfmt', '--check', '.') },
    ...typePrograms(root).map((file) => ({
      name: `types ${file.replace(/\/tsconfig\.json$/, '')}`,
      ...run('typescript/bin/tsc', '--pretty', 'false', '--project', file),
    })),
  ]
}
