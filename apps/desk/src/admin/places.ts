import type { Option } from '#ui/choice.tsx'
import { isCountry } from '@hookswitch/contract'

const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')

/** Every country, in the language of the page and its order. */
export function countryOptions(locale: string): Option<string>[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter(isCountry)
    .map((id) => ({ id, text: names.of(id) ?? id }))
    .toSorted((one, other) => one.text.localeCompare(other.text, locale))
}

export function countryName(locale: string, code: string): string {
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code
}

/** Every time zone that this computer knows, and the one that is set. */
export function timeZoneOptions(present: string): Option<string>[] {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', present])
  return [...zones].toSorted().map((id) => ({ id, text: id.replaceAll('_', ' ') }))
}

export function languageName(locale: string, code: string): string {
  return new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code
}
