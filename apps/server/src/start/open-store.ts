import { type Connections, connectionsOfUrl, type Database, openDatabase } from '#store/db.ts'
import { sqlState, StoreError } from '#store/db-error.ts'
import type { StoreLog } from '#store/db-log.ts'
import { findTenancyFaults } from '#store/db-rules.ts'
import { migrate } from '#store/migrate.ts'
import { migrations } from '#store/migrations/all.ts'
import { allowIndexedSearch, EmbeddedPostgres } from '#store/postgres.ts'

export interface OpenStore {
  readonly database: Database
  /** The same by connections of its own, for who is signed in and what is up: no call waits for those who wait for records. */
  readonly callsDatabase: Database
  /** Whether an acknowledged write survives a power cut. */
  readonly isDurable: boolean
  /** The server inside; undefined where DATABASE_URL names another. */
  readonly embedded: EmbeddedPostgres | undefined
  close(): Promise<void>
}

/** One writes the log of what happens and one puts it into the tables; the others are for a moment each. */
const callsSize = 8

/**
 * The database: started where it is ours, brought up to date, and held against the rules of tenancy before anybody is
 * let in.
 * @throws StoreError
 */
export async function openStore(
  config: { readonly data: string; readonly databaseUrl?: string | undefined },
  log: StoreLog,
): Promise<OpenStore> {
  if (config.databaseUrl === undefined) {
    const embedded = new EmbeddedPostgres({ dataDirectory: config.data, log })
    const connections = await embedded.start()
    try {
      // The server inside checks fsync itself and does not start without.
      return await open({ connections, embedded, isDurable: true, log })
    } catch (error) {
      await embedded.stop()
      throw error
    }
  }
  const connections = connectionsOfUrl(config.databaseUrl)
  const opened = await open({ connections, embedded: undefined, isDurable: true, log })
  await allowIndexedSearch(connections.owner).catch(() =>
    log.warn(
      { code: 'searchUnindexed' },
      'Search walks through all records: the database user may not declare LIKE leakproof. docs/search.md says how a superuser does it once.',
    ),
  )
  const isDurable = await hasFsync(opened.database)
  if (!isDurable)
    log.warn({ code: 'databaseNotDurable' }, 'The database runs with fsync off: a power cut may lose calls.')
  return { ...opened, isDurable }
}

async function open(given: {
  readonly connections: Connections
  readonly embedded: EmbeddedPostgres | undefined
  readonly isDurable: boolean
  readonly log: StoreLog
}): Promise<OpenStore> {
  const { connections, embedded, isDurable, log } = given
  await migrate({ connection: connections.owner, migrations, log }).catch(asStoreError)
  const database = openDatabase({ connection: connections.app, log })
  const faults = await findTenancyFaults(database.pool)
  if (faults.length > 0) {
    await database.close()
    throw new StoreError('databaseChanged', `The database does not keep tenants apart: ${faults.join(' ')}`)
  }
  const callsDatabase = openDatabase({ connection: connections.app, log, size: callsSize })
  const close = async () => {
    await Promise.all([database.close(), callsDatabase.close()])
    await embedded?.stop()
  }
  return { database, callsDatabase, isDurable, embedded, close }
}

/** What PostgreSQL says when it cannot be reached names hosts and users: people who start servers need to read it. */
function asStoreError(error: unknown): never {
  if (error instanceof StoreError || sqlState(error)?.startsWith('28') === false) throw error
  const said = error instanceof Error ? error.message || error.name : String(error)
  throw new StoreError('databaseUnavailable', `The database cannot be used: ${said}`, { cause: error })
}

async function hasFsync({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query<{ fsync: string; synchronous_commit: string }>(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit`,
  )
  return rows[0]?.fsync === 'on' && rows[0].synchronous_commit !== 'off'
}
