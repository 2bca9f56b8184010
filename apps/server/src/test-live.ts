import {
  serverFrame,
  type CallView,
  type LiveEvent,
  type ServerFrame,
  type Snapshot,
} from '@hookswitch/contract'
import { party, type CommandResult, type Command, type SwitchEvent } from '@hookswitch/model'
import type { PbxConnector, PbxSession, SessionEnd, SessionPorts } from '@hookswitch/pbx'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Registry } from 'prom-client'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { createLive, type Live } from './live.ts'
import type { LiveOptions } from './live-options.ts'
import { silentLog } from './store/db-log.ts'
import type { Database } from './store/db.ts'
import { openTestDatabase, type TestDatabase } from './store/test-database.ts'
import { TestRecords } from './test-records.ts'

/** A switch of which a test says what happens, in the model's own words. */
export interface ScriptedSwitch {
  readonly connector: PbxConnector<never>
  /** The sessions that were opened, newest last. */
  readonly sessions: ScriptedSession[]
  say(...events: SwitchEvent[]): void
}

export interface ScriptedSession {
  readonly ports: SessionPorts
  readonly commands: Command[]
  readonly end: (reason: SessionEnd) => void
}

export function scriptedSwitch({
  snapshot = (ports) => [{ kind: 'snapshot', devices: ports.devices, connections: [] }],
  answer = () => ({ ok: true }),
}: {
  snapshot?: (ports: SessionPorts) => SwitchEvent[]
  answer?: (command: Command) => CommandResult
} = {}): ScriptedSwitch {
  const sessions: ScriptedSession[] = []
  const connector: PbxConnector<never> = {
    kind: 'scripted',
    config: z.never(),
    secretFields: [],
    async open(_config, ports): Promise<PbxSession> {
      let end: (reason: SessionEnd) => void = () => {}
      const ended = new Promise<SessionEnd>((resolve) => (end = resolve))
      const commands: Command[] = []
      sessions.push({ ports, commands, end })
      for (const device of ports.devices) ports.event({ kind: 'monitor', device, on: true }, ports.now())
      for (const event of snapshot(ports)) ports.event(event, ports.now())
      return {
        capabilities: {
          commands: {
            makeCall: 'native',
            answerCall: 'native',
            clearConnection: 'native',
            holdCall: 'native',
            retrieveCall: 'native',
          },
          exceptions: {},
          collectedDigits: true,
          addresses: false,
          fullSnapshot: true,
        },
        command: async (command) => {
          commands.push(command)
          return answer(command)
        },
        monitor: async () => ({ ok: true }),
        unmonitor: async () => ({ ok: true }),
        ended,
        close: async () => end({ code: 'closed', message: 'closed' }),
      }
    },
  }
  return {
    connector,
    sessions,
    say(...events) {
      const ports = sessions.at(-1)?.ports
      for (const event of events) ports?.event(event, ports.now())
    },
  }
}

/** Events of one call from outside to an extension, as CSTA tells them. */
export function callFrom(from: string, { to, id }: { to: string; id: string }) {
  const connection = { callId: id, deviceId: to }
  const trunk = { callId: id, deviceId: from }
  const who = { calling: party(from, { external: true }), called: party(to, { external: false }) }
  const at = { monitored: to, device: to, connection }
  return {
    connection,
    rings: (more: { digits?: string; cause?: 'newCall' } = {}): SwitchEvent => ({
      kind: 'delivered',
      cause: 'newCall',
      ...at,
      ...who,
      ...more,
    }),
    isAnswered: (): SwitchEvent => ({ kind: 'established', cause: 'newCall', ...at, ...who }),
    isHeld: (): SwitchEvent => ({ kind: 'held', cause: 'normal', ...at }),
    ends: (): SwitchEvent[] => [
      { kind: 'connectionCleared', cause: 'normalClearing', monitored: to, device: from, connection: trunk },
      { kind: 'connectionCleared', cause: 'normalClearing', ...at },
    ],
  }
}

export interface TestLive {
  readonly test: TestDatabase
  readonly database: Database
  readonly tenant: string
  readonly live: Live
  readonly pbx: ScriptedSwitch
  readonly port: number
  /** Makes a user with a telephone; his id. */
  readonly connect: (user: string, since?: number | null) => Promise<TestClient>
  readonly close: () => Promise<void>
}

export async function createUser(
  database: Database,
  tenant: string,
  { name, device, link = 'main' }: { name: string; device: string | null; link?: string },
): Promise<string> {
  const { id } = await database.inTenant(tenant, (db) =>
    db
      .insertInto('app_user')
      .values({
        user_name: name,
        name,
        role: 'agent',
        password_hash: 'x',
        device,
        link: device === null ? null : link,
        team: null,
        country: null,
        language: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}

/** The live half over an own database, with a WebSocket that takes `?user=` for a session. */
export async function openTestLive(options: {
  readonly test: TestDatabase
  readonly tenant: string
  readonly pbx?: ScriptedSwitch
  readonly more?: Partial<LiveOptions>
}): Promise<TestLive> {
  const { test, tenant, pbx = scriptedSwitch() } = options
  const live = await createLive({
    database: test.database,
    links: [
      {
        tenant,
        name: 'main',
        kind: 'scripted',
        config: {},
        devices: [],
        numbers: { country: 'DE', dialPrefix: '0' },
      },
    ],
    auth: {
      sessionOf: async (request) => {
        const userId = new URL(request.url ?? '', 'http://x').searchParams.get('user')
        return userId === null ? undefined : { userId }
      },
      isOriginAllowed: (request) => request.headers.origin === 'http://desk.test',
    },
    registry: new Registry(),
    log: { ...silentLog, debug() {} },
    now: Date.now,
    loadConnector: async () => pbx.connector,
    ...options.more,
  })
  const server = createServer()
  server.on('upgrade', (request, stream, head) => void live.socket.upgrade(request, stream, head))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const clients: TestClient[] = []
  return {
    test,
    database: test.database,
    tenant,
    live,
    pbx,
    port,
    async connect(user, since = null) {
      const client = await openClient(port, { user, since })
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) client.socket.terminate()
      await live.stop()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The same database, tenant and users for all tests of a file. */
export async function openTestTenant(): Promise<{ test: TestDatabase; tenant: string }> {
  const test = await openTestDatabase()
  return { test, tenant: await test.createTenant() }
}

/** A tenant in which two people have a telephone each. */
export interface TestOffice {
  readonly test: TestDatabase
  readonly tenant: string
  /** At 1001. */
  readonly anna: string
  /** At 1002. */
  readonly berta: string
  readonly records: TestRecords
}

export async function openTestOffice(): Promise<TestOffice> {
  const { test, tenant } = await openTestTenant()
  const [anna, berta] = [
    await createUser(test.database, tenant, { name: 'Anna', device: '1001' }),
    await createUser(test.database, tenant, { name: 'Berta', device: '1002' }),
  ]
  return { test, tenant, anna, berta, records: new TestRecords(test, tenant) }
}

/** German numbers that begin with these digits, each given once. */
export function numbersFrom(begin: string): () => string {
  let count = 0
  return () => `${begin}${String((count += 1)).padStart(3, '0')}`
}

/** A client that believes nothing that the contract does not allow. */
export class TestClient {
  readonly socket: WebSocket
  readonly frames: ServerFrame[] = []
  readonly closed: Promise<number>
  #wanted: (() => void)[] = []

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      this.frames.push(serverFrame.parse(JSON.parse(String(data as Buffer))))
      for (const look of this.#wanted.splice(0)) look()
    })
    this.closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)))
  }

  /** Waits for the first frame of which `pick` makes something; a machine that is busy may take its time. */
  async see<Result>(pick: (frame: ServerFrame) => Result | undefined, withinMs = 30_000): Promise<Result> {
    const deadline = Date.now() + withinMs
    for (;;) {
      for (const frame of this.frames) {
        const found = pick(frame)
        if (found !== undefined) return found
      }
      if (Date.now() > deadline) throw new Error(`Not seen. Frames: ${JSON.stringify(this.frames, null, 1)}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100)
        this.#wanted.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  seeCall(is: (call: CallView) => boolean, withinMs?: number): Promise<CallView> {
    return this.see((frame) => {
      if (frame.kind !== 'event' || frame.event.kind !== 'call') return undefined
      return is(frame.event.call) ? frame.event.call : undefined
    }, withinMs)
  }

  /** Of the call from, or to, this number: others that earlier tests left are told again when a link opens. */
  seeCallOf(number: string, is: (call: CallView) => boolean, withinMs?: number): Promise<CallView> {
    return this.seeCall((call) => call.other.number === number && is(call), withinMs)
  }

  seeSnapshot(): Promise<Snapshot & { seq: number }> {
    return this.see((frame) =>
      frame.kind === 'snapshot' ? { ...frame.snapshot, seq: frame.seq } : undefined,
    )
  }

  get events(): { seq: number; event: LiveEvent }[] {
    return this.frames.filter((frame) => frame.kind === 'event')
  }
}

export async function openClient(
  port: number,
  { user, since, origin = 'http://desk.test' }: { user?: string; since?: number | null; origin?: string },
): Promise<TestClient> {
  const socket = new WebSocket(
    `ws://127.0.0.1:${port}/api/live${user === undefined ? '' : `?user=${user}`}`,
    { headers: { origin } },
  )
  const client = new TestClient(socket)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  if (since !== undefined) socket.send(JSON.stringify({ kind: 'hello', version: 1, since }))
  return client
}
