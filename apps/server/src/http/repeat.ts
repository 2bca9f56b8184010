import { createHash } from 'node:crypto'
import { refusal } from './problem.ts'

/** Remembers the replies to requests with an Idempotency-Key; the store has it. */
export interface RepeatMemory {
  begin(request: RepeatableRequest): Promise<Begun>
  finish(request: RepeatableRequest, status: number, reply: string): Promise<void>
  abandon(request: RepeatableRequest): Promise<void>
}

interface RepeatableRequest {
  readonly tenant: string
  readonly userId: string
  readonly key: string
  readonly hash: Buffer
}

type Begun =
  | { readonly kind: 'first' }
  | { readonly kind: 'done'; readonly status: number; readonly reply: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'other' }

/** Name of the header; draft-ietf-httpapi-idempotency-key-header-07. */
export const repeatHeader = 'idempotency-key'
/** The draft writes keys as quoted strings; a bare one is taken too. */
const keyShape = /^"?([\x21\x23-\x7e]{1,200})"?$/

export interface Repeatable {
  readonly memory: RepeatMemory
  readonly who: { readonly tenant: string; readonly userId: string }
  /** As the header has it. */
  readonly key: string
  /** Method, path and body: a key belongs to one request. */
  readonly request: string
}

/**
 * Carries a request out once, however often it is sent: a repeat is given the first reply. What failed on our side did
 * not count and may be tried again with the same key.
 */
export async function once(
  { memory, who, key, request }: Repeatable,
  act: () => Promise<Response>,
): Promise<Response> {
  const bare = keyShape.exec(key)?.[1]
  if (bare === undefined)
    throw refusal('invalid', { fields: { 'Idempotency-Key': 'At most 200 visible characters.' } })
  const claim = { ...who, key: bare, hash: createHash('sha256').update(request).digest() }
  const begun = await memory.begin(claim)
  switch (begun.kind) {
    case 'other':
      throw refusal('keyReused')
    case 'running':
      throw refusal('stillRunning')
    case 'done':
      return replay(begun)
    case 'first':
      return first(memory, claim, act)
  }
}

async function first(
  memory: RepeatMemory,
  claim: RepeatableRequest,
  act: () => Promise<Response>,
): Promise<Response> {
  let response: Response
  try {
    response = await act()
  } catch (error) {
    await memory.abandon(claim)
    throw error
  }
  if (response.status >= 500) await memory.abandon(claim)
  else await memory.finish(claim, response.status, await response.clone().text())
  return response
}

function replay({ status, reply }: { readonly status: number; readonly reply: string }): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  return new Response(status === 204 ? null : reply, {
    status,
    headers: { 'content-type': type, 'cache-control': 'no-store', 'idempotency-replayed': 'true' },
  })
}
