/** Between the bytes of a link and the messages of a transcript. What is put together again is what was cut, bit for bit. */
import { encodeFrame, FrameReader, HEADER_BYTES } from '#csta/codec/index.ts'
import type { TranscriptPiece } from './format.ts'

export interface Arrived {
  /** Messages that these bytes completed. */
  readonly text: TranscriptPiece[]
  /** Bytes of a message that is not complete yet. */
  readonly rest: number
}

export interface WireReader {
  push(bytes: Uint8Array): Arrived
}

/** What can be no message any more is kept as bytes from here on. */
const MOST_PENDING = 64 * 1024

/** Cuts the bytes of a link of this kind into messages. */
export function wireReader(kind: string): WireReader {
  return kind === 'csta' ? new FrameCutter() : new BlockCutter()
}

/** The bytes of a message. */
export function bytesOf(kind: string, piece: TranscriptPiece): Uint8Array {
  if (typeof piece !== 'string') return Buffer.from(piece.hex, 'hex')
  return kind === 'csta' ? encodeFrame(piece.slice(0, 4), piece.slice(5)) : Buffer.from(piece, 'utf8')
}

/** One message that was written as a whole. */
export function pieceOf(kind: string, bytes: Uint8Array): TranscriptPiece {
  const { text, rest } = wireReader(kind === 'csta' ? 'csta' : 'block').push(bytes)
  const [only] = text
  return only === undefined || text.length > 1 || rest > 0 ? hexOf(bytes) : only
}

function hexOf(bytes: Uint8Array): TranscriptPiece {
  return { hex: Buffer.from(bytes).toString('hex') }
}

/** The text of bytes; undefined where they are no UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8')
  return Buffer.byteLength(text) === bytes.length && !text.includes('\ufffd') ? text : undefined
}

class FrameCutter implements WireReader {
  readonly #reader = new FrameReader()
  #pending: Uint8Array = new Uint8Array()

  push(bytes: Uint8Array): Arrived {
    const { frames, fault } = this.#reader.push(bytes)
    const all = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    let at = 0
    const text = frames.map(({ invokeId, body }): TranscriptPiece => {
      const start = at
      at += HEADER_BYTES + body.length
      const xml = textOf(body)
      return xml === undefined ? hexOf(all.subarray(start, at)) : `${invokeId} ${xml}`
    })
    // After a fault there are no more messages, only bytes.
    if (fault !== undefined && at < all.length) text.push(hexOf(all.subarray(at)))
    this.#pending = fault === undefined ? all.slice(at) : new Uint8Array()
    return { text, rest: this.#pending.length }
  }
}

const LF = 10
const CR = 13

/** Asterisk: a first line, then blocks of lines that a blank one ends. */
class BlockCutter implements WireReader {
  #pending: Uint8Array = new Uint8Array()

  push(bytes: Uint8Array): Arrived {
    const all = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    const text: TranscriptPiece[] = []
    let start = 0
    for (let end = endOfBlock(all, start); end !== -1; end = endOfBlock(all, start)) {
      const block = all.subarray(start, end)
      text.push(textOf(block) ?? hexOf(block))
      start = end
    }
    if (all.length - start > MOST_PENDING) {
      text.push(hexOf(all.subarray(start)))
      start = all.length
    }
    this.#pending = all.slice(start)
    return { text, rest: this.#pending.length }
  }
}

const BANNER = 'Asterisk Call Manager/'

/** Where the block that begins at `start` is over; -1 where it is not yet. */
function endOfBlock(bytes: Uint8Array, start: number): number {
  let line = start
  for (let lf = bytes.indexOf(LF, line); lf !== -1; lf = bytes.indexOf(LF, line)) {
    const isBlank = lf === line || (lf === line + 1 && bytes[line] === CR)
    const isBanner = line === start && startsWith(bytes, start, BANNER)
    if (isBlank || isBanner) return lf + 1
    line = lf + 1
  }
  return -1
}

function startsWith(bytes: Uint8Array, start: number, word: string): boolean {
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(word.length, bytes.length - start)).toString(
      'latin1',
    ) === word
  )
}
