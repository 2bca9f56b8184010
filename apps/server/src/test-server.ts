import { createClient, type Client, type RouteName, routes } from '@hookswitch/contract'
import { pino } from 'pino'
import { Writable } from 'node:stream'
import { type Config, readConfig } from './config.ts'
import { type RunningServer, startServer } from './main.ts'
import { openTestDatabase, type TestDatabase } from './store/test-database.ts'

/** The whole server on a database of its own, reached over HTTP as everybody reaches it. */
export interface TestServer {
  readonly url: string
  readonly database: TestDatabase['database']
  readonly connections: TestDatabase['connections']
  /** Every line of the log so far, at every level. */
  readonly logged: () => string
  /** A browser of somebody: keeps its cookie. Signed in at once where a user is named. */
  readonly browser: (userName?: string, tenant?: string) => Promise<Browser>
  readonly stop: () => Promise<void>
}

export interface Browser {
  readonly api: Client
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  readonly cookie: () => string
}

/** The password of everybody in tests. */
export const password = 'correct horse battery'
export const tenants = [
  { name: 'north', country: 'DE', timeZone: 'Europe/Berlin' },
  { name: 'south', country: 'US', timeZone: 'America/New_York' },
]

/** Two organisations with an administrator, a supervisor and two agents each. */
export async function startTestServer(settings: Partial<Config> = {}): Promise<TestServer> {
  const { database, connections, close } = await openTestDatabase()
  let logged = ''
  const sink = new Writable({ write: (part: Buffer, _, done) => ((logged += part.toString()), done()) })
  const config = {
    ...readConfig({}),
    port: 0,
    tenants,
    databaseUrl: urlOf(connections.owner),
    adminPassword: password,
    desk: '/nowhere',
    ...settings,
  }
  const log = pino({ level: 'trace' }, sink)
  const server: RunningServer = await startServer({ config, log, tell: (text) => (logged += text) })
  const url = `http://127.0.0.1:${server.port}`
  const browser = async (userName?: string, tenant = 'north'): Promise<Browser> => {
    const it = newBrowser(url)
    if (userName !== undefined) await it.api.signIn({ body: { tenant, userName, password } })
    return it
  }
  for (const { name } of tenants) await createUsers(await browser('admin', name))
  return {
    url,
    database,
    connections,
    browser,
    logged: () => logged,
    stop: async () => {
      await server.stop()
      await close()
    },
  }
}

/** As DATABASE_URL would say it: a socket by its folder. */
function urlOf({ host, user, database }: TestDatabase['connections']['owner']): string {
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host ?? '')}`
}

export function newBrowser(url: string): Browser {
  let cookie = ''
  const send: typeof fetch = async (address, init) => {
    const response = await fetch(address, {
      ...init,
      headers: headersWith(init, cookie),
    })
    for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0] ?? ''
    return response
  }
  return {
    api: createClient({ baseUrl: url, fetch: send }),
    fetch: (path, init) => send(url + path, init),
    cookie: () => cookie,
  }
}

function headersWith(init: RequestInit | undefined, cookie: string): Headers {
  const headers = new Headers(init?.headers)
  if (cookie !== '') headers.set('cookie', cookie)
  return headers
}

async function createUsers({ api }: Browser): Promise<void> {
  for (const [userName, role] of [
    ['supervisor', 'supervisor'],
    ['agent', 'agent'],
    ['other', 'agent'],
  ] as const)
    await api.createUser({ body: { userName, name: `The ${userName}`, role, password } })
}

export const routeNames = Object.keys(routes) as RouteName[]
