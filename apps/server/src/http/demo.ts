import type { RouteReply } from '@hookswitch/contract'
import { z } from 'zod'
import { type Answer, done } from '#crm-builtin/answer.ts'
import type { Handlers } from './handler.ts'
import { refusal } from './problem.ts'

/** Who is in the demonstration: callers, extensions and people to sign in as. */
export type DemoCast = RouteReply<'demoState'>

export interface DemoPorts {
  /** Base address of the simulator's control interface (packages/simulator/src/control-api.ts). */
  readonly simulatorControl: string
  readonly cast: DemoCast
}

type DemoRoute = 'demoState' | 'demoCall' | 'demoCallState' | 'demoDigits' | 'demoHangUp'

const started = z.object({ id: z.string() })
const callState = z.object({
  id: z.string(),
  state: z.enum(['dialling', 'ringing', 'queued', 'ivr', 'connected', 'held', 'failed', 'ended']),
})
const refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
const empty = z.unknown()
/** The simulator is next door: what takes longer is not there. */
const limitMs = 3_000

/** As the customer hears it ▶ as the page shows it. */
const shown = {
  dialling: 'dialling',
  ringing: 'ringing',
  queued: 'queued',
  ivr: 'menu',
  connected: 'answered',
  held: 'held',
  failed: 'ended',
  ended: 'ended',
} as const

/** The customer's side of the demonstration; without one these routes do not exist. */
export function demoHandlers(demo: DemoPorts | null): Pick<Handlers, DemoRoute> {
  const ask = async <Reply>(path: string, reply: z.ZodType<Reply>, body?: unknown) => {
    if (demo === null) throw refusal('notFound')
    return askSimulator({ url: demo.simulatorControl + path, body }, reply)
  }
  return {
    demoState: async () => {
      if (demo === null) throw refusal('notFound')
      return done(demo.cast)
    },
    // An empty number is a withheld one.
    demoCall: ({ body }) => ask('/calls', started, { ...body, from: body.from.trim() || 'anonymous' }),
    demoCallState: async ({ params }) => {
      const call = await ask(`/calls/${encodeURIComponent(params.id)}`, callState)
      return call.ok ? done({ id: call.value.id, state: shown[call.value.state] }) : call
    },
    demoDigits: async ({ params, body }) => {
      const sent = await ask(`/calls/${encodeURIComponent(params.id)}/digits`, empty, body)
      return sent.ok ? done(undefined) : sent
    },
    demoHangUp: async ({ params }) => {
      const sent = await ask(`/calls/${encodeURIComponent(params.id)}/hang-up`, empty, {})
      return sent.ok ? done(undefined) : sent
    },
  }
}

async function askSimulator<Reply>(
  request: { readonly url: string; readonly body: unknown },
  reply: z.ZodType<Reply>,
): Promise<Answer<Reply>> {
  const response = await fetch(request.url, {
    method: request.body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(limitMs),
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  }).catch(() => null)
  if (response === null) throw refusal('simulatorDown')
  const json: unknown = await response.json().catch(() => null)
  if (response.ok) return done(reply.parse(json))
  const said = refused.safeParse(json)
  const detail = said.success ? said.data.error.message : `The simulator answered ${response.status}.`
  if (response.status === 404) return { ok: false, code: 'callMissing', detail }
  return { ok: false, code: response.status === 400 ? 'invalid' : 'switchRefused', detail }
}
