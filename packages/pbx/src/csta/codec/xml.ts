/**
 * XML in and out, safely. Reading is saxes without namespaces, under caps, into the smallest tree that still says
 * everything; no document type, so no entities but the five of XML itself, and nothing is ever fetched.
 */
import { SaxesParser } from 'saxes'
import { readPlainXml } from './xml-plain.ts'

/** An element as it stood on the wire: names keep their prefix, attributes include namespace declarations. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** All character data directly inside, joined. */
  readonly text: string
}

export type XmlFaultCode =
  | 'xml-too-long'
  | 'xml-encoding'
  | 'xml-doctype'
  | 'xml-too-deep'
  | 'xml-too-many-attributes'
  | 'xml-malformed'

export interface XmlFault {
  readonly code: XmlFaultCode
  readonly sentence: string
}

export interface XmlLimits {
  readonly maxBytes: number
  readonly maxDepth: number
  readonly maxAttributes: number
}

/**
 * A frame cannot be longer than 64 KiB. Standard messages nest 11 deep; 32 leaves room for private data.
 * No message of the standard has more than 9 attributes on an element; 64 leaves room for namespaces.
 */
export const XML_LIMITS: XmlLimits = { maxBytes: 65_536, maxDepth: 32, maxAttributes: 64 }

export type XmlResult =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly fault: XmlFault }

interface OpenElement {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: OpenElement[]
  text: string
}

class Refusal extends Error {
  readonly code: XmlFaultCode
  constructor(code: XmlFaultCode, sentence: string) {
    super(sentence)
    this.code = code
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads with saxes alone: for comparing. */
export function readXmlBySaxes(source: string, limits: XmlLimits = XML_LIMITS): XmlResult {
  return guarded(() => parse(source, limits))
}

/** Reads one document. Bytes must be UTF-8, as ECMA-323 (transport without SOAP) has it. */
export function readXml(input: Uint8Array | string, limits: XmlLimits = XML_LIMITS): XmlResult {
  return guarded(() => {
    if (input.length > limits.maxBytes) {
      throw new Refusal('xml-too-long', `The message is longer than ${limits.maxBytes} bytes.`)
    }
    const source = typeof input === 'string' ? input : decodeUtf8(input)
    return readPlainXml(source, limits) ?? parse(source, limits)
  })
}

function guarded(read: () => XmlElement): XmlResult {
  try {
    return { ok: true, root: read() }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, fault: { code: error.code, sentence: error.message } }
    // What saxes says ends where it quotes the document: logs must not carry what callers are called.
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 120) : ''
    return {
      ok: false,
      fault: { code: 'xml-malformed', sentence: `The message is not well-formed XML: ${detail}` },
    }
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  // UTF-16 and UTF-32 put a zero byte or a byte order mark into the first four bytes of any document.
  if (bytes[0] === 0xfe || bytes[0] === 0xff || bytes[0] === 0 || bytes[1] === 0) {
    throw new Refusal('xml-encoding', 'The message is not UTF-8.')
  }
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Refusal('xml-encoding', 'The message is not valid UTF-8.')
  }
}

function parse(source: string, limits: XmlLimits): XmlElement {
  const parser = new SaxesParser()
  const path: OpenElement[] = []
  let root: OpenElement | undefined
  let attributes = 0

  parser.on('error', (error) => {
    throw error
  })
  parser.on('xmldecl', ({ encoding, version }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) {
      throw new Refusal(
        'xml-encoding',
        `The message says that it is encoded in ${encoding.slice(0, 40)}; only UTF-8 is read.`,
      )
    }
    if (version !== undefined && version !== '1.0')
      throw new Refusal('xml-malformed', 'The message is not XML 1.0.')
  })
  parser.on('doctype', () => {
    throw new Refusal('xml-doctype', 'The message has a document type declaration, which is refused.')
  })
  parser.on('opentagstart', () => {
    attributes = 0
    if (path.length >= limits.maxDepth)
      throw new Refusal('xml-too-deep', `The message nests deeper than ${limits.maxDepth}.`)
  })
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > limits.maxAttributes) {
      throw new Refusal(
        'xml-too-many-attributes',
        `An element has more than ${limits.maxAttributes} attributes.`,
      )
    }
  })
  parser.on('opentag', (tag) => {
    const element: OpenElement = { name: tag.name, attributes: tag.attributes, children: [], text: '' }
    if (root === undefined) root = element
    else path.at(-1)?.children.push(element)
    path.push(element)
  })
  const addText = (text: string): void => {
    const element = path.at(-1)
    if (element !== undefined) element.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    path.pop()
  })
  parser.write(source).close()
  if (root === undefined) throw new Refusal('xml-malformed', 'The message is empty.')
  return root
}

/** The part of a name after its prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

/** The prefix of a name, or ''. */
export function prefixOf(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? '' : name.slice(0, colon)
}

// Markup, control characters, halves of surrogate pairs, and the two code points that are none. Most text has none.
const DELICATE = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/u
const DELICATE_ALL = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/gu
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/**
 * Text made safe for element content and attribute values alike. What XML 1.0 cannot carry even escaped is dropped:
 * a caller's name must not be able to break the message.
 */
export function escapeXml(value: string): string {
  if (!DELICATE.test(value)) return value
  return value.replace(
    DELICATE_ALL,
    (char) => ESCAPES[char] ?? (char >= '\u007f' && char <= '\u009f' ? char : ''),
  )
}

// XML 1.0, productions 4 to 5: whatever a reader took for a name can be written again.
const NAME_START =
  ':A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}'
const NAME = new RegExp(`^[${NAME_START}][${NAME_START}.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040-]*$`, 'u')

/** Writes a tree as it stands. Throws on a name that is no XML name, which only a programming error can bring. */
export function writeXml(element: XmlElement): string {
  if (!NAME.test(element.name)) throw new TypeError(`Not an XML name: ${JSON.stringify(element.name)}`)
  let out = `<${element.name}`
  for (const [name, value] of Object.entries(element.attributes)) {
    if (!NAME.test(name)) throw new TypeError(`Not an XML name: ${JSON.stringify(name)}`)
    out += ` ${name}="${escapeXml(value)}"`
  }
  if (element.children.length === 0 && element.text === '') return `${out}/>`
  // Where text and children are mixed, blank text is a pretty-printer's.
  const text = element.children.length > 0 && element.text.trim() === '' ? '' : element.text
  return `${out}>${escapeXml(text)}${element.children.map(writeXml).join('')}</${element.name}>`
}
