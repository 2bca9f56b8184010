/**
 * XML tree ▶ message, by the tables. Reading is generous: order does not matter, prefixes and namespaces do not
 * matter, what is missing is missing, what is unknown is kept. What was out of order is told as faults, for the log
 * and for conformance tests; a fault never stops a message.
 */
import { declarationsOf, ownTree, type Scope } from './kept.ts'
import { type Message, type MessageKind, messageAliases, messageShapes } from './messages.ts'
import type { ChoiceShape, DeviceId, Shape, StructShape } from './shape.ts'
import { localName, prefixOf, readXml, type XmlElement, type XmlFault } from './xml.ts'

/** How the peer writes, to answer in kind. */
export interface PeerStyle {
  readonly namespace?: string
  readonly prefix?: string
}

export interface DecodedMessage {
  readonly message: Message
  readonly peer: PeerStyle
  /** Where the message departs from the standard. Names of elements only, never values: fit for a log. */
  readonly faults: readonly string[]
}

export type Decoded =
  | ({ readonly ok: true } & DecodedMessage)
  | { readonly ok: false; readonly fault: XmlFault }

interface Reading {
  readonly faults: string[]
  /** Names of the elements being read, outermost first, for fault sentences. */
  readonly path: string[]
  /** The message's own namespace and the declarations in force here. */
  readonly home: { readonly prefix: string; readonly uri: string | undefined }
  scope: Scope
}

/** One fault a message would do; a flood of them helps nobody. */
const MAX_FAULTS = 20

/** The body of one frame ▶ a message. */
export function decodeMessage(body: Uint8Array | string): Decoded {
  const xml = readXml(body)
  return xml.ok ? { ok: true, ...decodeTree(xml.root) } : xml
}

/** As decodeMessage, of a document already read. */
export function decodeTree(root: XmlElement): DecodedMessage {
  const prefix = prefixOf(root.name)
  const scope = declarationsOf(root) ?? {}
  const uri = scope[prefix]
  const written = localName(root.name)
  const name = messageAliases.get(written) ?? written
  const reading: Reading = { faults: [], path: [name], home: { prefix, uri }, scope }
  if (name !== written) note(reading, `is written ${written}`)
  const peer = { ...(uri ? { namespace: uri } : {}), ...(prefix ? { prefix } : {}) }
  return { message: readMessage(name, root, reading), peer, faults: reading.faults }
}

function readMessage(name: string, root: XmlElement, reading: Reading): Message {
  const shape = messageShapes.get(name)
  if (shape === undefined) return { kind: 'unknown', name, tree: ownTree(root, {}, reading.home) }
  const kind = name as MessageKind
  const value = content(shape, root, reading)
  if (shape.kind === 'choice') return (value === undefined ? { kind } : { kind, error: value }) as Message
  return { kind, ...(value as object) } as Message
}

/** Reads one child: `name` is its local name, or the name it ought to have. */
function read(shape: Shape, element: XmlElement, reading: Reading): unknown {
  const declared = declarationsOf(element)
  const outer = reading.scope
  if (declared !== undefined) reading.scope = { ...outer, ...declared }
  reading.path.push(localName(element.name))
  const value = content(shape, element, reading)
  reading.path.pop()
  reading.scope = outer
  return value
}

function content(shape: Shape, element: XmlElement, reading: Reading): unknown {
  switch (shape.kind) {
    case 'text':
      return plainText(element)
    case 'hex':
      return readHex(element, reading)
    case 'word':
      return readWord(shape.words, element, reading)
    case 'flag':
      return readFlag(element, reading)
    case 'int':
      return readInt(element, reading)
    case 'empty':
      return true
    case 'device':
      return readDevice(element)
    case 'destinations':
      return element.children.length === 0 ? [readDevice(element)] : element.children.map(readDevice)
    case 'open':
      return element.children.map((child) => ownTree(child, reading.scope, reading.home))
    case 'flags':
      return readFlags(element, reading)
    case 'list':
      return readList(shape, element, reading)
    case 'struct':
      return readStruct(shape, element, reading)
    case 'choice':
      return readChoice(shape, element, reading)
  }
}

function readStruct(shape: StructShape, element: XmlElement, reading: Reading): object {
  const out: Record<string, unknown> = {}
  let more: XmlElement[] | undefined
  for (const child of element.children) {
    const name = localName(child.name)
    const field = shape.fields.get(name)
    if (field === undefined || out[name] !== undefined) {
      more ??= []
      more.push(ownTree(child, reading.scope, reading.home))
      continue
    }
    const value = read(field.shape, child, reading)
    if (value !== undefined) out[name] = value
  }
  if (more !== undefined) out['more'] = more
  for (const name of shape.required) {
    if (out[name] === undefined) note(reading, `lacks ${name}`)
  }
  return out
}

function readChoice(shape: ChoiceShape, element: XmlElement, reading: Reading): unknown {
  for (const child of element.children) {
    const written = localName(child.name)
    const kind = shape.options.has(written) ? written : shape.aliases.get(written)
    const option = kind === undefined ? undefined : shape.options.get(kind)
    if (option === undefined) continue
    if (kind !== written) note(reading, `says ${written} for ${kind}`)
    const value = read(option, child, reading)
    if (value === undefined) return undefined
    return option.kind === 'empty' ? { kind } : { kind, value }
  }
  const bare = shape.bare === undefined ? undefined : shape.options.get(shape.bare)
  if (bare === undefined || element.text.trim() === '') {
    note(reading, 'is none of the things it can be')
    return undefined
  }
  note(reading, `does not wrap its ${shape.bare}`)
  const value = content(bare, element, reading)
  return value === undefined ? undefined : { kind: shape.bare, value }
}

function readList(shape: Extract<Shape, { kind: 'list' }>, element: XmlElement, reading: Reading): unknown[] {
  const out: unknown[] = []
  for (const child of element.children) {
    const value = localName(child.name) === shape.item ? read(shape.of, child, reading) : undefined
    if (value === undefined) note(reading, `has a ${localName(child.name)} that was left out`)
    else out.push(value)
  }
  return out
}

function readFlags(element: XmlElement, reading: Reading): Record<string, boolean> {
  const out: Record<string, boolean> = {}
  for (const child of element.children) {
    const name = localName(child.name)
    // A peer chooses these names: never let one reach the prototype.
    if (name === '__proto__') continue
    const value = readFlag(child, reading)
    if (value !== undefined) out[name] = value
  }
  return out
}

function readFlag(element: XmlElement, reading: Reading): boolean | undefined {
  const value = element.text.trim()
  if (value === 'true' || value === '1') return true
  if (value === 'false' || value === '0') return false
  note(reading, 'is neither true nor false')
  return undefined
}

function readInt(element: XmlElement, reading: Reading): number | undefined {
  const value = element.text.trim()
  if (/^[+-]?[0-9]{1,15}$/.test(value)) return Number(value)
  note(reading, 'is not a whole number')
  return undefined
}

function readWord(words: ReadonlySet<string>, element: XmlElement, reading: Reading): string | undefined {
  const value = element.text.trim()
  if (words.has(value)) return value
  note(reading, 'holds a word that the standard does not have')
  // Zultys sends empty words; there is nothing to keep in one.
  return value === '' ? undefined : value
}

function readHex(element: XmlElement, reading: Reading): string | undefined {
  const value = element.text.replace(/\s+/g, '').toUpperCase()
  if (/^(?:[0-9A-F]{2})*$/.test(value)) return value
  note(reading, 'is not hexadecimal')
  return undefined
}

function readDevice(element: XmlElement): DeviceId {
  // Some peers wrap the bare device of a request or connection as if it were an event's party.
  const inner = element.children.length === 1 ? element.children[0] : undefined
  if (inner !== undefined && localName(inner.name) === 'deviceIdentifier') return readDevice(inner)
  let typeOfNumber: string | undefined
  let other: Record<string, string> | undefined
  for (const name in element.attributes) {
    const value = element.attributes[name] ?? ''
    if (name === 'typeOfNumber') typeOfNumber = value
    else if (name !== 'xmlns' && !name.includes(':')) {
      other ??= {}
      other[name] = value
    }
  }
  const id = plainText(element)
  if (typeOfNumber === undefined && other === undefined) return { id }
  return {
    id,
    ...(typeOfNumber === undefined ? {} : { typeOfNumber }),
    ...(other === undefined ? {} : { other }),
  }
}

/** Verbatim, for ids must be echoed to the letter; except where a pretty-printer put the value on lines of its own. */
function plainText(element: XmlElement): string {
  const { text } = element
  const first = text.charCodeAt(0)
  return first === 10 || first === 13 ? text.trim() : text
}

function note(reading: Reading, what: string): void {
  if (reading.faults.length < MAX_FAULTS) reading.faults.push(`${reading.path.join('/')} ${what}`)
}
