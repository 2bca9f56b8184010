import { randomFrom, type Random } from '#simulator/engine/random.ts'
import { type Fault, type FaultKind, faultKinds } from './fault.ts'

/** Something that people do, or a fault; `atMs` from the beginning of the round. */
export interface Deed {
  readonly atMs: number
  /** What it is chosen by, from what is possible at that moment. */
  readonly dice: number
}
interface Mishap {
  readonly atMs: number
  readonly fault: Fault
}
export interface Round {
  readonly lastsMs: number
  readonly deeds: readonly Deed[]
  readonly mishaps: readonly Mishap[]
}

/** What befalls a link and what people do meanwhile. After each round the link is left in peace. */
export interface Schedule {
  readonly seed: number
  /** What the switch calls a call after a transfer. */
  readonly joinedCallId: 'new' | 'held' | 'active'
  readonly rounds: readonly Round[]
}

/** The schedule of a seed: the same one every time. */
export function scheduleOf(seed: number): Schedule {
  const random = randomFrom(seed * 7_919 + 17)
  const rounds = Array.from({ length: 2 + whole(random, 0, 1) }, (_, index) =>
    roundOf(random, faultKinds[(seed + index) % faultKinds.length] ?? 'cut'),
  )
  return { seed, joinedCallId: (['new', 'held', 'active'] as const)[seed % 3] ?? 'new', rounds }
}

/** Whether every message of the switch comes once, whole and in order, as TCP has it. */
export function isOrderly({ rounds }: Schedule): boolean {
  const faults = rounds.flatMap(({ mishaps }) => mishaps.map(({ fault }) => fault))
  return !faults.some(
    (fault) =>
      fault.kind === 'reorder' ||
      fault.kind === 'staleAnswer' ||
      fault.kind === 'duplicate' ||
      fault.kind === 'oversize' ||
      (fault.kind === 'garbage' && fault.how !== 'stream'),
  )
}

/** @param first kind of its first fault: in turn, so that every kind comes as often as any other. */
function roundOf(random: Random, first: FaultKind): Round {
  const lastsMs = whole(random, 250, 600)
  const more = Array.from(
    { length: whole(random, 0, 2) },
    () => faultKinds[whole(random, 0, faultKinds.length - 1)] ?? 'cut',
  )
  const mishaps = [first, ...more].map((kind) => ({
    atMs: whole(random, 0, lastsMs * 0.8),
    fault: faultOf(random, kind),
  }))
  const deeds = Array.from({ length: whole(random, 5, 12) }, () => ({
    atMs: whole(random, 0, lastsMs),
    dice: random(),
  }))
  return { lastsMs, deeds, mishaps }
}

function faultOf(random: Random, kind: FaultKind): Fault {
  const frames = whole(random, 1, 6)
  switch (kind) {
    case 'cut': {
      const how = random() < 0.5 ? 'fin' : 'reset'
      return { kind, how, where: random() < 0.5 ? 'between' : 'middle', forMs: whole(random, 0, 400) }
    }
    case 'stall':
      return { kind, forMs: whole(random, 100, 400) }
    case 'pause':
    case 'merge':
      return { kind, forMs: whole(random, 50, 300) }
    case 'drip':
      return { kind, frames: whole(random, 1, 3) }
    case 'split':
      return { kind, frames, pauseMs: whole(random, 1, 30) }
    case 'garbage': {
      const how = random() < 0.3 ? 'stream' : random() < 0.5 ? 'body' : 'torn'
      return { kind, how, frames: how === 'stream' ? 1 : whole(random, 1, 3) }
    }
    case 'oversize':
      return { kind }
    case 'duplicate':
      return { kind, frames, afterMs: random() < 0.5 ? 0 : whole(random, 1, 150) }
    case 'reorder':
      return { kind, frames: whole(random, 2, 4) }
    case 'staleAnswer':
      return { kind, how: random() < 0.5 ? 'again' : 'wrong' }
  }
}

function whole(random: Random, least: number, most: number): number {
  return Math.round(least + random() * (most - least))
}
