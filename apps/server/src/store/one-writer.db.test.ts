import type { ChildProcess } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { silentLog } from './db-log.ts'
import { EmbeddedPostgres } from './postgres.ts'
import { identify } from './postgres-process.ts'
import { endOf, query, startHolder } from './test-holder.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hookswitch-writer-'))
  const server = new EmbeddedPostgres({ dataDirectory: directory, log: silentLog })
  const { owner } = await server.start()
  await query(owner, `create table kept (what text); insert into kept values ('this')`)
  await server.stop()
  return () => rm(directory, { recursive: true, force: true })
})

function newServer(): EmbeddedPostgres {
  const server = new EmbeddedPostgres({ dataDirectory: directory, log: silentLog })
  onTestFinished(() => server.stop())
  return server
}

/** This very process has the number of the one that wrote the lock, but started at another time. */
async function pretendReused(): Promise<void> {
  const { pid, started } = identify(process.pid)
  await writeFile(join(directory, 'hookswitch.lock'), JSON.stringify({ pid, started: `${started}1` }))
  await writeFile(join(directory, 'postgres', 'postmaster.pid'), `${process.pid}\n${directory}\n`)
}

/** Every page of every table can be read: PostgreSQL checks the checksum of each. */
async function expectWhole(owner: pg.ClientConfig): Promise<void> {
  const admin = { ...owner, user: 'postgres' }
  const tables = await query<{ name: string }>(
    admin,
    `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relpersistence = 'p'`,
  )
  expect(tables.length).toBeGreaterThan(50)
  for (const { name } of tables) await query(admin, `select count(*) from ${name}`)
  const failed = await query(
    admin,
    `select datname from pg_stat_database where coalesce(checksum_failures, 0) > 0`,
  )
  expect(failed).toEqual([])
}

describe('R4: one writer', () => {
  /** In what state the directory was when the first server came. `other` is the one that had it before. */
  const states: Readonly<Record<string, (other: ChildProcess) => Promise<unknown>>> = {
    'a clean stop': (other) => endOf(other, 'SIGTERM'),
    'kill -9': (other) => endOf(other, 'SIGKILL'),
    async 'a stale lock'(other) {
      await endOf(other, 'SIGTERM')
      await writeFile(join(directory, 'hookswitch.lock'), JSON.stringify({ pid: 999_999_999, started: null }))
    },
    async 'a reused process id'(other) {
      await endOf(other, 'SIGTERM')
      await pretendReused()
    },
  }

  test.each(Object.entries(states))(
    'after %s: 25 further servers are refused in time and told who has it, and nothing is damaged',
    async (_, bring) => {
      await bring(await startHolder(directory))
      const other = await startHolder(directory)
      const lock = await readFile(join(directory, 'hookswitch.lock'), 'utf8')
      const took: number[] = []
      for (let attempt = 0; attempt < 25; attempt += 1) {
        const started = performance.now()
        await expect(newServer().start()).rejects.toMatchObject({
          code: 'databaseInUse',
          message: expect.stringContaining(`process id ${other.pid}.`),
        })
        took.push(performance.now() - started)
      }
      // Each but for what else the machine does: of a busy one a single attempt may wait for its turn.
      const inTime = took.filter((ms) => ms < 2_000)
      expect(inTime.length).toBeGreaterThan(20)
      expect(Math.max(...took)).toBeLessThan(30_000)
      // Who was refused has left nothing, and has taken nothing away.
      expect(await readFile(join(directory, 'hookswitch.lock'), 'utf8')).toBe(lock)
      const names = await readdir(directory)
      expect(names.filter((name) => /^hookswitch\.lock.|^postgres\.new/.test(name))).toEqual([])
      await endOf(other, 'SIGTERM')
      const { owner } = await newServer().start()
      expect(await query(owner, 'select what from kept')).toEqual([{ what: 'this' }])
      await expectWhole(owner)
    },
  )
})
