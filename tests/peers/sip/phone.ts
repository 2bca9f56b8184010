/** A SIP phone for tests: an extension that registers, or the trunk to the outside, which does not. Loopback only. */
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { SipCall } from './call.ts'
import { header, token, type SipMessage } from './message.ts'
import { Transport } from './transport.ts'

export interface PhoneOptions {
  readonly user: string
  readonly password?: string
  readonly server: { readonly ip: string; readonly port: number }
  /** Own address. The trunk has another one than the phones: it is how Asterisk knows it. */
  readonly ip?: string
  readonly port?: number
  readonly userAgent?: string
  /** What it does when it is called. `ring` waits for `answer()`; `silent` does not even say that it rings. */
  readonly mode?: 'ring' | 'answer' | 'busy' | 'silent'
  /** Whether it does what NOTIFY talk and hold ask. */
  readonly obeysNotify?: boolean
}

export interface DialOptions {
  readonly callerNumber?: string
  readonly callerName?: string
  /** The caller withholds the number (RFC 3323), which the carrier tells all the same. */
  readonly withheld?: boolean
}

interface PhoneEvents {
  call: [SipCall]
  notify: [event: string]
}

export class Phone extends EventEmitter<PhoneEvents> {
  readonly calls = new Map<string, SipCall>()
  mode: NonNullable<PhoneOptions['mode']>
  readonly #transport: Transport
  readonly #obeysNotify: boolean
  readonly #registration = token(10)
  #registerSeq = 1

  constructor(options: PhoneOptions) {
    super()
    this.mode = options.mode ?? 'ring'
    this.#obeysNotify = options.obeysNotify ?? false
    this.#transport = new Transport({
      user: options.user,
      password: options.password ?? '',
      ip: options.ip ?? '127.0.0.1',
      port: options.port ?? 0,
      server: options.server,
      userAgent: options.userAgent ?? 'Hookswitch test phone',
    })
    this.#transport.onRequest = (request) => this.#take(request)
  }

  async open(): Promise<this> {
    await this.#transport.open()
    return this
  }

  /** address:port */
  get address(): string {
    return this.#transport.address
  }

  get user(): string {
    return this.#transport.options.user
  }

  async register(seconds = 300): Promise<void> {
    const { ip, port } = this.#transport.options.server
    const own = `<sip:${this.user}@${ip}>`
    this.#registerSeq += 2
    const response = await this.#transport.request({
      method: 'REGISTER',
      uri: `sip:${ip}:${port}`,
      from: `${own};tag=${token()}`,
      to: own,
      callId: this.#registration,
      cseq: this.#registerSeq,
      headers: [`Contact: <${this.#transport.contact}>`, `Expires: ${seconds}`],
    })
    if (response.status !== 200) throw new Error(`register ${this.user}: ${response.status}`)
  }

  unregister(): Promise<void> {
    return this.register(0)
  }

  async dial(
    number: string,
    { callerNumber, callerName, withheld = false }: DialOptions = {},
  ): Promise<SipCall> {
    const { ip, server } = this.#transport.options
    const host = ip === '127.0.0.1' ? server.ip : ip
    const known = `<sip:${callerNumber ?? this.user}@${host}>`
    const name = callerName === undefined ? '' : `"${callerName}" `
    const from = withheld ? '"Anonymous" <sip:anonymous@anonymous.invalid>' : `${name}${known}`
    const call = SipCall.outgoing(this.#transport, number, from)
    this.#keep(call)
    await call.dial(withheld ? [`P-Asserted-Identity: ${known}`, 'Privacy: id'] : [])
    return call
  }

  #keep(call: SipCall): void {
    this.calls.set(call.id, call)
    call.on('state', (state) => {
      if (state === 'ended') this.calls.delete(call.id)
    })
  }

  /** The next call that comes in. */
  next(ms = 10_000): Promise<SipCall> {
    return new Promise((resolve, reject) => {
      const take = (call: SipCall): void => {
        clearTimeout(timer)
        resolve(call)
      }
      const timer = setTimeout(() => {
        this.off('call', take)
        reject(new Error(`${this.user}: nobody called within ${ms} ms`))
      }, ms)
      this.once('call', take)
    })
  }

  #take(request: SipMessage): void {
    const call = this.calls.get(header(request, 'call-id') ?? '')
    switch (request.method) {
      case 'ACK':
        return
      case 'INVITE':
        return call === undefined ? this.#called(request) : call.take(request)
      case 'NOTIFY':
        return this.#notified(request, call)
      case 'CANCEL':
      case 'BYE':
      case 'UPDATE':
        if (call !== undefined) return call.take(request)
        return this.#transport.reply(request, { status: 481, reason: 'Call Does Not Exist', tag: token() })
      default:
        return this.#transport.reply(request, { status: 200, reason: 'OK', tag: token() })
    }
  }

  #called(invite: SipMessage): void {
    const call = SipCall.incoming(this.#transport, invite)
    this.#keep(call)
    this.emit('call', call)
    const replaces = header(invite, 'replaces')
    if (replaces !== undefined) return void this.#replace(call, replaces)
    if (this.mode === 'busy') return call.reject()
    if (this.mode === 'silent') return
    call.ring()
    const asked = `${header(invite, 'call-info') ?? ''} ${header(invite, 'alert-info') ?? ''}`
    if (this.mode === 'answer' || /answer-after=0|info=alert-autoanswer/.test(asked))
      void this.#answerSoon(call)
  }

  async #replace(call: SipCall, replaces: string): Promise<void> {
    await call.answer()
    await this.calls.get(replaces.split(';')[0] ?? '')?.hangUp()
  }

  async #answerSoon(call: SipCall): Promise<void> {
    await sleep(50)
    await call.answer()
  }

  #notified(request: SipMessage, call: SipCall | undefined): void {
    const event = (header(request, 'event') ?? '').split(';')[0]?.trim() ?? ''
    this.#transport.reply(request, { status: 200, reason: 'OK', tag: token() })
    if (event === 'refer') return call?.referred(request.body.trim())
    this.emit('notify', event)
    const meant = call ?? [...this.calls.values()].at(-1)
    if (!this.#obeysNotify || meant === undefined) return
    if (event === 'hold' && meant.state === 'talking') void meant.hold(true)
    if (event === 'talk' && meant.state === 'ringing' && meant.incoming) void meant.answer()
    if (event === 'talk' && meant.state === 'talking' && meant.holds) void meant.hold(false)
  }

  async close(): Promise<void> {
    const ending = [...this.calls.values()].map((call) => Promise.race([call.hangUp(), sleep(500)]))
    await Promise.allSettled(ending)
    for (const call of this.calls.values()) call.end('local')
    this.#transport.close()
  }
}
