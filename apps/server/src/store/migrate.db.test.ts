import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { silentLog } from './db-log.ts'
import { findTenancyFaults } from './db-rules.ts'
import { type Migration, migrate } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import { createTestDatabase, openTestDatabase } from './test-database.ts'

test('every table of the schema keeps its tenants apart', async () => {
  const { database, close } = await openTestDatabase()
  onTestFinished(close)
  expect(await findTenancyFaults(database.pool)).toEqual([])
})

test('without a tenant the server sees and writes nothing, with one only its own', async () => {
  const { database, createTenant, close } = await openTestDatabase()
  onTestFinished(close)
  const [one, two] = [await createTenant(), await createTenant()]
  const account = {
    name: 'Acme',
    search: 'acme',
    sort_key: 'acme',
    number: '1',
    industry: null,
    city: null,
    country: null,
  }
  const { id } = await database.inTenant(one, (db) =>
    db.insertInto('account').values(account).returning('id').executeTakeFirstOrThrow(),
  )

  expect(await database.kysely.selectFrom('account').selectAll().execute()).toEqual([])
  await expect(database.kysely.insertInto('account').values(account).execute()).rejects.toThrow()
  await database.inTenant(two, async (db) => {
    expect(await db.selectFrom('account').selectAll().execute()).toEqual([])
    const changed = await db
      .updateTable('account')
      .set({ name: 'Mine' })
      .where('id', '=', id)
      .executeTakeFirst()
    expect(changed.numUpdatedRows).toBe(0n)
    await db.insertInto('account').values(account).execute()
  })
  await expect(
    database.inTenant(two, (db) =>
      db
        .insertInto('account')
        .values({ ...account, tenant_id: one })
        .execute(),
    ),
  ).rejects.toThrow(/row-level security/)
  expect(await database.inTenant(one, (db) => db.selectFrom('account').select('name').execute())).toEqual([
    { name: 'Acme' },
  ])
})
