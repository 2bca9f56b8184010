/** Which switch a random day is lived at, and what happens on it: from one seed, so that a day can be lived again. */
import {
  simulatorDialectNames,
  simulatorDialects,
  type SimulatorDialectName,
  type Switches,
} from '@hookswitch/simulator'
import { randomFrom, type Random } from '#simulator/engine/random.ts'
import { looks } from './habit-looks.ts'

/** One step of a day: dice between 0 and 1. What they come to depends on what is possible then. */
export interface Step {
  /** Whether time passes, somebody does something, or something goes wrong. */
  readonly what: number
  readonly which: number
  /** Whether by hand or by asking. */
  readonly asks: number
}

/**
 * `quiet`: nothing goes wrong. `troubled`: the link breaks and the switch restarts, but nothing happens unheard.
 * `deaf`: things happen while nobody listens.
 */
export type Weather = 'quiet' | 'troubled' | 'deaf'

export interface DayPlan {
  readonly seed: number
  readonly kind: SimulatorDialectName
  readonly switches: Partial<Switches>
  readonly weather: Weather
  readonly steps: readonly Step[]
}

/** What makes a switch of one kind is left as that kind has it. */
const fixed: ReadonlySet<string> = new Set([
  'edition',
  'strict',
  'logIns',
  'loginRequired',
  'clearPassword',
  'namespaces',
])

function anyOf<T>(random: Random, choices: readonly T[]): T | undefined {
  return choices[Math.floor(random() * choices.length)]
}

/** Every fifth habit is another than that kind of switch has by itself. */
function switchesFor(random: Random, kind: SimulatorDialectName): Partial<Switches> {
  const chosen: Record<string, unknown> = {}
  for (const [habit, values] of Object.entries(looks)) {
    const fits = values.filter(([, wishes]) => wishes?.kind === undefined || wishes.kind === kind)
    const value = anyOf(random, fits)
    // Drawn in any case: one more habit in the table is not another day for each of the others.
    const is = random() < 0.2
    if (is && value !== undefined && !fixed.has(habit)) chosen[habit] = value[0]
  }
  return possible(kind, chosen as Partial<Switches>)
}

/** Without what nobody could make sense of, and what takes only time. */
export function possible(kind: SimulatorDialectName, chosen: Partial<Switches>): Partial<Switches> {
  const { digitsIn, paddedTo, ...rest } = chosen
  const own = { ...simulatorDialects[kind].switches, ...rest }
  // A switch with data of its own in the correlator has no place for digits there, and its dialect says so.
  const mayMove = kind !== 'openscape-voice'
  return {
    ...rest,
    // Who remains in which call is told by nothing else, then, than that the call stays the same.
    ...(own.transferConnections === false ? { joinedCallId: 'held' } : {}),
    ...(digitsIn !== undefined && mayMove ? { digitsIn } : {}),
    ...(paddedTo === undefined ? {} : { paddedTo: Math.min(paddedTo, 4_000) }),
  }
}

export function planDay(seed: number): DayPlan {
  const random = randomFrom(seed)
  const kind = anyOf(random, simulatorDialectNames) ?? 'ecma-ed6'
  const weather = anyOf(random, ['quiet', 'quiet', 'troubled', 'deaf'] as const) ?? 'quiet'
  const chosen = switchesFor(random, kind)
  // An id that is used again while nobody listens is nobody's any more.
  const switches = weather === 'deaf' ? { ...chosen, callIds: 'rising' as const } : chosen
  const steps = Array.from({ length: 40 }, () => ({ what: random(), which: random(), asks: random() }))
  return { seed, kind, weather, switches, steps }
}
