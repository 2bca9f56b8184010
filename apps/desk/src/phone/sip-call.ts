import type { PhoneDialog } from '@hookswitch/contract'
import type { RTCSession } from 'jssip/lib/RTCSession'
import { QualityMeter, readSample, type Sound } from './quality.ts'

export type SipCallState = 'ringing' | 'connecting' | 'talking' | 'held' | 'ended'

/** Why a call has no sound although it goes on. */
export type MediaFault = 'mediaLost' | 'nothingHeard' | 'microphoneGone' | 'soundBlocked'

/** A call of the browser phone as the page shows it. */
export interface SipCallView {
  /** Name of this call at this phone; another one after a reload. */
  readonly key: string
  readonly state: SipCallState
  readonly direction: PhoneDialog['direction']
  readonly number: string | null
  readonly name: string | null
  readonly muted: boolean
  readonly fault: MediaFault | null
  readonly sound: Sound | null
}

export interface SipCallOptions {
  readonly onChange: () => void
  /** The network between here and there is gone: the call must be taken up anew. */
  readonly onMediaLost: (call: SipCall) => void
  /** The switch asks the phone to answer, to hold or to go on (NOTIFY talk, hold). */
  readonly onAsked: (call: SipCall, what: 'talk' | 'hold') => void
  readonly speaker: string | null
  /** What another page, or an earlier connection, knew of this call. */
  readonly before?: PhoneDialog | undefined
}

/** Packets come fifty times a second: after so many looks (one a second) without one, nobody is heard. */
const silentLooks = 3

interface Internals {
  /** Set by JsSIP once there is a dialog; not in its types. */
  readonly _dialog?: {
    readonly id: { readonly call_id: string; readonly local_tag: string; readonly remote_tag: string }
  }
  receiveRequest(request: SipRequest): void
}
interface SipRequest {
  readonly method: string
  readonly event?: { readonly event: string }
  reply(status: number): void
}

/** One call: JsSIP's session, its sound, and how it is heard. */
export class SipCall {
  readonly session: RTCSession
  readonly meter: QualityMeter
  /** The call that this one took up. */
  readonly before: PhoneDialog | undefined
  readonly #options: SipCallOptions
  readonly #audio = new Audio()
  #microphone: MediaStream | null = null
  #held = false
  #muted = false
  #ended = false
  #answered = false
  #silent = 0
  #fault: MediaFault | null = null

  constructor(session: RTCSession, options: SipCallOptions) {
    this.session = session
    this.#options = options
    this.before = options.before
    this.meter = new QualityMeter(this.before?.heard ?? null)
    this.#muted = this.before?.muted ?? false
    this.#answered = this.before !== undefined
    this.#audio.autoplay = true
    this.setSpeaker(options.speaker)
    this.#listen()
    this.#obey()
  }

  get view(): SipCallView {
    const who = this.session.remote_identity
    return {
      key: this.session.id,
      state: this.#state,
      direction: this.#direction,
      number: this.before?.number ?? who?.uri?.user ?? null,
      name: who?.display_name || null,
      muted: this.#muted,
      fault: this.#fault,
      sound: this.#state === 'talking' ? this.meter.sound : null,
    }
  }

  get #state(): SipCallState {
    if (this.#ended) return 'ended'
    if (!this.session.isEstablished())
      return this.#answered || this.#direction === 'outbound' ? 'connecting' : 'ringing'
    return this.#held ? 'held' : 'talking'
  }

  get #direction(): PhoneDialog['direction'] {
    return this.before?.direction ?? (this.session.direction === 'incoming' ? 'inbound' : 'outbound')
  }

  /** What another page needs to take this call up; null while there is nothing to take. */
  get dialog(): PhoneDialog | null {
    const id = (this.session as unknown as Internals)._dialog?.id
    if (id === undefined || this.#ended || !this.session.isEstablished()) return null
    const { number, direction, muted } = this.view
    return {
      callId: id.call_id,
      localTag: id.local_tag,
      remoteTag: id.remote_tag,
      direction,
      number,
      held: this.#held,
      muted,
      heard: this.meter.whole,
    }
  }

  /** @param stream of the microphone; belongs to this call from now on. */
  answer(stream: MediaStream, iceServers: RTCIceServer[]): void {
    this.useMicrophone(stream)
    this.#answered = true
    this.session.answer({ mediaStream: stream, pcConfig: { iceServers } })
    this.#options.onChange()
  }

  /** The microphone of this call, from its beginning or instead of another. */
  useMicrophone(stream: MediaStream): void {
    const [track] = stream.getAudioTracks()
    if (track === undefined) return
    this.#stopMicrophone()
    this.#microphone = stream
    if (this.#fault === 'microphoneGone') this.#fault = null
    track.enabled = !this.#muted
    track.onended = () => {
      this.#setFault('microphoneGone')
    }
    if (!this.#held) this.#send(track)
  }

  setSpeaker(deviceId: string | null): void {
    // A device that is not there any more leaves the computer's own choice.
    if ('setSinkId' in this.#audio) this.#audio.setSinkId(deviceId ?? '').catch(() => undefined)
  }

  hangUp(): void {
    if (this.#ended) return
    const isRinging = this.#state === 'ringing'
    this.session.terminate(isRinging ? { status_code: 486 } : {})
  }

  /** Without a word to the switch: somebody else has the call now. */
  abandon(): void {
    this.#end()
    this.session.connection?.close()
  }

  /** Nothing is sent while a call is held, not even silence. */
  hold(): void {
    if (this.#held || !this.session.isEstablished()) return
    if (!this.session.hold()) return
    this.#held = true
    this.#send(null)
    this.#options.onChange()
  }

  retrieve(): void {
    if (!this.#held) return
    this.#send(this.#microphone?.getAudioTracks()[0] ?? null)
    if (!this.session.unhold()) return
    this.#held = false
    this.#silent = 0
    this.mute(this.#muted)
  }

  mute(muted: boolean): void {
    this.#muted = muted
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !muted
    this.#options.onChange()
  }

  /** As telephone events in the stream of sound (RFC 4733): only so does every switch hear them. */
  sendDigits(digits: string): boolean {
    const sender = this.session.connection?.getSenders().find(({ dtmf }) => dtmf?.canInsertDTMF === true)
    if (sender?.dtmf == null) return false
    sender.dtmf.insertDTMF(sender.dtmf.toneBuffer + digits, 120, 70)
    return true
  }

  /** Tells the switch where this phone is reached now, after the way to it was another one. */
  refresh(): void {
    if (this.session.isEstablished() && this.session.isReadyToReOffer()) this.session.renegotiate()
  }

  /** Once a second: how it sounds, and whether anything is heard. */
  async look(now: number): Promise<void> {
    const { connection } = this.session
    if (connection === undefined || connection === null || this.#ended || !this.session.isEstablished())
      return
    const report = await connection.getStats().catch(() => null)
    const sample = report === null ? null : readSample(valuesOf(report), now)
    if (sample === null || this.#ended) return
    this.meter.add(sample)
    const arrived = this.meter.sound?.arrived ?? 1
    this.#silent = arrived > 0 || this.#held ? 0 : this.#silent + 1
    if (this.#silent >= silentLooks && this.#fault === null) this.#fault = 'nothingHeard'
    else if (this.#silent === 0 && (this.#fault === 'nothingHeard' || this.#fault === 'mediaLost'))
      this.#fault = null
    this.#options.onChange()
  }

  #listen(): void {
    const { session } = this
    const tell = (): void => {
      this.#options.onChange()
    }
    session.on('accepted', tell)
    session.on('confirmed', () => {
      // The switch does not know that the call which this one takes up was on hold.
      if (this.before?.held === true) this.hold()
      tell()
    })
    session.on('ended', () => {
      this.#end()
    })
    session.on('failed', () => {
      this.#end()
    })
    // Candidates of the network itself come at once; those that have to be asked for need not be waited for longer.
    session.on('icecandidate', ({ candidate, ready }) => {
      if (candidate.type === 'srflx' || candidate.type === 'relay') ready()
    })
    session.on('peerconnection', ({ peerconnection }) => {
      this.#hear(peerconnection)
    })
    // An outgoing call has its connection before anybody can listen.
    if (session.connection) this.#hear(session.connection)
  }

  #hear(connection: RTCPeerConnection): void {
    connection.addEventListener('track', ({ streams, track }) => {
      this.#audio.srcObject = streams[0] ?? new MediaStream([track])
      this.#play()
    })
    connection.addEventListener('iceconnectionstatechange', () => {
      if (this.#ended) return
      if (connection.iceConnectionState === 'failed') {
        this.#setFault('mediaLost')
        this.#options.onMediaLost(this)
      }
    })
  }

  /** Browsers let a page sound once its user has pressed something in it. */
  #play(): void {
    const again = (): void => {
      if (this.#fault === 'soundBlocked') this.#fault = null
      if (!this.#ended) this.#play()
    }
    this.#audio.play().catch(() => {
      this.#setFault('soundBlocked')
      document.addEventListener('pointerdown', again, { once: true })
    })
  }

  /** JsSIP refuses NOTIFY in a call. Desk phones obey these two, and so does this one. */
  #obey(): void {
    const inner = this.session as unknown as Internals
    const receive = inner.receiveRequest.bind(inner)
    inner.receiveRequest = (request) => {
      const what = request.method === 'NOTIFY' ? request.event?.event : undefined
      if (what !== 'talk' && what !== 'hold') {
        receive(request)
        return
      }
      request.reply(200)
      this.#options.onAsked(this, what)
    }
  }

  #send(track: MediaStreamTrack | null): void {
    const senders = this.session.connection?.getSenders() ?? []
    for (const sender of senders) sender.replaceTrack(track).catch(() => undefined)
  }

  #setFault(fault: MediaFault): void {
    if (this.#ended) return
    this.#fault = fault
    this.#options.onChange()
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopMicrophone()
    this.#audio.srcObject = null
    this.#options.onChange()
  }

  #stopMicrophone(): void {
    for (const track of this.#microphone?.getTracks() ?? []) {
      track.onended = null
      track.stop()
    }
    this.#microphone = null
  }
}

function valuesOf(report: RTCStatsReport): Record<string, unknown>[] {
  const all: Record<string, unknown>[] = []
  report.forEach((value: Record<string, unknown>) => all.push(value))
  return all
}
