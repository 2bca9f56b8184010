/**
 * Message ▶ XML, by the tables and a wire dialect: children in the order of the standard, in the peer's namespace
 * and prefix, without what the peer's edition does not know.
 */
import { type Draft, messageShapes, sessionKinds } from './messages.ts'
import type { ChoiceShape, DeviceId, Shape, StructShape } from './shape.ts'
import { escapeXml, writeXml, type XmlElement } from './xml.ts'

/** How a peer wants to be written to. Data; see editions.ts. */
export interface WireDialect {
  /** Namespace of ECMA-323 messages; none for peers that use none. */
  readonly csta?: string | undefined
  /** Namespace of ECMA-354 messages. */
  readonly session?: string | undefined
  /** Prefix of element names; none means a default namespace. */
  readonly prefix?: string | undefined
  /** Whether an XML declaration leads. */
  readonly declaration: boolean
  /** Edition 3 lacks what came later: it is not written. */
  readonly edition3: boolean
  /** DeflectCall.newDestination is one bare device, not a list: edition 3, and peers that never left it. */
  readonly bareDestination: boolean
}

interface Writing {
  readonly prefix: string
  readonly edition3: boolean
  readonly bareDestination: boolean
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

/** One message as a document. */
export function encodeMessage(message: Draft, dialect: WireDialect): string {
  const writing: Writing = {
    prefix: dialect.prefix === undefined ? '' : `${dialect.prefix}:`,
    edition3: dialect.edition3,
    bareDestination: dialect.bareDestination,
  }
  const name = message.kind === 'unknown' ? message.name : message.kind
  const namespace = sessionKinds.has(name) ? dialect.session : dialect.csta
  const xmlns =
    namespace === undefined
      ? ''
      : ` xmlns${dialect.prefix === undefined ? '' : `:${dialect.prefix}`}="${escapeXml(namespace)}"`
  const head = dialect.declaration ? DECLARATION : ''
  if (message.kind === 'unknown') return head + writeRoot(message.tree, xmlns, writing)
  const shape = messageShapes.get(name) as Shape
  // An error as read may lack its reason.
  const value: unknown = message.kind === 'CSTAErrorCode' ? message.error : message
  const inner = value === undefined ? '' : content(shape, value, writing)
  return head + element({ name: writing.prefix + name, attributes: xmlns }, inner)
}

interface Tag {
  readonly name: string
  /** As written, each with a space before it. */
  readonly attributes: string
}

function element(tag: Tag, inner: string): string {
  const head = tag.name + tag.attributes
  return inner === '' ? `<${head}/>` : `<${head}>${inner}</${tag.name}>`
}

function child(name: string, shape: Shape, writing: Writing): (value: unknown) => string {
  const tag = { name: writing.prefix + name, attributes: '' }
  if (shape.kind === 'device') return (value) => writeDevice(tag.name, value as DeviceId)
  return (value) => element(tag, content(shape, value, writing))
}

function content(shape: Shape, value: unknown, writing: Writing): string {
  switch (shape.kind) {
    case 'word':
      return escapeXml((writing.edition3 && shape.later.get(value as string)) || (value as string))
    case 'text':
    case 'hex':
      return escapeXml(value as string)
    case 'flag':
    case 'int':
      return String(value)
    case 'empty':
    case 'device': // Written whole, with its attributes, by child().
      return ''
    case 'destinations':
      return writeDestinations(value as readonly DeviceId[], writing)
    case 'open':
      return writeAll(value as readonly XmlElement[], writing)
    case 'flags':
      return writeFlags(shape, value as Readonly<Record<string, boolean | undefined>>, writing)
    case 'list':
      return (value as readonly unknown[]).map(child(shape.item, shape.of, writing)).join('')
    case 'struct':
      return writeStruct(shape, value as Readonly<Record<string, unknown>>, writing)
    case 'choice':
      return writeChoice(shape, value as { readonly kind: string; readonly value?: unknown }, writing)
  }
}

function writeStruct(shape: StructShape, value: Readonly<Record<string, unknown>>, writing: Writing): string {
  let out = ''
  for (const [name, field] of shape.fields) {
    const member = value[name]
    if (member === undefined || (field.afterEd3 && writing.edition3)) continue
    out += child(name, field.shape, writing)(member)
  }
  const more = value['more'] as readonly XmlElement[] | undefined
  return more === undefined ? out : out + writeAll(more, writing)
}

function writeChoice(
  shape: ChoiceShape,
  value: { readonly kind: string; readonly value?: unknown },
  writing: Writing,
): string {
  const option = shape.options.get(value.kind)
  return option === undefined ? '' : child(value.kind, option, writing)(value.value)
}

function writeFlags(
  shape: Extract<Shape, { kind: 'flags' }>,
  value: Readonly<Record<string, boolean | undefined>>,
  writing: Writing,
): string {
  const known = shape.names.filter((name) => !(writing.edition3 && shape.later.has(name)))
  const strange = Object.keys(value).filter((name) => !shape.names.includes(name))
  return [...known, ...strange]
    .filter((name) => value[name] !== undefined)
    .map((name) => element({ name: writing.prefix + name, attributes: '' }, String(value[name])))
    .join('')
}

function writeDestinations(devices: readonly DeviceId[], writing: Writing): string {
  if (writing.bareDestination) return escapeXml(devices[0]?.id ?? '')
  return devices.map((device) => writeDevice(`${writing.prefix}device`, device)).join('')
}

function writeDevice(name: string, device: DeviceId): string {
  let attributes =
    device.typeOfNumber === undefined ? '' : ` typeOfNumber="${escapeXml(device.typeOfNumber)}"`
  for (const [key, value] of Object.entries(device.other ?? {})) attributes += ` ${key}="${escapeXml(value)}"`
  return element({ name, attributes }, escapeXml(device.id))
}

function writeAll(elements: readonly XmlElement[], writing: Writing): string {
  return elements.map((kept) => writeKept(kept, writing)).join('')
}

function writeRoot(tree: XmlElement, xmlns: string, writing: Writing): string {
  // The message's namespace comes from the dialect, whatever it was when the tree was read.
  const { xmlns: _, ...attributes } = tree.attributes
  const root = writeXml(rename({ ...tree, attributes }, writing))
  const end = 1 + writing.prefix.length + tree.name.length
  return root.slice(0, end) + xmlns + root.slice(end)
}

function writeKept(tree: XmlElement, writing: Writing): string {
  return writeXml(rename(tree, writing))
}

/** A kept tree's unprefixed names are the message's own (see kept.ts), unless it brings a default namespace. */
function rename(tree: XmlElement, writing: Writing): XmlElement {
  if (writing.prefix === '' || tree.attributes['xmlns'] !== undefined) return tree
  const name = tree.name.includes(':') ? tree.name : writing.prefix + tree.name
  return { ...tree, name, children: tree.children.map((inner) => rename(inner, writing)) }
}
