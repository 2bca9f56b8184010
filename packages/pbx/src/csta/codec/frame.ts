/**
 * ECMA-323 over TCP without SOAP (annex G.2 in the early editions, J.2 later). Each message is one frame:
 *
 *    0      1      2      3      4      5      6      7      8 …
 *    format (0)    length, BE    invoke id: 4 ASCII digits   XML, UTF-8
 *
 * The length counts bytes, header included. After a fault the stream has no next frame to find: close it.
 */

export interface Frame {
  /** Four digits, as received. 9999 marks events. */
  readonly invokeId: string
  /** The message. Valid until the next push: copy it to keep it. */
  readonly body: Uint8Array
}

export type FrameFaultCode = 'frame-format' | 'frame-too-short' | 'frame-too-long' | 'frame-invoke-id'

export interface FrameFault {
  readonly code: FrameFaultCode
  readonly sentence: string
}

export interface FrameBatch {
  /** The frames completed by these bytes, in order. */
  readonly frames: readonly Frame[]
  /** Set when the bytes after `frames` are no frame. Every later push gives the same fault and no frames. */
  readonly fault?: FrameFault
}

export const HEADER_BYTES = 8
/** What two bytes can say. */
export const MAX_FRAME_BYTES = 65_535
export const EVENT_INVOKE_ID = '9999'

/** Cuts a byte stream into frames, however the network has cut it. Each byte is copied at most once. */
export class FrameReader {
  readonly #maxBytes: number
  readonly #header = new Uint8Array(HEADER_BYTES)
  #headerFilled = 0
  #invokeId = ''
  #body: Uint8Array | undefined
  #bodyFilled = 0
  #fault: FrameFault | undefined

  constructor(options: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = Math.min(options.maxBytes ?? MAX_FRAME_BYTES, MAX_FRAME_BYTES)
  }

  push(bytes: Uint8Array): FrameBatch {
    const frames: Frame[] = []
    let at = 0
    while (at < bytes.length && this.#fault === undefined) {
      at = this.#body === undefined ? this.#readHeader(bytes, at, frames) : this.#readBody(bytes, at, frames)
    }
    return this.#fault === undefined ? { frames } : { frames, fault: this.#fault }
  }

  #readHeader(bytes: Uint8Array, start: number, frames: Frame[]): number {
    let at = start
    while (at < bytes.length && this.#headerFilled < HEADER_BYTES) {
      const byte = bytes[at++] ?? 0
      this.#header[this.#headerFilled++] = byte
      // Said at the byte that shows it: a peer that speaks something else may never send eight.
      if (this.#headerFilled <= 2 && byte !== 0) {
        this.#fault = {
          code: 'frame-format',
          sentence: 'The header does not begin with two zero bytes: this is not CSTA XML over TCP.',
        }
        return at
      }
    }
    if (this.#headerFilled < HEADER_BYTES) return at
    this.#headerFilled = 0
    this.#fault = this.#checkHeader()
    if (this.#fault !== undefined) return at
    const length = frameLength(this.#header) - HEADER_BYTES
    if (bytes.length - at >= length) {
      frames.push({ invokeId: this.#invokeId, body: bytes.subarray(at, at + length) })
      return at + length
    }
    this.#body = new Uint8Array(length)
    this.#bodyFilled = 0
    return at
  }

  #checkHeader(): FrameFault | undefined {
    const length = frameLength(this.#header)
    if (length <= HEADER_BYTES) {
      return {
        code: 'frame-too-short',
        sentence: `The header says that the frame is ${length} bytes long; 9 is the least.`,
      }
    }
    if (length > this.#maxBytes) {
      return {
        code: 'frame-too-long',
        sentence: `The header says that the frame is ${length} bytes long; ${this.#maxBytes} is the most.`,
      }
    }
    this.#invokeId = ''
    for (let i = 4; i < HEADER_BYTES; i++) {
      const byte = this.#header[i] ?? 0
      if (byte < 0x30 || byte > 0x39)
        return { code: 'frame-invoke-id', sentence: 'The invoke id in the header is not four digits.' }
      this.#invokeId += String.fromCharCode(byte)
    }
    return undefined
  }

  #readBody(bytes: Uint8Array, at: number, frames: Frame[]): number {
    const body = this.#body as Uint8Array
    const take = Math.min(body.length - this.#bodyFilled, bytes.length - at)
    body.set(bytes.subarray(at, at + take), this.#bodyFilled)
    this.#bodyFilled += take
    if (this.#bodyFilled === body.length) {
      frames.push({ invokeId: this.#invokeId, body })
      this.#body = undefined
    }
    return at + take
  }
}

function frameLength(header: Uint8Array): number {
  return ((header[2] ?? 0) << 8) | (header[3] ?? 0)
}

/**
 * One frame ready for the wire. Throws RangeError on an id that is not four digits or a message longer than a frame
 * can hold: both are the caller's to prevent.
 */
export function encodeFrame(invokeId: string, xml: string): Uint8Array {
  if (!/^[0-9]{4}$/.test(invokeId))
    throw new RangeError(`An invoke id is four digits, not ${JSON.stringify(invokeId)}.`)
  const length = HEADER_BYTES + Buffer.byteLength(xml)
  if (length > MAX_FRAME_BYTES)
    throw new RangeError(`A frame holds ${MAX_FRAME_BYTES} bytes; this message needs ${length}.`)
  if (length === HEADER_BYTES) throw new RangeError('A frame needs a message.')
  const frame = Buffer.allocUnsafe(length)
  frame.writeUInt32BE(length, 0)
  frame.write(invokeId, 4, 'latin1')
  frame.write(xml, HEADER_BYTES, 'utf8')
  return frame
}
