/**
 * A connector and a simulated switch in one process, on one clock that goes on when it is told to: the same bytes as over
 * TCP, and no waiting. A day of eight hours takes some milliseconds, and the same seed is the same day to the byte.
 */
import type { Link, LinkHandlers, LinkOptions } from '#pbx/link.ts'
import type { Timer, World } from '#pbx/world.ts'
import type { Cancel, VirtualClock } from '#simulator/engine/clock.ts'
import type { Wire } from '#simulator/csta/wire.ts'

const nothing = new Uint8Array()

/** One end of a pipe to the other: what is written here is heard there, a moment later and in order. */
class End implements Wire {
  readonly #heard = { data: [] as ((bytes: Uint8Array) => void)[], close: [] as (() => void)[] }
  other: End | undefined
  #over = false

  on(event: 'data' | 'error' | 'close', heard: (bytes: Uint8Array) => void): this {
    if (event === 'data') this.#heard.data.push(heard)
    if (event === 'close') this.#heard.close.push(() => heard(nothing))
    return this
  }

  get writable(): boolean {
    return !this.#over
  }

  readonly writableLength = 0
  cork(): void {}
  uncork(): void {}

  write(bytes: Uint8Array): void {
    if (this.#over) return
    const { other } = this
    queueMicrotask(() => other?.hear(bytes))
  }

  /** What was written before is heard before. */
  end(): void {
    if (this.#over) return
    this.#over = true
    const { other } = this
    queueMicrotask(() => {
      other?.endHere()
      this.#close()
    })
  }

  destroy(): void {
    this.end()
  }

  hear(bytes: Uint8Array): void {
    for (const heard of this.#heard.data) heard(bytes)
  }

  endHere(): void {
    if (this.#over) return
    this.#over = true
    this.#close()
  }

  #close(): void {
    for (const heard of this.#heard.close) heard()
  }
}

export class VirtualWorld implements World {
  readonly #clock: VirtualClock
  readonly #attach: (wire: Wire) => void
  /** All that was written to the switch. */
  readonly written: string[] = []
  readonly #cancels = new WeakMap<Timer, Cancel>()

  /** @param attach what the switch does with somebody who connects; throws where nobody listens. */
  constructor(clock: VirtualClock, attach: (wire: Wire) => void) {
    this.#clock = clock
    this.#attach = attach
  }

  async openLink(options: LinkOptions, handlers: LinkHandlers): Promise<Link> {
    const [here, there] = [new End(), new End()]
    here.other = there
    there.other = here
    let heardAt = this.steady()
    let reason: string | undefined
    here.on('data', (bytes) => {
      heardAt = this.steady()
      if (reason === undefined) handlers.data(bytes)
    })
    here.on('close', () =>
      handlers.end({
        kind: reason === undefined ? 'closed-by-peer' : 'closed-by-us',
        sentence: reason ?? 'The PBX closed the connection.',
      }),
    )
    this.#attach(there)
    const close = (why = 'Closed by Hookswitch.'): void => {
      reason ??= why
      here.end()
    }
    const silentMs = (): number => this.steady() - heardAt
    return {
      write: (bytes) => {
        this.written.push(Buffer.from(bytes).toString('utf8'))
        here.write(bytes)
      },
      close,
      destroy: close,
      remote: `${options.host}:${options.port}`,
      bufferedBytes: 0,
      get silentMs() {
        return silentMs()
      },
    }
  }

  steady(): number {
    return this.#clock.now()
  }

  after(ms: number, work: () => void): Timer {
    const timer: Timer = { unref() {} }
    this.#cancels.set(timer, this.#clock.after(ms, work))
    return timer
  }

  every(ms: number, work: () => void): Timer {
    const timer: Timer = { unref() {} }
    const again = (): void => {
      this.#cancels.set(
        timer,
        this.#clock.after(ms, () => {
          again()
          work()
        }),
      )
    }
    again()
    return timer
  }

  clear(timer: Timer | undefined): void {
    if (timer !== undefined) this.#cancels.get(timer)?.()
  }

  chance(bytes: number): string {
    return '5a'.repeat(bytes)
  }
}
