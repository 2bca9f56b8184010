/**
 * Fields that administrators fill in. What is wrong with one is said in a sentence that a person can act on: the page
 * checks with these same shapes and says it in its own language (desk, admin/field-words.ts).
 */
import { z } from 'zod'

export const fieldSentences = {
  name: 'Enter a name.',
  userName: 'Enter a user name.',
  password: 'A password has at least 8 characters.',
  tooLong: 'This is too long.',
  country: 'Choose a country from the list.',
  timeZone: 'Choose a time zone from the list.',
  language: 'Choose a language from the list.',
  role: 'Choose a role from the list.',
  link: 'Choose a telephone system.',
  device: 'Enter the number of the telephone.',
  queueNumber: 'Enter the number of the queue as the telephone system has it.',
  wrapUp: 'Enter whole seconds, from 0 to 3600.',
  user: 'Choose a user from the list.',
  nameTaken: 'There is another one of this name.',
  userNameTaken: 'Somebody else has this user name already.',
  queueTaken: 'This queue is in the list already.',
  groupMissing: 'This group does not exist any more.',
  locationMissing: 'This location does not exist any more.',
} as const

export type FieldSentence = keyof typeof fieldSentences

const say = fieldSentences

/** A line that people read; spaces around it are nobody's intention. */
export const lineOf = (most: number, missing: string = say.name) =>
  z.string({ error: missing }).trim().min(1, missing).max(most, say.tooLong)

/** Codes that Intl knows and that are no country: unknown, test, unions of countries. */
const noCountries = new Set(['ZZ', 'XA', 'XB', 'EU', 'EZ', 'UN', 'QO'])

/** Whether an ISO 3166 code is one of a country of today. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || noCountries.has(code)) return false
  // Codes of countries that are no more lead to their successors.
  if (new Intl.Locale(`und-${code}`).region !== code) return false
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

export const countryCode = z.string({ error: say.country }).refine(isCountry, say.country)
export const timeZoneName = z.string({ error: say.timeZone }).max(64).refine(isTimeZone, say.timeZone)

/** Which version somebody saw when he made up his mind: what was changed meanwhile is not overwritten. */
export const seenVersion = z.int().min(1)
