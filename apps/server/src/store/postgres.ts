import type { ChildProcess } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { appRole, type Connections } from './db.ts'
import { sqlState, StoreError } from './db-error.ts'
import type { StoreLog } from './db-log.ts'
import { ownerRole, type PostgresPlace, preparePlace, spawnAs, superuser } from './postgres-files.ts'
import { type DirectoryLock, lockDirectory } from './postgres-lock.ts'
import { stopOrphan } from './postgres-orphan.ts'
import { exists } from './postgres-process.ts'

export interface EmbeddedPostgresOptions {
  readonly dataDirectory: string
  readonly log: StoreLog
}

const database = 'hookswitch'
/** A clean start takes a quarter of a second; recovery after a crash reads back at most one checkpoint's worth. */
const startMs = 60_000
const stopMs = 8_000
/** Between a crash and the next start; doubled while it keeps failing. */
const firstRestartMs = 100
const longestRestartMs = 5_000

/** Given on the command line, so that no file left in the directory can say otherwise. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '100',
  shared_buffers: '128MB',
  // Plans here are short; compiling them costs more than it saves.
  jit: 'off',
  log_destination: 'stderr',
  logging_collector: 'off',
  // What fails is told to the client that asked. The log must not repeat statements or rows: they hold people's data.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/**
 * PostgreSQL in the data directory, reached over a private socket: started, watched, started again when it dies,
 * stopped in order.
 *
 *   off ─start()▶ starting ─▶ up ─dies▶ starting ─▶ up …
 *                              └─stop()▶ off
 */
export class EmbeddedPostgres {
  readonly #options: EmbeddedPostgresOptions
  #lock: DirectoryLock | undefined
  #place: PostgresPlace | undefined
  #child: ChildProcess | undefined
  #stopping = new AbortController()
  #restarting: Promise<void> | undefined
  #lastWords = ''
  #isUp = false

  constructor(options: EmbeddedPostgresOptions) {
    this.#options = options
  }

  /** False while it is starting, or starting again. */
  get isUp(): boolean {
    return this.#isUp
  }

  /** Process id of the postmaster; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** @throws StoreError when another server has the directory, or the database cannot be started. */
  async start(): Promise<Connections> {
    const { dataDirectory } = this.#options
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
    this.#lock = await lockDirectory(dataDirectory)
    this.#stopping = new AbortController()
    try {
      this.#place = await preparePlace(dataDirectory)
      await this.#launch()
      await this.#setUp()
      return this.connections(database)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** How to reach a database of this server. */
  connections(name: string): Connections {
    return { owner: this.#as(ownerRole, name), app: this.#as(appRole, name) }
  }

  /** As the superuser: for setting up, and for tests that make databases of their own. */
  superuserConnection(name = 'postgres'): pg.ClientConfig {
    return this.#as(superuser, name)
  }

  /** Lets running transactions go, writes everything out, gives the directory back. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#restarting
    await this.#endChild()
    await this.#lock?.release()
    this.#lock = undefined
  }

  #as(user: string, name: string): pg.ClientConfig {
    if (this.#place === undefined)
      throw new StoreError('databaseUnavailable', 'The database was not started.')
    return { host: this.#place.sockets, port: 5432, user, database: name }
  }

  async #launch(): Promise<void> {
    const until = Date.now() + startMs
    for (;;) {
      await stopOrphan(this.#here.cluster, this.#options.log)
      this.#spawn()
      if (await this.#ready(until)) return
      // Children of a postmaster that was killed need a moment to notice.
      const inTheWay = /shared memory block|lock file/.test(this.#lastWords)
      if (!inTheWay || Date.now() > until || this.#stopping.signal.aborted)
        throw new StoreError('databaseUnavailable', `PostgreSQL does not start: ${this.#lastWords.trim()}`)
      await wait(100)
    }
  }

  get #here(): PostgresPlace {
    if (this.#place === undefined)
      throw new StoreError('databaseUnavailable', 'The database was not started.')
    return this.#place
  }

  #spawn(): void {
    const { account, binaries, cluster, sockets } = this.#here
    const all = { ...settings, unix_socket_directories: sockets }
    const args = [
      '-D',
      cluster,
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]
    const child = spawnAs(account, binaries.postgres, args)
    this.#lastWords = ''
    child.stderr?.on('data', (part: Buffer) => {
      this.#lastWords = (this.#lastWords + part.toString()).slice(-2_000)
    })
    child.on('error', (error) => (this.#lastWords += error.message))
    child.on('exit', () => this.#died(child))
    this.#child = child
  }

  /** True when it answers; false when it ended instead. */
  async #ready(until: number): Promise<boolean> {
    const child = this.#child
    while (Date.now() < until && !this.#stopping.signal.aborted) {
      if (child === undefined || this.#child !== child) return false
      if (await answers(this.superuserConnection())) {
        this.#isUp = true
        return true
      }
      await wait(25)
    }
    this.#lastWords ||= 'it did not answer in time'
    await this.#endChild()
    return false
  }

  #died(child: ChildProcess): void {
    if (this.#child !== child) return
    this.#child = undefined
    const wasUp = this.#isUp
    this.#isUp = false
    if (!wasUp || this.#stopping.signal.aborted) return
    this.#options.log.error({ code: 'databaseDied' }, 'PostgreSQL died and is started again.')
    this.#restarting = this.#restart()
  }

  async #restart(): Promise<void> {
    for (
      let pause = firstRestartMs;
      !this.#stopping.signal.aborted;
      pause = Math.min(pause * 2, longestRestartMs)
    ) {
      try {
        await this.#launch()
        this.#options.log.info({ code: 'databaseBack' }, 'PostgreSQL is back.')
        return
      } catch {
        this.#options.log.error({ code: 'databaseDown' }, 'PostgreSQL could not be started; trying again.')
        await wait(pause, undefined, { signal: this.#stopping.signal }).catch(() => {})
      }
    }
  }

  async #endChild(): Promise<void> {
    const child = this.#child
    this.#isUp = false
    if (child?.pid === undefined) return
    this.#child = undefined
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    // Fast shutdown: transactions end, everything is written out.
    child.kill('SIGINT')
    const late = wait(stopMs, 'late' as const, { ref: false })
    if ((await Promise.race([gone, late])) === 'late' && exists(child.pid)) child.kill('SIGQUIT')
    await gone
  }

  async #setUp(): Promise<void> {
    const admin = new pg.Client(this.superuserConnection())
    await admin.connect()
    try {
      const { rows } = await admin.query<{ fsync: string }>('show fsync')
      if (rows[0]?.fsync !== 'on')
        throw new StoreError('databaseNotDurable', 'PostgreSQL runs with fsync off: calls could be lost.')
      await createRoles(admin)
      await createDatabase(admin, database)
    } finally {
      await admin.end()
    }
    await allowIndexedSearch(this.superuserConnection(database))
  }
}

async function answers(connection: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function createRoles(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any($1)',
    [[ownerRole, appRole]],
  )
  const there = new Set(rows.map((row) => row.rolname))
  for (const role of [ownerRole, appRole])
    if (!there.has(role)) await admin.query(`create role ${role} login`)
  await admin.query(`grant ${appRole} to ${ownerRole}`)
}

/** Makes a database that the owner role owns, where it is not there yet. */
export async function createDatabase(admin: pg.Client, name: string): Promise<void> {
  const { rows } = await admin.query('select 1 from pg_database where datname = $1', [name])
  if (rows.length > 0) return
  try {
    await admin.query(`create database ${pg.escapeIdentifier(name)} owner ${ownerRole}`)
  } catch (error) {
    if (sqlState(error) !== '42P04') throw error
  }
}

/**
 * Row-level security lets an index answer a condition only when its operator is known to leak nothing, which nobody
 * has declared of LIKE, nor of "has something in common". They tell nothing of the rows they look at, so we do: search among a
 * million records stays fast.
 */
export async function allowIndexedSearch(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query('alter function pg_catalog.textlike(text, text) leakproof')
    await client.query('alter function pg_catalog.arrayoverlap(anyarray, anyarray) leakproof')
  } finally {
    await client.end()
  }
}
