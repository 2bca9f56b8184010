/** A random day at a random switch: what was believed, step by step and at the end, against what was. */
import type { Call, CommandResult } from '@hookswitch/model'
import { isSpeaking } from '#simulator/engine/call.ts'
import { hangUp } from '#simulator/engine/ringing.ts'
import { logFaults, type Seen } from '#tests/faults/verdict.ts'
import { type DayPlan, possible, type Step } from './day-plan.ts'
import { believed, differences, saidIn, truly } from './histories.ts'
import { type Deed, deedsOf } from './random-deeds.ts'
import { phones, Room } from './room.ts'

export interface DayTold {
  readonly plan: DayPlan
  /** A sentence for each thing that is not as it was; none = all is well. */
  readonly faults: readonly string[]
  /** What was done, in order. */
  readonly story: readonly string[]
  readonly calls: number
  /** Kinds of commands that were asked for. */
  readonly commands: ReadonlySet<string>
  readonly room: Room
}

/** People need some seconds for the next thing that they do. */
const peopleMs = 2_100
/** The longest that the model waits for a call that left our telephones, other than parked. */
const awayMs = 16 * 60_000

export async function liveDay(plan: DayPlan): Promise<DayTold> {
  const { joinedCallId, callIds, ...habits } = plan.switches
  const room = await Room.open({
    seed: plan.seed,
    kind: plan.kind,
    habits,
    settings: {
      ...(joinedCallId === undefined ? {} : { joinedCallId }),
      ...(callIds === undefined ? {} : { callIds }),
    },
  })
  const day = new Day(room, plan)
  try {
    await day.live()
  } finally {
    await room.close()
  }
  return day.told()
}

/** A shorter day at a plainer switch, on which something is not as it was, too: all is left out that is not needed. */
export async function shrink(plan: DayPlan): Promise<DayTold> {
  let told = await liveDay(plan)
  for (const habit of Object.keys(plan.switches)) {
    const { [habit as keyof DayPlan['switches']]: _, ...switches } = told.plan.switches
    const plainer = await liveDay({ ...told.plan, switches: possible(plan.kind, switches) })
    if (plainer.faults.length > 0) told = plainer
  }
  for (let size = plan.steps.length >> 1; size >= 1; size >>= 1) {
    for (let from = 0; from < told.plan.steps.length;) {
      const shorter = await liveDay({ ...told.plan, steps: told.plan.steps.toSpliced(from, size) })
      if (shorter.faults.length > 0) told = shorter
      else from += size
    }
  }
  return told
}

class Day {
  readonly #room: Room
  readonly #plan: DayPlan
  readonly #faults: string[] = []
  readonly #story: string[] = []
  readonly #commands = new Set<string>()
  readonly #seen: Seen[] = []
  /** Steps for which nobody listens yet. */
  #deafFor = 0
  #ends = 0

  constructor(room: Room, plan: DayPlan) {
    this.#room = room
    this.#plan = plan
  }

  async live(): Promise<void> {
    for (const step of this.#plan.steps) {
      await this.#step(step)
      if (this.#deafFor === 0) this.#compare()
      if (this.#faults.length > 0) return
    }
    if (this.#deafFor > 0) await this.#hearAgain()
    await this.#goHome()
    if (this.#plan.weather === 'deaf') this.#compareLogs()
    else this.#compareHistories()
  }

  async #goHome(): Promise<void> {
    const room = this.#room
    this.#story.push('everybody goes home')
    for (let round = 0; round < 10 && room.exchange.calls.size > 0; round += 1) {
      for (const call of Array.from(room.exchange.calls.values()))
        for (const leg of Array.from(call.legs.values())) if (leg.state !== 'null') hangUp(room.exchange, leg)
      await room.pass(5_000)
    }
    this.#compare()
    await room.pass(awayMs)
    if (room.live.length > 0) this.#faults.push(`goes on: ${JSON.stringify(room.live)}`)
  }

  async #step({ what, which, asks }: Step): Promise<void> {
    const room = this.#room
    if (this.#deafFor > 0 && (this.#deafFor -= 1) === 0) await this.#hearAgain()
    if (what < 0.2) {
      const ms = Math.floor(which * 6_000)
      this.#story.push(`${ms} ms pass`)
      await room.pass(ms)
    } else if (what > 0.93 && this.#plan.weather !== 'quiet') {
      await this.#trouble(which)
    } else {
      const deeds = deedsOf(room)
      const deed = deeds[Math.floor(which * deeds.length)]
      if (deed !== undefined) await this.#do(deed, asks < 0.6)
      await room.pass(peopleMs)
    }
    await room.settle()
  }

  async #do({ what, byHand, command }: Deed, mayAsk: boolean): Promise<void> {
    const room = this.#room
    const asks = command !== undefined && room.session !== undefined && (byHand === undefined || mayAsk)
    this.#story.push(asks ? `${what}, by asking` : what)
    if (asks) {
      this.#commands.add(command.kind)
      void room.session?.command(command).then((result) => this.#answered(what, result))
    } else byHand?.()
    await room.settle()
    // The answer may take its time, and what follows it too.
    await room.pass(room.simulator.habits.responseDelayMs)
  }

  /** Something goes wrong; on a deaf day, things happen before it is well again. */
  async #trouble(which: number): Promise<void> {
    const room = this.#room
    const troubles = [
      'cut-connections',
      'forced-logout',
      'expire-sessions',
      'messages-lost',
      'restart',
    ] as const
    const trouble = troubles[Math.floor(which * troubles.length)] ?? 'restart'
    this.#story.push(`* ${trouble}`)
    await room.fault(trouble)
    // Everything is asked anew, some after the other.
    await room.pass(10 + 10 * room.simulator.habits.responseDelayMs)
    this.#ends = room.ends.length
    if (room.session !== undefined) return
    if (this.#plan.weather === 'deaf') this.#deafFor = 1 + (Math.floor(which * 97) % 4)
    else await this.#hearAgain()
  }

  async #hearAgain(): Promise<void> {
    this.#deafFor = 0
    this.#story.push('* the link is opened again')
    await this.#room.connect()
  }

  #answered(what: string, result: CommandResult): void {
    if (result.ok) return
    const { code, switchReason } = result.refusal
    this.#story.push(`  ${what}: refused, ${switchReason ?? code}`)
    // A name that the switch does not know is one that we got wrong.
    if (code === 'call.unknown' || code === 'link.protocol')
      this.#faults.push(`${what}: refused, ${switchReason ?? code}`)
  }

  #compare(): void {
    const room = this.#room
    const [belief, actual] = [room.believed().join(', '), room.actual().join(', ')]
    if (belief !== actual) this.#faults.push(`believed: ${belief}\n  actual:   ${actual}`)
    if (room.ends.length > this.#ends) this.#faults.push(`the link went down: ${room.ends.at(-1)?.message}`)
    for (const { id, truth, legs } of room.exchange.calls.values())
      if ([...legs.keys()].some((device) => phones.includes(device)))
        this.#seen.push({
          call: truth.id,
          id,
          talks: [...legs.values()].filter(isSpeaking).length > 1,
          n: room.simulator.ledger.last,
        })
  }

  #compareHistories(): void {
    const was = truly(this.#room.simulator.ledger.since(0), saidIn(this.#room.heard))
    this.#faults.push(...differences(was, believed(this.#room.calls.values())))
  }

  /** Of calls that nobody heard in full, what can be known: none invented, none twice, none lost that was seen. */
  #compareLogs(): void {
    const written = this.#room.calls
    const isLogged = (call: Call): boolean =>
      call.endedAt !== null &&
      call.parent === null &&
      call.mergedInto === null &&
      call.direction !== 'internal'
    const logged = new Set([...written.values()].filter(isLogged).map(({ id }) => id))
    const ledger = this.#room.simulator.ledger.since(0)
    const { heard } = this.#room
    const evidence = { ledger, seen: this.#seen, written, logged, heard, isOrderly: true }
    const wrong = logFaults(evidence)
    this.#faults.push(...wrong.map(({ what }) => what))
  }

  told(): DayTold {
    const room = this.#room
    for (const { level, code, message, details } of room.logs)
      if (level === 'error') this.#faults.push(`${code}: ${message} ${JSON.stringify(details)}`)
    const calls = room.simulator.ledger.since(0).filter(({ kind }) => kind === 'callBegan').length
    const [plan, faults, story, commands] = [this.#plan, this.#faults, this.#story, this.#commands]
    return { plan, faults, story, calls, commands, room }
  }
}
