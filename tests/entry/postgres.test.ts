import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEntryStore } from '#server/store/entry-store.ts'
import { openTestDatabase, type TestDatabase } from '#server/store/test-database.ts'
import { play } from './history.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

test('the same histories over PostgreSQL end the same way', async () => {
  const store = createEntryStore(database.database.pool)
  for (let seed = 1; seed <= 20; seed += 1) {
    const tenant = await database.createTenant()
    const tally = await play(seed, { store, tenant })
    expect(tally.typed).toBeGreaterThan(0)
  }
})
