/**
 * One AMI connection: actions out, their responses matched by ActionID, events handed on in the order of arrival, and
 * a heartbeat, because a half-open TCP connection looks the same as a quiet night.
 */
import type { ErrorCode } from '@hookswitch/model'
import type { LinkLog, SessionEnd } from '#connector.ts'
import type { Link, LinkEnd, LinkOptions } from '#link.ts'
import type { Timer, World } from '#world.ts'
import { first, type AmiFields, type AmiMessage } from './codec/message.ts'
import { AmiReader } from './codec/reader.ts'
import { writeAction, type AmiHeader } from './codec/writer.ts'

export type AmiReply =
  | { readonly ok: true; readonly fields: AmiFields }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

export interface AmiHandlers {
  /** `at`: when its last byte came, in milliseconds since the epoch. */
  event(event: string, fields: AmiFields, at: number): void
  /** Exactly once, and nothing after it. */
  ended(end: SessionEnd): void
  log(entry: LinkLog): void
  now(): number
  readonly world: World
  trace?: ((direction: 'in' | 'out', text: string) => void) | undefined
}

interface Pending {
  /** Actions that answer with a list are done when its last event has come. */
  readonly list: boolean
  readonly done: (reply: AmiReply) => void
  readonly timer: Timer
  accepted?: AmiFields
}

const ACTION_TIMEOUT_MS = 5_000
// 5 s between pings and 8 s for the answer: a dead link is noticed within 13 s.
const PING_EVERY_MS = 5_000
const PING_TIMEOUT_MS = 8_000

export class AmiClient {
  readonly #handlers: AmiHandlers
  readonly #reader = new AmiReader()
  readonly #pending = new Map<string, Pending>()
  #link: Link | undefined
  #greeted: (() => void) | undefined
  #heartbeat: Timer | undefined
  #lastId = 0
  #end: SessionEnd | undefined
  #goodbye: SessionEnd | undefined

  constructor(handlers: AmiHandlers) {
    this.#handlers = handlers
  }

  /** Connects and waits for the greeting. @throws LinkError of link.ts */
  async connect(options: LinkOptions): Promise<boolean> {
    const greeting = new Promise<boolean>((resolve) => {
      const timer = this.world.after(ACTION_TIMEOUT_MS, () => resolve(false))
      this.#greeted = () => {
        this.world.clear(timer)
        resolve(this.#end === undefined)
      }
    })
    this.#link = await this.world.openLink(options, {
      data: (bytes) => this.#data(bytes),
      end: (reason) => this.#ended(reason),
    })
    return greeting
  }

  get world(): World {
    return this.#handlers.world
  }

  startHeartbeat(): void {
    this.#heartbeat = this.world.every(PING_EVERY_MS, () => void this.#ping())
    this.#heartbeat.unref()
  }

  async #ping(): Promise<void> {
    const reply = await this.#send('Ping', [], { timeoutMs: PING_TIMEOUT_MS, list: false })
    if (reply.ok || reply.code !== 'link.timeout') return
    const message = 'Asterisk no longer answers.'
    this.#goodbye ??= { code: 'link.timeout', message }
    this.#link?.destroy(message)
  }

  action(name: string, headers: readonly AmiHeader[] = []): Promise<AmiReply> {
    return this.#send(name, headers, { timeoutMs: ACTION_TIMEOUT_MS, list: false })
  }

  /** An action that answers with a list; its events go to the handler as they come. Resolves after the last. */
  list(name: string, headers: readonly AmiHeader[] = []): Promise<AmiReply> {
    return this.#send(name, headers, { timeoutMs: 2 * ACTION_TIMEOUT_MS, list: true })
  }

  #send(
    name: string,
    headers: readonly AmiHeader[],
    { timeoutMs, list }: { timeoutMs: number; list: boolean },
  ): Promise<AmiReply> {
    this.#lastId += 1
    const id = `hs${this.#lastId}`
    if (this.#end !== undefined || this.#link === undefined) return Promise.resolve(linkIsDown())
    const written = writeAction(name, id, headers)
    if (!written.ok) {
      return Promise.resolve({ ok: false, code: 'command.failed', message: written.message })
    }
    this.#handlers.trace?.('out', new TextDecoder().decode(written.bytes))
    return new Promise((resolve) => {
      const done = (reply: AmiReply): void => {
        this.world.clear(timer)
        this.#pending.delete(id)
        resolve(reply)
      }
      const timer = this.world.after(timeoutMs, () =>
        done({ ok: false, code: 'link.timeout', message: 'Asterisk did not answer in time.' }),
      )
      this.#pending.set(id, { list, done, timer })
      this.#link?.write(written.bytes)
    })
  }

  /** Logs off politely, then closes. */
  close(): void {
    this.#goodbye ??= { code: 'closed', message: 'Closed by Hookswitch.' }
    this.#link?.close()
  }

  /** For a peer that does not close. Does nothing once the link has ended. */
  destroy(): void {
    this.#link?.destroy('Closed by Hookswitch.')
  }

  /** Remembers why the other side is about to close. */
  expectEnd(end: SessionEnd): void {
    this.#goodbye ??= end
  }

  #data(bytes: Uint8Array): void {
    const at = this.#handlers.now()
    this.#handlers.trace?.('in', new TextDecoder().decode(bytes))
    for (const message of this.#reader.push(bytes)) {
      if (this.#end !== undefined) return
      this.#take(message, at)
    }
  }

  #take(message: AmiMessage, at: number): void {
    switch (message.kind) {
      case 'banner':
        this.#greeted?.()
        return
      case 'error':
        this.#handlers.log({ level: 'warn', code: `ami.${message.code}`, message: message.message })
        if (message.code === 'notAmi') {
          this.#goodbye ??= { code: 'link.protocol', message: message.message }
          this.#link?.destroy(message.message)
        }
        return
      case 'response':
        return this.#response(message.success, message.fields)
      case 'event':
        this.#handlers.event(message.event, message.fields, at)
        return this.#listEnd(message.fields)
    }
  }

  #response(success: boolean, fields: AmiFields): void {
    const pending = this.#pending.get(first(fields, 'ActionID') ?? '')
    if (pending === undefined) {
      this.#handlers.log({ level: 'debug', code: 'ami.lateResponse', message: 'A response came too late.' })
      return
    }
    if (!success) {
      const said = first(fields, 'Message') ?? 'Asterisk refused without a reason.'
      return pending.done({ ok: false, code: refusalCode(said), message: said })
    }
    if (pending.list) pending.accepted = fields
    else pending.done({ ok: true, fields })
  }

  #listEnd(fields: AmiFields): void {
    if (first(fields, 'EventList') !== 'Complete') return
    this.#pending.get(first(fields, 'ActionID') ?? '')?.done({ ok: true, fields })
  }

  #ended(reason: LinkEnd): void {
    if (this.#end !== undefined) return
    this.#end = this.#goodbye ?? { code: 'link.down', message: reason.sentence }
    this.world.clear(this.#heartbeat)
    for (const pending of this.#pending.values()) pending.done(linkIsDown())
    this.#greeted?.()
    this.#handlers.ended(this.#end)
  }
}

function linkIsDown(): AmiReply {
  return { ok: false, code: 'link.down', message: 'The connection to Asterisk is down.' }
}

/** Asterisk's refusals are sentences; these are the ones that mean something particular (main/manager.c). */
function refusalCode(message: string): ErrorCode {
  if (/permission denied/i.test(message)) return 'command.denied'
  if (/authentication failed/i.test(message)) return 'login.failed'
  if (/no such channel|channel does not exist|channel not found|does not exist/i.test(message))
    return 'call.unknown'
  if (/invalid\/unknown command/i.test(message)) return 'command.unsupported'
  return 'command.failed'
}
