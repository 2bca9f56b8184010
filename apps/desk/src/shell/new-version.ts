/** How often the server is asked for a newer page, in ms. */
const lookEveryMs = 15 * 60_000
/** So long a newer worker has to take over, in ms. */
const takeOverMs = 3_000

/** The page as an installed program: kept by the service worker, and told when there is a newer one. */
class NewVersion {
  #ready = false
  #waiting: ServiceWorker | null = null
  #reloads = false
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** True when a newer page is there and this one still runs. */
  readonly isReady = (): boolean => this.#ready

  /** @param signal ends the looking. Without service workers (an http address that is not this computer) nothing happens. */
  async start(signal: AbortSignal): Promise<void> {
    if (import.meta.env.MODE !== 'production' || !('serviceWorker' in navigator)) return
    const hadOne = navigator.serviceWorker.controller !== null
    navigator.serviceWorker.addEventListener(
      'controllerchange',
      () => {
        if (this.#reloads) window.location.reload()
        // Another tab has taken the newer one.
        else if (hadOne) this.#tell(null)
      },
      { signal },
    )
    const registration = await navigator.serviceWorker.register('/sw.js').catch(() => null)
    // Browsers under test may be told to register none, and give nothing back.
    if (!(registration instanceof ServiceWorkerRegistration) || signal.aborted) return
    const look = (): void => {
      if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
        this.#tell(registration.waiting)
    }
    look()
    registration.addEventListener(
      'updatefound',
      () => {
        registration.installing?.addEventListener('statechange', look, { signal })
      },
      { signal },
    )
    const timer = setInterval(() => {
      // Without a connection there is nothing newer to be had.
      registration.update().catch(() => undefined)
    }, lookEveryMs)
    signal.addEventListener('abort', () => {
      clearInterval(timer)
    })
  }

  /** Asks at once, for example after the server has come back. */
  look(): void {
    void navigator.serviceWorker?.getRegistration().then((it) => it?.update().catch(() => undefined))
  }

  /** Goes over to the newer page. */
  take(): void {
    this.#reloads = true
    const reload = (): void => {
      window.location.reload()
    }
    if (this.#waiting === null) {
      reload()
      return
    }
    this.#waiting.postMessage('takeOver')
    // The newer worker waits for what the one before it still has to do; a page that goes away takes that with it.
    setTimeout(reload, takeOverMs)
  }

  #tell(waiting: ServiceWorker | null): void {
    this.#waiting = waiting
    this.#ready = true
    for (const listener of this.#listeners) listener()
  }
}

export const newVersion = new NewVersion()
