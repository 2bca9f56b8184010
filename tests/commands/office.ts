import type { Client, LineView } from '@hookswitch/contract'
import {
  type ControlClient,
  createControlClient,
  type Simulator,
  startSimulator,
} from '@hookswitch/simulator'
import type { SimulatorOptions } from '@hookswitch/simulator'
import { WebSocket } from 'ws'
import type { Config } from '#server/config.ts'
import { TestClient } from '#server/test-live.ts'
import { newBrowser, password, startTestServer, type TestServer } from '#server/test-server.ts'

type LinkPlan = Partial<
  Pick<Config['links'][number], 'devices' | 'targets' | 'reasons' | 'pickupGroup' | 'rejectBy' | 'rejectTo'>
>

export interface OfficeOptions {
  readonly extensions: readonly string[]
  readonly simulator?: SimulatorOptions
  readonly plan?: LinkPlan
}

/** The whole server and a switch, and people who have a browser and a telephone each. */
export interface Office {
  readonly server: TestServer
  readonly simulator: Simulator
  /** Plays the hands on the telephones and the customers outside. */
  readonly hands: ControlClient
  /** Somebody who has signed in and has no page open. */
  readonly signIn: (extension: string) => Promise<{ readonly api: Client; readonly cookie: string }>
  readonly person: (extension: string) => Promise<Person>
  readonly close: () => Promise<void>
}

export interface Person {
  readonly extension: string
  readonly id: string
  readonly api: Client
  readonly page: TestClient
}

const names = ['Anna Adler', 'Ben Brandt', 'Cora Célan', 'Dora Diehl', 'Emil Engel', 'Fritz Falk']

export async function openOffice({
  extensions,
  simulator: wish = {},
  plan = {},
}: OfficeOptions): Promise<Office> {
  const simulator = await startSimulator({ port: 0, ...wish })
  const server = await startTestServer({
    links: [
      {
        name: 'main',
        kind: 'csta',
        tenant: 'south',
        country: 'US',
        devices: [],
        targets: [],
        reasons: [],
        rejectBy: 'clear',
        config: { host: '127.0.0.1', port: simulator.port, user: 'hookswitch', password: 'hookswitch' },
        ...plan,
      },
    ],
  })
  const admin = await server.browser('admin', 'south')
  const people = new Map<string, Person>()
  const sockets: WebSocket[] = []
  const ids = new Map<string, string>()
  for (const [index, extension] of extensions.entries()) {
    const name = names[index] ?? `Agent ${extension}`
    const userName = `agent${extension}`
    const made = await admin.api.createUser({
      body: { userName, name, role: 'agent', password, device: extension, link: 'main', team: 'Care' },
    })
    ids.set(extension, made.id)
  }
  const signIn: Office['signIn'] = async (extension) => {
    const { api, cookie } = newBrowser(server.url)
    await api.signIn({ body: { tenant: 'south', userName: `agent${extension}`, password } })
    return { api, cookie: cookie() }
  }
  return {
    server,
    simulator,
    hands: createControlClient(simulator.controlUrl),
    signIn,
    async person(extension) {
      const known = people.get(extension)
      if (known !== undefined) return known
      const { api, cookie } = await signIn(extension)
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, {
        headers: { cookie, origin: server.url },
      })
      sockets.push(socket)
      const page = new TestClient(socket)
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
      socket.send(JSON.stringify({ kind: 'hello', version: 1, since: null }))
      const person = { extension, id: ids.get(extension) ?? '', api, page }
      people.set(extension, person)
      await seeLine(person, (line) => line.state === 'live')
      return person
    },
    async close() {
      for (const socket of sockets) socket.terminate()
      await server.stop()
      await simulator.stop()
    },
  }
}

/** Waits until the page shows such a line. */
export function seeLine({ page }: Person, is: (line: LineView) => boolean): Promise<LineView> {
  return page.see((frame) => {
    const line =
      frame.kind === 'snapshot'
        ? frame.snapshot.line
        : frame.kind === 'event' && frame.event.kind === 'line'
          ? frame.event.line
          : undefined
    return line !== undefined && is(line) ? line : undefined
  }, 10_000)
}
