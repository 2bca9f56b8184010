import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import type { Target } from './load.ts'
import { MeasuringPbx } from './pbx.ts'

/** The floor, running, with a socket per agent. */
export interface RunningTarget extends Target {
  readonly pid: number
  stop(): Promise<void>
}

/** Starts the floor program against a database and connects an agent per device. */
export async function startFloor(databaseUrl: string, devices: readonly string[]): Promise<RunningTarget> {
  const pbx = await MeasuringPbx.listen()
  const program = fileURLToPath(new URL('./floor/main.ts', import.meta.url))
  const child = spawn(process.execPath, [program, String(pbx.port), databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { port } = JSON.parse(await firstLine(child)) as { port: number }
  const sockets = await connectAll(devices.map((device) => () => openAgent(port, device)))
  return {
    name: 'floor',
    pbx,
    devices,
    sockets,
    pid: child.pid ?? 0,
    ringOf: (text) => {
      const frame = JSON.parse(text) as { event?: string; caller?: string }
      return frame.event === 'DeliveredEvent' ? (frame.caller ?? null) : null
    },
    stop: async () => {
      for (const socket of sockets) socket.terminate()
      pbx.close()
      await ended(child)
    },
  }
}

/** Opens many sockets, fifty at a time. */
export async function connectAll<Opened>(openers: readonly (() => Promise<Opened>)[]): Promise<Opened[]> {
  const opened: Opened[] = []
  for (let at = 0; at < openers.length; at += 50)
    opened.push(...(await Promise.all(openers.slice(at, at + 50).map((open) => open()))))
  return opened
}

/** Ends a program and waits for it. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

async function openAgent(port: number, device: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
  await new Promise((resolve, reject) => {
    socket.once('open', () => socket.send(device))
    socket.once('message', resolve)
    socket.once('error', reject)
  })
  return socket
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the program has no output')
  for await (const line of createInterface(child.stdout)) return line
  throw new Error('the program ended before it said where it listens')
}
