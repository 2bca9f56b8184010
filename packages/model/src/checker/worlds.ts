import { allHabits, habitsInWords, threePhones, type Budget, type Faults, type World } from './world.ts'

const nothingWrong: Faults = { lost: 0, doubled: 0, late: 0 }

/** Each fault once, and all of them in one history. */
const allWrong: Faults = { lost: 1, doubled: 1, late: 1 }

/** How a set of worlds is drawn up. */
interface Plan {
  readonly about: string
  readonly begins: readonly string[]
  readonly budget: Budget
  readonly faults: Faults
  readonly atOnce: number
}

function worldsOf(plan: Plan): World[] {
  const { about, begins, budget, faults, atOnce } = plan
  return allHabits().map((habits) => ({
    name: `${about}; the switch ${habitsInWords(habits)}`,
    habits,
    phones: threePhones,
    begins,
    budget,
    faults,
    atOnce,
  }))
}

const oneCall: Budget = { calls: 1, joins: 1, consults: 1, others: 0 }
const sentOn: Budget = { calls: 1, joins: 1, consults: 0, others: 1 }
const twoJoins: Budget = { calls: 2, joins: 2, consults: 2, others: 0 }

const everyFault: Plan = {
  about: 'one call sent on, one event lost, one doubled and one late',
  begins: ['inbound'],
  budget: { calls: 1, joins: 1, consults: 0, others: 0 },
  faults: allWrong,
  atOnce: 1,
}
const lossInTransfer: Plan = {
  about: 'one call transferred or joined, one event lost',
  begins: ['inbound'],
  budget: oneCall,
  faults: { ...nothingWrong, lost: 1 },
  atOnce: 1,
}
const group: Plan = {
  about: 'a group rings, one event doubled and one late',
  begins: ['inbound to a group'],
  budget: { calls: 1, joins: 0, consults: 0, others: 0 },
  faults: { lost: 0, doubled: 1, late: 1 },
  atOnce: 1,
}
/**
 * Known to break a law: a phone of a group refuses, and the news of it overtakes that of the other phones' ringing. The
 * call seems over, is logged, and the others ring for a second one. Kept for whoever defers the end of such a call.
 */
const groupAtOnce: Plan = { ...group, about: 'a group rings and refuses at once', atOnce: 2 }

/** Two calls at once, both sent on: as far as a build has time for. */
const twoSent: Plan = {
  about: 'two calls, each sent on, one event lost, one doubled and one late',
  begins: ['inbound'],
  budget: { calls: 2, joins: 2, consults: 0, others: 0 },
  faults: allWrong,
  atOnce: 1,
}

/** One switch for each way in which calls are joined, and one that tells less than the others. */
function differentHabits(worlds: readonly World[]): World[] {
  const kinds = ['new', 'primary', 'secondary'] as const
  return kinds.flatMap((joined, index) => {
    const told = worlds.filter(({ habits }) => habits.joined === joined && habits.ends === 'own')
    const world = told[index + 1]
    return world === undefined ? [] : [world]
  })
}

/** Those that every build explores to their end. */
export function dailyWorlds(): World[] {
  const few = differentHabits(worldsOf(lossInTransfer))
  // Nothing is joined in a group that rings: only how ends are told makes a difference.
  const rings = worldsOf(group).filter(({ habits }) => habits.joined === 'new' && habits.namesOld)
  const ends = rings.filter(({ habits }) => !habits.replacesCaller)
  return [...worldsOf(everyFault), ...ends, ...few]
}

/** Those that are explored by hand, as far as one has time and memory for. */
export function deepWorlds(): World[] {
  const every = ['inbound', 'outbound', 'internal']
  const one = { about: 'one call of any kind', begins: every, budget: oneCall, faults: allWrong, atOnce: 1 }
  const quick = { ...one, about: 'one call, two things at once', faults: nothingWrong, atOnce: 2 }
  const sent = { ...one, about: 'one call held or forwarded and sent on', budget: sentOn }
  const two = { ...one, about: 'two calls, joined twice', begins: ['inbound'], budget: twoJoins }
  const plans: Plan[] = [
    lossInTransfer,
    groupAtOnce,
    sent,
    quick,
    one,
    twoSent,
    { ...two, faults: nothingWrong },
    two,
  ]
  return [...dailyWorlds(), ...plans.flatMap(worldsOf)]
}
