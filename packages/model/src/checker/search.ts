import { applyEvent, emptySwitch } from '#correlate.ts'
import type { Apply } from '#testing/laws.ts'
import { SmallSwitch } from '#testing/small-switch.ts'
import { keyOf } from './canonical.ts'
import { nothingTold, type CheckState } from './state.ts'
import { stepsFrom, type Step } from './steps.ts'
import { checkQuiet } from './watch.ts'
import type { World } from './world.ts'

/** What a search found. */
export interface Found {
  readonly world: World
  /** States told apart. */
  readonly states: number
  /** Steps taken from them. */
  readonly steps: number
  /** Steps of the longest history that leads to a state by the shortest way. */
  readonly depth: number
  /** False when the search was stopped at `atMost` states: then it proves nothing of what it did not reach. */
  readonly whole: boolean
  /** The shortest history that breaks a law, or null. */
  readonly broken: { readonly laws: readonly string[]; readonly history: readonly string[] } | null
}

interface Options {
  /** The model; a broken one shows that the laws bite. */
  readonly apply?: Apply
  readonly atMost?: number
}

/** Explores all that can happen in a world, the shortest histories first, until a law is broken. */
export function search(world: World, { apply = applyEvent, atMost = Infinity }: Options = {}): Found {
  const start = beginning(world, apply)
  const known = new Set([keyOf(start)])
  const from: number[] = [-1]
  const by: number[] = [-1]
  let layer: (readonly [state: CheckState, number: number])[] = [[start, 0]]
  let steps = 0
  for (let depth = 0; ; depth += 1) {
    const next: typeof layer = []
    for (const [state, number] of layer) {
      for (const [index, step] of stepsFrom(world, state, apply).entries()) {
        steps += 1
        const key = keyOf(step.next)
        const isNew = !known.has(key)
        if (!isNew && step.wrong.length === 0) continue
        const laws = step.wrong.length > 0 ? step.wrong : checkQuiet(step.next)
        from.push(number)
        by.push(index)
        const states = from.length
        if (laws.length > 0) {
          const history = retell(start, { world, apply, way: wayTo(states - 1, from, by) })
          return { world, states, steps, depth: depth + 1, whole: false, broken: { laws, history } }
        }
        known.add(key)
        next.push([step.next, states - 1])
        if (states >= atMost) return { world, states, steps, depth: depth + 1, whole: false, broken: null }
      }
    }
    if (next.length === 0) return { world, states: from.length, steps, depth, whole: true, broken: null }
    layer = next
  }
}

function beginning(world: World, apply: Apply): CheckState {
  let model = emptySwitch('link')
  for (const device of world.phones) model = apply(model, { kind: 'monitor', device, on: true }, 0).state
  const pbx = new SmallSwitch(world.habits, world.phones)
  return {
    pbx,
    lines: world.phones.map(() => []),
    aside: null,
    model,
    told: nothingTold,
    now: pbx.now,
    truthOf: new Map(),
    left: { ...world.budget, ...world.faults },
    atOnce: 0,
    damaged: false,
    blurred: new Set(),
  }
}

/** Which of the possible steps was taken each time, from the beginning to this state. */
function wayTo(state: number, from: readonly number[], by: readonly number[]): number[] {
  const way: number[] = []
  for (let at = state; at > 0; at = from[at] ?? 0) way.push(by[at] ?? 0)
  return way.toReversed()
}

/** The history in words, taken again step by step. */
function retell(start: CheckState, of: { world: World; apply: Apply; way: readonly number[] }): string[] {
  const history: string[] = []
  let state = start
  for (const index of of.way) {
    const step: Step | undefined = stepsFrom(of.world, state, of.apply)[index]
    if (step === undefined) break
    history.push(step.name)
    state = step.next
  }
  return history
}
