/**
 * The server. The only place that builds things: every room is given what it needs here, and nowhere else.
 *
 *   config ▶ store (PostgreSQL, steps of the schema, tenancy) ▶ auth · crm-builtin ▶ live (links, calls, pop, journal,
 *   feed, sockets) ▶ http (routes of the contract, page) ▶ listening
 *
 * Who gives what to whom:
 *   http    takes `Handlers`: Auth and UserAdmin from auth, Records from crm-builtin, LivePorts from live
 *   live    takes the Database, the links, and who is behind a cookie (SocketAuth); gives LivePorts and the sockets
 *   auth, crm-builtin   take stores
 */
import type { IncomingMessage } from 'node:http'
import { resolve } from 'node:path'
import { type Logger, pino } from 'pino'
import { type Auth, createAuth } from '#auth/auth.ts'
import { createUserAdmin, type UserAdmin } from '#auth/user-admin.ts'
import { createImports } from '#crm-builtin/imports.ts'
import { createRecords } from '#crm-builtin/records.ts'
import { type Demo, prepareDemo } from '#demo/prepare-demo.ts'
import { adminHandlers } from '#http/admin-handlers.ts'
import { createApp, type Readiness } from '#http/app.ts'
import { callHandlers } from '#http/call-handlers.ts'
import { demoHandlers } from '#http/demo.ts'
import { logHandlers } from '#http/log-handlers.ts'
import { entryHandlers } from '#http/entry-handlers.ts'
import { createMetrics } from '#http/metrics.ts'
import { noteCreated } from '#http/note-created.ts'
import { originFault, type OriginRules } from '#http/origin.ts'
import { organisationHandlers } from '#http/organisation-handlers.ts'
import { keyHandlers } from '#http/key-handlers.ts'
import { phoneHandlers } from '#http/phone-handlers.ts'
import { popRuleHandlers } from '#http/pop-rule-handlers.ts'
import { importHandlers } from '#http/import-handlers.ts'
import { recordHandlers } from '#http/record-handlers.ts'
import { recordingHandlers } from '#http/recording-handlers.ts'
import { openPanel } from '#http/panel.ts'
import { WebServer } from '#http/server.ts'
import { sessionHandlers } from '#http/session-handlers.ts'
import { openStaticFiles } from '#http/static-files.ts'
import { templateHandlers } from '#http/template-handlers.ts'
import { createAuditLog } from '#organisation/audit-log.ts'
import { createOrganisation } from '#organisation/organisation.ts'
import type { BrowserPhones } from '#phone/browser-phones.ts'
import type { SocketAuth } from '#socket/live-socket.ts'
import { createPhones, phoneOrigins } from '#start/create-phones.ts'
import { prepareTenants } from '#start/first-run.ts'
import { keepHouse } from '#start/housekeeping.ts'
import { openStore, type OpenStore } from '#start/open-store.ts'
import { readLinks } from '#start/read-links.ts'
import { createRecordStores } from '#store/crm-stores.ts'
import { findDuplicates } from '#store/contact-duplicates.ts'
import { createContactImport } from '#store/contact-import.ts'
import { createAuditReader } from '#store/audit-reading.ts'
import { createKeyStore } from '#store/key-store.ts'
import { createOrganisationStore } from '#store/organisation-store.ts'
import { isUnavailable, StoreError } from '#store/db-error.ts'
import { createIdempotencyStore } from '#store/idempotency.ts'
import { createFieldStore } from '#store/field-store.ts'
import { createScriptStore } from '#store/script-store.ts'
import { createSessionStore } from '#store/sessions.ts'
import { createTemplateStore } from '#store/template-store.ts'
import { createTenantStore } from '#store/tenants.ts'
import { createUserStore } from '#store/users.ts'
import { TemplateAdmin } from '#templates/admin.ts'
import { Fields } from '#templates/fields.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { createLive, type Live } from './live.ts'

export interface RunningServer {
  readonly port: number
  /** Sockets are told to come back, requests are answered, what happened is written; then everything is closed. */
  stop(): Promise<void>
}

export interface ServerOptions {
  readonly config: Config
  readonly log: Logger
  /** Tells the person at the keyboard what the log must not keep. */
  readonly tell: (text: string) => void
}

const now = (): number => Date.now()

/** Builds and starts everything; resolves when it listens. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, log } = options
  const store = await openStore(config, log)
  try {
    return await startOn(store, options)
  } catch (error) {
    log.debug({ code: 'startFailed' }, 'Closing the database again.')
    await store.close()
    throw error
  }
}

async function startOn(store: OpenStore, { config, log, tell }: ServerOptions): Promise<RunningServer> {
  const stores = createStores(store)
  const demo = config.demo === undefined ? null : await prepareDemo(config.demo, store.database)
  const tenants =
    demo?.tenants ?? (await prepareTenants(config.tenants, config.adminPassword, { ...stores, tell }))
  const auth = createAuth({ ...stores, defaultTenant: tenants[0]?.name ?? '', now })
  const origins = { origins: config.origins }
  const metrics = createMetrics()
  const links = await readLinks(config.links.length > 0 ? config.links : (demo?.links ?? []), tenants)
  const { database, callsDatabase } = store
  const socketAuth = createSocketAuth(auth, origins)
  const recordings = {
    folder: resolve(config.data, 'recordings'),
    keepBytes: config.recordingMegabytes * 1_000_000,
    keepMs: config.recordingDays * 86_400_000,
  }
  const { registry } = metrics
  const databases = { database, callsDatabase }
  const live = await createLive({ ...databases, links, auth: socketAuth, registry, recordings, log, now })
  const phones = createPhones(database, config.links, tenants)
  const files = await openStaticFiles(config.desk)
  const secure = config.origins.length > 0 && config.origins.every((origin) => origin.startsWith('https:'))
  const app = createApp({
    auth,
    memory: stores.repeats,
    secureCookies: secure,
    handlers: createHandlers({ stores, auth, live, demo, phones, log }),
    origins,
    headers: { frameAncestors: config.frameAncestors, secure, connect: phoneOrigins(config.links) },
    metrics,
    files,
    panel: openPanel({ auth, live: live.ports, frameAncestors: config.frameAncestors }),
    log,
    readiness: () => readinessOf(store, live),
    isUnavailable,
  })
  const web = new WebServer({
    app,
    host: config.host,
    port: config.port,
    trustProxy: config.trustProxy,
    upgrade: (request, stream, head) => void live.socket.upgrade(request, stream, head),
  })
  const port = await web.start().catch(async (cause: Error) => {
    await live.stop()
    throw new ConfigError(`Port ${config.port} of ${config.host} cannot be used: ${cause.message}`, { cause })
  })
  const over = new AbortController()
  void keepHouse({ ...stores, log, now }, over.signal)
  log.info({ code: 'listening', port, links: links.length }, 'Hookswitch is ready.')
  return {
    port,
    stop: async () => {
      over.abort()
      await Promise.all([web.stop(), live.stop()])
      await store.close()
      log.info({ code: 'stopped' }, 'Hookswitch has stopped.')
    },
  }
}

function createStores({ database, callsDatabase }: OpenStore) {
  return {
    tenants: createTenantStore(callsDatabase),
    users: createUserStore(callsDatabase),
    sessions: createSessionStore(callsDatabase),
    repeats: createIdempotencyStore(callsDatabase),
    ...createRecordStores(database),
    keys: createKeyStore(database),
    organisation: createOrganisationStore(database),
    audit: createAuditReader(database),
    templates: createTemplateStore(database),
    scripts: createScriptStore(database),
    fields: createFieldStore(database),
    imports: createContactImport(database),
    duplicates: (tenant: string, after: string | null) => findDuplicates(database, tenant, after),
  }
}

interface HandlerParts {
  readonly stores: ReturnType<typeof createStores>
  readonly auth: Auth
  readonly live: Live
  readonly demo: Demo | null
  readonly phones: BrowserPhones
  readonly log: Logger
}

function createHandlers({ stores, auth, live, demo, phones, log }: HandlerParts) {
  const users = createUserAdmin(stores.users)
  const recheck = (userId: string): void => live.socket.recheck(userId)
  const templatesChanged = (tenant: string) => live.ports.templatesChanged(tenant)
  const records = recordHandlers({ records: createRecords(stores), live: live.ports })
  return {
    ...sessionHandlers({ auth, users: tellsLanguage(users, templatesChanged), recheck }),
    ...keyHandlers(stores.keys),
    ...records,
    ...noteCreated(records, { logs: live.logs, log }),
    ...importHandlers(createImports(stores)),
    ...callHandlers(live.ports),
    ...logHandlers(live.logs),
    ...entryHandlers(live.entry.room, live.entry.shares),
    ...phoneHandlers(phones, live.ports),
    ...adminHandlers({ users, live: live.ports, recheck }),
    ...organisationHandlers({
      organisation: createOrganisation(stores.organisation),
      audit: createAuditLog(stores.audit),
      live: live.ports,
    }),
    ...templateHandlers(templateParts(stores, live)),
    ...recordingHandlers(live.recordings, log),
    ...popRuleHandlers(live.popRules),
    ...demoHandlers(demo),
  }
}

/** Who chooses another language reads the next pop in it. */
function tellsLanguage(users: UserAdmin, changed: (tenant: string) => Promise<void>): UserAdmin {
  return {
    ...users,
    setPreferences: async (who, preferences) => {
      const set = await users.setPreferences(who, preferences)
      if (set.ok && preferences.language !== who.user.language) await changed(who.tenant.id)
      return set
    },
  }
}

function templateParts({ templates, scripts, fields }: HandlerParts['stores'], { ports }: Live) {
  const changed = (tenant: string): Promise<void> => ports.templatesChanged(tenant)
  return {
    templates: new TemplateAdmin({ templates, scripts, changed }),
    fields: new Fields({ fields, changed }),
    live: ports,
  }
}

function createSocketAuth(auth: Auth, origins: OriginRules): SocketAuth {
  return {
    sessionOf: async ({ headers }) => {
      const who = await auth.authenticateCookies(headers.cookie)
      return who === null ? undefined : { userId: who.user.id, role: who.user.role, expiresAt: who.expiresAt }
    },
    isOriginAllowed: (request) => originFault(factsOf(request), origins) === undefined,
  }
}

function factsOf({ headers }: IncomingMessage) {
  const fetchSite = headers['sec-fetch-site']
  return { method: 'GET', host: headers.host, origin: headers.origin, fetchSite: fetchSite?.toString() }
}

async function readinessOf({ callsDatabase, isDurable }: OpenStore, live: Live): Promise<Readiness> {
  const [reachable, health] = [await callsDatabase.isReachable(), live.health()]
  const durability = isDurable ? 'disk' : 'process'
  return {
    ready: reachable && health.ready,
    database: reachable,
    durability,
    queued: health.queued,
    links: health.links,
  }
}

/** The program: reads the configuration, starts, stops when it is told to. */
async function run(): Promise<void> {
  const tell = (text: string): void => void process.stderr.write(`${text}\n`)
  let log = pino({ base: null })
  let running: Promise<RunningServer> | undefined
  let isStopping = false
  const fail = (error: unknown): void => {
    const known = error instanceof ConfigError || error instanceof StoreError
    // Only our own sentences are safe to repeat; of others the name and the place.
    const what = known ? error.message : 'The server failed.'
    const at =
      known || !(error instanceof Error)
        ? {}
        : { error: error.name, at: error.stack?.split('\n').slice(1, 8) }
    log.fatal({ code: known ? error.code : 'server', ...at }, what)
    process.exitCode = 1
  }
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    // Two seconds short of what promises allow: a stop that hangs is ended, and the next start puts things right.
    setTimeout(() => process.exit(1), 9_500).unref()
    void running
      ?.then((server) => server.stop())
      .catch(fail)
      .finally(() => process.exit())
  }
  process.on('uncaughtException', (error) => {
    fail(error)
    stop()
  })
  try {
    const config = readConfig(process.env)
    log = pino({ base: null, level: config.logLevel })
    running = startServer({ config, log, tell })
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
    await running
  } catch (error) {
    fail(error)
    process.exit()
  }
}

if (import.meta.main) await run()
