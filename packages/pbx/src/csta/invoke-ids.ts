/** The numbers of requests under way: 0001 to 9998, none in use twice (brief 3.2; 0000 is some peers' keepalive). */

const LAST = 9_998
/** Numbers kept for answers that may still come. More than this are never answered: the oldest is free again. */
const MOST_EXPIRED = 1_000

interface Entry<T> {
  readonly value: T
  state: 'pending' | 'expired'
}

export class InvokeIds<T> {
  readonly #taken = new Map<string, Entry<T>>()
  readonly #expired = new Set<string>()
  #next = 1

  /** A free number, now in use; undefined when all are. */
  take(value: T): string | undefined {
    for (let tries = 0; tries < LAST; tries++) {
      const id = String(this.#next).padStart(4, '0')
      this.#next = this.#next === LAST ? 1 : this.#next + 1
      if (this.#taken.has(id)) continue
      this.#taken.set(id, { value, state: 'pending' })
      return id
    }
    return undefined
  }

  /** Nobody waits any more, but its answer may still come. */
  expire(id: string): void {
    const entry = this.#taken.get(id)
    if (entry === undefined) return
    entry.state = 'expired'
    this.#expired.add(id)
    const [oldest] = this.#expired
    if (this.#expired.size > MOST_EXPIRED && oldest !== undefined) this.release(oldest)
  }

  /** Its answer has come: the number is free. */
  release(id: string): Entry<T> | undefined {
    const entry = this.#taken.get(id)
    this.#taken.delete(id)
    this.#expired.delete(id)
    return entry
  }

  /** All that still wait, and forgets them. */
  drain(): T[] {
    const waiting = [...this.#taken.values()].filter((entry) => entry.state === 'pending')
    this.#taken.clear()
    this.#expired.clear()
    return waiting.map((entry) => entry.value)
  }
}
