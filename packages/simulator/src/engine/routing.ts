import { failCaller } from './clearing.ts'
import type { PbxCall } from './call.ts'
import type { Device } from './device.ts'
import type { Arrival, Exchange } from './exchange.ts'

export type Target =
  | { readonly kind: 'device'; readonly device: Device }
  | { readonly kind: 'outside'; readonly number: string }

/** More than this and a call that is forwarded in a circle is given up. */
const mostForwards = 5

/** What people put between digits, and the schemes that applications put before them. */
const decoration = /^(?:tel|sip):|^N<|>.*$|@.*$|[\s().\-/]/g

/** Where a dialled number leads; null for nowhere. */
export function resolve(x: Exchange, dialled: string): Target | null {
  const number = dialled.replaceAll(decoration, '')
  const inside = x.devices.get(number) ?? x.devices.get(directDial(x, number) ?? '')
  if (inside !== undefined) return { kind: 'device', device: inside }
  return /^\+?\d{6,15}$/.test(number) ? { kind: 'outside', number } : null
}

function directDial(x: Exchange, number: string): string | null {
  const prefix = x.layout.directDialPrefix
  for (const form of [prefix, prefix.slice(1)]) {
    if (form !== '' && number.startsWith(form)) return number.slice(form.length)
  }
  return null
}

/** Sends a call on its way to a number. */
export function route(x: Exchange, call: PbxCall, to: { number: string } & Arrival): void {
  const target = resolve(x, to.number)
  if (target === null) {
    failCaller(x, call, { cause: 'destNotObtainable', outcome: 'failed' })
  } else if (call.forwards > mostForwards) {
    failCaller(x, call, { cause: 'resourcesNotAvailable', outcome: 'failed' })
  } else if (target.kind === 'device' && call.legs.has(target.device.number)) {
    // A device is in a call once.
    failCaller(x, call, { cause: 'busy', outcome: 'busy' })
  } else if (target.kind === 'outside') {
    x.hooks.arriveOutside(call, { number: target.number, arrival: to })
  } else {
    x.hooks.arrive(call, { at: target.device, arrival: to })
  }
}
