/** The pieces of a CSTA message: texts of elements and values of attributes, by what the codec's tables say they hold. */
import { messageShapes } from '#csta/codec/index.ts'
import type { SlotClass, Visit } from './classes.ts'

type Shape = typeof messageShapes extends ReadonlyMap<string, infer S> ? S : never

const ids: ReadonlySet<string> = new Set([
  'callID',
  'globalCallID',
  'monitorCrossRefID',
  'serviceCrossRefID',
  'crossRefIdentifier',
  'sessionID',
])

const kept: ReadonlySet<string> = new Set([
  'applicationID',
  'protocolVersion',
  'actualProtocolVersion',
  'timeStamp',
  'globalCallSwitchingSubDomainName',
])

/** Attributes that say how, not who. */
const plainAttribute =
  /^(?:xmlns(?::.*)?|xsi:.*|typeOfNumber|mediaClass|bitRate|code|api-?version|type|platform|version|clientType|forced)$/i

/** All words of the standard. */
const words = new Set<string>()
const classes = readClasses()

/** Element name ▶ whether all that the tables put there are words of the standard, numbers and flags. */
function readClasses(): ReadonlyMap<string, boolean> {
  const plain = new Map<string, boolean>()
  const seen = new Set<Shape>()
  const note = (name: string, isPlain: boolean): void =>
    void plain.set(name, isPlain && (plain.get(name) ?? true))
  const walk = (name: string, shape: Shape): void => {
    if (shape.kind === 'flags') {
      note(name, true)
      for (const flag of shape.names) note(flag, true)
      return
    }
    note(
      name,
      shape.kind !== 'text' &&
        shape.kind !== 'device' &&
        shape.kind !== 'hex' &&
        shape.kind !== 'open' &&
        shape.kind !== 'destinations',
    )
    if (seen.has(shape)) return
    if (shape.kind === 'word') for (const word of shape.words) words.add(word)
    seen.add(shape)
    if (shape.kind === 'struct') for (const [field, { shape: inner }] of shape.fields) walk(field, inner)
    else if (shape.kind === 'choice') {
      for (const [option, inner] of shape.options) walk(option, inner)
      // Where the element has bare text, it is one of its options.
      if (shape.bare !== undefined) note(name, false)
    } else if (shape.kind === 'list') walk(shape.item, shape.of)
  }
  for (const [name, shape] of messageShapes) walk(name, shape)
  return plain
}

/** What a word, a number or a flag of the protocol looks like; anything else in such a place is not one. */
const protocolWord = /^\s*(?:[a-z][A-Za-z0-9]*|-?\d+|true|false)?\s*$/

function classOf(element: string, parent: string, text: string): SlotClass {
  if (ids.has(element) || element.endsWith('LinkageID') || parent.endsWith('LinkageID')) return 'id'
  if (kept.has(element)) return 'kept'
  if (element === 'string' || element === 'correlatorData' || element === 'userData') return 'hex'
  if (/password|pwd$/i.test(element)) return 'kept' // Hidden before: secrets.ts.
  if (classes.get(element) === true && protocolWord.test(text)) return 'kept'
  // An element of a vendor's own may hold a word of the standard.
  if (!classes.has(element) && (words.has(text) || text === 'true' || text === 'false')) return 'kept'
  return parent === '' && text.trim() === '' ? 'kept' : 'personal'
}

const markup = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<([^<>]*)>|([^<]+)/g

/** Gives every piece of `invokeId xml` to `visit`, and returns the message with what comes back. */
export function rewriteCsta(message: string, visit: Visit): string {
  const path: string[] = []
  const xml = message
    .slice(5)
    .replace(markup, (...[whole = '', cdata, tag, text]: (string | undefined)[]) => {
      if (text !== undefined) return escaped(rewriteText(unescaped(text), path, visit))
      if (cdata !== undefined) return `<![CDATA[${rewriteText(cdata, path, visit)}]]>`
      if (tag === undefined) return '<!---->'
      return rewriteTag(whole, tag, path, visit)
    })
  return message.slice(0, 5) + xml
}

function rewriteText(text: string, path: readonly string[], visit: Visit): string {
  const lead = /^\s*/.exec(text)?.[0] ?? ''
  const body = text.trim()
  if (body === '') return text
  const as = classOf(path.at(-1) ?? '', path.at(-2) ?? '', body)
  return `${lead}${visit(body, as)}${text.slice(lead.length + body.length)}`
}

// oxlint-disable-next-line max-params -- a tag and where it stands
function rewriteTag(whole: string, tag: string, path: string[], visit: Visit): string {
  if (tag.startsWith('?') || tag.startsWith('!')) return whole
  if (tag.startsWith('/')) {
    path.pop()
    return whole
  }
  const name = /^[^\s/]+/.exec(tag)?.[0] ?? ''
  if (!tag.endsWith('/')) path.push(name.slice(name.indexOf(':') + 1))
  const rest = tag
    .slice(name.length)
    .replace(/([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')/g, (...[, key = '', is = '', value = '']: string[]) => {
      const quote = value.charAt(0)
      const isSecret = /password|passwd|pwd|authCode|secret/i.test(key)
      const as = plainAttribute.test(key) || isSecret ? 'kept' : 'personal'
      return `${key}${is}${quote}${escaped(visit(unescaped(value.slice(1, -1)), as))}${quote}`
    })
  return `<${name}${rest}>`
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (...[whole = '', hex, dec, name]: (string | undefined)[]) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (dec !== undefined) return String.fromCodePoint(Number(dec))
      return entities[name ?? ''] ?? whole
    },
  )
}

function escaped(text: string): string {
  return text.replace(
    /[<>&"']/g,
    (sign) => `&${Object.entries(entities).find(([, one]) => one === sign)?.[0]};`,
  )
}
