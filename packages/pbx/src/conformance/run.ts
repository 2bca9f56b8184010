import { deviceAt, type Change } from '@hookswitch/model'
import type { PbxSession, SessionPorts } from '#connector.ts'
import { Difference, NotOffered, NotPlayed } from './difference.ts'
import { historyOf, type Names, popOf, withoutCauses } from './history.ts'
import { brokenLaws } from './laws.ts'
import { Play } from './play.ts'
import type { Scenario } from './scenario.ts'
import { abilities, type Stage } from './stage.ts'
import { Witness } from './witness.ts'

/** What became of a scenario on a stage. */
export type Verdict =
  | { readonly kind: 'passed' }
  /** Nothing is wrong, and nothing is shown: the connector does not offer what it needs, */
  | { readonly kind: 'notOffered'; readonly why: string }
  /** or the stage cannot play it. */
  | { readonly kind: 'notPlayed'; readonly why: string }
  | { readonly kind: 'differs'; readonly what: string; readonly steps: readonly string[] }

/** Stands between the connector under test and the model: how the kit is tested itself (see `faults.ts`). */
export interface Meddler {
  ports(ports: SessionPorts): SessionPorts
  session(session: PbxSession): PbxSession
}

export interface RunOptions {
  readonly meddler?: Meddler
  /** In place of the stage's own, where a difference is expected and not waited for. */
  readonly patienceMs?: number
}

/** Plays one scenario on a stage that is at rest, and leaves it so. Never throws. */
export async function runScenario(
  scenario: Scenario,
  stage: Stage,
  options: RunOptions = {},
): Promise<Verdict> {
  for (const ability of scenario.on ?? []) {
    const why = stage.cannot(ability)
    if (why !== undefined) return { kind: 'notPlayed', why: `It needs ${abilities[ability]}: ${why}` }
  }
  const run = new Run(scenario, stage, options)
  try {
    return await run.verdict()
  } finally {
    await run.close()
  }
}

class Run {
  readonly #scenario: Scenario
  readonly #stage: Stage
  readonly #options: RunOptions
  readonly #witness = new Witness()
  readonly #play: Play
  #session: PbxSession | undefined

  constructor(scenario: Scenario, stage: Stage, options: RunOptions) {
    this.#scenario = scenario
    this.#stage = stage
    this.#options = options
    this.#play = new Play({
      stage,
      witness: this.#witness,
      patienceMs: options.patienceMs ?? stage.patienceMs,
      needs: scenario.needs ?? [],
      relink: () => this.#open(),
      session: () => {
        if (this.#session === undefined) throw new Difference('There is no session.')
        return this.#session
      },
    })
  }

  async #open(): Promise<void> {
    const ports: SessionPorts = {
      devices: this.#stage.devices,
      event: (event, at) => this.#witness.take(event, at),
      log: (entry) => void this.#witness.logs.push(entry),
      now: () => Date.now(),
    }
    const { meddler } = this.#options
    const session = await this.#stage.open(meddler?.ports(ports) ?? ports)
    this.#session = meddler?.session(session) ?? session
  }

  async verdict(): Promise<Verdict> {
    try {
      await this.#open()
      const why = this.#notOffered()
      if (why !== undefined) return { kind: 'notOffered', why }
      this.#checkOpening()
      await this.#scenario.play(this.#play)
      await this.#checkEnd()
      return { kind: 'passed' }
    } catch (error) {
      if (error instanceof NotOffered) return { kind: 'notOffered', why: error.message }
      if (error instanceof NotPlayed) return { kind: 'notPlayed', why: `It needs ${error.message}.` }
      const what = error instanceof Error ? error.message : String(error)
      const told = error instanceof Difference ? what : `Could not be played to its end: ${what}`
      return { kind: 'differs', what: told, steps: this.#play.steps }
    }
  }

  #notOffered(): string | undefined {
    const { commands, collectedDigits } = this.#play.session.capabilities
    const missing = (this.#scenario.needs ?? []).filter((command) => commands[command] === undefined)
    if (missing.length > 0) return `The connector does not offer ${missing.join(', ')}.`
    if (this.#scenario.digits === true && !collectedDigits)
      return 'The connector does not tell the digits that callers key.'
    return undefined
  }

  /** When the link is live, every device is monitored and a snapshot has come. */
  #checkOpening(): void {
    if (!this.#witness.events.some((event) => event.kind === 'snapshot'))
      throw new Difference('The link is live and there was no snapshot.')
    for (const device of this.#stage.devices) {
      const { monitored, problem } = deviceAt(this.#witness.state, device) ?? {}
      if (monitored !== true)
        throw new Difference(
          `${this.#play.names.ofDevice(device)} is not monitored: ${problem ?? 'no word of it'}`,
        )
    }
  }

  async #checkEnd(): Promise<void> {
    const play = this.#play
    const isOver = (): boolean => this.#witness.live.length === 0
    const over = await this.#witness.until(isOver, this.#stage.quietMs)
    // Where all is over, whatever comes now comes late and must change nothing. What has only left us may be over now.
    if (over === true) await play.stays('no call is left', isOver)
    this.#witness.passTime()
    await play.noCalls()
    const { changes, events } = this.#witness
    const broken = brokenLaws({ changes, events, devices: this.#stage.devices })
    if (broken.length > 0) throw new Difference(broken.join(' '))
    compare('on the screens', this.#scenario.rings, ringsOf(changes, this.#stage, play.names))
    const asTold = play.session.capabilities.causes === false ? withoutCauses : (line: string) => line
    const logs = logsOf(changes, play.names).map(asTold)
    compare('in the log', this.#scenario.logs.map(asTold), logs)
  }

  async close(): Promise<void> {
    await this.#session?.close().catch(() => undefined)
    await this.#stage.clear()
  }
}

/** Once for each ring: a call that came and went between two looks rang all the same. */
function ringsOf(changes: readonly Change[], stage: Stage, names: Names): string[] {
  const rings: string[] = []
  for (const [index, change] of changes.entries()) {
    if (change.kind !== 'ringing' || !stage.devices.includes(change.device)) continue
    const told = changes
      .slice(0, index)
      .findLast((one) => one.kind === 'call' && one.call.id === change.callId)
    if (told?.kind === 'call') rings.push(popOf(told.call, change.device, names))
  }
  return rings
}

/** What the journal would write: one line for every call that is not a part of another. */
function logsOf(changes: readonly Change[], names: Names): string[] {
  const logs: string[] = []
  for (const change of changes) {
    if (change.kind !== 'ended' || change.call.parent !== null) continue
    // A consultation may outlive the call that it was made from: its legs are added to the log then.
    const { id } = change.call
    const last = changes.findLast((one) => one.kind === 'call' && one.call.id === id)
    logs.push(historyOf(last?.kind === 'call' ? last.call : change.call, names))
  }
  return logs
}

function compare(where: string, expected: readonly string[], found: readonly string[]): void {
  const [wanted, got] = [expected.toSorted(), found.toSorted()]
  if (JSON.stringify(wanted) === JSON.stringify(got)) return
  const missing = wanted.filter((line, index) => count(wanted, line, index) > count(got, line, got.length))
  const surplus = got.filter((line, index) => count(got, line, index) > count(wanted, line, wanted.length))
  const parts = [
    ...missing.map((line) => `missing ${where}: «${line}»`),
    ...surplus.map((line) => `unexpected ${where}: «${line}»`),
  ]
  throw new Difference(`${parts.join('; ')}.`)
}

/** How often a line stands in a list up to and with this place. */
function count(list: readonly string[], line: string, upTo: number): number {
  return list.slice(0, upTo + 1).filter((one) => one === line).length
}
