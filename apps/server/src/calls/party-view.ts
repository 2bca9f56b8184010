import type { PartyView } from '@hookswitch/contract'
import type { Call, DeviceId, Party } from '@hookswitch/model'
import type { Standing } from '#pop/rank.ts'

/** How the numbers of one link are read: its country and its dial prefixes. */
export interface NumberBook {
  /** A number as the switch tells it; null where it is not one (an extension, a name). */
  e164(number: string): string | null
  /** As people write it. */
  display(number: string): string
  /** What it is worth as somebody's number. */
  standing(number: string): Standing
}

export function partyView(party: Party, numbers: NumberBook): PartyView {
  if (party.kind !== 'known' || party.number === null)
    return { kind: party.kind, number: null, e164: null, display: '', name: party.name }
  return {
    kind: party.kind,
    number: party.number,
    e164: party.external === false ? null : numbers.e164(party.number),
    display: party.external === false ? party.number : numbers.display(party.number),
    name: party.name,
  }
}

/** The customer, where there is one: through every transfer he stays the other party. Else whoever is at the far end. */
export function otherParty(call: Call, device: DeviceId | null): Call['calling'] {
  if (call.direction === 'inbound') return call.calling
  if (call.direction === 'outbound') return call.called
  const first = call.legs.find((leg) => leg.device === device)
  return first?.role === 'caller' || call.calling.number === device ? call.called : call.calling
}

const cacheSize = 20_000

/** Reading a number takes some fifty microseconds, and the same ones come again and again. */
export function cached(numbers: NumberBook): NumberBook {
  return {
    e164: remembered((text) => numbers.e164(text)),
    display: remembered((text) => numbers.display(text)),
    standing: remembered((text) => numbers.standing(text)),
  }
}

/** Keeps the answers to what was asked lately. */
export function remembered<Result>(read: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    // Forgetting all at once is cheaper than keeping an order, and rare.
    if (known.size >= cacheSize) known.clear()
    const result = read(text)
    known.set(text, result)
    return result
  }
}
