// Runs under any Node from 20 up: finds the project's own Node 24, which runs TypeScript directly.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = join(root, 'node_modules', '.bin')
const packaged = join(root, 'node_modules', 'node', 'bin', 'node')
/** The project's Node 24; on Windows the package carries an .exe. */
export const node24 = process.platform === 'win32' ? `${packaged}.exe` : packaged

/** The environment in which the project's tools find each other and the right Node. */
export function toolEnvironment(extra = {}) {
  const path = [bin, dirname(node24), process.env.PATH ?? ''].join(delimiter)
  return { ...process.env, PATH: path, ...extra }
}

/** True when the binary is there and answers; a half-installed package has an empty file in its place. */
export function hasNode24() {
  if (!existsSync(node24)) return false
  const answer = spawnSync(node24, ['--version'], { encoding: 'utf8' })
  return answer.status === 0 && answer.stdout.startsWith('v24.')
}

/**
 * Hands this process over to a child: its output is ours, our signals are its, its end is our end.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function become(command, args, env = toolEnvironment()) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env })
  /** @type {NodeJS.Signals[]} */
  const passed = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of passed) {
    // Ctrl-C reaches the whole process group by itself; passing it on as well would count as a second one.
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  // `npm` passes a signal to its shell, which ends without passing it on: whoever is orphaned has been told to stop.
  const parent = process.ppid
  const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 250)
  watch.unref()
  child.on('error', (error) => {
    console.error(`Could not start ${command}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
