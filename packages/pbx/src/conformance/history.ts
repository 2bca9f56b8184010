import type { Call, DeviceId, Leg, Party } from '@hookswitch/model'
import { agents, type OutsideNumbers, type Places } from './stage.ts'

/** Telephones outside where a stage has none of its own. Numbers of the range that is kept for stories. */
export const storyNumbers: OutsideNumbers = {
  customer: '+14155550100',
  other: '+14155550123',
  far: '+14155550199',
}

/** Digits by which people know a number, however the switch writes what stands before them. */
const TAIL = 7

/** Numbers and devices of a stage as the scenarios call them. */
export class Names {
  readonly #names = new Map<string, string>()
  /** True where the switch may write a number in another way than we do. */
  readonly #loose: boolean

  constructor(places: Places) {
    this.#loose = places.outside !== undefined
    for (const agent of agents) {
      if (places.lacks?.includes(agent) === true) continue
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
    for (const [who, number] of Object.entries(places.outside ?? storyNumbers))
      if (number !== '') this.#names.set(number, who)
    this.#names.set(places.nowhere, 'nowhere')
  }

  ofDevice(device: DeviceId): string {
    return this.#names.get(device) ?? 'line'
  }

  ofParty(party: Party): string {
    if (party.number === null) return party.kind === 'restricted' ? 'withheld' : 'somebody'
    return this.#names.get(party.number) ?? this.#nearly(party.number) ?? 'stranger'
  }

  /** A number of outside by its last digits; one of ours by the extension that it ends in. */
  #nearly(number: string): string | undefined {
    if (!this.#loose) return undefined
    const known = [...this.#names].filter(
      ([one]) => number.endsWith(one) || (one.length >= TAIL && number.endsWith(one.slice(-TAIL))),
    )
    return known.toSorted(([one], [other]) => other.length - one.length)[0]?.[1]
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
