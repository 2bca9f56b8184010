/** Texts and addresses with places for what a call tells: scripts, links, web panels. */
import { z } from 'zod'

/** What may stand in braces, `{caller.name}`. */
export const placeholders = [
  'caller.name',
  'caller.number',
  'caller.e164',
  'contact.id',
  'contact.name',
  'contact.givenName',
  'contact.familyName',
  'contact.title',
  'contact.email',
  'account.id',
  'account.name',
  'account.number',
  'account.city',
  'account.country',
  'case.id',
  'case.number',
  'case.subject',
  'call.id',
  'call.direction',
  'called.number',
  'digits',
  'queue',
  'agent.name',
] as const
export type Placeholder = (typeof placeholders)[number]

/** The value of each placeholder; what is not known is missing. */
export type CallFacts = Readonly<Partial<Record<Placeholder, string>>>

const place = /\{([a-zA-Z0-9.]+)\}/g
const isPlaceholder = (name: string): name is Placeholder =>
  (placeholders as readonly string[]).includes(name)

/** The places of a text that nothing fills: mistyped. */
export function unknownPlaceholders(text: string): readonly string[] {
  return [...text.matchAll(place)].map(([, name]) => name ?? '').filter((name) => !isPlaceholder(name))
}

/** A text in pieces, so that a page can show what was put in: `value` null where the call does not tell it. */
export type TextPiece =
  | { readonly text: string }
  | { readonly placeholder: Placeholder; readonly value: string | null }

export function fillText(text: string, facts: CallFacts): readonly TextPiece[] {
  const pieces: TextPiece[] = []
  let at = 0
  for (const found of text.matchAll(place)) {
    const name = found[1] ?? ''
    if (!isPlaceholder(name)) continue
    if (found.index > at) pieces.push({ text: text.slice(at, found.index) })
    pieces.push({ placeholder: name, value: facts[name] ?? null })
    at = found.index + found[0].length
  }
  if (at < text.length) pieces.push({ text: text.slice(at) })
  return pieces
}

/**
 * The address of `template` for a call; null where it would not be one of the site that the administrator wrote. Values are
 * encoded, so that what a caller calls himself stays one value: it makes no new part of the path, no parameter, no other site.
 */
export function fillUrl(template: string, facts: CallFacts): string | null {
  const site = siteOf(template)
  if (site === null) return null
  const fill = (value: (name: Placeholder) => string): URL | null =>
    parse(template.replace(place, (all, name: string) => (isPlaceholder(name) ? value(name) : all)))
  const filled = fill((name) => encodeURIComponent((facts[name] ?? '').toWellFormed()))
  const plain = fill(() => 'x')
  if (filled === null || plain === null || filled.origin !== site) return null
  // `.` and `..` cannot be encoded away: they would climb out of the place that was meant.
  return depth(filled) === depth(plain) ? filled.href : null
}

const depth = ({ pathname }: URL): number => pathname.split('/').length

/** The site of an address with places: scheme and host stand in it as they are. Null where it is not http or https, or has a user in it. */
export function siteOf(template: string): string | null {
  const written = /^https?:\/\/[^/?#{}\\\s@]+(?=[/?#]|$)/i.exec(template)
  const url = written === null ? null : parse(written[0])
  return url === null || !/^https?:$/.test(url.protocol) ? null : url.origin
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

/** An address as an administrator may give one. */
export const urlTemplate = z
  .string()
  .max(2_000)
  .refine((text) => siteOf(text) !== null, 'Begin with https:// (or http://) and the name of the site.')
  .refine((text) => unknownPlaceholders(text).length === 0, 'A placeholder is not known.')
