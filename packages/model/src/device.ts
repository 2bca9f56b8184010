/**
 * A device as the switch names it: an extension, a trunk, a queue. Text, compared exactly
 * (ECMA-269 6.1.3 keeps it opaque; switches use digits, names and URIs).
 */
export type DeviceId = string

/**
 * Who is at one end of a call, as far as the switch says (ECMA-269 12.3.x device identifiers).
 * `known`: `number` is what the switch sent, not yet normalised. `restricted`: the party withholds its number:
 * never search with it, even where a switch leaks it. `notKnown`: the switch cannot tell.
 */
export interface Party {
  readonly kind: 'known' | 'restricted' | 'notKnown'
  /** As the switch wrote it (extension, national or international digits); null unless `known`. */
  readonly number: string | null
  /** Display name the switch sent (CNAM); null when none. Hostile text: never trust, always escape. */
  readonly name: string | null
  /** True when the switch says that the party is beyond a trunk, false when a device of this switch, null when unknown. */
  readonly external: boolean | null
  /** IP address of the party's device where the switch tells it, else null. */
  readonly address: string | null
}

/** A party of which nothing is known. */
export const unknownParty: Party = {
  kind: 'notKnown',
  number: null,
  name: null,
  external: null,
  address: null,
}

/** A party that withholds its number. */
export const restrictedParty: Party = { ...unknownParty, kind: 'restricted' }

/** A party known by number. */
export function party(number: string, more: Partial<Omit<Party, 'kind' | 'number'>> = {}): Party {
  return { kind: 'known', number, name: null, external: null, address: null, ...more }
}

/** What is known of a device beside its calls. */
export interface DeviceState {
  readonly device: DeviceId
  /** False after OutOfService or when its monitor could not be started. */
  readonly inService: boolean
  readonly doNotDisturb: boolean
  /** The others on the call do not hear this device's microphone. */
  readonly muted: boolean
  readonly forwarding: readonly Forwarding[]
  /** True while the switch reports this device's events to us. */
  readonly monitored: boolean
  /** Why it is not monitored, in plain words; null when it is. */
  readonly problem: string | null
}

export type ForwardingKind = (typeof forwardingKinds)[number]

export const forwardingKinds = ['immediate', 'busy', 'noAnswer', 'doNotDisturb'] as const

export interface Forwarding {
  readonly kind: ForwardingKind
  readonly active: boolean
  readonly to: string | null
}
