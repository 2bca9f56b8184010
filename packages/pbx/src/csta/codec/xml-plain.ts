/**
 * The everyday shape of XML, read in one pass: what switches send a thousand times a second has elements, attributes,
 * text and the five entities, nothing else. Whatever is not that is left to saxes, so this reader can afford to know
 * nothing: at the first thing out of the ordinary it gives up with `undefined` and has no opinion.
 * xml-plain.test.ts holds that both readers give the same tree for whatever this one takes.
 */
import type { XmlElement, XmlLimits } from './xml.ts'

interface Open {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Open[]
  text: string
}

const DECLARATION =
  /^<\?xml version=(?:"1\.0"|'1\.0')(?: encoding=(?:"utf-8"|'utf-8'))?(?: standalone=(?:"yes"|"no"))? ?\?>/i
// No carriage return (it would have to be normalised), no control character, no surrogate.
const ORDINARY = /^[\t\n\u0020-\ud7ff\ue000-\ufffd]*$/
const NAME = /[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?/y
const ATTRIBUTE =
  /\s+([A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?)=(?:"([^"<&\t\n]*)"|'([^'<&\t\n]*)')/y
const TAG_END = /\s*(\/?)>/y
const BLANK = /^[ \t\n]*$/
const ENTITY = /&(?:lt|gt|amp|quot|apos);/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
}
const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze(
  Object.create(null) as Record<string, string>,
)

/** The tree, or undefined for anything that is not everyday XML: also for what is no XML at all. */
export function readPlainXml(source: string, limits: XmlLimits): XmlElement | undefined {
  if (!ORDINARY.test(source) || source.includes(']]>')) return undefined
  const path: Open[] = []
  let root: Open | undefined
  let at = DECLARATION.exec(source)?.[0].length ?? 0
  for (;;) {
    const next = source.indexOf('<', at)
    const parent = path.at(-1)
    if (parent === undefined || next === -1) {
      const rest = source.slice(at, next === -1 ? undefined : next)
      if (!BLANK.test(rest)) return undefined
      if (next === -1) return path.length === 0 ? root : undefined
      if (root !== undefined) return undefined
    } else if (next > at && !addText(parent, source.slice(at, next))) return undefined

    if (source.charCodeAt(next + 1) === 0x2f) {
      const end = closing(source, next + 2, parent)
      if (end === undefined) return undefined
      path.pop()
      at = end
      continue
    }
    const tag = opening(source, next + 1, limits)
    if (tag === undefined || path.length >= limits.maxDepth) return undefined
    if (parent === undefined) root = tag.element
    else parent.children.push(tag.element)
    if (!tag.empty) path.push(tag.element)
    at = tag.end
  }
}

function addText(parent: Open, text: string): boolean {
  if (!text.includes('&')) {
    parent.text += text
    return true
  }
  const bare = text.replace(ENTITY, '')
  if (bare.includes('&')) return false
  parent.text += text.replace(ENTITY, (entity) => ENTITIES[entity] ?? '')
  return true
}

function closing(source: string, at: number, parent: Open | undefined): number | undefined {
  if (parent === undefined || !source.startsWith(parent.name, at)) return undefined
  TAG_END.lastIndex = at + parent.name.length
  const end = TAG_END.exec(source)
  return end === null || end[1] !== '' ? undefined : TAG_END.lastIndex
}

function opening(
  source: string,
  start: number,
  limits: XmlLimits,
): { readonly element: Open; readonly empty: boolean; readonly end: number } | undefined {
  NAME.lastIndex = start
  const name = NAME.exec(source)?.[0]
  if (name === undefined) return undefined
  let at = NAME.lastIndex
  let attributes = NO_ATTRIBUTES
  if (source.charCodeAt(at) !== 0x3e) {
    const found = attributesAt(source, at, limits)
    if (found === undefined) return undefined
    attributes = found.attributes
    at = found.end
  }
  TAG_END.lastIndex = at
  const end = TAG_END.exec(source)
  if (end === null) return undefined
  return {
    element: { name, attributes, children: [], text: '' },
    empty: end[1] === '/',
    end: TAG_END.lastIndex,
  }
}

function attributesAt(
  source: string,
  start: number,
  limits: XmlLimits,
): { readonly attributes: Readonly<Record<string, string>>; readonly end: number } | undefined {
  let at = start
  let attributes: Record<string, string> | undefined
  let count = 0
  for (;;) {
    ATTRIBUTE.lastIndex = at
    const match = ATTRIBUTE.exec(source)
    if (match === null) return { attributes: attributes ?? NO_ATTRIBUTES, end: at }
    attributes ??= Object.create(null) as Record<string, string>
    const name = match[1] ?? ''
    count += 1
    if (name in attributes || count > limits.maxAttributes) return undefined
    attributes[name] = match[2] ?? match[3] ?? ''
    at = ATTRIBUTE.lastIndex
  }
}
