import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createClient, type Client } from '@hookswitch/contract'
import { WebSocket } from 'ws'
import { TestClient } from '#server/test-live.ts'
import { freePort } from '../free-port.ts'

const program = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))
export const password = 'correct horse battery'

export interface RigOptions {
  /** Of a CSTA switch on loopback. */
  readonly pbxPort?: number
  readonly extensions: readonly string[]
  readonly devices?: readonly string[]
  /** Of the CSTA link, beside host, port, user and password. */
  readonly link?: Readonly<Record<string, unknown>>
  /** Another kind of switch instead. */
  readonly pbx?: {
    readonly kind: string
    readonly config: Readonly<Record<string, unknown>>
    readonly browserPhone?: object
  }
  /** Folder of the built page, where a browser is to see it. */
  readonly desk?: string
}

/** The server as it is run: its own process, its own data directory, its own PostgreSQL. */
export class Rig {
  readonly directory = mkdtempSync(join(tmpdir(), 'hookswitch-kill-'))
  readonly #options: RigOptions
  #child: ChildProcess | undefined
  port = 0
  output = ''
  /** User ids by extension. */
  readonly users = new Map<string, string>()
  #cookies = new Map<string, string>()

  constructor(options: RigOptions) {
    this.#options = options
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts it for the first time: an administrator, and a user for each extension. */
  async prepare(): Promise<void> {
    this.port = await freePort()
    const { pbxPort, devices = [], link = {}, pbx, desk } = this.#options
    const csta = { host: '127.0.0.1', port: pbxPort, user: 'hookswitch', password: 'hookswitch', ...link }
    const config = {
      tenants: [{ name: 'test', country: 'US', timeZone: 'America/New_York' }],
      links: [
        {
          name: 'main',
          country: 'US',
          devices,
          ...(pbx ?? { kind: 'csta', config: csta }),
        },
      ],
      adminPassword: password,
      ...(desk === undefined ? {} : { desk }),
    }
    writeFileSync(join(this.directory, 'config.json'), JSON.stringify(config))
    await this.start()
    const admin = await this.signIn('admin')
    for (const extension of this.#options.extensions) {
      const made = await admin.createUser({
        body: {
          userName: `agent${extension}`,
          name: `Agent ${extension}`,
          role: 'agent',
          password,
          device: extension,
          link: 'main',
        },
      })
      this.users.set(extension, made.id)
    }
  }

  /** Starts the program and waits until it is ready. @returns milliseconds that took. */
  async start(): Promise<number> {
    const began = performance.now()
    const child = spawn(process.execPath, [program], {
      env: {
        ...process.env,
        HOOKSWITCH_CONFIG: join(this.directory, 'config.json'),
        HOOKSWITCH_DATA: join(this.directory, 'data'),
        HOOKSWITCH_PORT: String(this.port),
        HOOKSWITCH_LOG: 'info',
        DATABASE_URL: '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    const keep = (part: Buffer): void => {
      this.output = (this.output + part.toString()).slice(-400_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    await this.until(() => this.isReady(), 60_000, 'the server to be ready')
    return performance.now() - began
  }

  /** When the server was last seen up, its link live and all that it knew written (performance.now). */
  lastUp = 0

  /** Looks whether all is well, and notes when it was. */
  async look(): Promise<boolean> {
    const began = performance.now()
    const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    )
    if (answer?.ok !== true) return false
    const { queued, links } = (await answer.json()) as { queued: number; links: { state: string }[] }
    // A batch that is on its way is not in `queued`: what was live half a second ago is written.
    const isWell = queued === 0 && links.every((link) => link.state === 'live')
    if (isWell && this.#wellSince !== null && began - this.#wellSince > 500) this.lastUp = this.#wellSince
    this.#wellSince = isWell ? (this.#wellSince ?? began) : null
    if (isWell && this.#wellSince !== null && began - this.#wellSince > 1_000) this.#wellSince = began - 500
    return isWell
  }

  #wellSince: number | null = null

  async isReady(): Promise<boolean> {
    const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    )
    return answer?.ok === true
  }

  /** Waits until all links are in this state. @returns milliseconds that took. */
  async linksAre(state: 'live' | 'down', withinMs = 45_000): Promise<number> {
    const admin = await this.signIn('admin')
    return this.until(
      async () => (await admin.listLinks({})).items.every((link) => link.state === state),
      withinMs,
      `the link to be ${state}`,
    )
  }

  /** Waits for something; when the server ends meanwhile, says what it said last. */
  async until(is: () => Promise<boolean> | boolean, withinMs: number, what: string): Promise<number> {
    const began = performance.now()
    while (!(await is())) {
      if (performance.now() - began > withinMs)
        throw new Error(`Waited ${withinMs} ms for ${what}. The server said:\n${this.output.slice(-4_000)}`)
      if (this.#child?.exitCode != null) throw new Error(`The server ended:\n${this.output.slice(-4_000)}`)
      await wait(25)
    }
    return performance.now() - began
  }

  /** As if the machine had dropped it. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    this.#wellSince = null
  }

  /** @returns exit code and milliseconds. */
  async terminate(): Promise<{ code: number | null; ms: number }> {
    const began = performance.now()
    const child = this.#child
    if (child === undefined) return { code: null, ms: 0 }
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const [code] = (await ended) as [number | null]
    return { code, ms: performance.now() - began }
  }

  /** Process id of the database's postmaster; waits for one. */
  async postmaster(): Promise<number> {
    await this.until(() => existsSync(this.#postmasterFile()), 10_000, 'a postmaster')
    return Number(readFileSync(this.#postmasterFile(), 'utf8').split('\n')[0])
  }

  #postmasterFile(): string {
    return join(this.directory, 'data', 'postgres', 'postmaster.pid')
  }

  /** A session of one's own with the database, past row-level security. */
  async connect(): Promise<pg.Client> {
    const sockets = readFileSync(this.#postmasterFile(), 'utf8').split('\n')[4] ?? ''
    const client = new pg.Client({ host: sockets, port: 5432, user: 'postgres', database: 'hookswitch' })
    // A database that ends takes its sessions along; who still asks one is told.
    client.on('error', () => {})
    await client.connect()
    return client
  }

  /** The database past row-level security, to look at everything. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.connect()
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end()
    }
  }

  async signIn(userName: string): Promise<Client> {
    const answer = await fetch(`${this.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userName, password }),
    })
    if (!answer.ok) throw new Error(`Sign-in: ${answer.status} ${await answer.text()}`)
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    this.#cookies.set(userName, cookie)
    return createClient({ baseUrl: this.url, headers: { cookie } })
  }

  /** A page of the user at this extension; signs in first. */
  async openPage(extension: string, since: number | null = null): Promise<TestClient> {
    const userName = `agent${extension}`
    if (!this.#cookies.has(userName)) await this.signIn(userName)
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/api/live`, {
      headers: { cookie: this.#cookies.get(userName) ?? '', origin: this.url },
    })
    const client = new TestClient(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    socket.send(JSON.stringify({ kind: 'hello', version: 1, since }))
    return client
  }

  async close(): Promise<void> {
    if (this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null)
      await this.terminate()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
