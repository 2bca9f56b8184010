/** A supply of decisions drawn by fast-check: what a random switch and line do is then data, and a failure shrinks. */
export interface Choices {
  /** A whole number from 0 to `below - 1`; 0 when the supply is used up. */
  readonly next: (below: number) => number
  /** One of these; the first when the supply is used up. */
  readonly pick: <Item>(items: readonly Item[]) => Item
  /** True once in `n`. */
  readonly once: (n: number) => boolean
}

/** @param repeat starts again at the beginning when all are used, instead of answering 0. */
export function choicesOf(numbers: readonly number[], repeat = false): Choices {
  let at = 0
  const next = (below: number): number => {
    if (repeat && at >= numbers.length) at = 0
    const number = numbers[at] ?? 0
    at += 1
    return below <= 0 ? 0 : number % below
  }
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[next(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  return { next, pick, once: (n) => next(n) === n - 1 }
}
