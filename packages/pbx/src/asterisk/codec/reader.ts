/**
 * Bytes of an AMI session into messages, whatever pieces they come in.
 *
 *   start ──first line──▶ between ◀──blank line──▶ inside ──too large──▶ skipping ──blank line──▶ between
 *
 * Lines end in CR LF (a lone LF is taken too); a blank line ends a message. Nothing here throws: what cannot be read
 * becomes an error value, and reading goes on with the next message.
 */
import type { AmiFields, AmiMessage, AmiReadErrorCode } from './message.ts'

export interface AmiLimits {
  readonly lineBytes: number
  readonly headers: number
  readonly messageBytes: number
}

// An event of a busy system is 1 to 4 KiB in 50 headers. Only the answer to a Command is longer, and we send none.
const LIMITS: AmiLimits = { lineBytes: 32 * 1024, headers: 2_048, messageBytes: 128 * 1024 }

const LF = 10
const BANNER = 'Asterisk Call Manager/'

export class AmiReader {
  readonly #limits: AmiLimits
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** Bytes after the last LF, in the pieces that they came in. */
  #rest: Uint8Array[] = []
  #restBytes = 0
  #restTooLong = false
  #state: 'start' | 'between' | 'inside' | 'skipping' = 'start'
  #fields = new Map<string, string[]>()
  #headers = 0
  #bytes = 0

  constructor(limits: Partial<AmiLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
  }

  /** Takes what arrived and returns the messages that it completed, in order. */
  push(bytes: Uint8Array): AmiMessage[] {
    const out: AmiMessage[] = []
    const last = bytes.lastIndexOf(LF)
    if (last < 0) {
      this.#keep(bytes, out)
      return out
    }
    // Where the beginning of this line grew too long and was thrown away, its end is thrown away too.
    const start = this.#restTooLong ? bytes.indexOf(LF) + 1 : 0
    this.#restTooLong = false
    if (start <= last) this.#lines(this.#decode(bytes.subarray(start, last)), out)
    this.#keep(bytes.subarray(last + 1), out)
    return out
  }

  #decode(head: Uint8Array): string {
    if (this.#restBytes === 0) return this.#decoder.decode(head)
    const whole = new Uint8Array(this.#restBytes + head.length)
    let at = 0
    for (const piece of [...this.#rest, head]) {
      whole.set(piece, at)
      at += piece.length
    }
    this.#rest = []
    this.#restBytes = 0
    return this.#decoder.decode(whole)
  }

  #keep(piece: Uint8Array, out: AmiMessage[]): void {
    if (piece.length === 0 || this.#restTooLong) return
    if (this.#restBytes + piece.length > this.#limits.lineBytes) {
      this.#rest = []
      this.#restBytes = 0
      this.#restTooLong = true
      this.#skip('lineTooLong', out)
      return
    }
    // A copy: the caller's buffer may be used again.
    this.#rest.push(piece.slice())
    this.#restBytes += piece.length
  }

  #lines(text: string, out: AmiMessage[]): void {
    let from = 0
    while (from <= text.length) {
      const lf = text.indexOf('\n', from)
      const end = lf < 0 ? text.length : lf
      const line =
        text.charCodeAt(end - 1) === 13 && end > from ? text.slice(from, end - 1) : text.slice(from, end)
      this.#line(line, out)
      from = end + 1
    }
  }

  #line(line: string, out: AmiMessage[]): void {
    if (this.#state === 'start') {
      this.#state = 'between'
      if (line.startsWith(BANNER)) out.push({ kind: 'banner', version: line.slice(BANNER.length) })
      else out.push(error('notAmi'))
      return
    }
    if (line === '') {
      if (this.#state === 'inside') out.push(classify(this.#fields))
      this.#reset('between')
      return
    }
    if (this.#state === 'skipping') return
    this.#state = 'inside'
    this.#header(line, out)
  }

  #header(line: string, out: AmiMessage[]): void {
    this.#bytes += line.length + 2
    this.#headers += 1
    if (line.length > this.#limits.lineBytes) return this.#skip('lineTooLong', out)
    if (this.#bytes > this.#limits.messageBytes) return this.#skip('messageTooLong', out)
    if (this.#headers > this.#limits.headers) return this.#skip('tooManyHeaders', out)
    const colon = line.indexOf(':')
    if (colon <= 0) {
      out.push(error('lineWithoutColon'))
      return
    }
    const name = line.slice(0, colon)
    const value = line.charCodeAt(colon + 1) === 32 ? line.slice(colon + 2) : line.slice(colon + 1)
    const values = this.#fields.get(name)
    if (values === undefined) this.#fields.set(name, [value])
    else values.push(value)
  }

  #skip(code: AmiReadErrorCode, out: AmiMessage[]): void {
    // One complaint for each message, however much of it is too much.
    if (this.#state !== 'skipping') out.push(error(code))
    this.#reset('skipping')
  }

  #reset(state: 'between' | 'skipping'): void {
    this.#state = state
    this.#fields = new Map()
    this.#headers = 0
    this.#bytes = 0
  }
}

/** `OriginateResponse` is an event that carries `Response` and the ActionID of the action as well: `Event` decides. */
function classify(fields: AmiFields): AmiMessage {
  const event = fields.get('Event')?.[0]
  if (event !== undefined) return { kind: 'event', event, fields }
  const response = fields.get('Response')?.[0]
  // `Goodbye` answers Logoff, `Follows` a Command of old versions.
  if (response !== undefined) return { kind: 'response', success: response !== 'Error', fields }
  return error('unknownMessage')
}

const sentences: Readonly<Record<AmiReadErrorCode, string>> = {
  notAmi: 'The other side does not greet like an Asterisk manager interface.',
  lineTooLong: 'A line is longer than any that Asterisk writes; its message is skipped.',
  messageTooLong: 'A message is longer than any that Asterisk writes; it is skipped.',
  tooManyHeaders: 'A message has more headers than any that Asterisk writes; it is skipped.',
  lineWithoutColon: 'A line is neither a header nor blank; it is skipped.',
  unknownMessage: 'A message is neither an event nor a response; it is skipped.',
}

function error(code: AmiReadErrorCode): AmiMessage {
  return { kind: 'error', code, message: sentences[code] }
}
