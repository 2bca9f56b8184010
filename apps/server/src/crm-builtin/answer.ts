import { ChangedMeanwhile } from '#store/crm-version.ts'
import { sqlState } from '#store/db-error.ts'

/** What came of a request. A refusal is a value: `code` is one of http/problem-codes.table.ts, `detail` a sentence for a person. */
export type Answer<Value> = { readonly ok: true; readonly value: Value } | Refused

export interface Refused {
  readonly ok: false
  readonly code: string
  readonly detail: string
  /** Where the input was wrong: field → sentence. */
  readonly fields?: Readonly<Record<string, string>>
  /** What uses that which was to be deleted. */
  readonly uses?: readonly { readonly kind: string; readonly name: string | null }[]
}

export function done<Value>(value: Value): Answer<Value> {
  return { ok: true, value }
}

/** The record, or that there is none: not there and another tenant's look the same. */
export function orMissing<Value>(value: Value | undefined): Answer<Value> {
  if (value !== undefined) return done(value)
  return { ok: false, code: 'recordMissing', detail: 'This record does not exist, or not any more.' }
}

/** Does a write; what the rules of the database refuse becomes a refusal. `taken` says what was not free. */
export async function writing<Value>(
  work: () => Promise<Value>,
  taken = 'Somebody else has this already.',
): Promise<Answer<Value>> {
  try {
    return done(await work())
  } catch (error) {
    if (error instanceof ChangedMeanwhile)
      return { ok: false, code: 'recordChanged', detail: 'Somebody else changed this record meanwhile.' }
    const state = sqlState(error)
    if (state === '23505') return { ok: false, code: 'taken', detail: taken }
    if (state === '23503')
      return { ok: false, code: 'referenceMissing', detail: 'A record that is named here does not exist.' }
    throw error
  }
}
