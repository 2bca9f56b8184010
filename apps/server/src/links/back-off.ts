export interface BackOff {
  /** How long to wait before the next try, in milliseconds. */
  next(): number
  /** Starts again from the shortest pause. */
  reset(): void
}

/**
 * Pauses between tries: doubling, with full jitter, so that many servers that lost the same switch do not come back all at
 * once. (Full jitter: anything between nothing and the limit of the moment.)
 * @param random a number from 0 to less than 1.
 */
export function createBackOff({
  firstMs = 500,
  longestMs = 30_000,
  random = Math.random,
}: {
  readonly firstMs?: number
  readonly longestMs?: number
  readonly random?: () => number
} = {}): BackOff {
  let limit = firstMs
  return {
    next() {
      const pause = random() * limit
      limit = Math.min(limit * 2, longestMs)
      return pause
    },
    reset() {
      limit = firstMs
    },
  }
}
