/**
 * All that a session takes from outside beside what it is asked: the wire, time and chance. A session that runs in
 * another world than the real one (a replay) does the same again, step by step.
 */
import { randomBytes } from 'node:crypto'
import { type Link, type LinkHandlers, type LinkOptions, openLink } from './link.ts'

export interface Timer {
  /** The program may end before it. */
  unref(): void
}

export interface World {
  /** As `openLink` of link.ts. */
  openLink(options: LinkOptions, handlers: LinkHandlers): Promise<Link>
  /** Milliseconds by a clock that only goes forward. */
  steady(): number
  after(ms: number, work: () => void): Timer
  every(ms: number, work: () => void): Timer
  /** Forgets a timer; also one that is over, or none. */
  clear(timer: Timer | undefined): void
  /** So many bytes of chance, in hex. */
  chance(bytes: number): string
}

export const realWorld: World = {
  openLink,
  steady: () => performance.now(),
  after: (ms, work) => setTimeout(work, ms),
  every: (ms, work) => setInterval(work, ms),
  clear(timer) {
    clearTimeout(timer as NodeJS.Timeout | undefined)
  },
  chance: (bytes) => randomBytes(bytes).toString('hex'),
}
