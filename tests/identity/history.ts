import type { Company, Person, World } from './world.ts'

/** Somebody who calls us; `person` null where we have no record of him. */
export interface Caller {
  readonly person: Person | null
  /** Calls a day when nothing is open. */
  readonly rate: number
}

interface Called {
  readonly day: number
  readonly caller: Caller
}

interface Case {
  readonly caller: Caller
  readonly number: number
  readonly opened: number
  readonly closes: number
}

const years = 4 * 365
/** Somebody with an open case calls about it so often a day. */
const aboutCase = 0.08

export interface Lived {
  /** Who makes the labelled call. */
  readonly caller: Caller
  /** His open case, where he has one. */
  readonly openCase: number | null
  /** Whom one would guess who knew how often everybody calls, and what about. */
  readonly bestGuess: string | null
  readonly before: readonly Called[]
  /** Days before the labelled call. */
  readonly ago: (day: number) => number
}

/**
 * Years of calls by those who share a line, and one of them to be labelled: everything before it is history. Each calls at
 * random moments, some often and some seldom; a call may open a case; who has one open calls about it until it is closed.
 */
export function live(world: World, callers: readonly Caller[]): Lived {
  const { calls, cases } = play(world, callers)
  const late = calls.filter(({ day }) => day > 365)
  const [first, ...others] = late.length > 0 ? late : calls
  if (first === undefined) return live(world, callers)
  const chosen = world.dice.pick([first, ...others])
  const ago = (day: number): number => chosen.day - day
  for (const one of cases.filter(({ opened }) => opened < chosen.day)) {
    const { person } = one.caller
    if (person === null) continue
    const { id: contactId, accountId } = person
    const still = one.closes > chosen.day
    world.cases.push({ number: one.number, contactId, accountId, openedAt: ago(one.opened), isOpen: still })
  }
  const isOpen = (one: Case): boolean => one.opened < chosen.day && one.closes > chosen.day
  const rateNow = (caller: Caller): number =>
    caller.rate + aboutCase * cases.filter((one) => one.caller === caller && isOpen(one)).length
  const known = callers.filter(({ person }) => person !== null)
  const [likeliest] = known.toSorted((one, other) => rateNow(other) - rateNow(one))
  const bestGuess = likeliest?.person?.id ?? null
  const before = calls.filter(({ day }) => day < chosen.day)
  const open = cases.find((one) => one.caller === chosen.caller && isOpen(one))
  return { caller: chosen.caller, openCase: open?.number ?? null, bestGuess, before, ago }
}

function play(world: World, callers: readonly Caller[]): { calls: Called[]; cases: Case[] } {
  const calls: Called[] = []
  const cases: Case[] = []
  for (let day = 0; day < years;) {
    const openOf = (caller: Caller): Case[] =>
      cases.filter((one) => one.caller === caller && one.closes > day)
    const rates = callers.map((caller) => caller.rate + aboutCase * openOf(caller).length)
    const next = day + world.wait(rates.reduce((sum, rate) => sum + rate, 0))
    const closing = Math.min(...cases.map(({ closes }) => closes).filter((closes) => closes > day))
    if (closing <= next) {
      day = closing
      continue
    }
    day = next
    const caller = drawn(world, callers, rates)
    if (caller === undefined || day >= years) break
    calls.push({ day, caller })
    if (openOf(caller).length === 0 && world.dice.chance(0.35))
      cases.push({ caller, number: world.nextCase(), opened: day, closes: day + world.around(12) })
  }
  return { calls, cases }
}

function drawn(world: World, callers: readonly Caller[], rates: readonly number[]): Caller | undefined {
  let left = world.share() * rates.reduce((sum, rate) => sum + rate, 0)
  return callers.find((_, index) => (left -= rates[index] ?? 0) <= 0) ?? callers.at(-1)
}

/** Agents have been able to say who it was for so long. */
const sayingSince = 540

/**
 * What the earlier calls left in the records. Most were logged right; some on nobody; now and then on another of the line.
 * Where several share it, an agent said who it was.
 */
export function log(world: World, lived: Lived, line: { number: string; company?: Company | null }): void {
  const everybody = [
    ...new Set(lived.before.map(({ caller }) => caller.person).filter((person) => person !== null)),
  ]
  for (const { day, caller } of lived.before) {
    const at = lived.ago(day)
    const [somebody, ...others] = everybody
    const slipped = world.dice.chance(0.03) && somebody !== undefined && others.length > 0
    const person = slipped ? world.dice.pick([somebody, ...others]) : caller.person
    if (person === null || world.dice.chance(0.07)) continue
    const { id: contactId, accountId } = person
    world.talks.push({ contactId, accountId, at, answered: world.dice.chance(0.9) })
    if (everybody.length > 1 && at < sayingSince)
      world.said.push({ number: line.number, contactId, accountId, takenContactId: null, at })
  }
}

/** How often people call: most seldom, some often. Of those who share a line mostly one does (a wider `spread`). */
export function rate(world: World, spread = 1): number {
  return world.around(2.5, spread) / 365
}
