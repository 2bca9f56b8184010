import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import type { TestProject } from 'vitest/node'
import { silentLog } from './db-log.ts'
import { EmbeddedPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** How to reach the one PostgreSQL of this test run as its superuser. */
    postgres: pg.ClientConfig
  }
}

/** Starts one PostgreSQL for the whole test run (vitest `globalSetup`); every test file makes its own database in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'hookswitch-test-'))
  const server = new EmbeddedPostgres({ dataDirectory, log: silentLog })
  await server.start()
  project.provide('postgres', server.superuserConnection())
  return async () => {
    await server.stop()
    await rm(dataDirectory, { recursive: true, force: true })
  }
}
