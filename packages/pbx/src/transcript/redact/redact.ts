/**
 * Replaces in a transcript all that says who: numbers, names, what was keyed in, data that travels with calls. The same is
 * replaced by the same everywhere, so that a replay of what comes out has the same history and the same state hash.
 */
import { randomInt } from 'node:crypto'
import { textOfHex } from '#csta/codec/index.ts'
import type { TranscriptHead, TranscriptLine, TranscriptPiece } from '#transcript/format.ts'
import type { Transcript } from '#transcript/read.ts'
import { rewriteAmi } from './ami.ts'
import type { SlotClass, Visit } from './classes.ts'
import { rewriteCsta } from './csta.ts'
import { type Dice, Pseudonyms } from './pseudonyms.ts'

/** @param dice where the new numbers and names come from: chance, if it is not said. */
export function redact(transcript: Transcript, dice: Dice = randomInt): Transcript {
  const names = new Pseudonyms(dice)
  // All is read once before anything is written: nothing new may be what occurs somewhere in the old.
  walk(transcript, (text, as) => {
    rewritePiece(text, as, {
      names,
      put: (part) => (names.meet(part), part),
      stay: (part) => names.keep(part),
    })
    return text
  })
  return walk(transcript, (text, as) =>
    rewritePiece(text, as, { names, put: (part) => names.of(part), stay: () => {} }),
  )
}

function walk({ head, lines }: Transcript, visit: Visit): Transcript {
  return {
    head: walkHead(head, visit),
    lines: lines.map((line) => walkLine(head.kind, line, visit)),
  }
}

const plainSettings: ReadonlySet<string> = new Set([
  'dialect',
  'technology',
  'dialContext',
  'contexts',
  'digitVariables',
  'calledVariables',
  'notifyPhones',
  'applicationId',
])

function walkHead(head: TranscriptHead, visit: Visit): TranscriptHead {
  const { tls, ...settings } = head.config
  const config: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(settings))
    config[key] = walkValue(value, plainSettings.has(key) ? 'kept' : 'personal', { visit, keys: {} })
  return {
    ...head,
    redacted: true,
    // Certificates name their owners, and nothing is decided by them once the connection is there.
    config: tls === undefined ? config : { ...config, tls: {} },
    ...(head.title === undefined ? {} : { title: visit(head.title, 'sentence') }),
  }
}

/** Asterisk names the two parts of a connection by ids of channels: both are ids that it made. */
const channelIds = 'deviceId'

const classOfKey: Readonly<Record<string, SlotClass>> = {
  ...all('id', ['id', 'callId', 'pbxCallIds', 'linkageIds', 'linkageId', 'parent', 'mergedInto', 'joins']),
  ...all('sentence', ['message', 'problem', 'sentence']),
  ...all('data', ['correlatorData']),
  ...all('kept', ['kind', 'state', 'cause', 'role', 'outcome', 'direction', 'pending', 'type', 'code']),
  ...all('kept', ['switchReason', 'hash', 'chance', 'end']),
}

function all(as: SlotClass, keys: readonly string[]): Record<string, SlotClass> {
  return Object.fromEntries(keys.map((key) => [key, as]))
}

function walkLine(kind: string, line: TranscriptLine, visit: Visit): TranscriptLine {
  if (line.kind === 'in') return { ...line, text: line.text.map((piece) => walkPiece(kind, piece, visit)) }
  if (line.kind === 'out') return { ...line, text: walkPiece(kind, line.text, visit) }
  const extra: Record<string, SlotClass> = kind === 'asterisk' ? { [channelIds]: 'id' } : {}
  return walkValue(line, 'personal', { visit, keys: { ...classOfKey, ...extra } }) as TranscriptLine
}

function walkPiece(kind: string, piece: TranscriptPiece, visit: Visit): TranscriptPiece {
  if (typeof piece === 'string') return kind === 'csta' ? rewriteCsta(piece, visit) : rewriteAmi(piece, visit)
  const bytes = Buffer.from(piece.hex, 'hex')
  // The header of a frame says how long it is.
  const start = kind === 'csta' && bytes[0] === 0 ? 8 : 0
  const text = visit(bytes.subarray(start).toString('latin1'), 'personal')
  return { hex: Buffer.concat([bytes.subarray(0, start), Buffer.from(text, 'latin1')]).toString('hex') }
}

interface Walking {
  readonly visit: Visit
  readonly keys: Readonly<Record<string, SlotClass>>
}

function walkValue(value: unknown, as: SlotClass, walking: Walking): unknown {
  if (typeof value === 'string') return walking.visit(value, as)
  if (Array.isArray(value)) return value.map((item) => walkValue(item, as, walking))
  if (typeof value !== 'object' || value === null) return value
  const rest = as === 'kept' ? 'kept' : 'personal'
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    walkValue(inner, walking.keys[key] ?? rest, walking),
  ])
  return Object.fromEntries(entries) as unknown
}

interface Doing {
  readonly names: Pseudonyms
  /** What stands in the place of something personal. */
  readonly put: (part: string) => string
  readonly stay: (part: string) => void
}

function rewritePiece(text: string, as: SlotClass, doing: Doing): string {
  switch (as) {
    case 'personal':
      return personal(text, doing)
    case 'hex':
      return hex(text, doing)
    case 'data':
      return data(text, doing)
    case 'id':
      // A queue has no channel: Asterisk's room names it so.
      if (text.startsWith('queue:')) return `queue:${personal(text.slice(6), doing)}`
      return known(text, doing)
    case 'sentence':
      return known(text, doing)
    case 'kept':
      doing.stay(text)
      return text
  }
}

/** What the switch or the program made up itself, but for numbers in it that are replaced elsewhere. */
function known(text: string, { names, stay }: Doing): string {
  stay(text)
  return text.replace(/[\p{L}\p{N}]+/gu, (run) =>
    /^\p{N}{3,}$/u.test(run) && names.has(run) ? names.of(run) : run,
  )
}

// Words by which Asterisk and carriers say that there is no number, and entries of the dialplan that are no numbers.
const nobody = /^(?:<?unknown>?|unavailable|anonymous|restricted|private|withheld)$/i
const entry = /^(?:[siht]|after|agent|before|busy|cf|cfb|cfu|channel|dnd|group|onward|other|tell|all)$/
const channel =
  /^((?:PJSIP|SIP|IAX2|SCCP|DAHDI|OOH323|MGCP|Motif|Local|Surrogate|Snoop|Message|AsyncGoto|Bridge|CBAnn|Announcer|Recorder)\/)([^@]*?)(@.*?)?(-[0-9a-f]{8}(?:;[12])?|\/n)?$/

function personal(text: string, doing: Doing): string {
  const lists = /[,&]/.test(text) && /\w\/\w/.test(text)
  return lists ? text.replace(/[^,&]+/g, (part) => one(part, doing)) : one(text, doing)
}

function one(text: string, doing: Doing): string {
  if (nobody.test(text) || entry.test(text)) {
    doing.stay(text)
    return text
  }
  const parts = channel.exec(text)
  if (parts === null)
    return text.replace(
      /^(N(?=<)|(?:tel|sips?):)?([\s\S]*)$/i,
      (_, sign = '', rest) => `${String(sign)}${doing.put(String(rest))}`,
    )
  const [, technology = '', endpoint = '', context = '', suffix = ''] = parts
  doing.stay(technology + suffix)
  const where = technology === 'Local/' ? context : doing.put(context)
  return technology + (entry.test(endpoint) ? endpoint : doing.put(endpoint)) + where + suffix
}

/** Data as the wire has it: hex of text, or of a vendor's own. */
function hex(text: string, doing: Doing): string {
  if (!isHex.test(text)) return doing.put(text)
  const inside = textOfHex(text)
  if (!isText(inside)) return data(text, doing)
  const made = Buffer.from(data(inside, doing), 'utf8').toString('hex')
  return /[a-f]/.test(text) ? made : made.toUpperCase()
}

/** The same as the model has it: the text; or the hex, where that holds none. */
function data(text: string, doing: Doing): string {
  return isHex.test(text) && /[A-Fa-f]/.test(text) && !isText(textOfHex(text))
    ? bytes(text, doing)
    : doing.put(text)
}

const isHex = /^(?:[0-9A-Fa-f]{2})+$/

function isText(text: string): boolean {
  return /^[^\p{Cc}\ufffd]*$/u.test(text)
}

/** Letters and digits in it change, one by one; nothing else, so that it holds no text afterwards either. */
function bytes(text: string, doing: Doing): string {
  const made = Buffer.from(text, 'hex')
    .toString('latin1')
    .replace(/[0-9A-Za-z]/g, (sign) => doing.put(sign))
  const out = Buffer.from(made, 'latin1').toString('hex')
  return /[A-F]/.test(text) ? out.toUpperCase() : out
}
