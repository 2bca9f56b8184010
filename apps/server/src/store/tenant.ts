import { type Kysely, sql, type Transaction } from 'kysely'
import type pg from 'pg'

/** Name of the session setting that every row-level-security policy reads. */
export const tenantSetting = 'hookswitch.tenant'

/**
 * Runs `work` in one transaction that sees and writes the rows of one tenant only. The setting is local to the
 * transaction, so a pooled connection never carries a tenant over to the next user of it.
 */
export function inTenant<Tables, Result>(
  db: Kysely<Tables>,
  tenantId: string,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await sql`select set_config(${tenantSetting}, ${tenantId}, true)`.execute(transaction)
    return work(transaction)
  })
}

/** The same for plain `pg` clients, where a statement is to be prepared by name. */
export function inTenantClient<Result>(
  pool: pg.Pool,
  tenantId: string,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  return inTransaction(pool, async (client) => {
    await client.query({
      name: 'tenant',
      text: 'select set_config($1, $2, true)',
      values: [tenantSetting, tenantId],
    })
    return work(client)
  })
}

/**
 * The same for what would be done once more after a crash: it waits for no disk, and nobody who rings waits behind it. A
 * crash of the machine may take the last moment of it away again, whole transactions, the last ones first. It reads by keys
 * alone: what a connection planned while the tables were empty, foreign keys too, would read them whole for as long as it lives.
 */
export function inTenantLazily<Result>(
  pool: pg.Pool,
  tenantId: string,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  return inTenantClient(pool, tenantId, async (client) => {
    await client.query('set local synchronous_commit = off; set local enable_seqscan = off')
    return work(client)
  })
}

async function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.release(broken)
  }
}
