import { z } from 'zod'
import { id } from './records.ts'
import { roles } from './route.ts'

export const languages = ['en', 'de', 'ar'] as const

export const preferences = z.object({
  language: z.enum(languages).nullable(),
  theme: z.enum(['system', 'light', 'dark']),
})

export const user = z.object({
  id,
  userName: z.string(),
  name: z.string(),
  role: z.enum(roles),
  /** The extension that is this user's phone; null for none. */
  device: z.string().nullable(),
  /** The link (PBX) that the device belongs to. */
  link: z.string().nullable(),
  team: z.string().nullable(),
  /** Which of the organisation's groups; it decides what the pop shows. */
  groupId: id.nullable(),
  /** Where this person works: it decides language, numbers, dates and times. */
  locationId: id.nullable(),
  /** Only where they differ from the location's. */
  country: z.string().nullable(),
  timeZone: z.string().nullable(),
  active: z.boolean(),
  /** Counts the changes of administrators: who changes an older version is refused. */
  version: z.int(),
})

/** The signed-in user. */
export const me = user.extend({
  tenant: z.string(),
  /** The language that holds: the user's own choice, else that of his location. Null: none that the page speaks. */
  language: z.enum(languages).nullable(),
  /** Region for numbers and dates, ISO 3166 (`DE`). */
  country: z.string(),
  timeZone: z.string(),
  preferences,
})

export type User = z.infer<typeof user>
export type Me = z.infer<typeof me>
export type Preferences = z.infer<typeof preferences>
