import type { PhoneAccount, PhoneDialog } from '@hookswitch/contract'
import type { RTCSession } from 'jssip/lib/RTCSession'
import type { UA } from 'jssip/lib/UA'
import { SipCall, type SipCallOptions } from './sip-call.ts'

/** `down`: the telephone system is not reached; `refused`: it does not want this phone. Both are tried again. */
export type SipLine = 'connecting' | 'registered' | 'down' | 'refused'

export interface SipPhoneOptions {
  readonly account: PhoneAccount
  /** The line, or a call. */
  readonly onChange: () => void
  /** A call comes in. Nobody may know yet that it does: it rings when the page says so. */
  readonly onCall: (call: SipCall) => void
  readonly onEnded: (call: SipCall) => void
  readonly onMediaLost: SipCallOptions['onMediaLost']
  readonly onAsked: SipCallOptions['onAsked']
  readonly speaker: () => string | null
}

/** Short, so that a telephone system which fell silent is noticed; Asterisk takes no less than a minute by default. */
const registerSeconds = 60
const retryRefusedMs = 15_000
/** What answers no sooner after the computer woke is not there. */
const wakeMs = 3_000
const lookMs = 1_000
/** Well above the time that any queue lets a phone ring: it is the switch that decides. */
const longestRingSeconds = 600

/** A SIP phone: registers, and has calls. JsSIP is loaded with the first of them. */
export class SipPhone {
  readonly #options: SipPhoneOptions
  readonly #calls = new Map<RTCSession, SipCall>()
  #ua: UA | null = null
  /** False once this phone may not be heard any more. */
  #speaks = true
  #line: SipLine = 'connecting'
  /** How often the telephone system has said that it knows this phone. */
  #registrations = 0
  #timers: ReturnType<typeof setInterval>[] = []
  #retry: ReturnType<typeof setTimeout> | null = null

  constructor(options: SipPhoneOptions) {
    this.#options = options
  }

  get line(): SipLine {
    return this.#line
  }

  get calls(): readonly SipCall[] {
    return [...this.#calls.values()]
  }

  async start(): Promise<void> {
    const { UA, WebSocketInterface } = await import('jssip')
    if (!this.#speaks) return
    const { account } = this.#options
    const socket = new WebSocketInterface(account.url)
    const send = socket.send.bind(socket)
    socket.send = (message) => !this.#speaks || send(message)
    const ua = new UA({
      sockets: socket,
      uri: account.uri,
      authorization_user: account.user,
      ha1: account.ha1,
      realm: account.realm,
      register_expires: registerSeconds,
      session_timers: false,
      no_answer_timeout: longestRingSeconds,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: 'Hookswitch',
    })
    this.#ua = ua
    this.#listen(ua)
    ua.start()
    this.#timers = [
      setInterval(() => {
        for (const call of this.calls) void call.look(performance.now())
      }, lookMs),
    ]
  }

  /** Calls are hung up, and the telephone system is told that nobody is here. */
  stop(): void {
    for (const call of this.calls) call.hangUp()
    this.#ua?.unregister()
    // What was said last goes out before the socket is closed.
    this.#finish()
  }

  /** Without a word: another page is this phone now, and has its calls. */
  abandon(): void {
    this.#speaks = false
    for (const call of this.calls) call.abandon()
    this.#calls.clear()
    this.#finish()
  }

  #finish(): void {
    for (const timer of this.#timers) clearInterval(timer)
    if (this.#retry !== null) clearTimeout(this.#retry)
    this.#ua?.stop()
    this.#ua = null
    this.#speaks = false
  }

  /** The computer woke, or the network is back: is the telephone system still there? */
  wake(): void {
    const ua = this.#ua
    if (ua === null || !ua.isConnected()) return
    const before = this.#registrations
    ua.register()
    setTimeout(() => {
      if (this.#registrations > before || this.#ua !== ua || this.#calls.size > 0) return
      // The socket says that it is open and is not (a computer that slept): a new one.
      ua.stop()
      this.#ua = null
      this.#setLine('connecting')
      void this.start()
    }, wakeMs)
  }

  /** @param stream of the microphone; belongs to the call from now on. */
  answer(call: SipCall, stream: MediaStream): void {
    call.answer(stream, this.#iceServers)
  }

  /** Takes up a call that another page, or a lost connection, had: the switch puts this one in its place (RFC 3891). */
  takeUp(dialog: PhoneDialog, stream: MediaStream): void {
    this.#before = dialog
    const { callId, remoteTag, localTag } = dialog
    this.#ua?.call(this.#options.account.uri, {
      mediaStream: stream,
      pcConfig: { iceServers: this.#iceServers },
      extraHeaders: [`Replaces: ${callId};to-tag=${remoteTag};from-tag=${localTag}`],
    })
    this.calls.at(-1)?.useMicrophone(stream)
  }

  get #iceServers(): RTCIceServer[] {
    return this.#options.account.iceServers.map(({ urls, username, credential }) => ({
      urls,
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    }))
  }

  /** Of the call that is just being made. */
  #before: PhoneDialog | undefined

  #listen(ua: UA): void {
    ua.on('connecting', () => {
      if (this.#line !== 'down') this.#setLine('connecting')
    })
    ua.on('disconnected', () => {
      this.#setLine('down')
    })
    ua.on('registered', () => {
      this.#registrations += 1
      const wasAway = this.#line !== 'registered'
      this.#setLine('registered')
      // The switch knows the calls by a way to here that is no more.
      if (wasAway) for (const call of this.calls) call.refresh()
    })
    ua.on('registrationFailed', () => {
      if (!ua.isConnected()) return
      this.#setLine('refused')
      if (this.#retry !== null) clearTimeout(this.#retry)
      this.#retry = setTimeout(() => {
        ua.register()
      }, retryRefusedMs)
    })
    ua.on('newRTCSession', ({ session }: { readonly session: RTCSession }) => {
      this.#take(session)
    })
  }

  #take(session: RTCSession): void {
    const before = this.#before
    this.#before = undefined
    const call: SipCall = new SipCall(session, {
      onMediaLost: this.#options.onMediaLost,
      onAsked: this.#options.onAsked,
      onChange: () => {
        if (call.view.state === 'ended' && this.#calls.delete(session)) this.#options.onEnded(call)
        this.#options.onChange()
      },
      speaker: this.#options.speaker(),
      before,
    })
    this.#calls.set(session, call)
    if (before === undefined) this.#options.onCall(call)
    this.#options.onChange()
  }

  #setLine(line: SipLine): void {
    if (this.#line === line) return
    this.#line = line
    this.#options.onChange()
  }
}
