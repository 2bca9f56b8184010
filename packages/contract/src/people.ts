import { z } from 'zod'
import { id } from './records.ts'
import { roles } from './route.ts'

export const languages = ['en', 'de'] as const

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
  /** Where this person works, if elsewhere than the organisation: it decides language, numbers, dates and times. */
  country: z.string().nullable(),
  timeZone: z.string().nullable(),
  active: z.boolean(),
})

/** The signed-in user. */
export const me = user.extend({
  tenant: z.string(),
  /** Region for numbers and dates, ISO 3166 (`DE`). */
  country: z.string(),
  timeZone: z.string(),
  preferences,
})

export type User = z.infer<typeof user>
export type Me = z.infer<typeof me>
export type Preferences = z.infer<typeof preferences>
