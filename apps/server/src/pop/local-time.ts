const quarterMs = 15 * 60_000
const minutesPerDay = 24 * 60
const mostKept = 5_000

/** A moment on the clock of a place. */
export interface LocalTime {
  /** Monday is 1. */
  readonly weekday: number
  /** Minutes since midnight. */
  readonly minute: number
}

const formats = new Map<string, Intl.DateTimeFormat | null>()
/** By zone and quarter of an hour. */
const offsets = new Map<string, Map<number, number>>()

/** What clocks show at a moment in a zone; null for a zone that nobody knows. Every zone changes at quarters of an hour only. */
export function localTime(at: number, zone: string): LocalTime | null {
  const quarter = Math.floor(at / quarterMs)
  let ofZone = offsets.get(zone)
  if (ofZone === undefined) offsets.set(zone, (ofZone = new Map()))
  let offset = ofZone.get(quarter)
  if (offset === undefined) {
    const read = readOffset(quarter * quarterMs, zone)
    if (read === null) return null
    if (ofZone.size >= mostKept) ofZone.clear()
    ofZone.set(quarter, (offset = read))
  }
  const minutes = Math.floor(at / 60_000) + offset
  const day = Math.floor(minutes / minutesPerDay)
  // The first of January 1970 was a Thursday.
  return { weekday: ((((day + 3) % 7) + 7) % 7) + 1, minute: minutes - day * minutesPerDay }
}

/** Minutes by which clocks there are ahead of UTC. */
function readOffset(at: number, zone: string): number | null {
  const format = formatOf(zone)
  if (format === null) return null
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return Math.round((shown - at) / 60_000)
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = makeFormat(zone)
  formats.set(zone, made)
  return made
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
  } catch {
    return null
  }
}
