/**
 * Requests and answers over one link. Each side numbers its own requests; an answer carries the number of its request,
 * events carry 9999 (brief 3.2).
 *
 *   request ──▶ pending ──answer──▶ resolved
 *                  └──time up──▶ resolved as link.timeout; the number stays taken until its late answer, or the end
 */
import type { LinkLog, SessionEnd } from '#connector.ts'
import type { Link, LinkEnd, LinkOptions } from '#link.ts'
import type { World } from '#world.ts'
import {
  decodeMessage,
  type Draft,
  encodeFrame,
  encodeMessage,
  EVENT_INVOKE_ID,
  type Frame,
  FrameReader,
  type KnownMessage,
  type Message,
  type PeerStyle,
  roleOf,
  type UnknownMessage,
  type WireDialect,
  type XmlFault,
} from '#csta/codec/index.ts'
import { InvokeIds } from './invoke-ids.ts'
import type { Refused } from './to-model/refusals.ts'
import { refusedBy, refusedFor } from './to-model/refusals.ts'
import { withoutSecrets } from './trace.ts'

export interface ClientPorts {
  /** An event of the switch, or a report: anything that wants no answer. */
  news(message: KnownMessage, receivedAt: number): void
  /** A request of the switch. What is returned is the answer; undefined for one that wants none. */
  request(message: Message): Draft | undefined
  /** Something came that cannot be read: whatever it was is lost. */
  garbled(): void
  ended(end: SessionEnd): void
  log(entry: LinkLog): void
  now(): number
  readonly world: World
  /** Names of messages that answer a request although the standard does not know them. */
  readonly answers: readonly string[]
  trace?: ((direction: 'in' | 'out', text: string) => void) | undefined
}

export type Reply<K extends KnownMessage['kind']> =
  | { readonly ok: true; readonly message: Extract<KnownMessage, { kind: K }> }
  | Refused

/** What may be said of a request beside the request. */
export interface RequestOptions<K extends KnownMessage['kind']> {
  readonly timeoutMs?: number
  /** Told of an answer that came after the time was up, where it leaves something behind at the switch. */
  readonly late?: (message: Extract<KnownMessage, { kind: K }>) => void
}

type Answered = { readonly ok: true; readonly message: Message } | Refused

interface Asking {
  readonly timeoutMs?: number
  readonly late?: (message: never) => void
}

interface Pending {
  readonly kind: string
  readonly answers: readonly string[]
  readonly late: ((message: never) => void) | undefined
  readonly settle: (reply: Answered) => void
}

export class CstaClient {
  readonly #ports: ClientPorts
  readonly #timeoutMs: number
  readonly #reader = new FrameReader()
  readonly #ids = new InvokeIds<Pending>()
  #wire: WireDialect
  #link: Link | undefined
  #end: SessionEnd | undefined

  constructor(wire: WireDialect, timeoutMs: number, ports: ClientPorts) {
    this.#wire = wire
    this.#timeoutMs = timeoutMs
    this.#ports = ports
  }

  /** @throws LinkError of link.ts */
  async connect(options: LinkOptions): Promise<void> {
    this.#link = await this.world.openLink(options, {
      data: (bytes) => this.#data(bytes),
      end: (reason) => this.#ended(reason),
    })
  }

  get world(): World {
    return this.#ports.world
  }

  /** Milliseconds for which the switch has said nothing. */
  get silentMs(): number {
    return this.#link?.silentMs ?? 0
  }

  /** Writes in another edition from now on: the one that the switch chose. */
  speak(wire: WireDialect): void {
    this.#wire = wire
  }

  get wire(): WireDialect {
    return this.#wire
  }

  /** Asks, and waits for one of the answers named; anything else that comes under its number is link.protocol. */
  request<K extends KnownMessage['kind']>(
    draft: Draft,
    answers: readonly K[],
    options: RequestOptions<K> = {},
  ): Promise<Reply<K>> {
    return this.#ask(draft, answers, options as Asking) as Promise<Reply<K>>
  }

  /** The same where the answers are a vendor's own. */
  requestOther(
    draft: Draft,
    answers: readonly string[],
  ): Promise<{ readonly ok: true; readonly message: UnknownMessage } | Refused> {
    return this.#ask(draft, answers, {}) as Promise<
      { readonly ok: true; readonly message: UnknownMessage } | Refused
    >
  }

  #ask(draft: Draft, answers: readonly string[], asking: Asking): Promise<Answered> {
    const { timeoutMs = this.#timeoutMs, late } = asking
    if (this.#link === undefined || this.#end !== undefined) return Promise.resolve(refusedFor('link.down'))
    const { promise, resolve } = Promise.withResolvers<Answered>()
    const kind = nameOf(draft)
    const id = this.#ids.take({ kind, answers, late, settle: resolve })
    if (id === undefined) return Promise.resolve(refusedFor('link.timeout'))
    const timer = this.world.after(timeoutMs, () => {
      this.#ids.expire(id)
      this.#log('warn', 'csta.noAnswer', `The switch has not answered ${kind} within ${timeoutMs} ms.`, {
        kind,
      })
      resolve(refusedFor('link.timeout'))
    })
    timer.unref()
    this.#send(id, draft, this.#wire)
    return promise.finally(() => this.world.clear(timer))
  }

  /** Says something under a number that nobody answers. */
  tell(invokeId: string, draft: Draft): void {
    this.#send(invokeId, draft, this.#wire)
  }

  /** Ends the link at once; `end` is what `ended` is told, unless it was over already. */
  close(end: SessionEnd): void {
    this.#end ??= end
    this.#link?.close(end.message)
  }

  /** As close, for a switch that does not answer any more: nothing is waited for. */
  abandon(end: SessionEnd): void {
    this.#end ??= end
    this.#link?.destroy(end.message)
  }

  #send(invokeId: string, draft: Draft, wire: WireDialect): void {
    const xml = encodeMessage(draft, wire)
    this.#ports.trace?.('out', `${invokeId} ${withoutSecrets(xml)}`)
    this.#link?.write(encodeFrame(invokeId, xml))
  }

  #data(bytes: Uint8Array): void {
    const receivedAt = this.#ports.now()
    const { frames, fault } = this.#reader.push(bytes)
    for (const frame of frames) this.#frame(frame, receivedAt)
    if (fault === undefined || this.#end !== undefined) return
    this.#log('error', `csta.${fault.code}`, `${fault.sentence} The connection is given up.`)
    this.abandon({ code: 'link.protocol', message: fault.sentence })
  }

  #frame(frame: Frame, receivedAt: number): void {
    this.#ports.trace?.('in', `${frame.invokeId} ${withoutSecrets(Buffer.from(frame.body).toString('utf8'))}`)
    const decoded = decodeMessage(frame.body)
    if (!decoded.ok) return this.#unreadable(frame.invokeId, decoded.fault)
    const { message, peer, faults } = decoded
    const name = nameOf(message)
    if (faults.length > 0) this.#log('debug', 'csta.departs', faults.join('; '), { kind: name })
    // Nothing that one message brings may take the link down.
    try {
      this.#dispatch({ name, message, peer, invokeId: frame.invokeId, receivedAt })
    } catch (error) {
      const cause =
        error instanceof Error
          ? `${error.name}: ${(error.stack ?? '').split('\n')[1]?.trim() ?? ''}`
          : 'unknown'
      this.#log('error', 'csta.handlerFailed', 'A message of the switch could not be handled.', {
        kind: name,
        cause,
      })
    }
  }

  /** Whoever waits for this number need not wait until the time is up. */
  #unreadable(invokeId: string, { code, sentence }: XmlFault): void {
    this.#log('warn', `csta.${code}`, sentence)
    this.#ports.garbled()
    const found = invokeId === EVENT_INVOKE_ID ? undefined : this.#ids.release(invokeId)
    if (found?.state === 'pending') found.value.settle(refusedFor('link.protocol'))
  }

  #dispatch(received: Received): void {
    const { name, message, invokeId } = received
    switch (this.#ports.answers.includes(name) ? 'response' : roleOf(name)) {
      case 'response':
        return this.#answered(received)
      case 'event':
      case 'report':
        if (message.kind === 'unknown')
          this.#log('debug', 'csta.unknownEvent', `The switch sent ${name}, which is not known.`)
        else this.#ports.news(message, received.receivedAt)
        return
      case 'request': {
        const answer = this.#ports.request(message)
        if (answer !== undefined) this.#send(invokeId, answer, inKind(this.#wire, received.peer))
      }
    }
  }

  #answered({ name, message, invokeId }: Received): void {
    const found = this.#ids.release(invokeId)
    if (found === undefined) {
      this.#log(
        'warn',
        'csta.unknownInvokeId',
        `The switch answered ${name} under a number that nobody asked with.`,
        { invokeId },
      )
    } else if (found.state === 'expired') {
      const { kind, answers, late } = found.value
      this.#log('warn', 'csta.lateAnswer', `The switch answered ${kind} too late.`, { invokeId, kind })
      if (answers.includes(name)) late?.(message as never)
    } else if (message.kind === 'CSTAErrorCode') {
      found.value.settle(refusedBy(message.error))
    } else if (found.value.answers.includes(name)) {
      found.value.settle({ ok: true, message })
    } else {
      this.#log('warn', 'csta.otherAnswer', `The switch answered ${found.value.kind} with ${name}.`, {
        invokeId,
      })
      found.value.settle(refusedFor('link.protocol'))
    }
  }

  #ended(reason: LinkEnd): void {
    this.#end ??= { code: 'link.down', message: reason.sentence }
    for (const pending of this.#ids.drain()) pending.settle(refusedFor('link.down'))
    this.#ports.ended(this.#end)
  }

  // oxlint-disable-next-line max-params -- a log line has four parts
  #log(
    level: LinkLog['level'],
    code: string,
    message: string,
    details?: NonNullable<LinkLog['details']>,
  ): void {
    this.#ports.log({ level, code, message, ...(details === undefined ? {} : { details }) })
  }
}

function nameOf(message: Message | Draft): string {
  return message.kind === 'unknown' ? message.name : message.kind
}

interface Received {
  readonly name: string
  readonly message: Message
  readonly peer: PeerStyle
  readonly invokeId: string
  readonly receivedAt: number
}

/** A switch is answered in the namespace and with the prefix that it asked in. */
function inKind(wire: WireDialect, peer: PeerStyle): WireDialect {
  return { ...wire, csta: peer.namespace, session: peer.namespace, prefix: peer.prefix }
}
