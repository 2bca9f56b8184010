import { type DeviceId, type Party, restrictedParty, unknownParty } from '@hookswitch/model'
import type { DeviceId as WireDevice, MessageOf } from '#csta/codec/index.ts'

type Delivered = MessageOf<'DeliveredEvent'>
export type WireParty = NonNullable<Delivered['callingDevice']>
export type WireRedirection = NonNullable<Delivered['lastRedirectionDevice']>

/** A device as text: ECMA-269 writes `N<number!subaddress>name;parameters`, most switches just the number. */
export interface NamedDevice {
  readonly number: string
  readonly name: string | null
}

const REPRESENTATION = /^N?<([^>!]*)(?:![^>]*)?>([^;]*)/

/** Number and name of a device as the switch writes it. */
export function namedDevice(written: string): NamedDevice {
  const match = REPRESENTATION.exec(written)
  if (match !== null) return { number: (match[1] ?? '').trim(), name: nameOrNull(match[2] ?? '') }
  const uri = /^(?:tel|sips?):([^@;]+)/i.exec(written)
  return { number: (uri?.[1] ?? written).trim(), name: null }
}

function nameOrNull(written: string): string | null {
  const name = written.trim()
  return name === '' ? null : name
}

/** What a connector knows of the switch's devices, to tell inside from outside. */
export interface Known {
  /** True for devices that are monitored here. */
  isOurs(device: DeviceId): boolean
}

/** `beyondTrunk`: the event names the trunk over which the party is reached. */
export function partyOf(device: WireDevice, known: Known, beyondTrunk = false): Party {
  const { number, name } = namedDevice(device.id)
  if (number === '') return name === null ? unknownParty : { ...unknownParty, name }
  const external = externalOf(device, { beyondTrunk, ours: known.isOurs(number) })
  return { kind: 'known', number, name, external, address: null }
}

function externalOf(
  device: WireDevice,
  hints: { readonly beyondTrunk: boolean; readonly ours: boolean },
): boolean | null {
  if (hints.beyondTrunk) return true
  if (hints.ours) return false
  return device.typeOfNumber?.startsWith('explicitPublic:') ? true : null
}

/** A party of an event; undefined where the event does not name one. */
export function partyFrom(
  party: WireParty | undefined,
  known: Known,
  beyondTrunk = false,
): Party | undefined {
  switch (party?.kind) {
    case undefined:
      return undefined
    case 'deviceIdentifier':
      return partyOf(party.value, known, beyondTrunk)
    case 'restricted':
      return beyondTrunk ? { ...restrictedParty, external: true } : restrictedParty
    case 'notKnown':
      return beyondTrunk ? { ...unknownParty, external: true } : unknownParty
  }
}

/** The device last redirected from; undefined where there was none. */
export function redirectionFrom(party: WireRedirection | undefined, known: Known): Party | undefined {
  switch (party?.kind) {
    case 'numberDialed':
      return partyOf(party.value, known)
    case 'restricted':
      return restrictedParty
    case 'notKnown':
      return unknownParty
    case 'notRequired':
    case 'notSpecified':
    case undefined:
      return undefined
  }
}

/** Plain name of a party's device; `fallback` where the switch does not tell it. */
export function deviceName(party: WireParty | undefined, fallback: string): DeviceId {
  const written = party?.kind === 'deviceIdentifier' ? party.value.id : fallback
  const { number } = namedDevice(written)
  return number === '' ? written : number
}
