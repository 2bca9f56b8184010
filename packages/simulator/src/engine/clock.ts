export type Cancel = () => void

/** Time as the simulator knows it: the machine's in programs, a virtual one in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs once, later. */
  after(milliseconds: number, run: () => void): Cancel
}

/** The machine's own clock. Its timers keep the program alive only while something else does. */
export const realClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

interface Appointment {
  readonly at: number
  readonly run: () => void
  cancelled: boolean
}

/** A clock that stands still until it is told to go on. Things due at the same moment run in the order they were asked for. */
export class VirtualClock implements Clock {
  #now: number
  readonly #due: Appointment[] = []

  constructor(start = Date.UTC(2026, 0, 5, 9)) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, run: () => void): Cancel {
    const appointment = { at: this.#now + Math.max(0, milliseconds), run, cancelled: false }
    this.#due.splice(this.#placeOf(appointment.at), 0, appointment)
    return () => {
      appointment.cancelled = true
    }
  }

  /** When something is due next; null when nothing is. */
  get next(): number | null {
    return this.#due.find(({ cancelled }) => !cancelled)?.at ?? null
  }

  /** Lets time pass, running what falls due, in order. */
  advance(milliseconds: number): void {
    const until = this.#now + milliseconds
    for (let next = this.#due[0]; next !== undefined && next.at <= until; next = this.#due[0]) {
      this.#due.shift()
      this.#now = next.at
      if (!next.cancelled) next.run()
    }
    this.#now = until
  }

  #placeOf(at: number): number {
    let low = 0
    let high = this.#due.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#due[middle] as Appointment).at <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}
