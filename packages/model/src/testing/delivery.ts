import type { DeviceId } from '#device.ts'
import type { SnapshotEvent, SwitchEvent } from '#switch-event.ts'
import { choicesOf, type Choices } from './choices.ts'
import type { Occurrence } from './small-switch.ts'

/** An event as it reaches us. */
export interface Arrival {
  readonly at: number
  readonly event: SwitchEvent
}

/** How a line mistreats what a switch says. */
export interface Line {
  /** Drawn numbers that decide each delay and repetition. */
  readonly numbers: readonly number[]
  /** Greatest delay (ms) of one copy; 0 for a line that keeps the order. */
  readonly lag: number
  /** One copy in so many comes twice; 0 for none. */
  readonly repeats: number
}

/** A stretch of time in which all is lost, and the snapshot after it. */
export interface Outage {
  readonly from: number
  readonly to: number
  readonly snapshot: SnapshotEvent
}

/**
 * The copies of all that was said, one for each monitor that reports it, in the order of their arrival. What one monitor
 * reports stays in order; between monitors there is none.
 */
export function deliver(said: readonly Occurrence[], line: Line, outages: readonly Outage[] = []): Arrival[] {
  const choices = choicesOf(line.numbers, true)
  const last = new Map<DeviceId, number>()
  const arrivals: Arrival[] = []
  for (const occurrence of said) {
    if (outages.some((outage) => occurrence.at >= outage.from && occurrence.at < outage.to)) continue
    for (const monitored of occurrence.monitors) {
      const at = Math.max(occurrence.at + delay(line, choices), last.get(monitored) ?? 0)
      last.set(monitored, at)
      const event = { ...occurrence.event, monitored }
      arrivals.push({ at, event })
      if (line.repeats === 0 || !choices.once(line.repeats)) continue
      const again = at + delay(line, choices)
      last.set(monitored, again)
      arrivals.push({ at: again, event })
    }
  }
  // What was on its way when the link broke is lost too.
  const kept = arrivals.filter(
    (one) => !outages.some((outage) => one.at >= outage.from && one.at < outage.to),
  )
  for (const outage of outages) kept.push({ at: outage.to, event: outage.snapshot })
  return kept.toSorted((one, other) => one.at - other.at)
}

function delay(line: Line, choices: Choices): number {
  return line.lag === 0 ? 0 : choices.next(line.lag)
}
