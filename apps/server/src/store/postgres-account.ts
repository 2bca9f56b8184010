import { execFileSync } from 'node:child_process'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { StoreError } from './db-error.ts'

/**
 * The system account that PostgreSQL runs as. It refuses to run as root, so a server that is started by root (in a
 * container, say) hands the database to an account without rights.
 */
export interface PostgresAccount {
  /** Set when PostgreSQL is to run as somebody else than this process. */
  readonly dropTo: { readonly uid: number; readonly gid: number } | null
  /** What to put before a command so that it can reach folders that only root may enter. */
  readonly prefix: readonly string[]
}

/** @param paths files and folders that PostgreSQL must reach. */
export function chooseAccount(paths: readonly string[]): PostgresAccount {
  if (process.getuid?.() !== 0) return { dropTo: null, prefix: [] }
  const dropTo = findUnprivileged()
  if (paths.every((path) => isReachable(path, dropTo))) return { dropTo, prefix: [] }
  return { dropTo, prefix: reachingPrefix(dropTo, paths) }
}

/** Name of the system account of this process, as PostgreSQL's peer authentication will see it. */
export function ownName(): string {
  try {
    return userInfo().username
  } catch (cause) {
    throw new StoreError(
      'databaseUnsupported',
      `The user id ${process.getuid?.()} has no name on this machine, and PostgreSQL wants one. ` +
        'Start the server as a named user, or set DATABASE_URL.',
      { cause },
    )
  }
}

/** `postgres` where the machine has it, else `nobody`. */
function findUnprivileged(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const uid = idOf('-u', name)
      if (uid !== 0) return { uid, gid: idOf('-g', name) }
    } catch {
      // Not on this machine: try the next.
    }
  }
  throw new StoreError(
    'databaseUnsupported',
    'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody". ' +
      'Start the server as an ordinary user, or set DATABASE_URL.',
  )
}

function idOf(what: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [what, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
}

/** Whether every folder on the way lets the account through. */
function isReachable(path: string, { uid, gid }: { uid: number; gid: number }): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const entry = statSync(folder, { throwIfNoEntry: false })
    if (entry !== undefined) {
      const bit = entry.uid === uid ? 0o100 : entry.gid === gid ? 0o010 : 0o001
      if ((entry.mode & bit) === 0) return false
    }
    if (folder === dirname(folder)) return true
  }
}

const capabilities = [
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
]

/**
 * A home of root, or a folder of mktemp, is closed to everybody else. On Linux the one right to pass through closed
 * folders can be kept while all others are given up.
 */
function reachingPrefix(
  { uid, gid }: { uid: number; gid: number },
  paths: readonly string[],
): readonly string[] {
  const setpriv = findProgram('setpriv')
  const bounding = boundingCapabilities()
  const kept = capabilities.find(({ bit }) => (bounding >> bit) & 1n)
  if (setpriv === undefined || kept === undefined)
    throw new StoreError(
      'databaseUnsupported',
      `PostgreSQL does not run as root, and no other user may enter the folders above ${paths.join(' or ')}. ` +
        'Start the server as an ordinary user, set HOOKSWITCH_DATA to a folder that others may enter, or set DATABASE_URL.',
    )
  return [
    setpriv,
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=-all,+${kept.name}`,
    `--ambient-caps=-all,+${kept.name}`,
    '--',
  ]
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin']
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

function boundingCapabilities(): bigint {
  try {
    const line = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))
    return BigInt(`0x${line?.[1] ?? '0'}`)
  } catch {
    return 0n
  }
}
