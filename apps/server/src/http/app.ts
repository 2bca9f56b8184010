import { type Route, type RouteName, routes } from '@hookswitch/contract'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { dispatch, type DispatchPorts, type Environment } from './dispatch.ts'
import { docsPage, docsStyle } from './docs-page.ts'
import type { Handler, Handlers } from './handler.ts'
import { type HeaderRules, securityHeaders } from './headers.ts'
import type { HttpMetrics } from './metrics.ts'
import { openApiOf } from './openapi.ts'
import { originFault, type OriginRules } from './origin.ts'
import { problemResponse, Refusal, refusal } from './problem.ts'
import { type RepeatMemory, Repeats } from './repeat.ts'
import type { StaticFiles } from './static-files.ts'

export interface HttpLog {
  debug(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export interface Readiness {
  readonly ready: boolean
  /** What is there and what is not; names nothing that is not in the configuration. */
  readonly [part: string]: unknown
}

export interface AppPorts extends Omit<DispatchPorts, 'repeats'> {
  readonly memory: RepeatMemory
  readonly handlers: Handlers
  readonly origins: OriginRules
  readonly headers: HeaderRules
  readonly metrics: HttpMetrics
  readonly files: StaticFiles
  /** The frame of a web panel. */
  readonly panel: (request: Request) => Promise<Response>
  readonly log: HttpLog
  readonly readiness: () => Promise<Readiness>
  /** Whether an error means that the database could not be asked. */
  readonly isUnavailable: (error: unknown) => boolean
}

const largestBody = 1024 * 1024
/** Below the time-out of the web server, so that the client is told. */
const longestAnswerMs = 25_000

/** The whole HTTP interface: the contract's routes, its description, health, figures and the page. */
export function createApp(ports: AppPorts): Hono<Environment> {
  const app = new Hono<Environment>()
  guard(app, ports)
  addRoutes(app, ports)
  addDescription(app)
  addHealth(app, ports)
  app.get('/api/panel', (context) => ports.panel(context.req.raw))
  app.all('/api/*', () => Promise.reject(refusal('notFound')))
  app.get('*', (context) => ports.files.serve(context.req.raw))
  app.notFound(() => problemResponse(refusal('notFound').problem))
  app.onError((error) => onError(error, ports))
  return app
}

function guard(app: Hono<Environment>, ports: AppPorts): void {
  const headers = Object.entries(securityHeaders(ports.headers))
  app.use(async (context, next) => {
    await next()
    // A page with a policy of its own keeps it.
    for (const [name, value] of headers)
      if (!context.res.headers.has(name)) context.res.headers.set(name, value)
  })
  app.use(async (context, next) => {
    const fault = originFault(
      {
        method: context.req.method,
        host: context.req.header('host'),
        origin: context.req.header('origin'),
        fetchSite: context.req.header('sec-fetch-site'),
      },
      ports.origins,
    )
    if (fault !== undefined) throw refusal(fault)
    await next()
  })
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: largestBody,
      onError: () => Promise.reject(refusal('tooLarge', { headers: { connection: 'close' } })),
    }),
  )
}

function addRoutes(app: Hono<Environment>, ports: AppPorts): void {
  const methods = new Map<string, Set<string>>()
  const repeats = new Repeats(ports.memory)
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name]
    const handler = ports.handlers[name] as Handler<RouteName>
    app.on(route.method, route.path, (context) =>
      observed(context, { ...ports, repeats }, { name, route, handler }),
    )
    methods.set(route.path, (methods.get(route.path) ?? new Set()).add(route.method))
  }
  for (const [path, known] of methods)
    app.all(path, () => {
      throw refusal('methodNotAllowed', { headers: { allow: [...known].join(', ') } })
    })
}

interface NamedRoute {
  readonly name: RouteName
  readonly route: Route
  readonly handler: Handler<RouteName>
}

/** Times and counts a request by the name of its route: paths hold ids and what people search for. */
async function observed(
  context: Context<Environment>,
  ports: AppPorts & DispatchPorts,
  { name, route, handler }: NamedRoute,
): Promise<Response> {
  const started = performance.now()
  const response = await inTime(dispatch(context, { route, handler }, ports)).catch((error: unknown) =>
    onError(error, ports, name),
  )
  const seconds = (performance.now() - started) / 1_000
  ports.metrics.observe(name, response.status, seconds)
  ports.log.debug({ route: name, status: response.status, ms: Math.round(seconds * 1_000) }, 'answered')
  return response
}

async function inTime(work: Promise<Response>): Promise<Response> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(refusal('timeout')), longestAnswerMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function onError(error: unknown, ports: AppPorts, route?: RouteName): Response {
  if (error instanceof Refusal) return problemResponse(error.problem, error.headers)
  if (ports.isUnavailable(error)) {
    ports.log.warn({ code: 'databaseDown', route }, 'A request could not be answered without the database.')
    return problemResponse(refusal('databaseDown').problem, { 'retry-after': '2' })
  }
  ports.log.error({ code: 'server', route, ...faultOf(error) }, 'A request failed.')
  return problemResponse(refusal('server').problem)
}

/** Where it went wrong, not with what: the message of an error may repeat what somebody typed. */
function faultOf(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const code = 'code' in error ? String(error.code) : undefined
  return { error: error.name, reason: code, at: frames.slice(0, 6).map((line) => line.trim()) }
}

function addDescription(app: Hono<Environment>): void {
  const description = JSON.stringify(openApiOf(routes))
  const page = docsPage(routes)
  const send = (body: string, type: string) => () =>
    new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-cache' } })
  app.get('/api/openapi.json', send(description, 'application/json'))
  app.get('/api/docs', send(page, 'text/html; charset=utf-8'))
  app.get('/api/docs.css', send(docsStyle, 'text/css; charset=utf-8'))
}

function addHealth(app: Hono<Environment>, { readiness, metrics }: AppPorts): void {
  app.get('/healthz', (context) => context.json({ alive: true }))
  app.get('/readyz', async (context) => {
    const now = await readiness()
    return context.json(now, now.ready ? 200 : 503, { 'cache-control': 'no-store' })
  })
  // Counts only, but whom they concern is the business of this house: not for what comes through a proxy from outside.
  app.get('/metrics', async (context) => {
    const isOutside = !isLoopback(context.env.address) || context.req.header('x-forwarded-for') !== undefined
    if (isOutside) throw refusal('notFound')
    return new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } })
  })
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}
