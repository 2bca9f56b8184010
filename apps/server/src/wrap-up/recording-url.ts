import type { Call } from '@hookswitch/model'

/** What may stand in braces in the address of a recording. */
const places: Readonly<Record<string, (call: Call) => string | null>> = {
  /** Our own id of the call. */
  call: ({ id }) => id,
  /** The first id that the switch gave it. */
  switchCall: ({ pbxCallIds }) => pbxCallIds[0] ?? null,
  /** `2026-11-21`, of the start, in UTC. */
  date: ({ startedAt }) => new Date(startedAt).toISOString().slice(0, 10),
  /** Seconds since the epoch, of the start. */
  startedAt: ({ startedAt }) => String(Math.floor(startedAt / 1_000)),
  calling: ({ calling }) => calling.number,
  called: ({ called }) => called.number,
}

const place = /\{([a-zA-Z]+)\}/g

/** Names in braces that nothing fills. */
export function unknownPlaces(template: string): string[] {
  return [...template.matchAll(place)].map(([, name = '']) => name).filter((name) => !(name in places))
}

/** Where the recording of a call is; null for a call that nobody answered, or whose address cannot be told. */
export function recordingUrl(template: string, call: Call): string | null {
  if (call.answeredAt === null) return null
  let isWhole = true
  const url = template.replace(place, (_, name: string) => {
    const value = places[name]?.(call) ?? null
    if (value === null) isWhole = false
    return encodeURIComponent((value ?? '').toWellFormed())
  })
  return isWhole ? url : null
}
