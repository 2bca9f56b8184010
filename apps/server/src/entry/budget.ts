/** How much one may do: so much at once, and so much a second after that. */
export interface BudgetRule {
  readonly atOnce: number
  readonly aSecond: number
}

/** Whoever did nothing for longest is forgotten first: a list of the whole internet must not fill the memory. */
const mostKeys = 10_000

/** Counts what each does, by a clock that never jumps (performance.now). */
export class Budget {
  readonly #rule: BudgetRule
  readonly #left = new Map<string, { left: number; at: number }>()

  constructor(rule: BudgetRule) {
    this.#rule = rule
  }

  /** False when there is nothing left of it now. */
  take(key: string, now: number): boolean {
    const { atOnce, aSecond } = this.#rule
    const known = this.#left.get(key) ?? { left: atOnce, at: now }
    const left = Math.min(atOnce, known.left + ((now - known.at) / 1_000) * aSecond)
    this.#left.delete(key)
    this.#left.set(key, { left: Math.max(0, left >= 1 ? left - 1 : left), at: now })
    for (const old of this.#left.keys()) {
      if (this.#left.size <= mostKeys) break
      this.#left.delete(old)
    }
    return left >= 1
  }
}
