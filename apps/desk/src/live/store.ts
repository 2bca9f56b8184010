import { LiveClient, socketPath, type Live } from '@hookswitch/contract'
import { emptyLiveState } from '@hookswitch/contract'

/** What happens now, for everything on the page that shows it. Starts with the session and stops with it. */
class LiveStore {
  #live: Live = { state: emptyLiveState, status: { kind: 'connecting' }, clockOffset: 0 }
  #client: LiveClient | null = null
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly read = (): Live => this.#live

  start(): void {
    if (this.#client !== null) return
    const { protocol, host } = window.location
    this.#client = new LiveClient({
      url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${socketPath}`,
      onChange: (live) => {
        this.#show(live)
      },
    })
    this.#client.start()
    for (const [target, event] of wakers()) target.addEventListener(event, this.#wake)
  }

  stop(): void {
    for (const [target, event] of wakers()) target.removeEventListener(event, this.#wake)
    this.#client?.stop()
    this.#client = null
    this.#show({ state: emptyLiveState, status: { kind: 'connecting' }, clockOffset: 0 })
  }

  readonly #wake = (): void => {
    if (document.visibilityState === 'visible') this.#client?.wake()
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
    [document, 'resume'],
  ]
}

export const liveStore = new LiveStore()
