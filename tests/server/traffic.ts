import { setTimeout as wait } from 'node:timers/promises'
import { createControlClient, type ControlClient } from '@hookswitch/simulator'

export interface TrafficOptions {
  readonly controlUrl: string
  readonly extensions: readonly string[]
  /** Calls at any moment. */
  readonly atOnce: number
  /** How long each call lasts, from and to, in milliseconds: longer than any time in which the server is away. */
  readonly lasts: readonly [number, number]
  /** From 0 to less than 1. */
  readonly random: () => number
}

/** Keeps so many calls from outside in the air, each from a number of its own. */
export class Traffic {
  readonly #options: TrafficOptions
  readonly #control: ControlClient
  readonly #stopped = new AbortController()
  readonly #lines: Promise<void>[] = []
  started = 0

  constructor(options: TrafficOptions) {
    this.#options = options
    this.#control = createControlClient(options.controlUrl)
  }

  start(): void {
    const { extensions, atOnce } = this.#options
    for (let line = 0; line < atOnce; line += 1)
      this.#lines.push(this.#run(extensions[line % extensions.length] ?? '1001'))
  }

  /** Begins no more calls; resolves when the last one is over. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await Promise.all(this.#lines)
  }

  async #run(extension: string): Promise<void> {
    const { random, lasts } = this.#options
    const [shortest, longest] = lasts
    // Not all at the same moment.
    await wait(random() * 2_000)
    while (!this.#stopped.signal.aborted) {
      this.started += 1
      const hangUpAfterMs = Math.round(shortest + random() * (longest - shortest))
      const answered = random() < 0.7
      const keyed = random() < 0.3
      await this.#control.startCall({
        from: `+1212${String(5_550_000 + this.started)}`,
        to: extension,
        hangUpAfterMs,
        ...(answered ? { answerAfterMs: Math.round(500 + random() * 2_500) } : {}),
        ...(keyed ? { digits: String(1_000 + Math.floor(random() * 9_000)) } : {}),
      })
      await wait(hangUpAfterMs + 200 + random() * 500)
    }
  }
}

/** A number sequence of its own for each seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
