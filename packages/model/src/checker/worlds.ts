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
/** A refusal, or an answer, that overtakes the news of the other phones' ringing. */
const groupAtOnce: Plan = {
  ...group,
  about: 'a group rings and refuses at once',
  faults: nothingWrong,
  atOnce: 2,
}

/** Two calls at once, sent on twice. */
const twoSent: Plan = {
  about: 'two calls sent on twice',
  begins: ['inbound'],
  budget: { calls: 2, joins: 2, consults: 0, others: 0 },
  faults: nothingWrong,
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

/** One for each way in which ends are told: where nothing is joined, no other habit makes a difference. */
function differentEnds(worlds: readonly World[]): World[] {
  const told = worlds.filter(({ habits }) => habits.joined === 'new' && habits.namesOld)
  return told.filter(({ habits }) => !habits.replacesCaller)
}

/** Those that every build explores to their end. */
export function dailyWorlds(): World[] {
  return [
    ...worldsOf(everyFault),
    ...differentEnds(worldsOf(group)),
    ...differentEnds(worldsOf(groupAtOnce)),
    ...worldsOf(twoSent),
    ...differentHabits(worldsOf(lossInTransfer)),
  ]
}

/**
 * Those that are explored by hand, as far as one has time and memory for: what every build does with every switch, then
 * one fault at a time, then all of them. The last is the whole: two calls of any kind, consulted about, joined twice, an
 * event lost, one doubled and one late.
 */
export function deepWorlds(): World[] {
  const every = ['inbound', 'outbound', 'internal']
  const one = { about: 'one call of any kind', begins: every, budget: oneCall, faults: allWrong, atOnce: 1 }
  const quick = { ...one, about: 'one call, two things at once', faults: nothingWrong, atOnce: 2 }
  const sent = { ...one, about: 'one call held or forwarded and sent on, all faults', budget: sentOn }
  const swapped = {
    ...quick,
    about: 'one call, consulted about, swapped or held',
    budget: { ...oneCall, others: 1 },
    atOnce: 1,
  }
  const two = { ...one, about: 'two calls, consulted about, joined twice', budget: twoJoins }
  const plans: Plan[] = [
    lossInTransfer,
    swapped,
    ...eachFault(twoSent),
    sent,
    quick,
    { ...one, about: 'one call of any kind, all faults' },
    { ...twoSent, about: 'two calls sent on twice, all faults', faults: allWrong },
    { ...two, begins: ['inbound'], faults: nothingWrong },
    ...eachFault(two),
    { ...two, about: 'two calls of any kind, consulted about, joined twice, all faults' },
  ]
  const groups = worldsOf({ ...groupAtOnce, about: `${groupAtOnce.about}, two faults`, faults: group.faults })
  return [...dailyWorlds(), ...differentEnds(groups), ...plans.flatMap(worldsOf)]
}

/** The plan with one event lost, with one doubled, with one late. */
function eachFault(plan: Plan): Plan[] {
  return (['lost', 'doubled', 'late'] as const).map((fault) => ({
    ...plan,
    about: `${plan.about}, one event ${fault}`,
    faults: { ...nothingWrong, [fault]: 1 },
  }))
}
