/**
 * Elements that no table names are kept, and written again some day into another document with other prefixes. So they
 * are made to stand alone: those of the message's own namespace lose their prefix (the writer gives them its own),
 * foreign ones keep theirs and carry its declaration.
 */
import { localName, prefixOf, type XmlElement } from './xml.ts'

/** Namespace names by prefix; '' is the default namespace. */
export type Scope = Readonly<Record<string, string>>

/** What one element declares; undefined for nothing. */
export function declarationsOf(element: XmlElement): Scope | undefined {
  let out: Record<string, string> | undefined
  for (const name in element.attributes) {
    if (!name.startsWith('xmlns')) continue
    const prefix = name === 'xmlns' ? '' : name.charAt(5) === ':' ? name.slice(6) : undefined
    if (prefix === undefined || prefix === '__proto__') continue
    out ??= {}
    out[prefix] = element.attributes[name] ?? ''
  }
  return out
}

interface Home {
  readonly prefix: string
  readonly uri: string | undefined
}

/** @param outer what is declared around the element; @param home prefix and namespace of the message it stands in. */
export function ownTree(element: XmlElement, outer: Scope, home: Home): XmlElement {
  const missing: Record<string, string> = {}
  const copy = adopt(element, { scope: outer, local: {} }, { home, outer, missing })
  const declared = Object.entries(missing).map(([prefix, uri]) => [`xmlns:${prefix}`, uri])
  return declared.length === 0
    ? copy
    : { ...copy, attributes: { ...Object.fromEntries(declared), ...copy.attributes } }
}

interface Adoption {
  readonly home: Home
  readonly outer: Scope
  /** Prefixes used inside but declared outside. */
  readonly missing: Record<string, string>
}

interface Nesting {
  readonly scope: Scope
  /** What is declared between the adopted element and here. */
  readonly local: Scope
}

function adopt(element: XmlElement, nesting: Nesting, adoption: Adoption): XmlElement {
  const declared = declarationsOf(element)
  const inner =
    declared === undefined
      ? nesting
      : { scope: { ...nesting.scope, ...declared }, local: { ...nesting.local, ...declared } }
  const prefix = prefixOf(element.name)
  const ours = prefix === adoption.home.prefix && inner.scope[prefix] === adoption.home.uri
  if (!ours) claim(prefix, inner, adoption)
  for (const name in element.attributes) claim(prefixOf(name), inner, adoption)
  return {
    name: ours ? localName(element.name) : element.name,
    attributes: element.attributes,
    children: element.children.map((child) => adopt(child, inner, adoption)),
    text: element.text,
  }
}

function claim(prefix: string, nesting: Nesting, adoption: Adoption): void {
  if (prefix === '' || prefix === 'xml' || prefix === 'xmlns' || nesting.local[prefix] !== undefined) return
  const uri = adoption.outer[prefix]
  if (uri !== undefined) adoption.missing[prefix] = uri
}
