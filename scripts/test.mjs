// npm test: every test. Where this machine lacks a peer that a suite needs (a browser, a real Asterisk), that suite is skipped by name with
// its reason; with CI=true such a skip is a failure. The last line is the tally.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { node24, root, toolEnvironment } from './node24.mjs'
import { ensureDeskBuilt, ensureInstalled } from './setup.mjs'

const strict = process.env.CI === 'true'

/** Only here may a test run install system packages: Debian or Ubuntu, as root. */
function mayInstallPackages() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/**
 * A peer that cannot be installed is not fatal: its suite says so by skipping.
 * @param {string} peer
 * @param {string[]} commandLine
 */
function tryInstall(peer, [command = '', ...args]) {
  console.log(`Installing ${peer} …`)
  const env = toolEnvironment({ DEBIAN_FRONTEND: 'noninteractive' })
  const { status } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) console.error(`Could not install ${peer}: the suites that need it are skipped.`)
}

function installPeers() {
  if (!mayInstallPackages()) return
  const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  if (!browsers.some((path) => existsSync(path))) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'inherit', 'inherit'] })
    tryInstall('Chromium', ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'])
  }
  const asterisk = join('tests', 'peers', 'install.ts')
  if (existsSync(join(root, asterisk))) tryInstall('Asterisk', [node24, asterisk])
}

/**
 * One project after the other: suites start whole programs and measure how they behave, which two hundred unit tests beside them would blur.
 * @param {string} project
 * @param {string} tally
 */
function runProject(project, tally) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter', 'default', '--reporter', join(root, 'scripts', 'tally-reporter.mjs')]
  const filters = process.argv.slice(2)
  const args = [vitest, 'run', '--project', project, '--passWithNoTests', ...reporters, ...filters]
  const env = toolEnvironment({ HOOKSWITCH_TALLY: tally })
  return spawnSync(node24, args, { cwd: root, env, stdio: 'inherit' }).status === 0
}

/** @param {string} file @returns {import('./tally-reporter.mjs').Tally[]} */
const readTallies = (file) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []

ensureInstalled()
ensureDeskBuilt()
installPeers()

const folder = mkdtempSync(join(tmpdir(), 'hookswitch-test-'))
const file = join(folder, 'tally.ndjson')
const allPassed = ['unit', 'suites'].map((project) => runProject(project, file)).every(Boolean)
const tallies = readTallies(file)
rmSync(folder, { recursive: true })

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
const skipped = tallies.flatMap((tally) => tally.skipped)
const counted = tallies.reduce((sum, tally) => sum + tally.failed, 0)
// A run that broke before it could count is a failure too.
const failed = allPassed && tallies.length === 2 ? counted : Math.max(counted, 1)
for (const { name, reason } of skipped) console.log(`skipped: ${name} (${reason})`)
if (strict && skipped.length > 0) console.log('CI=true: a skipped test is a failure.')
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
process.exitCode = failed > 0 || (strict && skipped.length > 0) ? 1 : 0
