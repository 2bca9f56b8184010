/** Dates, times and durations as the user's language, country and time zone have them. */
export interface Formats {
  /** 14:05 */
  time(at: string): string
  /** Today's times as 14:05, others with their day, and those of other years with the year. */
  moment(at: string, now: number): string
  /** 21 Nov 2026 */
  day(at: string): string
  /** A date without a time, `2026-11-21`, belongs to no zone. */
  date(on: string): string
  /** 4:05, 1:00:09: how long a call has lasted. */
  elapsed(ms: number): string
  /** The start of the user's day, as an instant. */
  startOfDay(now: number): string
  /** From the start of a day of the user's, `2026-11-21`, to its end. */
  spanOf(day: string): { readonly from: string; readonly to: string }
}

export interface FormatOptions {
  readonly language: string
  /** ISO 3166; decides between 21/11 and 11/21 in English. */
  readonly country: string
  readonly timeZone: string
}

export function createFormats({ language, country, timeZone }: FormatOptions): Formats {
  const locale = localeFor(language, country)
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone })
  const near = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  })
  const far = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone })
  const bare = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const key = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone })
  return {
    time: (at) => time.format(Date.parse(at)),
    moment: (at, now) => {
      const instant = Date.parse(at)
      if (key.format(instant) === key.format(now)) return time.format(instant)
      return (year.format(instant) === year.format(now) ? near : far).format(instant)
    },
    day: (at) => day.format(Date.parse(at)),
    date: (on) => bare.format(Date.parse(`${on}T00:00:00Z`)),
    elapsed,
    startOfDay: (now) => new Date(startOfDay(now, timeZone)).toISOString(),
    spanOf: (day) => spanOf(day, timeZone, key),
  }
}

/** English of Germany has no good dates: a region is added only where the language is at home there. */
function localeFor(language: string, country: string): string {
  const base = language === 'en-XA' ? 'en' : language
  // In every Arabic country the same calendar and digits as in the rest of the page: telephone numbers have no others.
  if (base === 'ar') return `ar-${country}-u-ca-gregory-nu-latn`
  if (base !== 'en') return `${base}-${country}`
  return ['US', 'CA', 'AU', 'NZ', 'IE', 'ZA', 'IN'].includes(country) ? `en-${country}` : 'en-GB'
}

export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

/** Noon of UTC lies in the day that is meant, or in one beside it: zones reach from -12 to +14 hours. */
function spanOf(day: string, timeZone: string, key: Intl.DateTimeFormat): { from: string; to: string } {
  const noon = Date.parse(`${day}T12:00:00Z`)
  const within = [0, -1, 1].map((days) => noon + days * dayMs).find((at) => key.format(at) === day) ?? noon
  const from = startOfDay(within, timeZone)
  // A day and a half later lies in the next one, however long this one is.
  const to = startOfDay(from + 1.5 * dayMs, timeZone)
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

const dayMs = 86_400_000

/** Midnight in the zone. Days are 23 to 25 hours long, so the zone is asked, not the calculator. */
function startOfDay(now: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const wall = (at: number): number => {
    const of = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, Number(part.value)]))
    return Date.UTC(
      of['year'] ?? 0,
      (of['month'] ?? 1) - 1,
      of['day'],
      of['hour'],
      of['minute'],
      of['second'],
    )
  }
  const midnight = wall(now) - (wall(now) % dayMs)
  let guess = midnight
  for (let round = 0; round < 3; round += 1) guess -= wall(guess) - midnight
  return guess
}
