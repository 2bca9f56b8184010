import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { serverFrame, socketVersion, type ServerFrame } from '@hookswitch/contract'
import { connectAll, ended, type RunningTarget } from './floor-target.ts'
import { MeasuringPbx } from './pbx.ts'
import type { SeededAgent } from './seed.ts'
import { clock } from './stats.ts'

export interface ProductOptions {
  readonly databaseUrl: string
  /** Where configuration and data directory may lie. */
  readonly directory: string
  readonly agents: readonly SeededAgent[]
  /** Connected at once; the others of `agents` are only watched. */
  readonly connected: number
}

/** The whole server, running as users run it, with a PBX and agents connected. */
export async function startProduct(options: ProductOptions): Promise<RunningTarget> {
  const { databaseUrl, directory, agents, connected } = options
  const pbx = await MeasuringPbx.listen()
  const { child, port } = await startServer({ databaseUrl, directory, pbxPort: pbx.port })
  const sockets = await connectAll(agents.slice(0, connected).map((agent) => () => openAgent(port, agent)))
  await until(() => pbx.watched >= agents.length, 60_000)
  // Ready means: the link is live, every telephone's snapshot is in.
  await until(() => answers(port, '/readyz'), 60_000)
  return {
    name: 'Hookswitch',
    pbx,
    devices: agents.slice(0, Math.max(1, connected)).map(({ device }) => device),
    sockets,
    pid: child.pid ?? 0,
    ringOf,
    stop: async () => {
      for (const socket of sockets) socket.terminate()
      await ended(child)
      pbx.close()
    },
  }
}

/** Milliseconds from the start of the program to the first pop at a client, on a database that has everything. */
export async function timeColdStart(options: Omit<ProductOptions, 'connected'>): Promise<number> {
  const start = clock()
  const target = await startProduct({ ...options, connected: 1 })
  const [socket] = target.sockets
  if (socket === undefined) throw new Error('no agent is connected')
  const first = new Promise<number>((resolve) =>
    socket.on('message', (data: Buffer) => {
      if (ringOf(data.toString()) !== null) resolve(clock() - start)
    }),
  )
  await target.pbx.play({
    rate: 30,
    seconds: 0.1,
    devices: target.devices.slice(0, 1),
    callers: () => '+12122000001',
  })
  const took = await first
  await target.stop()
  return took
}

/** Starts the server once on an empty database, so that it makes its tables and its tenant; then ends it. */
export async function prepareTables(options: { databaseUrl: string; directory: string }): Promise<void> {
  const { child } = await startServer({ ...options, pbxPort: 9 })
  await ended(child)
}

let isChecked = false

/**
 * The calling number of a frame that shows the caller while it rings; null for every other frame. The first one is held
 * against the contract; a thousand clients in one process could not do that with every frame.
 */
function ringOf(text: string): string | null {
  const frame = JSON.parse(text) as ServerFrame
  if (frame.kind !== 'event' || frame.event.kind !== 'call') return null
  const { call } = frame.event
  if (call.state !== 'alerting' || call.pop?.status !== 'found') return null
  if (!isChecked) serverFrame.parse(frame)
  isChecked = true
  return call.other.number
}

async function startServer(options: {
  databaseUrl: string
  directory: string
  pbxPort: number
}): Promise<{ child: ChildProcess; port: number }> {
  const port = 20_000 + Math.floor(process.pid % 20_000)
  const config = join(options.directory, 'bench-config.json')
  await writeFile(
    config,
    JSON.stringify({
      port,
      data: join(options.directory, 'data'),
      logLevel: 'warn',
      adminPassword: 'bench-password',
      tenants: [{ name: 'bench', country: 'US', timeZone: 'America/New_York' }],
      links: [
        {
          name: 'bench',
          kind: 'csta',
          country: 'US',
          internalLength: 5,
          config: { host: '127.0.0.1', port: options.pbxPort },
        },
      ],
    }),
  )
  const program = fileURLToPath(new URL('../apps/server/src/main.ts', import.meta.url))
  const child = spawn(process.execPath, [program], {
    // Its log of warnings belongs beside ours, not among the figures.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, HOOKSWITCH_CONFIG: config, DATABASE_URL: options.databaseUrl },
  })
  await until(() => {
    if (child.exitCode !== null) throw new Error('the server ended while starting: see its log above')
    return answers(port, '/healthz')
  }, 60_000)
  return { child, port }
}

async function answers(port: number, path: '/healthz' | '/readyz'): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}${path}`).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function openAgent(port: number, agent: SeededAgent): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, {
    perMessageDeflate: false,
    headers: { cookie: `hookswitch_session=${agent.token}`, origin: `http://127.0.0.1:${port}` },
  })
  await once(socket, 'open')
  const snapshot = new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      if (serverFrame.parse(JSON.parse(data.toString())).kind === 'snapshot') resolve()
    })
    socket.once('close', (code) => reject(new Error(`the server closed an agent's socket: ${code}`)))
  })
  socket.send(JSON.stringify({ kind: 'hello', version: socketVersion, since: null }))
  await snapshot
  socket.removeAllListeners('message')
  return socket
}

async function until(holds: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  const deadline = clock() + ms
  while (!(await holds())) {
    if (clock() > deadline) throw new Error('the server did not come up in time')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
