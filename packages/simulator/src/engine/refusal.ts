/**
 * Why the exchange will not do it, in the words of ECMA-323 `CSTAErrorCode`: category and value.
 * Faces write it as it stands; the control interface shows it as `category/value`.
 */
export interface Refused {
  readonly ok: false
  readonly category:
    | 'operation'
    | 'stateIncompatibility'
    | 'systemResourceAvailibility'
    | 'subscribedResourceAvailability'
  readonly value: string
}

export type Outcome<T = undefined> = { readonly ok: true; readonly value: T } | Refused

export function done(): Outcome
export function done<T>(value: T): Outcome<T>
export function done<T>(value?: T): Outcome<T | undefined> {
  return { ok: true, value }
}

export function cannot(category: Refused['category'], value: string): Refused {
  return { ok: false, category, value }
}

export const wrongState = (value: string): Refused => cannot('stateIncompatibility', value)
export const wrongOperation = (value: string): Refused => cannot('operation', value)
