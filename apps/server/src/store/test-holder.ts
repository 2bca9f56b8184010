import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import { onTestFinished } from 'vitest'

/** Another process that has the directory, as a second hub would. */
export async function startHolder(directory: string): Promise<ChildProcess> {
  const program = `
    import { EmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))}
    const log = { info() {}, warn() {}, error() {} }
    const server = new EmbeddedPostgres({ dataDirectory: ${JSON.stringify(directory)}, log })
    await server.start()
    console.log(server.pid)
    process.on('SIGTERM', async () => { await server.stop(); process.exit() })
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

export async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

export async function query<Row extends object>(connection: pg.ClientConfig, text: string): Promise<Row[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
