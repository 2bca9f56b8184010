import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { StoreLog } from './db-log.ts'
import type { Schema } from './db-schema.ts'
import { inTenant } from './tenant.ts'

/**
 * The role that the server works as: not the owner of any table, not a superuser, without BYPASSRLS, so that
 * row-level security holds whatever the code asks.
 */
export const appRole = 'hookswitch_app'

/** How to reach the database: as the owner of its tables (migrations) and as the role that the server works as. */
export interface Connections {
  readonly owner: pg.ClientConfig
  readonly app: pg.ClientConfig
}

/** The database while the server runs. Rooms of the store with tables of their own use `kysely.withTables<Theirs>()`. */
export interface Database {
  readonly pool: pg.Pool
  readonly kysely: Kysely<Schema>
  /** One transaction that sees one tenant only: see `tenant.ts`. */
  inTenant<Result>(
    tenantId: string,
    work: (transaction: Transaction<Schema>) => Promise<Result>,
  ): Promise<Result>
  /** Whether the database answers within a second. */
  isReachable(): Promise<boolean>
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly connection: pg.ClientConfig
  readonly log: StoreLog
  /** Connections at most; the embedded server allows 100 in all. */
  readonly size?: number
}

/** Opens the pool; connects on first use. */
export function openDatabase({ connection, log, size = 16 }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    ...connection,
    max: size,
    types: { getTypeParser },
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 20_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'hookswitch',
  })
  // A connection that dies while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ code: 'databaseConnectionLost' }, nameOf(error)))
  // The same while it is in use: its query fails, and whoever asked hears of it.
  pool.on('connect', (client) => client.on('error', () => {}))
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return {
    pool,
    kysely,
    inTenant: (tenantId, work) => inTenant(kysely, tenantId, work),
    isReachable: () => isReachable(pool),
    close: () => pool.end(),
  }
}

/** The connections of a DATABASE_URL: migrations as its user, everything else in the role that it may take. */
export function connectionsOfUrl(url: string): Connections {
  return { owner: { connectionString: url }, app: { connectionString: url, options: `-c role=${appRole}` } }
}

async function isReachable(pool: pg.Pool): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, 1_000, false).unref())
  const asked = pool.query('select 1').then(
    () => true,
    () => false,
  )
  return Promise.race([asked, late])
}

/** The text of a connection error names hosts and files, never data of ours. */
function nameOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name
}

const int8 = 20
const date = 1082

/** Row counts and sequence numbers fit a double; a calendar date is not a moment and stays text. */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (
  oid: number,
  format?: 'text' | 'binary',
): ((value: string) => unknown) => {
  if (oid === int8) return Number
  if (oid === date) return (value) => value
  return pg.types.getTypeParser(oid, format as 'text')
}
