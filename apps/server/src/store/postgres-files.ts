import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { appRole } from './db.ts'
import { StoreError } from './db-error.ts'
import { chooseAccount, ownName, type PostgresAccount } from './postgres-account.ts'
import { findBinaries, type PostgresBinaries } from './postgres-binaries.ts'

/** Roles of the server inside; all three are reached by this process's own system account only (peer). */
export const superuser = 'postgres'
export const ownerRole = 'hookswitch_owner'

/** Where everything of the server inside lies. */
export interface PostgresPlace {
  readonly binaries: PostgresBinaries
  readonly account: PostgresAccount
  /** PGDATA. */
  readonly cluster: string
  /** Folder of the socket. */
  readonly sockets: string
}

/** A socket's path must fit sockaddr_un: 108 bytes on Linux, 104 on macOS, with the closing zero. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103
const socketName = '.s.PGSQL.5432'

/** Makes the folders and, the first time, the cluster itself. */
export async function preparePlace(dataDirectory: string): Promise<PostgresPlace> {
  const directory = resolve(dataDirectory)
  const binaries = await findBinaries()
  const cluster = join(directory, 'postgres')
  const account = chooseAccount([binaries.postgres, cluster])
  if (account.dropTo !== null) await letThrough(directory)
  const sockets = await makeSocketFolder(directory, account)
  const place = { binaries, account, cluster, sockets }
  await removeHalfMade(directory)
  if (!(await exists(join(cluster, 'PG_VERSION')))) await initialise(place, directory)
  await writeAccess(place)
  return place
}

/** Another account must be able to pass through, though not to look. */
async function letThrough(directory: string): Promise<void> {
  const { mode } = await stat(directory)
  if ((mode & 0o011) !== 0o011) await chmod(directory, (mode & 0o7777) | 0o011)
}

async function makeSocketFolder(directory: string, account: PostgresAccount): Promise<string> {
  const inside = join(directory, 'run')
  if (Buffer.byteLength(join(inside, socketName)) <= longestSocketPath) {
    await makePrivate(inside, account)
    return inside
  }
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16)
  const outside = join(tmpdir(), `hookswitch-${process.getuid?.()}-${name}`)
  await makePrivate(outside, account)
  return outside
}

/** A folder that only the account may enter. One that is there must already be so: somebody else may have put it. */
async function makePrivate(folder: string, account: PostgresAccount): Promise<void> {
  const allowed = [process.getuid?.(), account.dropTo?.uid]
  await mkdir(folder, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    const entry = await lstat(folder)
    if (!entry.isDirectory() || !allowed.includes(entry.uid))
      throw new StoreError(
        'databaseUnavailable',
        `${folder} belongs to somebody else. Remove it and start again.`,
      )
  })
  await chmod(folder, 0o700)
  await give(folder, account)
}

async function give(path: string, { dropTo }: PostgresAccount): Promise<void> {
  if (dropTo !== null) await chown(path, dropTo.uid, dropTo.gid)
}

/** A first start that was killed leaves its half-made cluster under another name. */
async function removeHalfMade(directory: string): Promise<void> {
  const names = await readdir(directory)
  for (const name of names.filter((it) => it.startsWith('postgres.new')))
    await rm(join(directory, name), { recursive: true, force: true })
}

async function initialise(place: PostgresPlace, directory: string): Promise<void> {
  const making = join(directory, `postgres.new-${process.pid}`)
  await mkdir(making, { mode: 0o700 })
  await give(making, place.account)
  await runInitdb(place, making)
  await rename(making, place.cluster)
}

function runInitdb({ binaries, account }: PostgresPlace, cluster: string): Promise<void> {
  const args = [
    `--pgdata=${cluster}`,
    `--username=${superuser}`,
    '--auth=peer',
    '--encoding=UTF8',
    // The order of names is the page's business; plain bytes make indexes small and never change with the system.
    '--locale=C.UTF-8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
  ]
  return new Promise((done, fail) => {
    const child = spawnAs(account, binaries.initdb, args)
    let said = ''
    child.stderr?.on('data', (part: Buffer) => (said += part.toString()))
    child.on('error', fail)
    child.on('close', (code) => {
      if (code === 0) return done()
      fail(
        new StoreError('databaseUnavailable', `The database could not be made: ${said.trim().slice(-500)}`),
      )
    })
  })
}

/** Starts a program of PostgreSQL in a process group of its own, so that Ctrl-C reaches us alone and we stop it in order. */
export function spawnAs(account: PostgresAccount, program: string, args: readonly string[]) {
  const [first, ...rest] = [...account.prefix, program, ...args]
  const drop = account.prefix.length === 0 && account.dropTo !== null ? account.dropTo : {}
  return spawn(first ?? program, rest, {
    ...drop,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, LC_MESSAGES: 'C', TZ: 'UTC' },
  })
}

/** Who may connect: this process's system account, over the socket, in one of the three roles. Nobody else at all. */
async function writeAccess({ cluster, account }: PostgresPlace): Promise<void> {
  const name = `"${ownName().replaceAll('"', '""')}"`
  const roles = [superuser, ownerRole, appRole]
  await write('pg_hba.conf', 'local all all peer map=hookswitch\n')
  await write('pg_ident.conf', roles.map((role) => `hookswitch ${name} ${role}\n`).join(''))

  async function write(file: string, text: string): Promise<void> {
    const path = join(cluster, file)
    await writeFile(path, text, { mode: 0o600 })
    await give(path, account)
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
