import type { numberReading } from '@hookswitch/contract'
import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/max'
import type { z } from 'zod'
import { cleanNumber } from './clean-number.ts'

/** How numbers are written where a link is. */
export interface NumberRules {
  /** ISO 3166 country of the switch: numbers without a country code belong there. */
  readonly country: string
  /** What is dialled before a number outside (`0`, `9`); absent when the switch wants none. */
  readonly dialPrefix?: string | undefined
  /** Longest extension in digits; 5 unless told. */
  readonly internalLength?: number | undefined
  /** How our own numbers begin, in E.164: a call from outside that shows one of them is not from its owner. */
  readonly own?: readonly string[] | undefined
}

export type NumberReading = z.infer<typeof numberReading>

const unreadable = (text: string): NumberReading => ({
  kind: 'unreadable',
  e164: null,
  display: text,
  dial: null,
})

/**
 * Understands a number as people type and paste it and as switches send it. All ways to write one number give the
 * same `e164`; an extension of the house stays an extension and never becomes part of a number outside.
 */
export function readNumber(raw: string, rules: NumberRules): NumberReading {
  return read(raw, rules).reading
}

/**
 * The reading of a number as a switch tells it, and what it is worth as somebody's number. `impossible`: no plan has it.
 * Plans grow faster than tables, so that it is still searched with.
 */
export function readStanding(
  raw: string,
  rules: NumberRules,
): { readonly reading: NumberReading; readonly standing: 'sound' | 'own' | 'impossible' } {
  const { reading, number } = read(raw, rules)
  const isOwn = rules.own?.some((beginning) => reading.e164?.startsWith(beginning)) === true
  return { reading, standing: isOwn ? 'own' : number?.isValid() === true ? 'sound' : 'impossible' }
}

interface Read {
  readonly reading: NumberReading
  readonly number?: PhoneNumber
}

function read(raw: string, rules: NumberRules): Read {
  const { text, extension } = cleanNumber(raw)
  if (text === '' && extension !== null) return { reading: internal(extension) }
  const keys = text.replace(/[\s().\-/]/gu, '')
  if (/^[\d*#]+$/u.test(keys) && keys.length <= (rules.internalLength ?? 5))
    return { reading: internal(keys) }
  const number = parseOutside(text, rules)
  if (number === undefined) return { reading: unreadable(raw.trim()) }
  const shown = displayParsed(number, rules.country)
  const reading: NumberReading = {
    kind: 'number',
    e164: number.number,
    display: extension === null ? shown : `${shown} x${extension}`,
    dial: dialString(number, rules),
  }
  return { reading, number }
}

/** An E.164 number as people in `country` write it; as it stands where it cannot be understood. */
export function displayNumber(e164: string, country: string): string {
  const number = parsePhoneNumberFromString(e164)
  return number === undefined ? e164 : displayParsed(number, country)
}

function internal(extension: string): NumberReading {
  return { kind: 'extension', e164: null, display: extension, dial: extension }
}

/**
 * The first way to read it that gives a number in use; else the first that has a possible length, since number plans
 * grow faster than anybody's tables.
 */
function parseOutside(text: string, rules: NumberRules): PhoneNumber | undefined {
  if (/[\p{L}*#@]/u.test(text)) return undefined
  const readings = candidates(text, rules)
    .map((candidate) => parsePhoneNumberFromString(candidate, countryOf(rules)))
    .filter((number) => number !== undefined)
  return readings.find((number) => number.isValid()) ?? readings.find((number) => number.isPossible())
}

function candidates(text: string, { dialPrefix }: NumberRules): string[] {
  const digits = text.replace(/\D/gu, '')
  const all = [text]
  // `+49 (0)30 …`: the zero in brackets is dialled inside the country only.
  if (/\(0\)/u.test(text)) all.push(text.replace(/\(0\)/u, ''))
  if (text.startsWith('+')) return all
  if (dialPrefix !== undefined && dialPrefix !== '' && digits.startsWith(dialPrefix)) {
    const rest = digits.slice(dialPrefix.length)
    all.push(rest)
    // Behind the prefix some switches send the international number bare.
    if (!rest.startsWith('0')) all.push(`+${rest}`)
  }
  // Trunks often leave out the plus.
  if (!digits.startsWith('0')) all.push(`+${digits}`)
  // `00` is the way abroad nearly everywhere, and people use it where it is not.
  if (digits.startsWith('00')) all.push(`+${digits.slice(2)}`)
  return all
}

function countryOf({ country }: NumberRules): CountryCode | undefined {
  return asCountry(country)
}

function asCountry(country: string): CountryCode | undefined {
  const upper = country.toUpperCase()
  return isSupportedCountry(upper) ? upper : undefined
}

function displayParsed(number: PhoneNumber, country: string): string {
  return number.country !== undefined && number.country === country.toUpperCase()
    ? number.formatNational()
    : number.formatInternational()
}

/** With a prefix: what a person there would dial, prefix first. Without: E.164, which every trunk takes. */
function dialString(number: PhoneNumber, rules: NumberRules): string {
  const country = countryOf(rules)
  if (rules.dialPrefix === undefined || country === undefined) return number.number
  const dialled = number.format('IDD', { fromCountry: country, nationalPrefix: true }) || number.number
  return rules.dialPrefix + dialled.replace(/[^\d+]/gu, '')
}
