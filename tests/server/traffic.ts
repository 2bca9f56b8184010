import { setTimeout as wait } from 'node:timers/promises'
import { createControlClient, type ControlClient } from '@hookswitch/simulator'

export interface TrafficOptions {
  readonly controlUrl: string
  /** One call at each, at any moment. */
  readonly extensions: readonly string[]
  /** How long each call lasts at least, from and to, in milliseconds. */
  readonly lasts: readonly [number, number]
  /** The last moment (performance.now) at which the server was surely up and had written all that it knew. */
  readonly lastUp: () => number
  /** From 0 to less than 1. */
  readonly random: () => number
}

/**
 * Keeps a call from outside at each extension, each from a number of its own. CSTA tells of live calls only: what begins
 * AND ends while nobody listens is known to the switch alone. So no call here is ended, and none that was answered,
 * before the server was up once since it began, or was answered.
 */
export class Traffic {
  readonly #options: TrafficOptions
  readonly #control: ControlClient
  readonly #lines: Promise<void>[] = []
  #isStopping = false
  started = 0

  constructor(options: TrafficOptions) {
    this.#options = options
    this.#control = createControlClient(options.controlUrl)
  }

  start(): void {
    for (const extension of this.#options.extensions) this.#lines.push(this.#run(extension))
  }

  /** Begins no more calls; resolves when the last one is over. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all(this.#lines)
  }

  async #run(extension: string): Promise<void> {
    const { random } = this.#options
    // Not all at the same moment.
    await wait(random() * 2_000)
    while (!this.#isStopping) {
      await this.#call(extension)
      await wait(100 + random() * 500)
    }
  }

  async #call(extension: string): Promise<void> {
    const { random, lasts, lastUp } = this.#options
    const [shortest, longest] = lasts
    this.started += 1
    const from = `+1212${String(5_550_000 + this.started)}`
    const digits = random() < 0.3 ? { digits: String(1_000 + Math.floor(random() * 9_000)) } : {}
    const { id } = await this.#control.startCall({ from, to: extension, ...digits })
    let mustBeSeen = performance.now()
    await wait(300 + random() * 2_000)
    if (random() < 0.7) {
      await this.#control.phone(extension, 'answer')
      mustBeSeen = performance.now()
    }
    await wait(shortest + random() * (longest - shortest))
    while (lastUp() < mustBeSeen) await wait(50)
    await this.#control.hangUp(id)
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
