/**
 * What happened on a real link, as a story of the kit: a transcript is replayed through the connector and the model, and
 * held to the laws and, where it is known, to the history that must come of it.
 */
import type { Call, CallId, Change, DeviceId, SwitchEvent } from '@hookswitch/model'
import { z } from 'zod'
import type { PbxConnector } from '#connector.ts'
import { replay } from '#transcript/replay.ts'
import type { Transcript } from '#transcript/read.ts'
import { brokenLaws } from './laws.ts'
import type { Verdict } from './run.ts'

/** What a transcript must lead to: beside it in a file of the same name. */
export const transcriptTruth = z.strictObject({
  /** A sentence for people. */
  title: z.string(),
  /** One line a ring, in order. */
  rings: z.array(z.string()).optional(),
  /** One line a call that ended, in the order in which they began. */
  logs: z.array(z.string()),
})
export type TranscriptTruth = z.infer<typeof transcriptTruth>

export interface PlayedTranscript {
  readonly rings: readonly string[]
  readonly logs: readonly string[]
  /** Laws that were broken, and places where the connector did not do what it did when the recording was made. */
  readonly problems: readonly string[]
}

/**
 * A connector that asks other things today than it did when the recording was made does not get the answers that it
 * wants: then what it told that day is given to the model alone.
 * @param connector the one of `transcript.head.kind`
 */
export async function playTranscript(
  transcript: Transcript,
  connector: PbxConnector<never>,
): Promise<PlayedTranscript> {
  const played = await playWhole(transcript, connector)
  const { lines } = transcript
  const asksOtherwise =
    played.firstDifference !== undefined && lines[played.firstDifference - 2]?.kind === 'out'
  if (!asksOtherwise) return played
  return playWhole({ ...transcript, lines: lines.filter(({ kind }) => kind !== 'open') }, connector)
}

interface Played extends PlayedTranscript {
  /** Line of the file at which the connector first did something else; undefined where it did the same. */
  readonly firstDifference: number | undefined
}

async function playWhole(transcript: Transcript, connector: PbxConnector<never>): Promise<Played> {
  const changes: Change[] = []
  const events: SwitchEvent[] = []
  const calls = new Map<CallId, Call>()
  const rings: string[] = []
  const replayed = await replay(transcript, connector, (_, event, applied) => {
    events.push(event)
    for (const change of applied.changes) {
      changes.push(change)
      if (change.kind === 'call') calls.set(change.call.id, change.call)
      const rung = change.kind === 'ringing' ? calls.get(change.callId) : undefined
      if (change.kind === 'ringing' && rung !== undefined) rings.push(ringOf(rung, change.device))
    }
  })
  const devices = monitoredIn(events)
  // What goes on when the transcript ends has no end in it, nor has what only time ended.
  const open = new Set(replayed.calls.filter((call) => !endsIn(changes, call)).map(({ id }) => id))
  const told = changes.filter((change) => change.kind !== 'call' || !open.has(change.call.id))
  const over = replayed.calls.filter((call) => call.endedAt !== null && call.parent === null)
  return {
    firstDifference: replayed.differences[0]?.line,
    rings,
    logs: over.map(plainHistory),
    problems: [
      ...brokenLaws({ changes: told, events, devices }),
      ...replayed.differences.map(({ line, message }) => `Line ${line}: ${message}`),
    ],
  }
}

function endsIn(changes: readonly Change[], call: Call): boolean {
  return changes.some((change) => change.kind === 'ended' && change.call.id === call.id)
}

function monitoredIn(events: readonly SwitchEvent[]): DeviceId[] {
  const devices = events.flatMap((event) => {
    if (event.kind === 'snapshot') return event.devices
    return event.kind === 'monitor' && event.on ? [event.device] : []
  })
  return [...new Set(devices)]
}

/** What a run of a transcript comes to. Without a truth only the laws count. */
export function scoreTranscript(played: PlayedTranscript, truth?: TranscriptTruth): Verdict {
  const problems = [
    ...played.problems,
    ...(truth === undefined ? [] : unlike('in the log', truth.logs, played.logs)),
    ...(truth?.rings === undefined ? [] : unlike('on the screens', truth.rings, played.rings)),
  ]
  return problems.length === 0
    ? { kind: 'passed' }
    : { kind: 'differs', what: problems.join(' '), steps: played.logs }
}

function unlike(where: string, expected: readonly string[], found: readonly string[]): string[] {
  if (JSON.stringify(expected) === JSON.stringify(found)) return []
  return [`${where} must be «${expected.join('», «')}», and is «${found.join('», «')}».`]
}

/** `inbound +1415… > +1800…: answered, 48213, queue support | trunk caller answered | 1001 called answered` */
export function plainHistory(call: Call): string {
  const about = [
    `${call.direction} ${numberOf(call.calling)} > ${numberOf(call.called)}: ${call.outcome}`,
    ...(call.digits === null ? [] : [call.digits]),
    ...(call.queue === null ? [] : [`queue ${call.queue}`]),
  ].join(', ')
  const legs = call.legs.map(({ device, role, outcome }) => `${placeOf(device)} ${role} ${outcome}`)
  return [about, ...legs.toSorted()].join(' | ')
}

function ringOf(call: Call, device: DeviceId): string {
  const digits = call.digits === null ? '' : `, ${call.digits}`
  return `${placeOf(device)} rings: ${numberOf(call.calling)}${digits}`
}

function numberOf(party: Call['calling']): string {
  return party.number ?? party.kind
}

/** A line of a trunk is one of many: `trunk` of `PJSIP/trunk-00000002`. */
function placeOf(device: DeviceId): string {
  return /^\w+\/(.+?)(?:-[0-9a-f]{8})?$/.exec(device)?.[1] ?? device
}
