import { createHash } from 'node:crypto'
import pg from 'pg'
import { appRole } from './db.ts'
import { sqlState, StoreError } from './db-error.ts'
import type { StoreLog } from './db-log.ts'

/** One step of the schema. Never changed once released: a later step changes what it did. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly sql: string
}

export interface MigrateOptions {
  /** As the owner of the tables. */
  readonly connection: pg.ClientConfig
  /** In the order of their ids. */
  readonly migrations: readonly Migration[]
  readonly log: StoreLog
}

/** Key of the advisory lock under which migrations run: two servers that start together take turns. */
const migrationLock = 7468_001

/**
 * Brings the schema up to date: each step in a transaction of its own together with the note that it was taken, so
 * that a run that is killed is simply resumed.
 * @throws StoreError when the database was written by a newer server, or a step taken differs from the one known here.
 */
export async function migrate({ connection, migrations, log }: MigrateOptions): Promise<void> {
  const client = new pg.Client(connection)
  // The failure of a statement tells what happened; without a listener a lost connection would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    // Released by PostgreSQL itself when this connection ends, however it ends.
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await prepare(client)
    const taken = await readTaken(client)
    refuseUnknown(taken, migrations)
    for (const migration of migrations) {
      if (!taken.has(migration.id)) await take(client, migration, log)
    }
  } finally {
    await client.end()
  }
}

/** What happens once and belongs to no step: the role of the server, what it may do, and the table of steps taken. */
async function prepare(client: pg.Client): Promise<void> {
  await createAppRole(client)
  await client.query(`
    grant usage on schema public to ${appRole};
    alter default privileges in schema public grant select, insert, update, delete on tables to ${appRole};
    alter default privileges in schema public grant usage on sequences to ${appRole};
    create table if not exists migration (
      id integer primary key,
      name text not null,
      checksum text not null,
      taken_at timestamptz not null default now()
    );
    revoke insert, update, delete on migration from ${appRole}`)
}

async function createAppRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ member: boolean }>(
    `select pg_has_role(oid, 'MEMBER') as member from pg_roles where rolname = $1`,
    [appRole],
  )
  if (rows[0]?.member === true) return
  try {
    if (rows.length === 0) await client.query(`create role ${appRole} nologin`)
    await client.query(`grant ${appRole} to current_user`)
  } catch (error) {
    // Another server may have made it between our look and our try.
    if (sqlState(error) === '42710') return createAppRole(client)
    throw new StoreError(
      'databaseRights',
      `The database user may not set up the role ${appRole}. Have an administrator of the database run: ` +
        `CREATE ROLE ${appRole} NOLOGIN; GRANT ${appRole} TO the user in DATABASE_URL.`,
      { cause: error },
    )
  }
}

async function readTaken(client: pg.Client): Promise<ReadonlyMap<number, string>> {
  const { rows } = await client.query<{ id: number; checksum: string }>('select id, checksum from migration')
  return new Map(rows.map((row) => [row.id, row.checksum]))
}

function refuseUnknown(taken: ReadonlyMap<number, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.id, migration]))
  for (const [id, checksum] of taken) {
    const migration = known.get(id)
    if (migration === undefined)
      throw new StoreError(
        'databaseNewer',
        `The database was written by a newer Hookswitch: it is at step ${Math.max(...taken.keys())} and this server ` +
          `knows steps up to ${Math.max(0, ...known.keys())}. Start the newer server, or restore a backup made before the upgrade.`,
      )
    if (checksumOf(migration) !== checksum)
      throw new StoreError(
        'databaseChanged',
        `Step ${id} (${migration.name}) of the database differs from the one this server knows. ` +
          'The database or the program was changed by hand: restore a backup, or install the released program again.',
      )
  }
}

async function take(client: pg.Client, migration: Migration, log: StoreLog): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query('insert into migration (id, name, checksum) values ($1, $2, $3)', [
      migration.id,
      migration.name,
      checksumOf(migration),
    ])
    await client.query('commit')
  } catch (error) {
    // When the connection is gone there is nothing to roll back: PostgreSQL has done it.
    await client.query('rollback').catch(() => {})
    throw error
  }
  log.info(
    { code: 'migrated', step: migration.id, name: migration.name },
    'The schema was brought a step further.',
  )
}

function checksumOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex')
}
