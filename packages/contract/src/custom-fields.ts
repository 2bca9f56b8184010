/** Fields that an organisation adds to its records, and what is kept in them. */
import { z } from 'zod'
import { labels } from './labels.ts'
import { id } from './records.ts'

export const fieldSubjects = ['contact', 'account', 'case', 'call'] as const
export const fieldKinds = ['text', 'number', 'date', 'choice', 'checkbox'] as const

/** Names a field in its subject, for good: imports and programs know it by this. */
export const fieldKey = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'Begin with a small letter; letters and digits.')

/** One of the values of a choice. */
export const fieldChoice = z.object({ value: fieldKey, labels })

const choices = z
  .array(fieldChoice)
  .max(100)
  .refine((all) => new Set(all.map(({ value }) => value)).size === all.length, 'Each value once.')

export const customField = z.object({
  id,
  subject: z.enum(fieldSubjects),
  key: fieldKey,
  kind: z.enum(fieldKinds),
  labels,
  /** Of a choice; else empty. */
  choices,
  /** False: shown nowhere any more; what was kept in it stays. */
  active: z.boolean(),
})

export const newField = customField
  .omit({ id: true, active: true })
  .extend({ labels: labels.default({}), choices: choices.default([]) })
  .refine(({ kind, choices: all }) => (kind === 'choice') === all.length > 0, {
    message: 'A choice has values, and nothing else has.',
    path: ['choices'],
  })

/** Kind and key stay: values are kept by them. */
export const fieldChanges = z.object({ labels, choices, active: z.boolean() }).partial()

export const fieldValue = z.union([z.string().max(2_000), z.number(), z.boolean()])
/** By key. A field without a value is not in it. */
export const fieldValues = z.record(fieldKey, fieldValue)
/** Null takes a value away; what is not named stays. */
export const valueChanges = z.record(fieldKey, fieldValue.nullable())

/** Why a value does not fit its field; null where it does. */
export function valueFault({ kind, choices: all }: CustomField, value: FieldValue): string | null {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? null : 'A text.'
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'A number.'
    case 'date':
      return z.iso.date().safeParse(value).success ? null : 'A date: 2026-11-21.'
    case 'checkbox':
      return typeof value === 'boolean' ? null : 'True or false.'
    case 'choice':
      return all.some((one) => one.value === value) ? null : 'One of the choices.'
  }
}

export type FieldSubject = (typeof fieldSubjects)[number]
export type FieldKind = (typeof fieldKinds)[number]
export type CustomField = z.infer<typeof customField>
export type NewField = z.infer<typeof newField>
export type FieldChanges = z.infer<typeof fieldChanges>
export type FieldValue = z.infer<typeof fieldValue>
export type FieldValues = z.infer<typeof fieldValues>
