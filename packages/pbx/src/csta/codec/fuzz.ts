/**
 * Throws damaged frames at the codec, from a seed, and says what became of it. For tests: nothing here runs in the
 * product. The seed of a failing case is enough to see it again.
 */
import { decodeMessage } from './decode.ts'
import { editions } from './editions.ts'
import { encodeMessage } from './encode.ts'
import { encodeFrame, type Frame, FrameReader } from './frame.ts'
import type { Draft } from './messages.ts'

/** mulberry32: small, even enough, and the same everywhere. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below
  }
}

const hostile: readonly string[] = [
  '<!DOCTYPE a [<!ENTITY x "y">]>',
  '&x;',
  '&#0;',
  '&#x10FFFF;',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '<a xmlns="">',
  '</',
  '<a '.repeat(40),
  '<a>'.repeat(40),
  '\u0000',
  '\ufeff',
  '\r\n',
  '__proto__',
  '<constructor>',
  ' '.repeat(5_000),
  '9'.repeat(400),
]

const values: readonly string[] = [
  '',
  ' ',
  '-1',
  '1e9',
  'true',
  'xyz',
  '0F0',
  '\n 17 \n',
  '&lt;a&gt;',
  '東京',
  '9'.repeat(400),
]

interface Edit {
  readonly below: (n: number) => number
  put(match: string): string
}

function replaceMatch(bytes: Buffer, pattern: RegExp, edit: Edit): Buffer {
  const text = bytes.toString('latin1')
  const matches = [...text.matchAll(pattern)]
  const match = matches[Math.floor(edit.below(matches.length))]
  if (match === undefined) return bytes
  return splice(bytes, [match.index, match[0].length], Buffer.from(edit.put(match[0])))
}

type Mutation = (bytes: Buffer, below: (n: number) => number, frames: readonly Uint8Array[]) => Buffer

const splice = (bytes: Buffer, [at, drop]: readonly [number, number], put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)])
const spot = (bytes: Buffer, below: (n: number) => number): number => Math.floor(below(bytes.length + 1))

const mutations: readonly Mutation[] = [
  function flipABit(bytes, below) {
    const copy = Buffer.from(bytes)
    const at = Math.floor(below(copy.length))
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(below(8)))
    return copy
  },
  function setAByte(bytes, below) {
    const copy = Buffer.from(bytes)
    copy[Math.floor(below(copy.length))] = Math.floor(below(256))
    return copy
  },
  (bytes, below) => splice(bytes, [spot(bytes, below), Math.floor(below(40))], Buffer.alloc(0)),
  (bytes, below) => bytes.subarray(0, spot(bytes, below)),
  (bytes, below) =>
    splice(bytes, [spot(bytes, below), 0], Buffer.from(hostile[Math.floor(below(hostile.length))] ?? '')),
  function repeatAPiece(bytes, below) {
    const from = spot(bytes, below)
    const piece = bytes.subarray(from, from + 1 + Math.floor(below(60)))
    const times = 1 + Math.floor(below(200))
    return splice(bytes, [from, 0], Buffer.concat(Array.from({ length: times }, () => piece)))
  },
  // The next three leave the XML well-formed more often than not, so that the tables get their share.
  function rewriteAText(bytes, below) {
    const value = values[Math.floor(below(values.length))] ?? ''
    return replaceMatch(bytes, />([^<]*)<\//g, { below, put: () => `>${value}</` })
  },
  (bytes, below) => replaceMatch(bytes, /<([A-Za-z]+)>[^<]*<\/\1>/g, { below, put: () => '' }),
  (bytes, below) => replaceMatch(bytes, /<([A-Za-z]+)>[^<]*<\/\1>/g, { below, put: (leaf) => leaf + leaf }),
  function crossTwo(bytes, below, frames) {
    const other = frames[Math.floor(below(frames.length))] ?? bytes
    const cut = Math.floor(below(Math.min(bytes.length, other.length)))
    return Buffer.concat([bytes.subarray(0, cut), other.subarray(cut)])
  },
  function lieAboutLength(bytes, below) {
    if (bytes.length < 4) return bytes
    const copy = Buffer.from(bytes)
    copy.writeUInt16BE(Math.floor(below(65_536)), 2)
    return copy
  },
  function noise(_, below) {
    return Buffer.from(Array.from({ length: Math.floor(below(200)) }, () => Math.floor(below(256))))
  },
]

/** One damaged frame: a frame of `frames` with one to three things wrong. Same seed, same frames, same result. */
export function mutateFrame(seed: number, frames: readonly Uint8Array[]): Uint8Array {
  const below = random(seed)
  let bytes = Buffer.from(frames[Math.floor(below(frames.length))] ?? Buffer.alloc(0))
  const rounds = 1 + Math.floor(below(3))
  for (let round = 0; round < rounds && bytes.length > 0; round++) {
    const mutation = mutations[Math.floor(below(mutations.length))] as Mutation
    bytes = Buffer.from(mutation(bytes, below, frames))
  }
  // Half of them keep an honest header, so that the damage reaches the XML and the tables.
  const honest = bytes.length > 8 && bytes.length <= 65_535 && below(2) < 1
  return honest ? encodeFrameOf(bytes.subarray(8)) : bytes
}

function encodeFrameOf(body: Uint8Array): Uint8Array {
  const frame = Buffer.from(encodeFrame('0001', 'x'.repeat(body.length)))
  frame.set(body, 8)
  return frame
}

export interface FuzzReport {
  readonly frames: number
  /** How many were read as messages, and how many were refused by framing or by XML. */
  readonly read: number
  readonly refused: number
  /** Seeds that threw, with what; empty is the promise. */
  readonly uncaught: ReadonlyArray<{ readonly seed: number; readonly error: unknown }>
  readonly slowestMs: number
  readonly slowestSeed: number
}

/** Reads `count` damaged frames the way a link does: framing, XML, tables; and writes again what was read. */
export function fuzzCodec(options: {
  readonly seed: number
  readonly count: number
  readonly frames: readonly Uint8Array[]
}): FuzzReport {
  const uncaught: { seed: number; error: unknown }[] = []
  let [read, refused, slowestMs, slowestSeed] = [0, 0, 0, 0]
  for (let i = 0; i < options.count; i++) {
    const seed = options.seed + i
    const bytes = mutateFrame(seed, options.frames)
    const start = performance.now()
    try {
      const { frames, fault } = new FrameReader().push(bytes)
      const outcomes = frames.map(readOne)
      if (outcomes.includes(true)) read += 1
      else if (fault !== undefined || outcomes.length > 0) refused += 1
    } catch (error) {
      uncaught.push({ seed, error })
    }
    const took = performance.now() - start
    if (took > slowestMs) [slowestMs, slowestSeed] = [took, seed]
  }
  return { frames: options.count, read, refused, uncaught, slowestMs, slowestSeed }
}

function readOne(frame: Frame): boolean {
  const decoded = decodeMessage(frame.body)
  if (decoded.ok) encodeMessage(decoded.message as Draft, editions.ed6)
  return decoded.ok
}
