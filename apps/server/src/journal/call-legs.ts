import type { Call, Leg, Party } from '@hookswitch/model'
import type { CallLegRow } from '#store/call-log-store.ts'

export interface LegNames {
  /** The user at a telephone of the call's link. */
  readonly userAt: (device: string) => string | null
  /** A number as people write it. */
  readonly display: (number: string) => string
}

/** The legs of a call as they are kept with its log, in the order in which they came into it. */
export function callLegs(call: Call, names: LegNames): CallLegRow[] {
  return call.legs.map((leg, position) => {
    const from = broughtBy(call, position, names)
    return {
      position,
      role: leg.role,
      device: leg.device,
      userId: names.userAt(leg.device),
      number: numberOf(leg.party, names),
      name: leg.party.name,
      fromUserId: from === null ? null : names.userAt(from.device ?? ''),
      fromNumber: from === null ? null : numberOf(from.party, names),
      startedAt: leg.startedAt,
      answeredAt: leg.answeredAt,
      endedAt: leg.endedAt,
      outcome: leg.outcome,
    }
  })
}

function numberOf(party: Party, { display }: LegNames): string | null {
  if (party.kind !== 'known' || party.number === null) return null
  return party.external === false ? party.number : display(party.number)
}

interface Bringer {
  readonly device: string | null
  readonly party: Party
}

/** Through whom the call came to a leg; null for the one who called. */
function broughtBy(call: Call, position: number, { userAt }: LegNames): Bringer | null {
  const leg = call.legs[position]
  // A menu or a queue only let him through.
  const passedOn = (one: Leg, at: number): boolean =>
    at < position && one.outcome === 'diverted' && userAt(one.device) !== null
  switch (leg?.role) {
    case undefined:
    case 'caller':
      return null
    case 'consulted':
    case 'conferenced':
    case 'transferredTo':
      return broughtInBy(call, leg, userAt) ?? caller(call)
    case 'divertedTo':
      return call.legs.findLast(passedOn) ?? handedOnBy(call, leg) ?? caller(call)
    case 'called':
    case 'queue':
    case 'pickedUp':
      return handedOnBy(call, leg) ?? caller(call)
  }
}

/** The colleague who sent the call to a queue, a menu or a group, where it came to this one. */
function handedOnBy({ legs }: Call, brought: Leg): Leg | undefined {
  const before = legs.filter(
    ({ outcome, endedAt }) => outcome === 'transferred' && endedAt !== null && endedAt <= brought.startedAt,
  )
  return before.toSorted((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0)).at(-1)
}

function caller({ calling, legs }: Call): Bringer {
  return legs.find(({ role }) => role === 'caller') ?? { device: calling.number, party: calling }
}

/** The colleague who was speaking when another was brought in: of several, who came last; of none, who left last. */
function broughtInBy({ legs }: Call, brought: Leg, userAt: LegNames['userAt']): Leg | undefined {
  const spoke = legs.filter(
    (leg) =>
      leg.device !== brought.device &&
      leg.role !== 'queue' &&
      // Nobody who speaks diverts: a menu that answered let him through.
      leg.outcome !== 'diverted' &&
      (userAt(leg.device) !== null || leg.party.external === false) &&
      leg.answeredAt !== null &&
      leg.answeredAt <= brought.startedAt,
  )
  const there = spoke.filter(({ endedAt }) => endedAt === null || endedAt >= brought.startedAt)
  if (there.length > 0) return there.toSorted((one, other) => asked(one) - asked(other)).at(-1)
  return spoke.toSorted((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0)).at(-1)
}

const asked = (leg: Leg): number => leg.answeredAt ?? 0
