import type { Call, ConnectionState, DeviceId } from '@hookswitch/model'

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

function speakingAt(call: Call | null): ReadonlyMap<DeviceId, ConnectionState> {
  const legs = (call?.connections ?? []).filter(({ state }) => state === 'connected' || state === 'hold')
  return new Map(legs.map(({ device, state }) => [device, state]))
}
