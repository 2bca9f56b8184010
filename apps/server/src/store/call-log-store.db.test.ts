import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeCallLogs, type CallLogRow } from './call-log-store.ts'
import { inTenantClient } from './tenant.ts'
import { openTestDatabase, type TestDatabase } from './test-database.ts'

let db: TestDatabase
let tenant: string
/** One connection: what it did is counted when it is asked. */
let pool: pg.Pool

beforeAll(async () => {
  db = await openTestDatabase()
  tenant = await db.createTenant()
  pool = new pg.Pool({ ...db.connections.app, max: 1 })
})
afterAll(async () => {
  await pool?.end()
  await db?.close()
})

const log = (n: number, contactId: string): CallLogRow => ({
  key: `call ${n}`,
  subject: 'Call',
  text: '',
  at: Date.parse('2026-11-21T10:00:00Z'),
  durationSeconds: 60,
  direction: 'inbound',
  outcome: 'answered',
  userId: null,
  callId: `call ${n}`,
  contactId,
  accountId: null,
  caseId: null,
  legs: [],
  records: [],
})

test('of many contacts the logs read those whom they are about, and no others', async () => {
  const ids = await inTenantClient(pool, tenant, async (client) => {
    await client.query(
      `insert into contact (given_name, family_name, sort_key, search)
       select 'Ada', 'Number ' || n, 'number ' || n, 'ada number ' || n from generate_series(1, 20000) n`,
    )
    const { rows } = await client.query<{ id: string }>('select id from contact limit 20')
    return rows.map(({ id }) => id)
  })
  const owner = new pg.Client(db.connections.owner)
  await owner.connect()
  await owner.query('analyze contact')
  await owner.end()

  const before = await rowsReadWhole()
  await writeCallLogs(
    pool,
    tenant,
    ids.map((id, n) => log(n, id)),
  )
  const { rows } = await inTenantClient(pool, tenant, (client) =>
    client.query('select 1 from activity where contact_id = any($1)', [ids]),
  )
  expect(rows).toHaveLength(20)
  expect((await rowsReadWhole()) - before).toBe(0)
})

/** Rows of contacts that were read by reading the table from its beginning to its end. */
async function rowsReadWhole(): Promise<number> {
  await pool.query('select pg_stat_force_next_flush()')
  const { rows } = await pool.query<{ read: string }>(
    `select seq_tup_read as read from pg_stat_user_tables where relname = 'contact'`,
  )
  return Number(rows[0]?.read)
}
