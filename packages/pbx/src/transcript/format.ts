/**
 * A transcript is what happened on one link, written down so that it can happen again: one JSON object a line
 * (docs/recording.md). The first line is the head; then lines of three sorts, in the order in which they happened:
 *
 *   inputs        what reached the session or the model from outside, with its time: bytes, timers, commands …
 *   consequences  what the session made of the input above it: what it wrote, what it told the model
 *   notes         what else a replay must know: the state at that moment, that something was not kept
 *
 * The last line says how many there are. Every line ends in a sum over itself and all before it.
 */
import { z } from 'zod'

/** The version that is written here. A reader takes this one only. */
export const transcriptVersion = 2

const at = z.int().nonnegative()

const head = z.strictObject({
  transcript: z.literal(transcriptVersion),
  /** Numbers, names and what callers keyed in are replaced; passwords are never there. */
  redacted: z.boolean(),
  link: z.string(),
  /** Kind of connector: `csta`, `asterisk`. */
  kind: z.string(),
  /** What the connector was given, but for secrets: those are `***`. */
  config: z.record(z.string(), z.unknown()),
  /** What is free to be said: what was seen, by whom it is missed. */
  title: z.string().optional(),
})

/**
 * `at`: milliseconds since the epoch by the server's clock of events; `t`: milliseconds by a clock that only goes
 * forward. Both stand still during one input. `with`: came in the same breath as the input before.
 */
const turn = { at, t: z.number(), with: z.literal(true).optional() }

/** What arrived: a message as text, or as hex where it is no text. */
const piece = z.union([z.string(), z.strictObject({ hex: z.string().regex(/^([0-9a-f]{2})*$/) })])
const loose = z.looseObject({ kind: z.string() })
const n = z.int().nonnegative()

const inputs = [
  /** A session is opened. `chance`: what it draws its random ids from. */
  z.strictObject({ kind: z.literal('open'), ...turn, devices: z.array(z.string()), chance: z.string() }),
  /** The connection is there, or is not to be had. */
  z.strictObject({ kind: z.literal('linked'), ...turn }),
  z.strictObject({ kind: z.literal('unlinked'), ...turn, code: z.string(), sentence: z.string() }),
  /** Bytes of the switch: the messages that they completed. `rest`: bytes of one that is not complete yet. */
  z.strictObject({ kind: z.literal('in'), ...turn, text: z.array(piece), rest: n.optional() }),
  /** A timer went off: the so manieth that the session has set. */
  z.strictObject({ kind: z.literal('timer'), ...turn, timer: n }),
  /** The connection is over. */
  z.strictObject({ kind: z.literal('cut'), ...turn, end: z.string(), sentence: z.string() }),
  /** Somebody asked something of the session. */
  z.strictObject({ kind: z.literal('command'), ...turn, n, command: loose }),
  z.strictObject({ kind: z.literal('cancel'), ...turn, n }),
  z.strictObject({ kind: z.literal('monitor'), ...turn, n, device: z.string() }),
  z.strictObject({ kind: z.literal('unmonitor'), ...turn, n, device: z.string() }),
  z.strictObject({ kind: z.literal('close'), ...turn }),
  /** The server told the model something itself, or let time pass over it. */
  z.strictObject({ kind: z.literal('told'), at, event: loose }),
  z.strictObject({ kind: z.literal('sweep'), at }),
] as const

const consequences = [
  /** What was written to the switch. */
  z.strictObject({ kind: z.literal('out'), text: piece }),
  /** What the model was told, and as of when. */
  z.strictObject({ kind: z.literal('event'), at, event: loose }),
  z.strictObject({ kind: z.literal('result'), n, result: z.looseObject({ ok: z.boolean() }) }),
  /** The session is live; the session is over (or never was). */
  z.strictObject({ kind: z.literal('live') }),
  z.strictObject({ kind: z.literal('over'), code: z.string(), message: z.string() }),
] as const

const notes = [
  /** What is believed of the switch at this moment. A replay starts here, or compares. */
  z.strictObject({
    kind: z.literal('state'),
    at,
    hash: z.string(),
    calls: z.array(z.looseObject({ id: z.string() })),
    agents: z.array(z.looseObject({ device: z.string() })),
    devices: z.array(z.looseObject({ device: z.string() })),
  }),
  /** So many lines could not be kept here. */
  z.strictObject({ kind: z.literal('lost'), at, lines: n }),
] as const

const line = z.discriminatedUnion('kind', [...inputs, ...consequences, ...notes])
const end = z.strictObject({ kind: z.literal('end'), lines: n })

export type TranscriptHead = z.infer<typeof head>
export type TranscriptLine = z.infer<typeof line>
export type TranscriptPiece = z.infer<typeof piece>
/** What a replay puts in; the rest is what should come of it. */
export type TranscriptInput = z.infer<(typeof inputs)[number]>

export const transcriptShape = { head, line, end }
