/** Words that an administrator gives in several languages, and which of them a user reads. */
import { z } from 'zod'

/** A language as a location or a label names it: `de`, `pt-BR`. Wider than the languages of the page. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$/, 'Like `de` or `pt-BR`.')

/** By language; a missing or empty one is looked for in the next language of the reader. */
export const labels = z
  .record(languageTag, z.string().max(100))
  .refine((it) => Object.keys(it).length <= 30, 'At most 30 languages.')

/** Where everybody's labels end before the page's own words. */
export const lastLanguage = 'en'

export interface LanguageSources {
  /** What the user chose for himself. */
  readonly preference: string | null
  /** Of the place where he works. */
  readonly location: string | null
  /** ISO 3166 of the organisation. */
  readonly country: string
}

/** The languages in which a user's labels are looked for, best first: his own, his location's (else his organisation's), English. */
export function languagesOf({ preference, location, country }: LanguageSources): readonly string[] {
  const place = location ?? languageOfCountry(country)
  return [...new Set([...(preference === null ? [] : [preference]), place, lastLanguage])]
}

/** The language that most people of a country read. */
export function languageOfCountry(country: string): string {
  return new Intl.Locale(`und-${country}`).maximize().language
}

/** The first label there is, by the languages in order; `pt-BR` reads `pt` too. Null: the page uses its own word. */
export function pickLabel(given: Labels, languages: readonly string[]): string | null {
  for (const language of languages)
    for (const tag of [language, language.split('-')[0] ?? language]) {
      const text = given[tag]?.trim()
      if (text) return text
    }
  return null
}

export type Labels = z.infer<typeof labels>
