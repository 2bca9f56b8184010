/**
 * One call of a test phone.
 *
 *   out: trying ──▶ ringing ──▶ talking ──▶ ended        in: ringing ──▶ talking ──▶ ended
 */
import { EventEmitter } from 'node:events'
import { Media } from './media.ts'
import { header, tagOf, token, uriOf, userOf, type SipMessage } from './message.ts'
import type { Transport } from './transport.ts'

export type CallState = 'trying' | 'ringing' | 'talking' | 'ended'

interface CallEvents {
  state: [CallState]
  /** The other side re-invited: it holds, or no longer does. */
  heldByOther: [boolean]
  /** What became of a transfer, as the other side reports it. */
  refer: [string]
}

export class SipCall extends EventEmitter<CallEvents> {
  readonly media: Media
  readonly id: string
  state: CallState
  /** Why it ended: `local`, `remote`, `cancelled`, `rejected`, or `status 486`. */
  endReason: string | undefined
  /** The Reason header with which the other side ended it. */
  toldReason: string | undefined
  /** True while this phone holds. */
  holds = false
  heldByOther = false
  /** Who calls, as the phone would show it. */
  readonly callerNumber: string | undefined
  readonly #transport: Transport
  readonly #localTag = token()
  readonly #invite: SipMessage | undefined
  #local: string
  #remote: string
  #remoteTag: string | undefined
  #target: string
  #cseq = 100
  #sdpVersion = 1
  #sent: { branch: string; cseq: number } | undefined
  #cancelled = false

  private constructor(
    transport: Transport,
    parts: { id: string; local: string; remote: string; target: string; invite?: SipMessage },
  ) {
    super()
    this.#transport = transport
    this.media = new Media(transport.options.ip)
    this.id = parts.id
    this.state = parts.invite === undefined ? 'trying' : 'ringing'
    this.#invite = parts.invite
    this.#local = parts.local
    this.#remote = parts.remote
    this.#target = parts.target
    this.#remoteTag = tagOf(parts.invite && header(parts.invite, 'from'))
    this.callerNumber = userOf(parts.invite && header(parts.invite, 'from'))
  }

  /** A call that comes in. Nothing is answered yet. */
  static incoming(transport: Transport, invite: SipMessage): SipCall {
    return new SipCall(transport, {
      id: header(invite, 'call-id') ?? '',
      local: header(invite, 'to') ?? '',
      remote: (header(invite, 'from') ?? '').replace(/;tag=.*/, ''),
      target: uriOf(header(invite, 'contact')) ?? '',
      invite,
    })
  }

  /** A call that goes out; `from` is what the caller claims to be. */
  static outgoing(transport: Transport, number: string, from: string): SipCall {
    const { ip, port } = transport.options.server
    const remote = `<sip:${number}@${ip}>`
    return new SipCall(transport, {
      id: token(10),
      local: from,
      remote,
      target: `sip:${number}@${ip}:${port}`,
    })
  }

  get incoming(): boolean {
    return this.#invite !== undefined
  }

  #set(state: CallState): void {
    if (this.state === state || this.state === 'ended') return
    this.state = state
    this.emit('state', state)
  }

  end(reason: string): void {
    if (this.state === 'ended') return
    this.endReason = reason
    this.media.close()
    this.#set('ended')
  }

  /** Resolves when the call comes into a state; rejects after `ms`. */
  wait(state: CallState, ms = 10_000): Promise<void> {
    if (this.state === state) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const done = (error?: Error): void => {
        clearTimeout(timer)
        this.off('state', look)
        if (error === undefined) resolve()
        else reject(error)
      }
      const look = (now: CallState): void => {
        if (now === state) done()
        else if (now === 'ended')
          done(new Error(`the call ended (${this.endReason}) instead of being ${state}`))
      }
      const timer = setTimeout(
        () => done(new Error(`the call is ${this.state}, not ${state}, after ${ms} ms`)),
        ms,
      )
      this.on('state', look)
    })
  }

  #sdp(direction: string): string {
    const { ip } = this.#transport.options
    return [
      'v=0',
      `o=- 1 ${this.#sdpVersion++} IN IP4 ${ip}`,
      's=-',
      `c=IN IP4 ${ip}`,
      't=0 0',
      `m=audio ${this.media.port} RTP/AVP 0 101`,
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-16',
      'a=ptime:20',
      `a=${direction}`,
      '',
    ].join('\r\n')
  }

  // ---- going out

  /** Sends the INVITE. The call goes through its states from here on. */
  async dial(headers: readonly string[]): Promise<void> {
    await this.media.open()
    const learn = (response: SipMessage): void => {
      this.#remoteTag = tagOf(header(response, 'to'))
      this.#target = uriOf(header(response, 'contact')) ?? this.#target
    }
    const finished = this.#transport.request({
      method: 'INVITE',
      uri: this.#target,
      from: `${this.#local};tag=${this.#localTag}`,
      to: this.#remote,
      callId: this.id,
      cseq: this.#cseq,
      headers: [`Contact: <${this.#transport.contact}>`, ...headers],
      body: this.#sdp('sendrecv'),
      onSent: (branch, cseq) => {
        this.#sent = { branch, cseq }
        this.#cseq = cseq
      },
      onProvisional: (response) => {
        if ((response.status ?? 0) <= 100) return
        learn(response)
        this.#set('ringing')
      },
    })
    finished.then(
      (response) => {
        const status = response.status ?? 0
        if (status >= 300) return this.end(this.#cancelled ? 'local' : `status ${status}`)
        learn(response)
        this.media.follow(response.body)
        this.#ack(response.cseq)
        this.#set('talking')
        if (this.#cancelled) void this.hangUp()
      },
      (error: Error) => this.end(error.message),
    )
  }

  #ack(cseq: number): void {
    this.#transport.send([
      `ACK ${this.#target} SIP/2.0`,
      this.#transport.via(`z9hG4bK${token()}`),
      'Max-Forwards: 70',
      `From: ${this.#local};tag=${this.#localTag}`,
      `To: ${this.#remote};tag=${this.#remoteTag}`,
      `Call-ID: ${this.id}`,
      `CSeq: ${cseq} ACK`,
    ])
  }

  #cancel(): void {
    if (this.#sent === undefined) return
    this.#cancelled = true
    const { ip, port } = this.#transport.options.server
    this.#transport.send([
      `CANCEL sip:${userOf(this.#remote)}@${ip}:${port} SIP/2.0`,
      this.#transport.via(this.#sent.branch),
      'Max-Forwards: 70',
      `From: ${this.#local};tag=${this.#localTag}`,
      `To: ${this.#remote}`,
      `Call-ID: ${this.id}`,
      `CSeq: ${this.#sent.cseq} CANCEL`,
    ])
  }

  // ---- coming in

  ring(): void {
    if (this.#invite === undefined) return
    this.#transport.reply(this.#invite, { status: 180, reason: 'Ringing', ...this.#identity() })
  }

  async answer(): Promise<void> {
    if (this.#invite === undefined || this.state !== 'ringing') return
    await this.media.open()
    this.media.follow(this.#invite.body)
    const body = this.#sdp('sendrecv')
    this.#transport.reply(this.#invite, { status: 200, reason: 'OK', body, ...this.#identity() })
    this.#set('talking')
  }

  reject(status = 486, reason = 'Busy Here'): void {
    if (this.#invite === undefined) return
    this.#transport.reply(this.#invite, { status, reason, tag: this.#localTag })
    this.end('rejected')
  }

  #identity(): { tag: string; headers: string[] } {
    return { tag: this.#localTag, headers: [`Contact: <${this.#transport.contact}>`] }
  }

  // ---- inside the dialogue

  #inside(method: string, headers: readonly string[] = [], body = ''): Promise<SipMessage> {
    this.#cseq += 1
    return this.#transport.request({
      method,
      uri: this.#target,
      from: `${this.#local};tag=${this.#localTag}`,
      to: `${this.#remote};tag=${this.#remoteTag}`,
      callId: this.id,
      cseq: this.#cseq,
      headers,
      body,
    })
  }

  async hold(on = true): Promise<void> {
    this.holds = on
    const response = await this.#inside(
      'INVITE',
      [`Contact: <${this.#transport.contact}>`],
      this.#sdp(on ? 'sendonly' : 'sendrecv'),
    )
    if (response.status !== 200) throw new Error(`hold: ${response.status}`)
    this.#ack(response.cseq)
    this.media.follow(response.body)
  }

  /** Blind transfer: the other side is to call this number. Returns the status of the REFER. */
  async transfer(number: string): Promise<number> {
    return this.#refer(`sip:${number}@${this.#transport.options.server.ip}`)
  }

  /** Attended transfer: the other side of this call is to take the place of this phone in the other. */
  async transferTo(other: SipCall): Promise<number> {
    const replaces = encodeURIComponent(`${other.id};to-tag=${other.#remoteTag};from-tag=${other.#localTag}`)
    return this.#refer(`${(uriOf(other.#target) ?? '').split(';')[0]}?Replaces=${replaces}`)
  }

  async #refer(target: string): Promise<number> {
    const { contact } = this.#transport
    const response = await this.#inside('REFER', [
      `Refer-To: <${target}>`,
      `Referred-By: <${contact}>`,
      `Contact: <${contact}>`,
    ])
    return response.status ?? 0
  }

  async hangUp(): Promise<void> {
    if (this.state === 'ended') return
    if (this.state === 'talking') {
      const bye = this.#inside('BYE').catch(() => undefined)
      this.end('local')
      await bye
    } else if (this.incoming) this.reject()
    else this.#cancel()
  }

  key(digits: string): Promise<void> {
    return this.media.key(digits)
  }

  // ---- what the other side asks

  take(request: SipMessage): void {
    switch (request.method) {
      case 'INVITE':
        return this.#reinvited(request)
      case 'CANCEL':
        return this.#wasCancelled(request)
      case 'BYE':
        this.#transport.reply(request, { status: 200, reason: 'OK' })
        this.toldReason = header(request, 'reason')
        return this.end('remote')
      case 'UPDATE':
        if (request.body !== '') this.media.follow(request.body)
        return this.#transport.reply(request, {
          status: 200,
          reason: 'OK',
          ...this.#identity(),
          ...(request.body === '' ? {} : { body: this.#sdp('sendrecv') }),
        })
      default:
    }
  }

  #reinvited(request: SipMessage): void {
    const direction = request.body === '' ? 'sendrecv' : this.media.follow(request.body)
    const answers: Readonly<Record<string, string>> = {
      sendonly: 'recvonly',
      inactive: 'inactive',
      recvonly: 'sendonly',
    }
    this.heldByOther = direction === 'sendonly' || direction === 'inactive'
    this.#target = uriOf(header(request, 'contact')) ?? this.#target
    const body = this.#sdp(this.holds ? 'sendonly' : (answers[direction] ?? 'sendrecv'))
    this.#transport.reply(request, { status: 200, reason: 'OK', body, ...this.#identity() })
    this.emit('heldByOther', this.heldByOther)
  }

  #wasCancelled(request: SipMessage): void {
    this.#transport.reply(request, { status: 200, reason: 'OK', tag: this.#localTag })
    if (this.state !== 'ringing' || this.#invite === undefined) return
    this.#transport.reply(this.#invite, { status: 487, reason: 'Request Terminated', tag: this.#localTag })
    this.toldReason = header(request, 'reason')
    this.end('cancelled')
  }

  /** A report on our REFER: when the other side has got through, this phone is out. */
  referred(status: string): void {
    this.emit('refer', status)
    if (status.startsWith('SIP/2.0 2')) void this.hangUp()
  }
}
