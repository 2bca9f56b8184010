import { z } from 'zod'
import { isSpeaking, type CallPlan, type Leg, type Person, type TrueCall } from '#engine/call.ts'
import type { Exchange } from '#engine/exchange.ts'
import * as moving from '#engine/moving.ts'
import { callIn } from '#engine/outside.ts'
import { pickWeighted, randomFrom, waitFor, type Random } from '#engine/random.ts'
import { hangUp } from '#engine/ringing.ts'
import * as services from '#engine/services.ts'

/** How a call of the script goes. */
const courses = [
  'answered',
  'abandoned',
  'rejected',
  'queue',
  'held',
  'blindTransfer',
  'consultTransfer',
  'outbound',
  'internal',
] as const
type Course = (typeof courses)[number]

const range = z.tuple([z.number().min(0), z.number().min(0)])

/** A day of calls, as data: the same seed and script make the same day. Times are of the script's own day; `speed` makes it pass faster. */
export const script = z.strictObject({
  seed: z.number().int().default(1),
  speed: z.number().positive().default(1),
  minutes: z.number().positive().default(480),
  callsPerHour: z.number().positive().default(60),
  /** How often each course is taken, relative to the others. */
  mix: z.partialRecord(z.enum(courses), z.number().min(0)).default({
    answered: 40, queue: 20, abandoned: 8, rejected: 4, held: 8, blindTransfer: 6, consultTransfer: 6, outbound: 6, internal: 2,
  }), // prettier-ignore
  callers: z
    .array(z.object({ number: z.string(), name: z.string().optional(), digits: z.string().optional() }))
    .min(1),
  /** Extensions that take calls; default: all. */
  extensions: z.array(z.string()).optional(),
  queue: z.string().default('6000'),
  /** Least and most seconds of each part of a call. */
  answerSeconds: range.default([2, 9]),
  talkSeconds: range.default([20, 300]),
  patienceSeconds: range.default([4, 20]),
})
export type Script = z.infer<typeof script>
export type ScriptFile = z.input<typeof script>

interface Play {
  readonly x: Exchange
  readonly script: Script
  readonly random: Random
  readonly extensions: readonly string[]
}

/** Plays a script on an exchange. @returns when the last call of it has begun, or at `signal`. */
export async function playScript(x: Exchange, file: ScriptFile, signal?: AbortSignal): Promise<number> {
  const parsed = script.parse(file)
  const play: Play = {
    x,
    script: parsed,
    random: randomFrom(parsed.seed),
    extensions: parsed.extensions ?? x.layout.extensions.map(({ number }) => number),
  }
  const until = x.clock.now() + (parsed.minutes * 60_000) / parsed.speed
  return new Promise((resolve) => {
    let begun = 0
    const next = (): void => {
      const wait = waitFor(play.random, parsed.callsPerHour / 3600) / parsed.speed
      const cancel = x.clock.after(wait, () => {
        signal?.removeEventListener('abort', stop)
        if (x.clock.now() > until || signal?.aborted === true) return resolve(begun)
        begun += 1
        begin(play)
        next()
      })
      const stop = (): void => {
        cancel()
        resolve(begun)
      }
      signal?.addEventListener('abort', stop, { once: true })
    }
    next()
  })
}

function between(play: Play, [least, most]: readonly [number, number]): number {
  return ((least + play.random() * (most - least)) * 1000) / play.script.speed
}

function anyOf<T>(play: Play, choices: readonly T[]): T {
  const choice = choices[Math.floor(play.random() * choices.length)]
  if (choice === undefined) throw new RangeError('nothing to choose from')
  return choice
}

/** Begins one call; what is random about it is drawn now, so that the day does not depend on how long things take. */
function begin(play: Play): void {
  const weights = Object.entries(play.script.mix) as [Course, number][]
  const course = pickWeighted(play.random, weights)
  const caller = anyOf(play, play.script.callers)
  const at = anyOf(play, play.extensions)
  const other = anyOf(play, play.extensions.length > 1 ? play.extensions.filter((each) => each !== at) : [at])
  const times = {
    answer: between(play, play.script.answerSeconds),
    talk: between(play, play.script.talkSeconds),
    patience: between(play, play.script.patienceSeconds),
  }
  const plan: CallPlan = {
    digits: course === 'queue' ? (caller.digits ?? null) : null,
    answerAfterMs: course === 'abandoned' || course === 'rejected' ? null : times.answer,
    hangUpAfterMs: course === 'abandoned' ? times.patience : times.answer * 3 + times.talk,
  }
  if (course === 'outbound' || course === 'internal') {
    services.makeCall(play.x, {
      from: at,
      to: course === 'outbound' ? caller.number : other,
      prompt: false,
      plan,
    })
    return
  }
  const from: Person = {
    number: caller.number,
    name: caller.name ?? null,
    restricted: false,
    external: true,
  }
  const call = callIn(play.x, { from, to: course === 'queue' ? play.script.queue : at, plan })
  follow(play, call.truth, { course, at, other, times })
}

interface Part {
  readonly course: Course
  readonly at: string
  readonly other: string
  readonly times: { readonly answer: number; readonly talk: number; readonly patience: number }
}

/** What the agent does in the course of the call. */
function follow({ x }: Play, truth: TrueCall, part: Part): void {
  const { course, at, other, times } = part
  const later = (milliseconds: number, run: (leg: Leg) => void): void => {
    x.clock.after(milliseconds, () => {
      const leg = truth.live?.legs.get(at)
      if (leg !== undefined) run(leg)
    })
  }
  const middle = times.answer + times.talk / 3
  if (course === 'rejected') later(times.answer, (leg) => hangUp(x, leg))
  if (course === 'held') {
    later(middle, (leg) => services.hold(x, leg))
    later(middle + times.talk / 6, (leg) => services.retrieve(x, leg))
  }
  if (course === 'blindTransfer') later(middle, (leg) => moving.singleStepTransfer(x, leg, other))
  if (course === 'consultTransfer') {
    later(middle, (leg) => {
      if (!isSpeaking(leg)) return
      const consulted = services.consult(x, leg, { number: other })
      if (!consulted.ok) return
      takeSoon(x, { leg: consulted.value, at: other, after: times.answer })
      later(times.answer * 2, (held) => moving.transfer(x, { held, active: consulted.value }))
    })
  }
}

/** The colleague who is consulted answers. */
function takeSoon(x: Exchange, { leg, at, after }: { leg: Leg; at: string; after: number }): void {
  x.clock.after(after, () => {
    const ringing = leg.call.legs.get(at)
    if (ringing !== undefined) services.answer(x, ringing)
  })
}
