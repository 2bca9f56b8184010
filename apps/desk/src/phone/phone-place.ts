import { ApiError, type PhoneDialog, type PhoneLease } from '@hookswitch/contract'
import { api } from '#app/api.ts'

/**
 * Where my phone is. `waiting`: nobody knows yet; `here`: this page is the phone; `otherTab`: another page of this
 * browser is; `elsewhere`: another browser is; `unreachable`: the server cannot be asked.
 */
export type Place = 'waiting' | 'here' | 'otherTab' | 'elsewhere' | 'unreachable'

export interface PhonePlaceOptions {
  readonly userId: string
  /** `dialogs`: the calls that this page is to take up, when it becomes the phone. */
  readonly onPlace: (place: Place, dialogs: readonly PhoneDialog[]) => void
  /** The calls of this phone now. */
  readonly dialogs: () => readonly PhoneDialog[]
}

const browserKey = 'hookswitch.phone.browser'
const hereKey = 'hookswitch.phone.here'
const keepMs = 5_000
/** A page that reloads takes its place back within this time; the others let it. */
const reloadMs = 2_000

/**
 * One phone, however many pages are open: among the tabs of a browser a lock decides, among browsers the server. The page
 * that is told that it is not the phone (any more) is silent at once, and the calls go to the one that is.
 */
export class PhonePlace {
  readonly #options: PhonePlaceOptions
  readonly #browser = browserName()
  #place: Place = 'waiting'
  #running = false
  /** Ends the hold on the lock; null without one. */
  #release: (() => void) | null = null
  #timer: ReturnType<typeof setInterval> | null = null
  #over = new AbortController()

  constructor(options: PhonePlaceOptions) {
    this.#options = options
  }

  get browser(): string {
    return this.#browser
  }

  start(): void {
    this.#running = true
    this.#over = new AbortController()
    this.#queue(isReturning() ? 'back' : 'wait')
    this.#timer = setInterval(() => void this.check(), keepMs)
    window.addEventListener('pagehide', this.#leave)
  }

  stop(): void {
    this.#running = false
    if (this.#timer !== null) clearInterval(this.#timer)
    window.removeEventListener('pagehide', this.#leave)
    this.#leave()
    remember(false)
    this.#over.abort()
    this.#release?.()
    this.#release = null
    this.#place = 'waiting'
  }

  /** The user wants the phone here, wherever it is. */
  takeOver(): void {
    if (this.#release === null) this.#queue('take')
    else void this.#claim(true)
  }

  /** Asks the server whether this page still is the phone, and tells it of the calls. */
  async check(): Promise<Place> {
    if (this.#release === null) return this.#place
    if (this.#place !== 'here') await this.#claim(false)
    else {
      const body = { browser: this.#browser, dialogs: [...this.#options.dialogs()] }
      const lease = await api.keepPhone({ body }).catch(() => null)
      // A server that does not answer takes the phone from nobody.
      if (lease?.state === 'elsewhere' && this.#place === 'here') this.#settle(lease)
    }
    return this.#place
  }

  /** `back`: after a reload; `take`: by the user's wish. Both break the hold of another tab. */
  #queue(how: 'wait' | 'back' | 'take'): void {
    const name = `hookswitch.phone.${this.#options.userId}`
    const hold = async (): Promise<void> => {
      if (how === 'wait') await this.#letReturn()
      if (!this.#running) return
      const held = new Promise<void>((resolve) => (this.#release = resolve))
      await this.#claim(how === 'take')
      await held
    }
    const options = how === 'wait' ? { signal: this.#over.signal } : { steal: true }
    if (how === 'wait') void this.#tellOtherTab(name)
    navigator.locks.request(name, options, hold).catch(() => {
      // Another tab has taken it, or this page is at its end.
      this.#release = null
      if (!this.#running) return
      this.#set('otherTab', [])
      this.#queue('wait')
    })
  }

  /** The lock of a tab that reloads falls free for a moment. */
  async #letReturn(): Promise<void> {
    const { pending = [] } = await navigator.locks.query()
    const wasBusy = this.#place === 'otherTab' || pending.length > 0
    if (wasBusy) await new Promise((resolve) => setTimeout(resolve, reloadMs))
  }

  async #tellOtherTab(name: string): Promise<void> {
    const { held = [] } = await navigator.locks.query()
    if (this.#release === null && held.some((lock) => lock.name === name)) this.#set('otherTab', [])
  }

  async #claim(takeOver: boolean): Promise<void> {
    try {
      const lease = await api.claimPhone({ body: { browser: this.#browser, takeOver } })
      if (this.#release !== null) this.#settle(lease)
    } catch (error) {
      const isAway = error instanceof ApiError && error.code === 'noPhone'
      if (this.#running && this.#place !== 'here') this.#set(isAway ? 'waiting' : 'unreachable', [])
    }
  }

  #settle({ state, dialogs }: PhoneLease): void {
    this.#set(state === 'mine' ? 'here' : 'elsewhere', dialogs)
  }

  #set(place: Place, dialogs: readonly PhoneDialog[]): void {
    if (place === this.#place || !this.#running) return
    this.#place = place
    remember(place === 'here')
    this.#options.onPlace(place, dialogs)
  }

  /** This page goes, perhaps to come back: the server keeps the calls, and the place for some seconds. */
  readonly #leave = (): void => {
    if (this.#place !== 'here') return
    const body = { browser: this.#browser, dialogs: [...this.#options.dialogs()], leaving: true }
    api.keepPhone({ body }).catch(() => undefined)
  }
}

/** One for all tabs of this browser. */
function browserName(): string {
  const fresh = crypto.randomUUID()
  try {
    const known = localStorage.getItem(browserKey)
    if (known !== null && /^[\w-]{8,64}$/.test(known)) return known
    localStorage.setItem(browserKey, fresh)
  } catch {
    // Then it is another browser after each reload.
  }
  return fresh
}

function remember(here: boolean): void {
  try {
    if (here) sessionStorage.setItem(hereKey, 'yes')
    else sessionStorage.removeItem(hereKey)
  } catch {
    // Then a reload waits its turn.
  }
}

/** Whether this page was the phone before it was loaded again. (A copy of a tab has its storage too, but was not reloaded.) */
function isReturning(): boolean {
  const [navigation] = performance.getEntriesByType('navigation')
  const isReload = navigation instanceof PerformanceNavigationTiming && navigation.type !== 'navigate'
  try {
    return isReload && sessionStorage.getItem(hereKey) !== null
  } catch {
    return false
  }
}
