import { dispositionField, valueFault, type DispositionField, type FieldValues } from '@hookswitch/contract'
import { z } from 'zod'
import type { DispositionData } from '#store/disposition-store.ts'

/** What is asked beside a disposition, as it is kept. */
export function fieldsOf({ fields }: DispositionData): readonly DispositionField[] {
  return z.array(dispositionField).parse(fields)
}

/** Why what was filled in does not fit what is asked: field to sentence; null where it fits. */
export function faultsOf(
  disposition: DispositionData,
  values: FieldValues,
): Readonly<Record<string, string>> | null {
  const fields = fieldsOf(disposition)
  const faults: Record<string, string> = {}
  for (const key of Object.keys(values))
    if (!fields.some((field) => field.key === key)) faults[key] = 'This is not asked.'
  for (const field of fields) {
    const value = values[field.key]
    if (value === undefined || value === '') {
      if (field.required) faults[field.key] = 'This is needed.'
      continue
    }
    const fault = valueFault({ ...field, id: '', subject: 'call', active: true }, value)
    if (fault !== null) faults[field.key] = fault
  }
  return Object.keys(faults).length === 0 ? null : faults
}
