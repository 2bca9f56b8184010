import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process for certain: its number may be given to another one later, but not with the same start. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in whatever form this system tells it; null where it does not. */
  readonly started: string | null
}

export function identify(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) }
}

/** Whether this very process still runs. */
export function isRunning({ pid, started }: ProcessIdentity): boolean {
  if (!exists(pid)) return false
  const now = startOf(pid)
  return started === null || now === null || now === started
}

/** Whether any process has this number. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    // It is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The command line of a process; '' when it cannot be read. */
export function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return ps(pid, 'args=')
  } catch {
    return ''
  }
}

function startOf(pid: number): string | null {
  try {
    if (process.platform !== 'linux') return ps(pid, 'lstart=') || null
    // Ticks since boot alone repeat after a restart of the machine.
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const ticks = statFields(pid)[19]
    return ticks === undefined ? null : `${boot}/${ticks}`
  } catch {
    return null
  }
}

/** A child that was killed but not yet waited for holds nothing any more. */
function isZombie(pid: number): boolean {
  try {
    return process.platform === 'linux' && statFields(pid)[0] === 'Z'
  } catch {
    return false
  }
}

/** Fields of /proc/pid/stat from the third (state) on; the second is a name that may hold anything. */
function statFields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function ps(pid: number, format: string): string {
  return execFileSync('ps', ['-p', String(pid), '-o', format], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 1_000,
    env: { ...process.env, LC_ALL: 'C' },
  }).trim()
}
