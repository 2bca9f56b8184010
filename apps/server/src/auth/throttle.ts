/** How often one may try. Times in milliseconds. */
export interface ThrottleRule {
  /** Tries that cost nothing. */
  readonly free: number
  /** The first pause; doubled with every further failure. */
  readonly pauseMs: number
  readonly longestMs: number
  /** Failures are forgotten so long after the last one. */
  readonly forgetMs: number
}

interface Failures {
  count: number
  last: number
}

/** Enough for an office behind one address; a list of the whole internet must not fill the memory. */
const mostKeys = 50_000

/**
 * Slows down who guesses. A try counts as a failure from the moment it begins and is taken back when it succeeds: a
 * thousand at the same time are a thousand tries.
 */
export class Throttle {
  readonly #rule: ThrottleRule
  readonly #failures = new Map<string, Failures>()

  constructor(rule: ThrottleRule) {
    this.#rule = rule
  }

  /** Milliseconds to wait; 0 = go ahead, and the try is counted. */
  begin(key: string, now: number): number {
    const { free, pauseMs, longestMs, forgetMs } = this.#rule
    const known = this.#failures.get(key)
    const fresh = known !== undefined && now - known.last < forgetMs ? known : { count: 0, last: now }
    const pause = fresh.count < free ? 0 : Math.min(pauseMs * 2 ** (fresh.count - free), longestMs)
    const wait = fresh.last + pause - now
    if (fresh.count >= free && wait > 0) return wait
    // Put at the end: the oldest are the first to be dropped.
    this.#failures.delete(key)
    this.#failures.set(key, { count: fresh.count + 1, last: now })
    this.#drop()
    return 0
  }

  succeeded(key: string): void {
    this.#failures.delete(key)
  }

  /** Takes one try back: it did not fail, but those before it did. */
  takeBack(key: string): void {
    const known = this.#failures.get(key)
    if (known === undefined) return
    known.count -= 1
    if (known.count <= 0) this.#failures.delete(key)
  }

  #drop(): void {
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= mostKeys) return
      this.#failures.delete(key)
    }
  }
}
