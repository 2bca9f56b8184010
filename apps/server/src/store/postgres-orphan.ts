import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { StoreError } from './db-error.ts'
import type { StoreLog } from './db-log.ts'
import { commandOf, exists } from './postgres-process.ts'

/** How long an orphan may take to write everything out before it is cut off; it then recovers at the next start. */
const patienceMs = 5_000

/**
 * A server that was killed leaves its PostgreSQL running. It is stopped in order: the new one is then our child, with
 * our settings. A pid file of a process that is not PostgreSQL at this place is removed, else PostgreSQL would refuse.
 */
export async function stopOrphan(cluster: string, log: StoreLog): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  if (!Number.isInteger(pid) || pid <= 1) return
  if (!isPostmaster(pid, cluster)) return rm(file, { force: true })
  log.warn({ code: 'databaseOrphan', pid }, 'Stopping the PostgreSQL that a killed run left behind.')
  if (await stopped(pid, 'SIGINT', patienceMs)) return
  if (await stopped(pid, 'SIGQUIT', patienceMs)) return
  throw new StoreError(
    'databaseUnavailable',
    `The PostgreSQL with process id ${pid} does not stop. Stop it by hand.`,
  )
}

function isPostmaster(pid: number, cluster: string): boolean {
  const command = commandOf(pid)
  return exists(pid) && command.includes('postgres') && command.includes(cluster)
}

async function stopped(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch {
    return !exists(pid)
  }
  for (let waited = 0; waited < withinMs; waited += 20) {
    if (!exists(pid)) return true
    await wait(20)
  }
  return false
}
