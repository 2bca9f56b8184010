import type { Call, DeviceId, Leg, Party } from '@hookswitch/model'
import { agents, type Places } from './stage.ts'

/** The customer of the scenarios, and one more. Numbers of the range that is kept for stories. */
export const customerNumber = '+14155550100'
export const otherNumber = '+14155550123'
/** Whom the agents call outside. */
export const farNumber = '+14155550199'

/** Numbers and devices of a stage as the scenarios call them. */
export class Names {
  readonly #names = new Map<string, string>()

  constructor(places: Places) {
    for (const agent of agents) {
      this.#names.set(places.extension(agent), agent)
      this.#names.set(places.directNumber(agent), agent)
    }
    for (const kind of ['menu', 'queue', 'group', 'voicemail', 'park'] as const) {
      const place = places[kind]
      if (place === undefined) continue
      this.#names.set(place.device, kind)
      this.#names.set(place.number, kind)
      this.#names.set(`${places.outsidePrefix ?? ''}${place.number}`, kind)
    }
    this.#names.set(customerNumber, 'customer')
    this.#names.set(otherNumber, 'other')
    this.#names.set(farNumber, 'far')
    this.#names.set(places.nowhere, 'nowhere')
  }

  ofDevice(device: DeviceId): string {
    return this.#names.get(device) ?? 'line'
  }

  ofParty(party: Party): string {
    if (party.number === null) return party.kind === 'restricted' ? 'withheld' : 'somebody'
    return this.#names.get(party.number) ?? 'stranger'
  }

  isAgent(device: DeviceId): boolean {
    return (agents as readonly string[]).includes(this.ofDevice(device))
  }

  /** Whoever is beyond a trunk is nobody more than that: what a switch calls such a leg, and its party, is its own affair. */
  ofLeg(leg: Leg): string {
    return this.#names.get(leg.device) ?? 'outside'
  }
}

/**
 * `inbound customer > alice: answered, 4711 | alice called answered`: one line for a call, as the journal has it.
 *
 * Three things are left out, in which switches differ and which are told elsewhere in the line: the leg of a caller from
 * outside (a trunk, of which many switches tell nothing: he stands before the `>`); the queue's own leg (some keep the
 * caller in the queue while telephones ring, some do not: where he waited is told); and what becomes of a call where no
 * device is monitored any more.
 */
export function historyOf(call: Call, names: Names): string {
  const about = [
    `${call.direction} ${names.ofParty(call.calling)} > ${names.ofParty(call.called)}: ${call.outcome}`,
    ...(call.digits === null ? [] : [call.digits]),
    ...(call.queue !== null && names.ofDevice(call.queue) === 'queue' ? ['waited in queue'] : []),
  ].join(', ')
  const legs = call.legs
    .filter((leg) => isTold(leg, names))
    .map((leg) => `${names.ofLeg(leg)} ${leg.role} ${leg.outcome}`)
  return [about, ...legs.toSorted()].join(' | ')
}

function isTold(leg: Leg, names: Names): boolean {
  if (leg.role === 'queue') return false
  return names.isAgent(leg.device) || leg.role === 'called' || leg.role === 'consulted'
}

/** `alice rings: customer, 4711`: what is on the screen before the answer. */
export function popOf(call: Call, device: DeviceId, names: Names): string {
  const digits = call.digits === null ? '' : `, ${call.digits}`
  return `${names.ofDevice(device)} rings: ${names.ofParty(call.calling)}${digits}`
}

/** What cannot be told apart without causes, as one word. */
const alike: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(?:rejected|busy|failed|missed)\b/g, 'unanswered'],
  [/\b(?:answeredElsewhere|diverted|transferred)\b/g, 'left'],
  [/\b(?:pickedUp|divertedTo|transferredTo)\b/g, 'came'],
]

/** A history as a switch tells it that gives no causes (`causes` of the capabilities). */
export function withoutCauses(history: string): string {
  return alike.reduce((text, [words, word]) => text.replaceAll(words, word), history)
}
