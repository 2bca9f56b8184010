import type { z } from 'zod'
import { problem, type Problem } from './problem.ts'
import type { Route } from './route.ts'
import { routes, type RouteName, type Routes } from './routes.ts'

type Input<Shape> = Shape extends z.ZodType ? z.input<Shape> : never
type Part<Key extends string, Shape> = [Shape] extends [z.ZodType]
  ? { readonly [K in Key]: Input<Shape> }
  : unknown

/** What a call of a route takes. */
export type RouteInput<Name extends RouteName> =
  Routes[Name] extends Route<infer Params, infer Query, infer Body, infer _Reply>
    ? Part<'params', Params> & Part<'query', Query> & Part<'body', Body> & CallOptions
    : never

/** What it answers; undefined for a route without a reply. */
export type RouteReply<Name extends RouteName> =
  Routes[Name] extends Route<infer _Params, infer _Query, infer _Body, infer Reply>
    ? [Reply] extends [z.ZodType]
      ? z.output<Reply>
      : undefined
    : never

export interface CallOptions {
  readonly signal?: AbortSignal
  /**
   * Sent as Idempotency-Key: a repeat with the same key acts once. Where a route takes one and none is given, a new one
   * is made for each call of it, so that an answer that was lost can be asked for again.
   */
  readonly idempotencyKey?: string
}

/** A refusal by the server, or no answer (`code` `network`). */
export class ApiError extends Error {
  readonly problem: Problem
  constructor(given: Problem, options?: ErrorOptions) {
    super(given.detail, options)
    this.name = 'ApiError'
    this.problem = given
  }
  get code(): string {
    return this.problem.code
  }
}

export type Client = { readonly [Name in RouteName]: (input: RouteInput<Name>) => Promise<RouteReply<Name>> }

export interface ClientOptions {
  /** Without trailing slash; '' = same origin. */
  readonly baseUrl: string
  readonly fetch?: typeof fetch
  /** Extra headers, such as a Cookie outside a browser. */
  readonly headers?: Readonly<Record<string, string>>
}

interface AnyInput extends CallOptions {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
}

/** The one typed client: a function per route. Replies are checked against the contract. */
export function createClient(options: ClientOptions): Client {
  const entries = Object.entries(routes).map(([name, it]) => [
    name,
    (input: AnyInput) => callRoute(options, it as Route, input),
  ])
  return Object.fromEntries(entries) as Client
}

async function callRoute(options: ClientOptions, it: Route, input: AnyInput): Promise<unknown> {
  const response = it.idempotent === true ? await insist(options, it, input) : await send(options, it, input)
  if (!response.ok) throw new ApiError(await readProblem(response))
  return it.reply === undefined ? undefined : it.reply.parse(await response.json())
}

/** Pauses before asking again, in ms. A person who presses a button waits no longer than that for his call. */
const pausesMs = [250, 750, 2_000] as const

/** Asks for the answer again, with the same key, when it was lost on the way: the server acts once and says what came of it. */
async function insist(options: ClientOptions, it: Route, given: AnyInput): Promise<Response> {
  const input = { ...given, idempotencyKey: given.idempotencyKey ?? newKey() }
  for (const pause of pausesMs) {
    const response = await send(options, it, input).catch((error: unknown) => {
      if (input.signal?.aborted === true) throw error
      return undefined
    })
    if (response !== undefined && !(await isLost(response))) return response
    await wait(pause, input.signal)
  }
  return send(options, it, input)
}

/** The server has not said what came of it: it is going down, or still at it. */
async function isLost(response: Response): Promise<boolean> {
  if (response.status !== 503 && response.status !== 502) return false
  const { code } = await readProblem(response.clone())
  // `server`: something between us and the server answered in its place.
  return code === 'timeout' || code === 'stopping' || code === 'server'
}

/** Also where the page came over plain HTTP, and `randomUUID` is not there. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', abort, { once: true })
  })
}

async function send(options: ClientOptions, it: Route, input: AnyInput): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (input.body !== undefined) headers['content-type'] = 'application/json'
  if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey
  try {
    return await (options.fetch ?? fetch)(options.baseUrl + fillPath(it.path, input), {
      method: it.method,
      headers,
      credentials: 'same-origin',
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      ...(input.signal === undefined ? {} : { signal: input.signal }),
    })
  } catch (cause) {
    throw new ApiError({ code: 'network', detail: 'The server does not answer.', status: 0 }, { cause })
  }
}

function fillPath(path: string, input: AnyInput): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''))
  const query = Object.entries(input.query ?? {}).filter(([, value]) => value !== undefined)
  if (query.length === 0) return filled
  return `${filled}?${new URLSearchParams(query.map(([name, value]): [string, string] => [name, String(value)]))}`
}

async function readProblem(response: Response): Promise<Problem> {
  const read = problem.safeParse(await response.json().catch(() => null))
  return read.success
    ? read.data
    : { code: 'server', detail: `The server answered ${response.status}.`, status: response.status }
}
