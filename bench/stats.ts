/** Latencies of one run, milliseconds. */
export interface Summary {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** Percentile by the nearest-rank rule of an ascending list. */
export function percentile(ascending: readonly number[], share: number): number {
  if (ascending.length === 0) return Number.NaN
  return ascending[Math.min(ascending.length - 1, Math.ceil(ascending.length * share) - 1)] ?? Number.NaN
}

export function summarise(latencies: readonly number[]): Summary {
  const ascending = latencies.toSorted((a, b) => a - b)
  return {
    count: ascending.length,
    p50: round(percentile(ascending, 0.5)),
    p99: round(percentile(ascending, 0.99)),
    max: round(ascending.at(-1) ?? Number.NaN),
  }
}

/** Three digits after the point: a microsecond. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** The machine's monotonic clock in milliseconds: the same in every process of this machine. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
