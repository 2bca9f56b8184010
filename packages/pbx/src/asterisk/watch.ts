import type { World } from '#world.ts'

/**
 * Waits for what Asterisk's events are to show. No response counts as done: "Success" to a Hangup or a NOTIFY says
 * only that Asterisk began.
 */
export class Watch {
  readonly #world: World
  readonly #watchers = new Set<() => void>()

  constructor(world: World) {
    this.#world = world
  }

  /** To be called after every event. */
  look(): void {
    for (const watcher of this.#watchers) watcher()
  }

  /** Resolves with the first answer that is not undefined; with undefined when the time is up or nobody cares any more. */
  until<T>(check: () => T | undefined, timeoutMs: number, signal?: AbortSignal): Promise<T | undefined> {
    return new Promise((resolve) => {
      const done = (value: T | undefined): void => {
        this.#world.clear(timer)
        this.#watchers.delete(watcher)
        signal?.removeEventListener('abort', giveUp)
        resolve(value)
      }
      const watcher = (): void => {
        const value = check()
        if (value !== undefined) done(value)
      }
      const giveUp = (): void => done(undefined)
      const timer = this.#world.after(timeoutMs, giveUp)
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#watchers.add(watcher)
      if (signal?.aborted) giveUp()
      else watcher()
    })
  }
}
