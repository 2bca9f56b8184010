import { LiveClient, socketPath, type ClientFrame, type EntryFrame, type Live } from '@hookswitch/contract'
import { emptyLiveState } from '@hookswitch/contract'

/** What happens now, for everything on the page that shows it. Starts with the session and stops with it. */
class LiveStore {
  #live: Live = { state: emptyLiveState, status: { kind: 'connecting' }, clockOffset: 0 }
  #client: LiveClient | null = null
  #watch: ReturnType<typeof setInterval> | undefined
  readonly #listeners = new Set<() => void>()
  readonly #readers = new Set<(frame: EntryFrame) => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): Live => this.#live

  /** Hears what others write down of the calls that were asked for. */
  onEntry(reader: (frame: EntryFrame) => void): () => void {
    this.#readers.add(reader)
    return () => this.#readers.delete(reader)
  }

  /** Asks for what others write down of a call; nothing happens while the line is not live. */
  ask(frame: Extract<ClientFrame, { callId: string }>): void {
    this.#client?.ask(frame)
  }

  start(): void {
    if (this.#client !== null) return
    const { protocol, host } = window.location
    this.#client = new LiveClient({
      url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${socketPath}`,
      onChange: (live) => {
        this.#show(live)
      },
      onEntry: (frame) => {
        for (const reader of this.#readers) reader(frame)
      },
    })
    this.#client.start()
    for (const [target, event] of wakers()) target.addEventListener(event, this.#wake)
    document.addEventListener('freeze', this.#sleep)
    document.addEventListener('resume', this.#wakeHidden)
    this.#watch = watchForSleep(this.#wakeHidden)
  }

  stop(): void {
    for (const [target, event] of wakers()) target.removeEventListener(event, this.#wake)
    document.removeEventListener('freeze', this.#sleep)
    document.removeEventListener('resume', this.#wakeHidden)
    clearInterval(this.#watch)
    this.#client?.stop()
    this.#client = null
    this.#show({ state: emptyLiveState, status: { kind: 'connecting' }, clockOffset: 0 })
  }

  readonly #wake = (): void => {
    if (document.visibilityState === 'visible') this.#client?.wake()
  }

  /** Also in the background: a call that rings is told there by a notice. */
  readonly #wakeHidden = (): void => {
    this.#client?.wake()
  }

  readonly #sleep = (): void => {
    this.#client?.sleep()
  }

  #show(live: Live): void {
    this.#live = live
    for (const listener of this.#listeners) listener()
  }
}

/** After each of these a connection may be dead, or possible again. */
function wakers(): readonly (readonly [EventTarget, string])[] {
  return [
    [document, 'visibilitychange'],
    [window, 'online'],
    [window, 'pageshow'],
  ]
}

const tickMs = 2_000
/** A tick this late means that the computer slept, of which nobody tells. */
const lateMs = 10_000

function watchForSleep(onWoken: () => void): ReturnType<typeof setInterval> {
  let last = Date.now()
  return setInterval(() => {
    const now = Date.now()
    if (now - last > lateMs) onWoken()
    last = now
  }, tickMs)
}

export const liveStore = new LiveStore()
