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

export function wireConnection(id: ConnectionId): WireConnection {
  return { callID: id.callId, deviceID: { id: id.deviceId } }
}

export type WireParty =
  | { readonly kind: 'deviceIdentifier'; readonly value: DeviceId }
  | { readonly kind: 'notKnown' }
  | { readonly kind: 'restricted' }

/** Characters that would end the number part of `N<number>name`. */
const notInRepresentation = /[<>]/g

export function wireParty(person: Person, habits: Habits): WireParty {
  if (person.restricted) return { kind: 'restricted' }
  if (person.number === '') return { kind: 'notKnown' }
  if (habits.names === 'none' || person.name === null) return wireDevice(person.number)
  const name = person.name.replaceAll(notInRepresentation, '')
  return wireDevice(`N<${person.number}>${name}`)
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
  const correlator = data.correlatorData ?? (habits.digitsIn === 'userData' ? null : digits)
  const user = data.userData ?? (habits.digitsIn === 'correlatorData' ? null : digits)
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
