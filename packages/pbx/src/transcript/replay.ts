/**
 * Does once more what a transcript says was done: gives the inputs to the connector and the model that the server runs,
 * each with its clocks, and compares what comes of them.
 */
import {
  applyEvent,
  type Agent,
  type Applied,
  type Call,
  type CallId,
  type DeviceState,
  emptySwitch,
  liveCalls,
  restoreSwitch,
  sweep,
  type SwitchEvent,
  type SwitchState,
} from '@hookswitch/model'
import type { PbxConnector } from '#connector.ts'
import type { TranscriptLine } from './format.ts'
import { Player } from './player.ts'
import type { Transcript } from './read.ts'
import { callsHash, stateHash } from './state-hash.ts'

/** Something came otherwise than the recording says. `line` counts from 1, in the file. */
export interface Difference {
  readonly line: number
  readonly message: string
}

export interface Replayed {
  /** Every call of the recording that was not merged into another, in the order in which they began; live ones at the end too. */
  readonly calls: readonly Call[]
  readonly state: SwitchState
  readonly stateHash: string
  readonly callsHash: string
  /** First line from which the connector itself was played; null where no session is opened in the recording. */
  readonly playedFrom: number | null
  /** How many events the model was told. */
  readonly events: number
  /** Lines that could not be kept when the recording was made. */
  readonly lost: number
  readonly differences: readonly Difference[]
}

/** Called with every event that the model is told, and what it changed. */
export type ReplayWitness = (line: number, event: SwitchEvent, applied: Applied) => void

/** @param connector the one of `transcript.head.kind`. */
export async function replay(
  transcript: Transcript,
  connector: PbxConnector<never>,
  witness?: ReplayWitness,
): Promise<Replayed> {
  const { calls, ...rest } = await new Replay(transcript, connector, witness).run()
  const told = [...calls.values()].filter((call) => call.mergedInto === null)
  return { calls: told, ...rest, stateHash: stateHash(rest.state), callsHash: callsHash(told) }
}

type State = Extract<TranscriptLine, { kind: 'state' }>

class Replay {
  readonly #transcript: Transcript
  readonly #connector: PbxConnector<never>
  readonly #witness: ReplayWitness | undefined
  readonly #calls = new Map<CallId, Call>()
  readonly #differences: Difference[] = []
  #state: SwitchState
  /** False where the state is still to be told: at the beginning, and after something was lost. */
  #knowsState = false
  /** The recording begins in the middle: what the model was told is of no use before the first word of what was believed. */
  #isLate: boolean
  #player: Player | undefined
  #playedFrom: number | null = null
  #events = 0
  #lost = 0

  constructor(transcript: Transcript, connector: PbxConnector<never>, witness: ReplayWitness | undefined) {
    this.#transcript = transcript
    this.#connector = connector
    this.#witness = witness
    this.#state = emptySwitch(transcript.head.link)
    const { lines } = transcript
    const begins = lines[0]?.kind
    const hasState = lines.some(({ kind }) => kind === 'state')
    this.#isLate = hasState && begins !== 'state' && begins !== 'open' && begins !== 'lost'
  }

  async run() {
    for (const { from, lines } of breathsOf(this.#transcript.lines)) await this.#breath(from, lines)
    for (const call of liveCalls(this.#state)) this.#calls.set(call.id, call)
    return {
      calls: this.#calls,
      state: this.#state,
      playedFrom: this.#playedFrom,
      events: this.#events,
      lost: this.#lost,
      differences: this.#differences,
    }
  }

  /** One input, or several that came at once, and what came of them. */
  async #breath(from: number, lines: readonly TranscriptLine[]): Promise<void> {
    if (lines.some(({ kind }) => kind === 'open')) {
      this.#player = new Player(this.#connector, this.#transcript.head)
      this.#playedFrom ??= from
    }
    const made = await this.#player?.play(lines)
    const other = made === undefined ? undefined : differenceOf(from, lines, made)
    if (other !== undefined) this.#differences.push(other)
    // Where all came as it was recorded, the record has the right order among the other things that the model was told.
    const told = other === undefined ? lines : [...lines.filter(isModels), ...(made ?? [])]
    for (const [index, line] of told.entries()) this.#tell(other === undefined ? from + index : from, line)
  }

  #tell(number: number, line: TranscriptLine): void {
    if (line.kind === 'state') this.#isLate = false
    if (this.#isLate) return
    switch (line.kind) {
      case 'event':
      case 'told':
        return this.#apply(number, line.event as unknown as SwitchEvent, line.at)
      case 'sweep':
        return this.#take(sweep(this.#state, line.at))
      case 'state':
        return this.#compare(number, line)
      case 'lost':
        this.#lost += line.lines
        this.#player = undefined
        this.#knowsState = false
        return
      default:
        return
    }
  }

  #apply(number: number, event: SwitchEvent, at: number): void {
    this.#knowsState = true
    this.#events += 1
    const applied = applyEvent(this.#state, event, at)
    this.#witness?.(number, event, applied)
    this.#take(applied)
  }

  #take({ state, changes }: Applied): void {
    this.#state = state
    for (const change of changes) if (change.kind === 'call') this.#calls.set(change.call.id, change.call)
  }

  #compare(number: number, { calls, agents, devices, hash }: State): void {
    if (!this.#knowsState) {
      this.#state = restoreSwitch(
        this.#transcript.head.link,
        calls as unknown as Call[],
        agents as unknown as Agent[],
        devices as unknown as DeviceState[],
      )
      this.#knowsState = true
    }
    if (stateHash(this.#state) === hash) return
    const message = 'What is believed of the telephone system here is not what the server believed.'
    this.#differences.push({ line: number, message })
  }
}

/** Lines in their groups, each with the number in the file of its first. */
function breathsOf(lines: readonly TranscriptLine[]): { from: number; lines: TranscriptLine[] }[] {
  const breaths: { from: number; lines: TranscriptLine[] }[] = []
  for (const [index, line] of lines.entries()) {
    const last = breaths.at(-1)
    const begins = 't' in line && line.with !== true
    if (last === undefined || begins || line.kind === 'state' || line.kind === 'lost')
      breaths.push({ from: index + 2, lines: [line] })
    else last.lines.push(line)
  }
  return breaths
}

function isModels({ kind }: TranscriptLine): boolean {
  return kind === 'told' || kind === 'sweep' || kind === 'state' || kind === 'lost'
}

function differenceOf(
  from: number,
  lines: readonly TranscriptLine[],
  made: readonly TranscriptLine[],
): Difference | undefined {
  const expected = lines.flatMap((line, index) =>
    isConsequence(line) ? [{ line, number: from + index }] : [],
  )
  for (let index = 0; index < Math.max(expected.length, made.length); index += 1) {
    const [told, here] = [expected[index], made[index]]
    if (told !== undefined && here !== undefined && comparable(told.line) === comparable(here)) continue
    const line = told?.number ?? from + lines.length - 1
    if (told === undefined) return { line, message: `Here more came of it: ${sayOf(here)}.` }
    const other = here?.kind === told.line.kind ? wherein(told.line, here) : ''
    const came = here === undefined ? 'nothing' : `${sayOf(here)}${other}`
    return { line, message: `The recording has ${sayOf(told.line)}; here ${came} came.` }
  }
  return undefined
}

function isConsequence({ kind }: TranscriptLine): boolean {
  return kind === 'out' || kind === 'event' || kind === 'result' || kind === 'live' || kind === 'over'
}

/** Sentences for people are no part of what was done. */
const sentences: ReadonlySet<string> = new Set(['message', 'sentence', 'problem'])

function comparable(line: TranscriptLine): string {
  return JSON.stringify(line, (key, value: unknown) =>
    sentences.has(key) && typeof value === 'string' ? '' : value,
  )
}

/** Names the first field that is not alike. */
function wherein(told: unknown, here: unknown, path = ''): string {
  if (JSON.stringify(told) === JSON.stringify(here)) return ''
  const both = [told, here]
  if (!both.every((one) => typeof one === 'object' && one !== null)) return ` with another ${path}`
  const keys = new Set(both.flatMap((one) => Object.keys(one as object)))
  for (const key of keys) {
    const [one, other] = both.map((value) => (value as Record<string, unknown>)[key])
    const found = sentences.has(key) ? '' : wherein(one, other, path === '' ? key : `${path}.${key}`)
    if (found !== '') return found
  }
  return ''
}

function sayOf(line: TranscriptLine | undefined): string {
  if (line?.kind === 'event') return `the event ${line.event.kind}`
  if (line?.kind !== 'out') return `"${line?.kind}"`
  const { text } = line
  const name =
    typeof text === 'string' ? (/<([\w:.-]+)|^Action: (\w+)/m.exec(text)?.slice(1).find(Boolean) ?? '') : ''
  return `the message ${name}`
}
