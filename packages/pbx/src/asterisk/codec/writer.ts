/**
 * Actions into bytes. A carriage return, line feed or NUL in a name or a value would let its author write headers of
 * his own (another Action, an Application): such an action is refused whole, never repaired.
 */
export type AmiHeader = readonly [name: string, value: string]

export type AmiWritten =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: AmiWriteErrorCode; readonly message: string }

export type AmiWriteErrorCode = 'badName' | 'badValue' | 'reservedName' | 'tooLong' | 'tooManyHeaders'

// main/manager.c: a line is read into `char inbuf[1025]`, an action has at most AST_MAX_MANHEADERS (128) headers.
const MAX_LINE_BYTES = 1_022
const MAX_HEADERS = 128
const FORBIDDEN = /[\r\n\0]/
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/
const RESERVED = new Set(['action', 'actionid'])

const encoder = new TextEncoder()

/** An action with its id. `headers` may repeat a name (`Variable`). */
export function writeAction(action: string, actionId: string, headers: readonly AmiHeader[]): AmiWritten {
  const lines: AmiHeader[] = [['Action', action], ['ActionID', actionId], ...headers]
  if (lines.length > MAX_HEADERS) return refuse('tooManyHeaders')
  let text = ''
  for (const [index, [name, value]] of lines.entries()) {
    if (!NAME.test(name)) return refuse('badName')
    if (index > 1 && RESERVED.has(name.toLowerCase())) return refuse('reservedName')
    if (FORBIDDEN.test(value)) return refuse('badValue')
    const line = `${name}: ${value}\r\n`
    if (encoder.encode(line).length > MAX_LINE_BYTES) return refuse('tooLong')
    text += line
  }
  return { ok: true, bytes: encoder.encode(`${text}\r\n`) }
}

const sentences: Readonly<Record<AmiWriteErrorCode, string>> = {
  badName: 'A header name may hold letters, digits, _ and - only.',
  badValue: 'A value may not hold a line break or NUL.',
  reservedName: 'Action and ActionID are set once, by the writer.',
  tooLong: 'A line is longer than Asterisk reads.',
  tooManyHeaders: 'An action has more headers than Asterisk reads.',
}

function refuse(code: AmiWriteErrorCode): AmiWritten {
  return { ok: false, code, message: sentences[code] }
}
