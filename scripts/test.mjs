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
  const packages = []
  const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  if (!browsers.some((path) => existsSync(path))) packages.push('chromium', 'fonts-liberation')
  // Counts how often the database truly waits for the disk (promises R3).
  if (!existsSync('/usr/bin/strace')) packages.push('strace')
  if (packages.length > 0) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'inherit', 'inherit'] })
    for (const name of packages)
      tryInstall(name, ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', name])
  }
  // It says itself why it cannot be here; the suites then skip with the same words.
  const asterisk = join(root, 'tests', 'peers', 'asterisk.sh')
  const missing = spawnSync('bash', [asterisk, 'missing'], { encoding: 'utf8' })
  if (missing.stdout.trim() === '') tryInstall('Asterisk', ['bash', asterisk, 'install'])
}

/** How many tests may pass at their second try only. Each is a fault of ours, to be traced; more than these hide one. */
const mostSecondTries = 2
/** See vitest.config.ts. */
const projects = ['unit', 'suites', 'alone']

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

/** @param {string} what @param {import('./tally-reporter.mjs').Named[]} tests */
function tell(what, tests) {
  for (const { name, reason } of tests) console.log(`${what}: ${name}\n  ${reason.replaceAll('\n', '\n  ')}`)
}

ensureInstalled()
ensureDeskBuilt()
installPeers()

const folder = mkdtempSync(join(tmpdir(), 'hookswitch-test-'))
const file = join(folder, 'tally.ndjson')
const allPassed = projects.map((project) => runProject(project, file)).every(Boolean)
const tallies = readTallies(file)
rmSync(folder, { recursive: true })

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
const skipped = tallies.flatMap((tally) => tally.skipped)
const failures = tallies.flatMap((tally) => tally.failed)
// A run that broke before it could count is a failure too.
const failed =
  allPassed && tallies.length === projects.length ? failures.length : Math.max(failures.length, 1)
// The reference may not be distributed: where it is not, no machine of strangers can have it. Peers it can install.
const excused = skipped.filter(({ name, reason }) => `${name} ${reason}`.includes('HOOKSWITCH_REFERENCE'))
const inexcusable = strict && skipped.length > excused.length
for (const { name, reason } of skipped) console.log(`skipped: ${name} (${reason})`)
if (inexcusable) console.log('CI=true: a test skipped for want of a peer is a failure.')
const again = tallies.flatMap((tally) => tally.again)
tell('passed at the second try only', again)
if (again.length > mostSecondTries) console.log(`More than ${mostSecondTries} second tries are a failure.`)
tell('FAILED', failures)
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
process.exitCode = failed > 0 || inexcusable || again.length > mostSecondTries ? 1 : 0
