import type { Cancel } from '#engine/clock.ts'
import { noPlan, type Person } from '#engine/call.ts'
import type { Exchange } from '#engine/exchange.ts'
import { callIn } from '#engine/outside.ts'

/** A steady load: so many calls a second, whatever becomes of them. */
export interface Load {
  readonly callsPerSecond: number
  /** Extensions called in turn; default: all. */
  readonly extensions?: readonly string[] | undefined
  /** The caller of the n-th call; default: numbers of the fictitious range +1 XXX 555 01XX, in turn. */
  readonly caller?: (n: number) => Person
  /** Times from the beginning of each call. Without an answer it is abandoned. */
  readonly answerAfterMs?: number | undefined
  readonly hangUpAfterMs: number
}

export interface RunningLoad {
  /** Calls begun so far. */
  readonly begun: number
  stop(): void
}

/** Often enough that calls are spread evenly, seldom enough to cost nothing. */
const tickMs = 4

function fictitious(n: number): Person {
  const area = 200 + (Math.floor(n / 100) % 700)
  const number = `+1${area}55501${String(n % 100).padStart(2, '0')}`
  return { number, name: null, restricted: false, external: true }
}

/** Begins a load; it goes on until stopped. Falls behind nothing: calls that are late come at once. */
export function startLoad(x: Exchange, load: Load): RunningLoad {
  const extensions = load.extensions ?? x.layout.extensions.map(({ number }) => number)
  const caller = load.caller ?? fictitious
  const plan = {
    ...noPlan,
    answerAfterMs: load.answerAfterMs ?? null,
    hangUpAfterMs: load.hangUpAfterMs,
  }
  const started = x.clock.now()
  let begun = 0
  let pending: Cancel
  const tick = (): void => {
    const due = Math.floor(((x.clock.now() - started) / 1000) * load.callsPerSecond)
    for (; begun < due; begun += 1) {
      const to = extensions[begun % extensions.length]
      if (to !== undefined) callIn(x, { from: caller(begun), to, plan })
    }
    pending = x.clock.after(tickMs, tick)
  }
  pending = x.clock.after(tickMs, tick)
  return {
    get begun() {
      return begun
    },
    stop: () => pending(),
  }
}
