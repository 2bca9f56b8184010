import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
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
  await expect(database.kysely.insertInto('account').values(account).execute()).rejects.toThrow(
    /null value in column "tenant_id"|row-level security/,
  )
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

test('a table that a step forgot to protect is found', async () => {
  const planted: Migration = {
    id: 1000,
    name: 'planted',
    sql: `
      create table open_table (tenant_id uuid not null, id uuid primary key);
      create table half_table (tenant_id uuid not null, id uuid primary key);
      alter table half_table enable row level security;
      create policy reads on half_table using (tenant_id = current_tenant()) with check (true);
      create table nobodys_table (id uuid primary key);
      create table loose_table (tenant_id uuid not null, user_id uuid);
      alter table app_user add unique (id);
      alter table loose_table add foreign key (user_id) references app_user (id);
      select protect_tenant_table('loose_table');
      create view all_users as select * from app_user;
      create function peek() returns bigint language sql security definer as 'select count(*) from app_user'`,
  }
  const { database, close } = await openTestDatabase([...migrations, planted])
  onTestFinished(close)
  const faults = (await findTenancyFaults(database.pool)).join('\n')
  for (const expected of [
    'Table open_table has no row-level security.',
    'Table open_table has 0 policies, not one.',
    'Table half_table does not force row-level security on its owner.',
    'The policy of table half_table does not hold writes to the tenant.',
    'Table nobodys_table has no tenant_id.',
    'of loose_table leaves out the tenant.',
    'The view all_users reads with the rights of its owner.',
    'The function peek runs with the rights of its owner.',
  ])
    expect(faults).toContain(expected)
})

test('a run that is killed in the middle of a step is resumed and ends the same', async () => {
  const { connections, superuser } = await createTestDatabase()
  const key = randomBytes(3).readUIntBE(0, 3)
  const step = (sleep: string): Migration => ({
    id: 1000,
    name: 'slow',
    sql: `create table half_done (tenant_id uuid not null); select protect_tenant_table('half_done'); ${sleep}`,
  })
  // The step waits for a lock that this test holds, so that the kill hits its middle for certain.
  const slow = step(`select pg_advisory_xact_lock(${key});`)
  const holder = new pg.Client(superuser)
  await holder.connect()
  await holder.query('select pg_advisory_lock($1)', [key])
  const killed = migrate({ connection: connections.owner, migrations: [...migrations, slow], log: silentLog })
  const outcome = killed.then(
    () => 'done',
    (error: Error) => error.message,
  )
  await expect
    .poll(
      async () =>
        (
          await holder.query(
            `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
          )
        ).rowCount,
      { timeout: 60_000 },
    )
    .toBe(1)
  expect(await outcome).toMatch(/terminat/)
  const before = await holder.query(
    `select to_regclass('half_done') as made, (select max(id) from migration) as last`,
  )
  expect(before.rows).toEqual([{ made: null, last: migrations.at(-1)?.id }])

  await holder.query('select pg_advisory_unlock_all()')
  await migrate({ connection: connections.owner, migrations: [...migrations, slow], log: silentLog })
  const after = await holder.query(
    `select to_regclass('half_done') as made, (select max(id) from migration) as last`,
  )
  expect(after.rows).toEqual([{ made: 'half_done', last: 1000 }])
  await holder.end()
})

test('two servers that start together take turns', async () => {
  const { connections, superuser } = await createTestDatabase()
  const start = () => migrate({ connection: connections.owner, migrations, log: silentLog })
  await Promise.all([start(), start(), start()])
  const client = new pg.Client(superuser)
  await client.connect()
  expect((await client.query('select count(*)::int as steps from migration')).rows).toEqual([
    { steps: migrations.length },
  ])
  await client.end()
})

test('an older server refuses a newer database, and a changed step is noticed', async () => {
  const { connections } = await createTestDatabase()
  const first: Migration = { id: 1, name: 'first', sql: 'select 1' }
  const later: Migration = { id: 7, name: 'later', sql: 'select 7' }
  const run = (migrationsOfServer: readonly Migration[]) =>
    migrate({ connection: connections.owner, migrations: migrationsOfServer, log: silentLog })
  await run([first, later])
  await expect(run([first])).rejects.toMatchObject({
    code: 'databaseNewer',
    message: expect.stringContaining('it is at step 7 and this server knows steps up to 1'),
  })
  await expect(run([{ ...first, sql: 'select 2' }, later])).rejects.toMatchObject({ code: 'databaseChanged' })
  await expect(run([first, later])).resolves.toBeUndefined()
})

test("a server that is killed -9 in the middle of a step is in nobody's way at the next start", async () => {
  const { connections, superuser } = await createTestDatabase()
  const holder = new pg.Client(superuser)
  await holder.connect()
  await holder.query('select pg_advisory_lock(4711)')
  const slow = {
    id: 1000,
    name: 'slow',
    sql: 'create table half_done (tenant_id uuid not null); select pg_advisory_xact_lock(4711)',
  }
  const program = `
    import { migrate } from ${JSON.stringify(join(import.meta.dirname, 'migrate.ts'))}
    import { migrations } from ${JSON.stringify(join(import.meta.dirname, 'migrations', 'all.ts'))}
    const log = { info() {}, warn() {}, error() {} }
    const all = [...migrations, ${JSON.stringify(slow)}]
    await migrate({ connection: ${JSON.stringify(connections.owner)}, migrations: all, log })`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: 'inherit',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const waiting = () =>
    holder.query(
      `select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
    )
  await expect.poll(async () => (await waiting()).rowCount, { timeout: 60_000 }).toBe(1)
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone

  const next = migrate({ connection: connections.owner, migrations: [...migrations, slow], log: silentLog })
  await holder.query('select pg_advisory_unlock_all()')
  await next
  const { rows } = await holder.query(
    `select to_regclass('half_done') as made, count(*)::int as steps from migration`,
  )
  expect(rows).toEqual([{ made: 'half_done', steps: migrations.length + 1 }])
  await holder.end()
})
