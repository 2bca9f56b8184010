import { mayCall, type Route, type RouteName } from '@hookswitch/contract'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { Auth, SignedIn } from '#auth/auth.ts'
import { sessionCookie, tokenInCookies } from '#auth/token.ts'
import { sessionMs } from '#auth/auth.ts'
import type { Answer } from '#crm-builtin/answer.ts'
import type { Call, Handler } from './handler.ts'
import { fieldsOf, problemOf, problemResponse, refusal } from './problem.ts'
import { type Repeats, repeatHeader } from './repeat.ts'

export interface DispatchPorts {
  readonly auth: Auth
  readonly repeats: Repeats
  /** True where browsers reach this server over TLS only. */
  readonly secureCookies: boolean
}

/** What the web server knows of a request beside the request. */
export interface Environment {
  readonly Bindings: { readonly address: string }
}

type AnyCall = Call<RouteName>
type AnyHandler = (call: AnyCall) => Promise<Answer<unknown>>

export interface Dispatched<Name extends RouteName> {
  readonly route: Route
  readonly handler: Handler<Name>
}

/** One request of one route: who asks, may he, is it understood, was it done before, do it, answer. */
export async function dispatch<Name extends RouteName>(
  context: Context<Environment>,
  { route, handler }: Dispatched<Name>,
  ports: DispatchPorts,
): Promise<Response> {
  const sessionToken = tokenInCookies(context.req.header('cookie'))
  const who = route.access === 'public' ? null : await ports.auth.authenticate(sessionToken)
  if (!mayCall(route.access, who?.user.role ?? null)) throw refusal(who === null ? 'signedOut' : 'notAllowed')
  const text = route.body === undefined ? '' : await bodyOf(context)
  const input = readInput(context, route, text)
  const act = () =>
    answer(
      context,
      { route, handler: handler as AnyHandler, secure: ports.secureCookies },
      { ...input, who, sessionToken },
    )
  const key = context.req.header(repeatHeader)
  if (route.idempotent !== true || key === undefined || who === null) return act()
  const request = `${route.method} ${context.req.path}\n${text}`
  return ports.repeats.once({ who: { tenant: who.tenant.id, userId: who.user.id }, key, request }, act)
}

interface Input {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

async function answer(
  context: Context<Environment>,
  {
    route,
    handler,
    secure,
  }: { readonly route: Route; readonly handler: AnyHandler; readonly secure: boolean },
  input: Input & { readonly who: SignedIn | null; readonly sessionToken: string | undefined },
): Promise<Response> {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  const call = {
    ...input,
    address: context.env.address,
    setSession: (token: string | null) => (headers['set-cookie'] = cookieOf(token, secure)),
    setHeader: (name: string, value: string) => (headers[name] = value),
  }
  const answered = await handler(call as unknown as AnyCall)
  if (!answered.ok) return problemResponse(problemOf(answered), headers)
  if (route.reply === undefined) return new Response(null, { status: 204, headers })
  // Only what the contract names leaves the house.
  const reply = JSON.stringify(route.reply.parse(answered.value))
  return new Response(reply, { status: 200, headers: { ...headers, 'content-type': 'application/json' } })
}

function cookieOf(token: string | null, secure: boolean): string {
  const age = token === null ? 0 : sessionMs.absolute / 1_000
  return `${sessionCookie}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure ? '; Secure' : ''}`
}

async function bodyOf(context: Context<Environment>): Promise<string> {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  // A form of a foreign page cannot send this type without asking first.
  if (type !== 'application/json') throw refusal('notJson')
  return context.req.text()
}

function readInput(context: Context<Environment>, route: Route, text: string): Input {
  const fields: Record<string, string> = {}
  const read = (shape: z.ZodType | undefined, given: () => unknown): unknown => {
    if (shape === undefined) return undefined
    const result = shape.safeParse(given())
    if (!result.success) Object.assign(fields, fieldsOf(result.error))
    return result.data
  }
  const input = {
    params: read(route.params, () => context.req.param()),
    query: read(route.query, () => context.req.query()),
    body: read(route.body, () => parseJson(text)),
  }
  if (Object.keys(fields).length > 0) throw refusal('invalid', { fields })
  refuseNul(input)
  return input
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refusal('invalid', { detail: 'The body is not JSON.' })
  }
}

/** PostgreSQL keeps every character but this one. */
function refuseNul(input: Input): void {
  if (JSON.stringify(input).includes('\\u0000'))
    throw refusal('invalid', { detail: 'A text may not hold the character NUL.' })
}
