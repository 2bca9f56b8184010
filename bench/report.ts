export interface Measured {
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly lost: number
}

/** Every figure of one run. */
export interface Figures {
  readonly machine: string
  /** From the last byte of the ringing event on the PBX socket to the frame parsed at the agent's client. */
  readonly latency: readonly { readonly rate: number; readonly floor: Measured; readonly product: Measured }[]
  /** Largest steady event rate, really played, with p99 under 50 ms and nothing lost, events a second. */
  readonly rate: { readonly floor: number; readonly product: number }
  /** One number among a million contacts, milliseconds: the bare indexed query, who it is, and that with all that a pop shows. */
  readonly lookup: { readonly bare: Measured; readonly product: Measured; readonly whole: Measured }
  /** From the start of the program to the first pop. */
  readonly coldStartMs: number
  readonly memoryKibPerAgent: number
}

interface Ratios {
  readonly popLatencyRatio: number
  readonly rateRatio: number
  readonly lookupRatio: number
}

function verdict(holds: boolean): string {
  return holds ? 'held' : 'not held'
}

/** The figures as a table in Markdown. */
export function table(figures: Figures, ratios: Ratios): string {
  const rows = figures.latency.map(
    ({ rate, floor, product }) =>
      `| pop at ${rate} events/s, ms p50 / p99 | ${floor.p50} / ${floor.p99} | ${product.p50} / ${product.p99} | ${ratio(product.p99, floor.p99)} |`,
  )
  const lost = figures.latency.reduce((sum, { floor, product }) => sum + floor.lost + product.lost, 0)
  return [
    `Machine: ${figures.machine}. Driver, PostgreSQL, floor and product share it.`,
    '',
    '| what | floor | Hookswitch | ratio |',
    '|---|---|---|---|',
    ...rows,
    `| largest steady rate, events/s | ${Math.round(figures.rate.floor)} | ${Math.round(figures.rate.product)} | ${ratios.rateRatio} |`,
    `| number among 1,000,000, ms p50 / p99 | ${figures.lookup.bare.p50} / ${figures.lookup.bare.p99} | ${figures.lookup.product.p50} / ${figures.lookup.product.p99} | ${ratios.lookupRatio} |`,
    `| … with open cases, tasks and history | ${figures.lookup.bare.p50} / ${figures.lookup.bare.p99} | ${figures.lookup.whole.p50} / ${figures.lookup.whole.p99} | ${ratio(figures.lookup.whole.p99, figures.lookup.bare.p99)} |`,
    `| cold start to first pop, ms | | ${figures.coldStartMs} | |`,
    `| memory per idle agent, KiB | | ${figures.memoryKibPerAgent} | |`,
    '',
    `Goals: latency ≤ 1.5 × floor at 100 events/s (p99): ${verdict(ratios.popLatencyRatio <= 1.5)} · rate ≥ 0.6 × floor: ${verdict(ratios.rateRatio >= 0.6)} · lookup p99 ≤ 2 × the bare query: ${verdict(ratios.lookupRatio <= 2)}. Frames lost: ${lost}.`,
  ].join('\n')
}

function ratio(value: number, base: number): string {
  return (value / base).toFixed(2)
}
