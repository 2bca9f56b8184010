import type { DeviceId } from '#device.ts'
import type { Habits } from '#testing/small-switch.ts'

/** What may go wrong on the line, each so many times in one history. */
export interface Faults {
  /** An event that never comes. */
  readonly lost: number
  /** An event that comes twice. */
  readonly doubled: number
  /** An event that is overtaken by those that its own monitor reports after it. */
  readonly late: number
}

/** How often people may do each sort of thing in one history. What ends a call is never counted: all may always hang up. */
export interface Budget {
  /** Calls that begin, not counting consultations. */
  readonly calls: number
  /** Transfers, conferences and calls sent on blindly. */
  readonly joins: number
  readonly consults: number
  /** Holds (each with its retrieve), and forwards of a ringing call. */
  readonly others: number
}

/** A small world: a switch with its habits, who is at it, what they may do, and what the line may do to the news of it. */
export interface World {
  readonly name: string
  readonly habits: Habits
  /** The devices: all are monitored. */
  readonly phones: readonly DeviceId[]
  /** How calls may begin: names of scenes (`inbound`, `inbound to a group`, `outbound`, `internal`, `internal, busy`). */
  readonly begins: readonly string[]
  readonly budget: Budget
  readonly faults: Faults
  /** How many things people may do before all the news of the first has come. 1: they wait for it. */
  readonly atOnce: number
}

export const threePhones: readonly DeviceId[] = ['1001', '1002', '1003']

const plain: Habits = {
  ids: 'fresh',
  joined: 'new',
  namesOld: true,
  ends: 'all',
  replacesCaller: false,
  carriesNothing: true,
}

/** Every combination of habits in which real switches differ when they join calls and tell ends. */
export function allHabits(): Habits[] {
  const found: Habits[] = []
  for (const joined of ['new', 'primary', 'secondary'] as const) {
    for (const namesOld of [true, false]) {
      for (const ends of ['all', 'own'] as const) {
        for (const replacesCaller of [false, true]) {
          found.push({ ...plain, joined, namesOld, ends, replacesCaller })
        }
      }
    }
  }
  return found
}

/** Habits in a few words. */
export function habitsInWords(habits: Habits): string {
  const names = habits.namesOld ? 'names the old ids' : 'names no old ids'
  const caller = habits.replacesCaller ? ', tells who hands on as caller' : ''
  return `joins under the ${habits.joined} id, ${names}, tells ${habits.ends} ends${caller}`
}
