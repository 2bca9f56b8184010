import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { EmbeddedPostgres } from '../apps/server/src/store/postgres.ts'

/** One PostgreSQL, with the product's own settings, for the product and the floor alike. */
export interface BenchDatabase {
  readonly directory: string
  /** A connection text for a database of this server. `product` is the database that the server itself would use. */
  url(name: 'product' | 'floor'): string
  client(name: 'product' | 'floor'): Promise<pg.Client>
  stop(): Promise<void>
}

export async function startDatabase(): Promise<BenchDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'hookswitch-bench-'))
  const quiet = (): void => {}
  const server = new EmbeddedPostgres({
    dataDirectory: directory,
    log: { info: quiet, warn: quiet, error: quiet },
  })
  const { owner } = await server.start()
  const names = { product: owner.database ?? 'hookswitch', floor: 'floor' }
  const superuser = server.superuserConnection()
  const admin = new pg.Client(superuser)
  await admin.connect()
  await admin.query('create database floor')
  await admin.end()
  return {
    directory,
    url: (name) => {
      const user = name === 'product' ? owner.user : superuser.user
      return `postgresql://${user}@/${names[name]}?host=${encodeURIComponent(String(superuser.host))}`
    },
    client: async (name) => {
      const client = new pg.Client({ ...superuser, database: names[name] })
      await client.connect()
      return client
    },
    stop: async () => {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
