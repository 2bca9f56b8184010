import type { StartCall } from '@hookswitch/simulator'
import { z } from 'zod'

const range = z
  .tuple([z.number().min(0), z.number().min(0)])
  .refine(([low, high]) => low <= high, 'low end first')

/** A day of calls, as a person writes it down. Times are in seconds of the day that is played. */
export const dayScript = z.strictObject({
  /** The same seed plays the same day. */
  seed: z.number().int().default(1),
  /** How long the day is. */
  hours: z.number().positive().max(24).default(8),
  /** How much faster than the clock it is played. */
  speed: z.number().positive().max(10_000).default(60),
  calls: z.number().int().min(1).max(100_000),
  callers: z
    .array(
      z.strictObject({
        number: z.string().min(1).max(64),
        name: z.string().max(200).optional(),
        digits: z
          .string()
          .regex(/^[0-9*#A-D]{1,64}$/)
          .optional(),
      }),
    )
    .min(1),
  /** Whom they call; a number that stands twice is called twice as often. */
  to: z.array(z.string().min(1).max(64)).min(1),
  /** Share of calls that are taken. The rest rings until the caller gives up. */
  answered: z.number().min(0).max(1).default(0.9),
  /** After how many seconds a phone is taken. */
  answerAfter: range.default([3, 15]),
  /** How many seconds they talk. */
  talk: range.default([20, 240]),
  /** After how many seconds a caller gives up who is not answered. */
  patience: range.default([15, 40]),
})
export type DayScript = z.infer<typeof dayScript>

export interface PlannedCall {
  /** When it starts, in milliseconds from the beginning, as played. */
  readonly atMs: number
  readonly call: StartCall
}

/** The calls of a day in order. The same script gives the same plan, on every machine. */
export function planDay(script: DayScript): readonly PlannedCall[] {
  const chance = chanceFrom(script.seed)
  const played = (seconds: number): number => Math.round((seconds * 1000) / script.speed)
  const within = ([low, high]: readonly [number, number]): number => low + chance() * (high - low)
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T
  const plan = Array.from({ length: script.calls }, () => {
    const at = chance() * script.hours * 3600
    const { number, name, digits } = oneOf(script.callers)
    const to = oneOf(script.to)
    const taken = chance() < script.answered
    const answer = within(script.answerAfter)
    const end = taken ? answer + within(script.talk) : within(script.patience)
    const call: StartCall = {
      from: number,
      to,
      ...(name === undefined ? {} : { name }),
      ...(digits === undefined ? {} : { digits }),
      ...(taken ? { answerAfterMs: played(answer) } : {}),
      hangUpAfterMs: played(end),
    }
    return { atMs: played(at), call }
  })
  return plan.toSorted((one, other) => one.atMs - other.atMs)
}

/** mulberry32: small, and the same everywhere, which is all that is asked of it. */
function chanceFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
