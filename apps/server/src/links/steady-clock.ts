/** A clock for events: milliseconds since the epoch that pass as time passes, whatever is done to the wall clock. */
export interface SteadyClock {
  readonly now: () => number
  /** How far it is behind the wall clock; negative = ahead. */
  readonly drift: () => number
  /** Goes on from the wall clock. Durations that are being measured become wrong by the drift. */
  readonly follow: () => void
}

/**
 * The wall clock may be set an hour back in the middle of a call (by a person, by NTP, by a machine that is moved): the
 * call must not be an hour shorter for it.
 * @param wall milliseconds since the epoch, as this machine believes.
 * @param steady milliseconds that only ever go forward.
 */
export function createSteadyClock(wall: () => number, steady: () => number): SteadyClock {
  let offset = wall() - steady()
  const now = (): number => Math.round(offset + steady())
  return {
    now,
    drift: () => wall() - now(),
    follow() {
      offset = wall() - steady()
    },
  }
}
