import { link, mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { StoreError } from './db-error.ts'
import { identify, isRunning } from './postgres-process.ts'

/** Held by the one server that works on a data directory. */
export interface DirectoryLock {
  release(): Promise<void>
}

const holderShape = z.object({ pid: z.number().int().positive(), started: z.string().nullable() })
type Holder = z.infer<typeof holderShape>

/** A takeover is a few file operations; one that is older was killed in the middle. */
const takeoverMs = 2_000

/**
 * Takes the data directory for this process, or says who has it. A holder that no longer runs, or whose number now
 * belongs to another process, is not in the way.
 * @throws StoreError `databaseInUse`, naming the holder's process.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const file = join(directory, 'hookswitch.lock')
  const own: Holder = identify(process.pid)
  // Written aside and linked into place: whoever sees the file sees all of it.
  const aside = `${file}.${process.pid}`
  await writeFile(aside, JSON.stringify(own), { mode: 0o600 })
  try {
    for (;;) {
      if (await linked(aside, file)) break
      const holder = await readHolder(file)
      if (holder !== undefined && isRunning(holder)) throw inUse(directory, holder)
      await removeStale(file)
    }
  } finally {
    await rm(aside, { force: true })
  }
  return { release: () => release(file, own) }
}

async function release(file: string, own: Holder): Promise<void> {
  const holder = await readHolder(file)
  if (holder?.pid === own.pid && holder.started === own.started) await rm(file, { force: true })
}

function inUse(directory: string, holder: Holder): StoreError {
  return new StoreError(
    'databaseInUse',
    `The data directory ${directory} is in use by the Hookswitch with process id ${holder.pid}. ` +
      'Stop that one first, or set HOOKSWITCH_DATA to another directory.',
  )
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const read = holderShape.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

/** Two that find the same stale lock must not both remove it: the second would remove the first one's new lock. */
async function removeStale(file: string): Promise<void> {
  const guard = `${file}.takeover`
  try {
    await mkdir(guard)
  } catch {
    const made = await stat(guard).catch(() => undefined)
    // Moved away first: of two that give up on the same guard only one can move it.
    if (made !== undefined && Date.now() - made.mtimeMs > takeoverMs) await dropGuard(guard)
    await wait(20)
    return
  }
  try {
    const holder = await readHolder(file)
    if (holder === undefined || !isRunning(holder)) await rm(file, { force: true })
  } finally {
    await rmdir(guard).catch(() => {})
  }
}

async function dropGuard(guard: string): Promise<void> {
  const away = `${guard}.${process.pid}`
  await rename(guard, away).catch(() => {})
  await rmdir(away).catch(() => {})
}
