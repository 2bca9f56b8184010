import type { Call, ConnectionState, DeviceId, Leg } from '@hookswitch/model'

/**
 * Devices whose other calls look different now: what may be asked of a call, and which consults for which, depends on
 * whether the device speaks in, or holds, another one.
 */
export function devicesThatMoved(call: Call, previous: Call | null): DeviceId[] {
  const before = speakingAt(previous)
  const after = speakingAt(call)
  const isNews = call.parent !== (previous?.parent ?? null)
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (device) => isNews || before.get(device) !== after.get(device),
  )
}

/**
 * Devices that began or ceased to speak in a call: what may be asked of the telephone itself (to switch its microphone
 * off, to fetch a call) depends on it.
 */
export function devicesThatSpeak(call: Call, previous: Call | null): DeviceId[] {
  const before = speakingAt(previous)
  const after = speakingAt(call)
  const speaks = (at: ReadonlyMap<DeviceId, ConnectionState>, device: DeviceId): boolean =>
    at.get(device) === 'connected'
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (device) => speaks(before, device) !== speaks(after, device),
  )
}

function speakingAt(call: Call | null): ReadonlyMap<DeviceId, ConnectionState> {
  const legs = (call?.connections ?? []).filter(({ state }) => state === 'connected' || state === 'hold')
  return new Map(legs.map(({ device, state }) => [device, state]))
}

/**
 * Legs that had stopped ringing for somebody else before it was known who he is: at a pick-up the switch first tells that
 * the ringing is over. Nobody at any other time.
 */
function beatenTo(call: Call, previous: Call | null): readonly Leg[] {
  if (answers(call) === answers(previous)) return []
  return call.legs.filter((leg) => leg.outcome === 'answeredElsewhere')
}

function answers(call: Call | null): number {
  return (call?.legs ?? []).filter((leg) => leg.answeredAt !== null && leg.role !== 'caller').length
}

/** Devices at the live legs, now or a moment ago; at an answer, those that were beaten to it; at the end, all that had a part in it. */
export function devicesConcerned(call: Call, previous: Call | null): DeviceId[] {
  if (call.mergedInto !== null) return []
  const legs =
    call.endedAt === null
      ? [...call.connections, ...(previous?.connections ?? []), ...beatenTo(call, previous)]
      : call.legs
  return [...new Set(legs.map(({ device }) => device))]
}
