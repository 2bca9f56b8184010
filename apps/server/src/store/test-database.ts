import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { appRole, type Connections, type Database, openDatabase } from './db.ts'
import { silentLog } from './db-log.ts'
import { type Migration, migrate } from './migrate.ts'
import { migrations as all } from './migrations/all.ts'
import { allowIndexedSearch, createDatabase } from './postgres.ts'
import { ownerRole } from './postgres-files.ts'

/** A database of one test file: empty but for the schema. */
export interface TestDatabase {
  readonly database: Database
  readonly connections: Connections
  readonly superuser: pg.ClientConfig
  /** Makes a tenant; its id. */
  readonly createTenant: (name?: string, country?: string) => Promise<string>
  readonly close: () => Promise<void>
}

/** @param migrations other steps than the product's, for tests of the steps themselves. */
export async function openTestDatabase(migrations: readonly Migration[] = all): Promise<TestDatabase> {
  const { connections, superuser } = await createTestDatabase()
  await migrate({ connection: connections.owner, migrations, log: silentLog })
  const database = openDatabase({ connection: connections.app, log: silentLog })
  return {
    database,
    connections,
    superuser,
    createTenant: (name = `tenant ${randomUUID()}`, country = 'DE') => createTenant(database, name, country),
    close: async () => {
      await database.close()
      await dropDatabase(superuser.database)
    },
  }
}

/** A database with nothing in it. */
export async function createTestDatabase(): Promise<{
  connections: Connections
  superuser: pg.ClientConfig
}> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const server = inject('postgres')
  await asAdmin((admin) => createDatabase(admin, name))
  const superuser = { ...server, database: name }
  await allowIndexedSearch(superuser)
  const connections = { owner: { ...superuser, user: ownerRole }, app: { ...superuser, user: appRole } }
  return { connections, superuser }
}

async function dropDatabase(name: string | undefined): Promise<void> {
  if (name === undefined) return
  await asAdmin((admin) => admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`))
}

async function asAdmin(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client(inject('postgres'))
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

async function createTenant(database: Database, name: string, country: string): Promise<string> {
  const { id } = await database.kysely
    .insertInto('tenant')
    .values({ name, country, time_zone: 'Europe/Berlin' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
