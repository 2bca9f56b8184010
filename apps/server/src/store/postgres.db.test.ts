import { access, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { silentLog } from './db-log.ts'
import { EmbeddedPostgres } from './postgres.ts'
import { exists, identify } from './postgres-process.ts'
import { endOf, query, startHolder } from './test-holder.ts'

/** One directory for the whole file: to make one costs a second. */
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hookswitch-lifecycle-'))
  return () => rm(directory, { recursive: true, force: true })
})

function newServer(dataDirectory = directory): EmbeddedPostgres {
  const server = new EmbeddedPostgres({ dataDirectory, log: silentLog })
  onTestFinished(() => server.stop())
  return server
}

describe('the database inside', () => {
  test('starts durable, on a private socket alone, and keeps what was written', async () => {
    const server = newServer()
    const { owner, app } = await server.start()
    const settings = await query<{ name: string; setting: string }>(
      owner,
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'data_checksums')`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      listen_addresses: '',
      data_checksums: 'on',
    })
    expect((await stat(String(owner.host))).mode & 0o777).toBe(0o700)
    expect((await stat(join(directory, 'postgres'))).mode & 0o777).toBe(0o700)
    await query(owner, 'create table kept (what text); grant all on kept to hookswitch_app')
    await query(app, `insert into kept values ('this')`)
    await server.stop()
    const pid = server.pid
    expect(pid).toBeUndefined()

    const again = newServer()
    const connections = await again.start()
    expect(await query(connections.app, 'select what from kept')).toEqual([{ what: 'this' }])
  })

  test('the role of the server may not do what only owners may', async () => {
    const server = newServer()
    const { app } = await server.start()
    await expect(query(app, 'create table mine (id int)')).rejects.toThrow(/permission denied/)
    await expect(query(app, 'set role postgres')).rejects.toThrow(/permission denied/)
    expect(
      await query(
        app,
        `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user`,
      ),
    ).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }])
  })

  test('is reached from a folder whose path is too long for a socket', async () => {
    const long = join(await mkdtemp(join(tmpdir(), 'hookswitch-long-')), 'x'.repeat(90))
    const server = newServer(long)
    const { owner } = await server.start()
    expect(String(owner.host).length).toBeLessThan(90)
    expect((await stat(String(owner.host))).mode & 0o777).toBe(0o700)
    expect(await query(owner, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    await rm(long, { recursive: true, force: true })
  })

  test('comes back by itself when it is killed, and stays down when it is stopped', async () => {
    const server = newServer()
    const { app } = await server.start()
    const first = server.pid ?? 0
    process.kill(first, 'SIGKILL')
    await expect.poll(() => server.isUp, { timeout: 60_000, interval: 2 }).toBe(false)
    await expect.poll(() => server.isUp, { timeout: 60_000, interval: 20 }).toBe(true)
    expect(server.pid).not.toBe(first)
    expect(await query(app, 'select what from kept')).toEqual([{ what: 'this' }])
    await server.stop()
    expect(server.isUp).toBe(false)
    await expect(query(app, 'select 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/)
  })

  test('a first start that was killed leaves nothing in the way', async () => {
    const fresh = await mkdtemp(join(tmpdir(), 'hookswitch-half-'))
    await writeFile(join(fresh, 'hookswitch.lock'), JSON.stringify({ pid: 999_999_999, started: null }))
    await mkdir(join(fresh, 'postgres.new-1', 'base'), { recursive: true })
    const server = newServer(fresh)
    expect(await query((await server.start()).owner, 'select 1 as one')).toEqual([{ one: 1 }])
    await expect(access(join(fresh, 'postgres.new-1'))).rejects.toThrow(/ENOENT/)
    await server.stop()
    await rm(fresh, { recursive: true, force: true })
  })
})

describe('one writer', () => {
  test('of many that start at once exactly one gets the directory', async () => {
    await writeFile(join(directory, 'hookswitch.lock'), JSON.stringify({ pid: 999_999_999, started: null }))
    const servers = Array.from({ length: 5 }, () => newServer())
    const results = await Promise.allSettled(servers.map((server) => server.start()))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('a holder that was killed is not in the way, and its orphan is stopped', async () => {
    for (let round = 0; round < 3; round += 1) {
      const other = await startHolder(directory)
      const orphan = Number(
        (await readFile(join(directory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0],
      )
      await endOf(other, 'SIGKILL')
      expect(exists(orphan)).toBe(true)
      const server = newServer()
      const { app } = await server.start()
      expect(exists(orphan)).toBe(false)
      expect(await query(app, 'select what from kept')).toEqual([{ what: 'this' }])
      await server.stop()
    }
  })

  test('a number that now belongs to another process is not taken for the holder', async () => {
    // This very process, but not the one that wrote the lock: it started at another time.
    const { pid, started } = identify(process.pid)
    expect(started).not.toBeNull()
    await writeFile(join(directory, 'hookswitch.lock'), JSON.stringify({ pid, started: `${started}1` }))
    await writeFile(join(directory, 'postgres', 'postmaster.pid'), `${process.pid}\n${directory}\n`)
    await expect(newServer().start()).resolves.toBeDefined()
  })

  test.each(['', '{', '{"pid":"x"}', '{"pid":-1}'])('a lock that holds %j is taken over', async (content) => {
    await writeFile(join(directory, 'hookswitch.lock'), content)
    await expect(newServer().start()).resolves.toBeDefined()
  })
})
