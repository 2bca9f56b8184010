import type { ConnectionId } from '@hookswitch/model'
import { hexOfText, type DeviceId } from '@hookswitch/pbx/csta/codec'
import type { Person } from '#engine/call.ts'
import type { CallFacts } from '#engine/event.ts'
import type { Habits } from './habits.ts'

/** The shapes that CSTA's messages share, made from what the exchange knows. */

export interface WireConnection {
  readonly callID: string
  readonly deviceID: DeviceId
}

/** The plain name of a device that a peer may write `N<1001>`. */
export function plainDevice(written: string): string {
  return /^N<([^>!]*)[^>]*>/.exec(written)?.[1] ?? written
}

export function wireConnection(id: ConnectionId): WireConnection {
  return { callID: id.callId, deviceID: { id: id.deviceId } }
}

export type WireParty =
  | { readonly kind: 'deviceIdentifier'; readonly value: DeviceId }
  | { readonly kind: 'notKnown' }
  | { readonly kind: 'restricted' }

export function wireParty(person: Person, habits: Habits): WireParty {
  if (person.restricted) return { kind: 'restricted' }
  if (person.number === '') return { kind: 'notKnown' }
  const named = habits.names === 'all' || (habits.names === 'outside' && person.external)
  if (!named || person.name === null) return wireDevice(person.number)
  // A semicolon would begin the parameters of the representation.
  return wireDevice(`N<${person.number}>${person.name.replaceAll(';', ',')}`)
}

/** A device with what OpenScape Voice writes behind its number and name. */
export function displayParameters(written: string, call: string): string {
  const [, number, name] = /^N<([^>]*)>(.*)$/.exec(written) ?? [undefined, written, '']
  return `N<${number}>${name};displayNumber=${number};uid=${call};noa=nk`
}

export function wireDevice(id: string): WireParty {
  return { kind: 'deviceIdentifier', value: { id } }
}

/** A trunk line, which is not to be dialled. */
export function wireLine(line: string): WireParty {
  return { kind: 'deviceIdentifier', value: { id: line, typeOfNumber: 'deviceNumber' } }
}

export function wireRedirection(number: string | null) {
  return number === null
    ? ({ kind: 'notRequired' } as const)
    : ({ kind: 'numberDialed', value: { id: number } } as const)
}

type DataItem = { readonly kind: 'string'; readonly value: string }

/** Correlator and user data: what applications put there, else the digits that the caller keyed. */
export function wireData(
  data: { digits: string | null; correlatorData: string | null; userData: string | null },
  habits: Habits,
): { correlatorData?: DataItem; userData?: DataItem } {
  const digits = data.digits === null ? null : hexOfText(data.digits)
  const inCorrelator = habits.digitsIn === 'correlatorData' || habits.digitsIn === 'both'
  const inUserData = habits.digitsIn === 'userData' || habits.digitsIn === 'both'
  const correlator = data.correlatorData ?? (inCorrelator ? digits : null)
  const user = data.userData ?? (inUserData ? digits : null)
  return {
    ...(correlator === null ? {} : { correlatorData: { kind: 'string', value: correlator } }),
    ...(user === null ? {} : { userData: { kind: 'string', value: user } }),
  }
}

/** What ties the views of one call together, where the switch has such a thing. */
export function wireLinkage(facts: Pick<CallFacts, 'truth'>, habits: Habits) {
  if (!habits.linkage) return {}
  const globalCallLinkageID = { kind: 'globallyUniqueCallLinkageID', value: facts.truth } as const
  return { callLinkageData: { globalCallData: { globalCallLinkageID } } }
}
