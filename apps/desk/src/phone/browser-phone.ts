import { ApiError, type CallCommandKind, type PhoneDialog } from '@hookswitch/contract'
import { api } from '#app/api.ts'
import { ringSound } from '#calls/ring-sound.ts'
import { liveStore } from '#live/store.ts'
import { listDevices, readChoice, writeChoice, type DeviceRole } from './device-choice.ts'
import { matchCalls } from './match-calls.ts'
import { openMicrophone, type Microphone } from './microphone.ts'
import { PhonePlace, type Place } from './phone-place.ts'
import { noPhone, type PhoneState } from './phone-state.ts'
import { reportQuality } from './report-quality.ts'
import type { SipCall } from './sip-call.ts'
import { SipPhone } from './sip-phone.ts'

/** A call that this page asked for rings here first; one that rings later than this is somebody else's. */
const ownCallMs = 30_000
const retryMs = 2_000

/** The phone in this page: where it is, what it registers with, its calls and its devices. */
class BrowserPhone {
  #state: PhoneState = noPhone
  readonly #listeners = new Set<() => void>()
  #place: PhonePlace | null = null
  #sip: SipPhone | null = null
  #stopWatching: (() => void) | null = null
  /** Calls of the page before this one that are still to be taken up. */
  #pending: readonly PhoneDialog[] = []
  readonly #takingUp = new Set<PhoneDialog>()
  /** Calls that go on in another one of this page. */
  readonly #replaced = new WeakSet<SipCall>()
  /** Until when a call that comes is one that this page asked for. */
  #ownCallUntil = 0
  /** What the server was last told of the calls. */
  #told = '[]'

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): PhoneState => this.#state

  /** Begins with the session of a user, if his phone can be a browser. */
  start(userId: string): void {
    const place = new PhonePlace({
      userId,
      onPlace: (now, dialogs) => {
        this.#onPlace(now, dialogs)
      },
      dialogs: () => this.#dialogs(),
    })
    this.#place = place
    void this.#begin(place)
  }

  stop(): void {
    this.#stopWatching?.()
    this.#stopWatching = null
    this.#sip?.stop()
    this.#sip = null
    this.#pending = []
    this.#place?.stop()
    this.#place = null
    ringSound.bePhone(false, null)
    this.#set(noPhone)
  }

  takeOver(): void {
    this.#place?.takeOver()
  }

  /**
   * Does what the page asks of a call, where that is at this phone. False where it is not, or the switch can do it better.
   * @throws ApiError of kind `microphone…`: there is none to speak into.
   */
  async command(callId: string, kind: CallCommandKind, digits?: string): Promise<boolean> {
    const key = Object.entries(this.#state.matches).find(([, id]) => id === callId)?.[0]
    const shown = liveStore.read().state.calls.find(({ id }) => id === callId)
    // Where a rejected call goes is a matter of the link.
    if (key === undefined || (kind === 'rejectCall' && shown?.offers.includes(kind) === true)) return false
    return this.press(key, kind, digits)
  }

  /** The same by the phone's own name of the call: for one of which the switch does not tell. */
  async press(key: string, kind: CallCommandKind, digits?: string): Promise<boolean> {
    const call = this.#sip?.calls.find(({ view }) => view.key === key)
    return call === undefined ? false : this.#do(call, kind, digits)
  }

  /** False where there is no call at this phone. */
  mute(muted: boolean): boolean {
    const calls =
      this.#sip?.calls.filter(({ view }) => view.state === 'talking' || view.state === 'held') ?? []
    for (const call of calls) call.mute(muted)
    return calls.length > 0
  }

  /** This page has asked the switch for a call: it rings here first, and is answered by itself. */
  expectOwnCall(): void {
    if (this.#sip !== null) this.#ownCallUntil = performance.now() + ownCallMs
  }

  choose(role: DeviceRole, id: string | null): void {
    const choice = { ...this.#state.choice, [role]: id }
    writeChoice(choice)
    this.#set({ ...this.#state, choice })
    if (role === 'ring') ringSound.bePhone(this.#state.place === 'here', id)
    if (role === 'speaker') for (const call of this.#sip?.calls ?? []) call.setSpeaker(id)
    if (role === 'microphone') void this.#changeMicrophone(() => true)
  }

  /** Asks for the microphone now, while the user is at it, and not when the first call rings. */
  async allowMicrophone(): Promise<void> {
    const opened = await this.#openMicrophone()
    if (opened.ok) for (const track of opened.stream.getTracks()) track.stop()
    await this.#readDevices()
    this.#takeUpPending()
  }

  async #begin(place: PhonePlace): Promise<void> {
    while (this.#place === place) {
      const answer = await api.readPhone({}).catch(() => null)
      if (this.#place !== place || answer?.inBrowser === false) return
      if (answer !== null) break
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
    this.#set({ ...this.#state, exists: true, choice: readChoice() })
    this.#watch()
    void this.#readDevices()
    place.start()
  }

  #watch(): void {
    const over = new AbortController()
    const { signal } = over
    const wake = (): void => {
      if (document.visibilityState === 'visible') this.#sip?.wake()
    }
    window.addEventListener('online', wake, { signal })
    document.addEventListener('visibilitychange', wake, { signal })
    document.addEventListener('resume', wake, { signal })
    const onDevices = (): void => void this.#devicesChanged()
    // Absent on a page that came over plain http from another machine.
    const media = navigator.mediaDevices as MediaDevices | undefined
    media?.addEventListener('devicechange', onDevices, { signal })
    const forget = liveStore.subscribe(() => {
      this.#show()
    })
    this.#stopWatching = () => {
      over.abort()
      forget()
    }
  }

  #onPlace(now: Place, dialogs: readonly PhoneDialog[]): void {
    this.#sip?.abandon()
    this.#sip = null
    this.#pending = dialogs
    this.#takingUp.clear()
    ringSound.bePhone(now === 'here', this.#state.choice.ring)
    this.#set({ ...this.#state, place: now, calls: [], matches: {}, line: 'connecting', microphone: null })
    if (now === 'here') void this.#register()
  }

  async #register(): Promise<void> {
    const place = this.#place
    const isStill = (): boolean => this.#place === place && this.#state.place === 'here' && this.#sip === null
    for (;;) {
      if (place === null || !isStill()) return
      const account = await api.readPhoneAccount({ query: { browser: place.browser } }).catch(() => null)
      if (!isStill()) return
      if (account !== null) {
        const sip: SipPhone = new SipPhone({
          account,
          onChange: () => {
            if (this.#sip === sip) this.#show()
          },
          onCall: (call) => void this.#rings(call),
          onEnded: (call) => void this.#ended(call),
          onMediaLost: (call) => void this.#again(call),
          onAsked: (call, what) => void this.#asked(call, what),
          speaker: () => this.#state.choice.speaker,
        })
        this.#sip = sip
        await sip.start()
        return
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }

  #takeUpPending(): void {
    if (this.#sip?.line !== 'registered') return
    for (const dialog of this.#pending) void this.#takeUp(dialog)
  }

  async #takeUp(dialog: PhoneDialog): Promise<void> {
    const sip = this.#sip
    if (sip === null || this.#takingUp.has(dialog)) return
    this.#takingUp.add(dialog)
    const opened = await this.#openMicrophone()
    if (opened.ok && this.#sip === sip) sip.takeUp(dialog, opened.stream)
    else this.#takingUp.delete(dialog)
  }

  /** The network of a call is gone and does not come back: the same call once more, by a new road. */
  async #again(call: SipCall): Promise<void> {
    const { dialog } = call
    if (dialog === null || this.#replaced.has(call) || this.#sip?.line !== 'registered') return
    this.#replaced.add(call)
    await this.#takeUp(dialog)
  }

  /** Before it rings the server is asked: only one browser may. */
  async #rings(call: SipCall): Promise<void> {
    const place = await this.#place?.check()
    if (place !== 'here' || performance.now() > this.#ownCallUntil || call.view.state !== 'ringing') return
    this.#ownCallUntil = 0
    await this.#do(call, 'answerCall').catch(() => false)
  }

  async #asked(call: SipCall, what: 'talk' | 'hold'): Promise<void> {
    const talk = call.view.state === 'held' ? 'retrieveCall' : 'answerCall'
    await this.#do(call, what === 'hold' ? 'holdCall' : talk).catch(() => false)
  }

  /** What was heard is told once, by the page at which the call ended. */
  async #ended(call: SipCall): Promise<void> {
    const callId = this.#state.matches[call.view.key]
    const { whole } = call.meter
    this.#pending = this.#pending.filter((dialog) => dialog !== call.before)
    if (callId === undefined || whole === null || this.#replaced.has(call)) return
    if ((await this.#place?.check()) === 'here') await reportQuality(callId, whole)
  }

  async #do(call: SipCall, kind: CallCommandKind, digits = ''): Promise<boolean> {
    switch (kind) {
      case 'answerCall':
        await this.#answer(call)
        return true
      case 'rejectCall':
      case 'clearConnection':
        call.hangUp()
        return true
      case 'holdCall':
        call.hold()
        return true
      case 'retrieveCall':
        this.#holdOthers(call)
        call.retrieve()
        return true
      case 'generateDigits':
        return call.sendDigits(digits)
      default:
        return false
    }
  }

  async #answer(call: SipCall): Promise<void> {
    if (call.view.state !== 'ringing') return
    const opened = await this.#openMicrophone()
    // The words are the page's: it knows this code.
    if (!opened.ok) throw new ApiError({ code: opened.fault, detail: opened.fault, status: 0 })
    this.#holdOthers(call)
    this.#sip?.answer(call, opened.stream)
    void this.#readDevices()
  }

  #holdOthers(call: SipCall): void {
    for (const other of this.#sip?.calls ?? []) if (other !== call) other.hold()
  }

  async #openMicrophone(): Promise<Microphone> {
    const opened = await openMicrophone(this.#state.choice.microphone)
    this.#set({ ...this.#state, microphone: opened.ok ? null : opened.fault })
    return opened
  }

  async #changeMicrophone(of: (call: SipCall) => boolean): Promise<void> {
    for (const call of this.#sip?.calls ?? []) {
      const { state } = call.view
      if ((state !== 'talking' && state !== 'held') || !of(call)) continue
      const opened = await this.#openMicrophone()
      if (opened.ok) call.useMicrophone(opened.stream)
    }
  }

  async #devicesChanged(): Promise<void> {
    await this.#readDevices()
    // What was unplugged is replaced by what there is.
    await this.#changeMicrophone(({ view }) => view.fault === 'microphoneGone')
  }

  async #readDevices(): Promise<void> {
    const devices = await listDevices().catch(() => this.#state.devices)
    this.#set({ ...this.#state, devices })
  }

  #dialogs(): readonly PhoneDialog[] {
    const calls = this.#sip?.calls ?? []
    return [...this.#pending, ...calls.flatMap(({ dialog }) => dialog ?? [])]
  }

  /** Reads line and calls again, and tells the server when it should know. */
  #show(): void {
    const sip = this.#sip
    if (sip === null) return
    const calls = sip.calls.map(({ view }) => view)
    const taken = new Set(sip.calls.flatMap((call) => (call.dialog === null ? [] : [call.before])))
    this.#pending = this.#pending.filter((dialog) => !taken.has(dialog))
    const matches = matchCalls(calls, liveStore.read().state.calls, this.#state.matches)
    this.#set({ ...this.#state, line: sip.line, calls, matches })
    this.#takeUpPending()
    const dialogs = JSON.stringify(this.#dialogs().map((dialog) => ({ ...dialog, heard: null })))
    if (dialogs === this.#told) return
    this.#told = dialogs
    void this.#place?.check()
  }

  #set(state: PhoneState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

export const browserPhone = new BrowserPhone()
