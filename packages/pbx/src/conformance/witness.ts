import {
  applyEvent,
  type Call,
  type Change,
  emptySwitch,
  liveCalls,
  type SwitchEvent,
  sweep,
  sweepDueAt,
  type SwitchState,
} from '@hookswitch/model'
import type { LinkLog } from '#connector.ts'

/** Further ahead than any story lasts: not waited for. */
const SOON_MS = 60_000

/** The model that the session's events make, as it does in production, and a way to wait for what should come of them. */
export class Witness {
  readonly changes: Change[] = []
  readonly logs: LinkLog[] = []
  readonly events: SwitchEvent[] = []
  #state: SwitchState = emptySwitch('conformance')
  readonly #waiting = new Set<() => void>()
  #sweeping: NodeJS.Timeout | undefined

  get state(): SwitchState {
    return this.#state
  }

  get live(): readonly Call[] {
    return liveCalls(this.#state)
  }

  take(event: SwitchEvent, at: number): void {
    this.events.push(event)
    const { state, changes } = applyEvent(this.#state, event, at)
    this.#state = state
    this.changes.push(...changes)
    for (const look of this.#waiting) look()
    this.#sweepWhenDue()
  }

  /** What only time ends, ends when it is time, as in production. */
  #sweepWhenDue(): void {
    clearTimeout(this.#sweeping)
    const due = sweepDueAt(this.#state)
    if (due === null || due - Date.now() > SOON_MS) return
    this.#sweeping = setTimeout(() => this.#passTo(Date.now()), Math.max(1, due - Date.now()))
    this.#sweeping.unref()
  }

  #passTo(now: number): void {
    const { state, changes } = sweep(this.#state, now)
    this.#state = state
    this.changes.push(...changes)
    for (const look of this.#waiting) look()
    // A timer may go off a moment early by the wall clock: then it is not time yet.
    this.#sweepWhenDue()
  }

  /** A day goes by without a word: what was sent on from our devices and came to none of them is over, as in production. */
  passTime(): void {
    this.#passTo(Date.now() + 86_400_000)
  }

  /** Waits until something is so; looks after every event. Undefined when it was not within the time. */
  until<T>(look: () => T | undefined | false, ms: number): Promise<T | undefined> {
    const found = look()
    if (found !== undefined && found !== false) return Promise.resolve(found)
    return new Promise((resolve) => {
      const done = (value: T | undefined): void => {
        clearTimeout(timer)
        this.#waiting.delete(again)
        resolve(value)
      }
      const again = (): void => {
        const now = look()
        if (now !== undefined && now !== false) done(now)
      }
      const timer = setTimeout(() => done(undefined), ms)
      this.#waiting.add(again)
    })
  }
}
