import type { Client, LineView } from '@hookswitch/contract'
import {
  type ControlClient,
  createControlClient,
  type Simulator,
  startSimulator,
} from '@hookswitch/simulator'
import type { SimulatorOptions } from '@hookswitch/simulator'
import { WebSocket } from 'ws'
import type { Config, LinkFileConfig } from '#server/config.ts'
import { TestClient } from '#server/test-live.ts'
import { newBrowser, password, startTestServer, type TestServer } from '#server/test-server.ts'

type LinkPlan = Partial<
  Pick<Config['links'][number], 'devices' | 'targets' | 'reasons' | 'pickupGroup' | 'rejectBy' | 'rejectTo'>
>

export interface OfficeOptions {
  readonly extensions: readonly string[]
  readonly simulator?: SimulatorOptions
  readonly plan?: LinkPlan
  /** Folder of the built page, where a browser is to see it. */
  readonly desk?: string
}

/** The whole server on whatever switch there is, and people who have a browser and a telephone each. */
export interface Staff {
  readonly server: TestServer
  /** Somebody who has signed in and has no page open. */
  readonly signIn: (extension: string) => Promise<{ readonly api: Client; readonly cookie: string }>
  readonly person: (extension: string) => Promise<Person>
  readonly close: () => Promise<void>
}

/** Staff, and a simulated switch. */
export interface Office extends Staff {
  readonly simulator: Simulator
  /** Plays the hands on the telephones and the customers outside. */
  readonly hands: ControlClient
}

export interface Person {
  readonly extension: string
  readonly name: string
  readonly id: string
  readonly api: Client
  readonly page: TestClient
}

const names = ['Anna Adler', 'Ben Brandt', 'Cora Célan', 'Dora Diehl', 'Emil Engel', 'Fritz Falk']

export async function openOffice({
  extensions,
  simulator: wish = {},
  plan = {},
  ...rest
}: OfficeOptions): Promise<Office> {
  const simulator = await startSimulator({ port: 0, ...wish })
  // A simulated kind of switch and the dialect that is spoken to it have the same name.
  const { dialect } = wish
  const address = { host: '127.0.0.1', port: simulator.port, user: 'hookswitch', password: 'hookswitch' }
  const config = dialect === undefined ? address : { ...address, dialect }
  const staff = await openStaff({ extensions, link: { kind: 'csta', config, ...plan }, ...rest })
  return {
    ...staff,
    simulator,
    hands: createControlClient(simulator.controlUrl),
    async close() {
      await staff.close()
      await simulator.stop()
    },
  }
}

export interface StaffOptions {
  readonly extensions: readonly string[]
  readonly link: Pick<LinkFileConfig, 'kind' | 'config'> & Partial<LinkFileConfig>
  /** Folder of the built page, where a browser is to see it. */
  readonly desk?: string
}

export async function openStaff({ extensions, link, desk }: StaffOptions): Promise<Staff> {
  const server = await startTestServer({
    links: [
      {
        name: 'main',
        tenant: 'south',
        country: 'US',
        devices: [],
        targets: [],
        reasons: [],
        rejectBy: 'clear',
        ...link,
      },
    ],
    ...(desk === undefined ? {} : { desk }),
  })
  const admin = await server.browser('admin', 'south')
  const people = new Map<string, Person>()
  const sockets: WebSocket[] = []
  const made = new Map<string, { readonly id: string; readonly name: string }>()
  for (const [index, extension] of extensions.entries()) {
    const name = names[index] ?? `Agent ${extension}`
    const userName = `agent${extension}`
    const body = { name, role: 'agent', password, device: extension, link: 'main', team: 'Care' } as const
    made.set(extension, await admin.api.createUser({ body: { userName, ...body } }))
  }
  const signIn: Staff['signIn'] = async (extension) => {
    const { api, cookie } = newBrowser(server.url)
    await api.signIn({ body: { tenant: 'south', userName: `agent${extension}`, password } })
    return { api, cookie: cookie() }
  }
  return {
    server,
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
      const { id = '', name = '' } = made.get(extension) ?? {}
      const person = { extension, name, id, api, page }
      people.set(extension, person)
      await seeLine(person, (line) => line.state === 'live')
      return person
    },
    async close() {
      for (const socket of sockets) socket.terminate()
      await server.stop()
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
