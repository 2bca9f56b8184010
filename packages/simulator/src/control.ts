import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { setBehaviour } from '#engine/engine.ts'
import type { Phone } from '#engine/device.ts'
import type { Exchange } from '#engine/exchange.ts'
import type { Outcome } from '#engine/refusal.ts'
import { switchesBody, type Switches } from '#csta/habits.ts'
import {
  behaviour,
  dialBody,
  digitsBody,
  faultBody,
  loadBody,
  outsideBehaviour,
  settingBody,
  startCall,
  toBody,
  type CustomerPhone,
  type Fault,
  type LoadWish,
  type ScriptState,
} from './control-api.ts'
import type { Ledger } from './ledger.ts'
import * as hands from './hands.ts'
import * as people from './people.ts'
import { type Script, script } from './script.ts'

/** Nothing that is sent here is longer. */
const mostBytes = 64 * 1024

export interface ControlOptions {
  readonly exchange: Exchange
  readonly ledger: Ledger
  readonly cstaPort: number
  readonly customers: readonly CustomerPhone[]
  readonly faults: Readonly<Record<Fault, (device: string) => void>>
  /** Begins a load in place of the one before; null only ends it. @returns how many calls the one before began. */
  readonly load: (wish: LoadWish | null) => number
  readonly switches: {
    read(): Switches
    change(switches: z.infer<typeof switchesBody>): void
  }
  readonly day: {
    /** Begins a day of calls in place of the one before. */
    play(file: Script): void
    stop(): void
    state(): ScriptState
  }
}

/** Refusal of the interface itself. */
class HttpRefusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

type Reply = { readonly status: number; readonly body: unknown }
interface Asked {
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly body: unknown
}
type Route = (options: ControlOptions, asked: Asked) => Reply

const ok = (body: unknown = {}): Reply => ({ status: 200, body })

/** Routes by method and shape of the path; `:` stands for any one part. */
const routes: Readonly<Record<string, Route>> = {
  'GET /health': ({ cstaPort }) => ok({ ok: true, cstaPort }),
  'GET /calls': ({ exchange }) => ok({ calls: people.liveCalls(exchange) }),
  'POST /calls': ({ exchange }, { body }) => created(people.startCall(exchange, parse(startCall, body))),
  'GET /calls/:': ({ exchange }, { path: [, id = ''] }) => {
    const truth = exchange.truths.get(id)
    if (truth === undefined) throw new HttpRefusal(404, 'call.unknown', 'There is no such call.')
    return ok(people.viewCall(exchange, truth))
  },
  'POST /calls/:/hang-up': ({ exchange }, { path: [, id = ''] }) =>
    settled(people.customerHangsUp(exchange, id)),
  'POST /calls/:/answer': ({ exchange }, { path: [, id = ''] }) =>
    settled(people.customerAnswers(exchange, id)),
  'POST /calls/:/digits': ({ exchange }, { path: [, id = ''], body }) =>
    settled(people.customerKeys(exchange, id, parse(digitsBody, body).digits)),
  'GET /extensions': ({ exchange }) => {
    const phones = [...exchange.devices.values()].filter((device) => device.kind === 'phone')
    return ok({ extensions: phones.map(people.viewExtension) })
  },
  'POST /extensions/:/answer': hand('answer'),
  'POST /extensions/:/hang-up': hand('hang-up'),
  'POST /extensions/:/hold': hand('hold'),
  'POST /extensions/:/retrieve': hand('retrieve'),
  'POST /extensions/:/swap': hand('swap'),
  'POST /extensions/:/complete-transfer': hand('complete-transfer'),
  'POST /extensions/:/conference': hand('conference'),
  'POST /extensions/:/consult': handTo(hands.consultByHand),
  'POST /extensions/:/transfer': handTo(hands.transferByHand),
  'POST /extensions/:/park': handTo(hands.parkByHand),
  'POST /extensions/:/deflect': handTo(hands.deflectByHand),
  'POST /extensions/:/pick-up': handTo(hands.pickUpByHand),
  'POST /extensions/:/set': ({ exchange }, asked) =>
    settled(hands.setByHand(exchange, phoneOf(exchange, asked), parse(settingBody, asked.body))),
  'POST /extensions/:/dial': ({ exchange }, asked) => {
    const from = phoneOf(exchange, asked).number
    return created(people.dial(exchange, from, parse(dialBody, asked.body)))
  },
  'POST /extensions/:/behaviour': ({ exchange }, asked) => {
    setBehaviour(exchange, phoneOf(exchange, asked), parse(behaviour, asked.body))
    return ok()
  },
  'POST /outside/behaviour': ({ exchange }, { body }) => {
    const wish = parse(outsideBehaviour, body)
    if (wish.number === undefined) exchange.outsideBehaviour = wish.behaviour
    else exchange.outsideBehaviours.set(wish.number, wish.behaviour)
    return ok()
  },
  'GET /customers': ({ customers }) => ok({ customers }),
  'POST /load': ({ load }, { body }) => {
    load(parse(loadBody, body))
    return ok()
  },
  'POST /load/stop': ({ load }) => ok({ begun: load(null) }),
  'POST /script': ({ day }, { body }) => {
    day.play(parse(script, body))
    return ok()
  },
  'POST /script/stop': ({ day }) => {
    day.stop()
    return ok()
  },
  'GET /script': ({ day }) => ok(day.state()),
  'POST /faults/:': ({ faults }, { path: [, fault = ''], body }) => {
    if (!Object.hasOwn(faults, fault)) throw new HttpRefusal(404, 'fault.unknown', 'There is no such fault.')
    faults[fault as Fault](parse(faultBody, body).device ?? '')
    return ok()
  },
  'GET /switches': ({ switches }) => ok(switches.read()),
  'POST /switches': ({ switches }, { body }) => {
    switches.change(parse(switchesBody, body))
    return ok()
  },
  'GET /ledger': ({ ledger }, { query }) => {
    const after = parse(z.coerce.number().int().min(0), query.get('after') ?? 0)
    return ok({ entries: ledger.since(after, 1000), last: ledger.last })
  },
}

function hand(action: hands.HandAction): Route {
  return ({ exchange }, asked) => settled(hands.press(exchange, phoneOf(exchange, asked), action))
}

/** The buttons that ask for a number, or for another phone's. */
function handTo(act: (x: Exchange, phone: Phone, to: string) => Outcome): Route {
  return ({ exchange }, asked) =>
    settled(act(exchange, phoneOf(exchange, asked), parse(toBody, asked.body).to ?? ''))
}

function phoneOf(exchange: Exchange, { path }: Asked): Phone {
  const phone = exchange.phone(path[1] ?? '')
  if (phone === undefined) throw new HttpRefusal(404, 'device.unknown', 'There is no such extension.')
  return phone
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new HttpRefusal(400, 'body.invalid', z.prettifyError(parsed.error))
}

function settled(outcome: Outcome): Reply {
  if (outcome.ok) return ok()
  const code = `${outcome.category}/${outcome.value}`
  throw new HttpRefusal(outcome.value === 'invalidCallID' ? 404 : 409, code, `The exchange refuses: ${code}.`)
}

function created(outcome: Outcome<string>): Reply {
  if (outcome.ok) return { status: 201, body: { id: outcome.value } }
  const code = `${outcome.category}/${outcome.value}`
  const wrongNumber = outcome.category === 'operation'
  throw new HttpRefusal(wrongNumber ? 400 : 409, code, `The exchange refuses: ${code}.`)
}

/** A page of another origin can reach loopback by a name of its own: only loopback's names are answered to. */
function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host)
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST') return undefined
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new HttpRefusal(413, 'body.tooLong', 'The body is too long.')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return {}
  // A form or a plain-text post of a foreign page needs no permission from us to be sent; this one does.
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json') {
    throw new HttpRefusal(415, 'body.type', 'The body must be application/json.')
  }
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new HttpRefusal(400, 'body.invalid', 'The body is not JSON.')
  }
}

/** Collections whose members are named by the second part of a path. */
const named: ReadonlySet<string> = new Set(['calls', 'extensions', 'faults'])

async function answer(options: ControlOptions, request: IncomingMessage): Promise<Reply> {
  if (!isLoopback(request.headers.host)) {
    throw new HttpRefusal(403, 'host.foreign', 'Only loopback is answered.')
  }
  if (
    request.headers.origin !== undefined &&
    !isLoopback(request.headers.origin.replace(/^https?:\/\//, ''))
  ) {
    throw new HttpRefusal(403, 'origin.foreign', 'Pages of other places are not answered.')
  }
  const url = new URL(request.url ?? '/', 'http://loopback')
  const path = url.pathname.split('/').slice(1).map(decodeURIComponent)
  const shape = path.map((part, index) => (index === 1 && named.has(path[0] ?? '') ? ':' : part)).join('/')
  const route = routes[`${request.method} /${shape}`]
  if (route === undefined) throw new HttpRefusal(404, 'route.unknown', 'There is nothing here.')
  return route(options, { path, query: url.searchParams, body: await readBody(request) })
}

async function handle(
  options: ControlOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let reply: Reply
  try {
    reply = await answer(options, request)
  } catch (error) {
    reply =
      error instanceof HttpRefusal
        ? { status: error.status, body: { error: { code: error.code, message: error.message } } }
        : {
            status: 400,
            body: { error: { code: 'request.invalid', message: 'The request is not understood.' } },
          }
  }
  response.writeHead(reply.status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(reply.body))
}

/** The HTTP side of control-api.ts. */
export class Control {
  readonly #server: Server

  constructor(options: () => ControlOptions) {
    this.#server = createServer((request, response) => void handle(options(), request, response))
  }

  /** @returns the port. */
  async listen(port: number, host: string): Promise<number> {
    const server = this.#server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
  }
}
