import { createHash } from 'node:crypto'
import { problemCodes } from './problem-codes.table.ts'
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

interface Repeatable {
  readonly who: { readonly tenant: string; readonly userId: string }
  /** As the header has it. */
  readonly key: string
  /** Method, path and body: a key belongs to one request. */
  readonly request: string
}

/** Kept beside the memory for replies that could not be written down; more than that many is a database that is gone. */
const mostUnwritten = 1_000

interface Running {
  readonly hash: Buffer
  readonly reply: Promise<Reply>
}

interface Reply {
  readonly status: number
  readonly text: string
  /** As it was made, for whoever asked first: it has headers that a repeat does not get. */
  readonly response: Response
}

/**
 * Carries requests out once, however often they are sent.
 *
 * A repeat is given the first reply; one that comes while the first is under way waits for it. What failed on our side
 * before anything was asked of anybody did not count and may be tried again with the same key. What may or may not have
 * happened (the switch did not answer; the server died between asking and hearing) stays so: every repeat is told
 * `outcomeUnknown` and nothing is asked twice. At most once, then, and nobody is told more than is known.
 */
export class Repeats {
  readonly #memory: RepeatMemory
  /** What is under way in this process, and replies that the memory did not take. */
  readonly #running = new Map<string, Running>()

  constructor(memory: RepeatMemory) {
    this.#memory = memory
  }

  async once({ who, key, request }: Repeatable, act: () => Promise<Response>): Promise<Response> {
    const bare = keyShape.exec(key)?.[1]
    if (bare === undefined)
      throw refusal('invalid', { fields: { 'Idempotency-Key': 'At most 200 visible characters.' } })
    const claim = { ...who, key: bare, hash: createHash('sha256').update(request).digest() }
    const name = JSON.stringify([who.tenant, who.userId, bare])
    const running = this.#running.get(name)
    if (running === undefined) return (await this.#begin(name, claim, act)).response
    if (!running.hash.equals(claim.hash)) throw refusal('keyReused')
    const { status, text } = await running.reply
    return replay({ status, reply: text })
  }

  #begin(name: string, claim: RepeatableRequest, act: () => Promise<Response>): Promise<Reply> {
    const reply = this.#carryOut(claim, act)
    const shared = reply.then(({ made }) => made)
    // Often nobody waits for it but who asked first.
    shared.catch(() => {})
    this.#running.set(name, { hash: claim.hash, reply: shared })
    return reply.then(
      ({ made, isWritten }) => {
        if (isWritten || this.#running.size > mostUnwritten) this.#running.delete(name)
        return made
      },
      (error: unknown) => {
        this.#running.delete(name)
        throw error
      },
    )
  }

  async #carryOut(
    claim: RepeatableRequest,
    act: () => Promise<Response>,
  ): Promise<{ readonly made: Reply; readonly isWritten: boolean }> {
    const begun = await this.#memory.begin(claim)
    switch (begun.kind) {
      case 'other':
        throw refusal('keyReused')
      case 'running':
        // Not in this process: the one that began it is gone.
        throw refusal('outcomeUnknown')
      case 'done': {
        const made = { status: begun.status, text: begun.reply, response: replay(begun) }
        return { made, isWritten: true }
      }
      case 'first':
        return this.#first(claim, act)
    }
  }

  async #first(claim: RepeatableRequest, act: () => Promise<Response>) {
    let response: Response
    try {
      response = await act()
    } catch (error) {
      await this.#memory.abandon(claim)
      throw error
    }
    const text = await response.clone().text()
    const made: Reply = { status: response.status, text, response }
    if (!mayHaveActed(response.status)) {
      await this.#memory.abandon(claim)
      return { made, isWritten: true }
    }
    const isWritten = await this.#memory.finish(claim, response.status, text).then(
      () => true,
      // It was done all the same, and who asked is told so.
      () => false,
    )
    return { made, isWritten }
  }
}

/** Errors of ours come before anything is asked of anybody, but for the one that says that it is not known. */
function mayHaveActed(status: number): boolean {
  return status < 500 || status === problemCodes.outcomeUnknown.status
}

function replay({ status, reply }: { readonly status: number; readonly reply: string }): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  return new Response(status === 204 ? null : reply, {
    status,
    headers: { 'content-type': type, 'cache-control': 'no-store', 'idempotency-replayed': 'true' },
  })
}
