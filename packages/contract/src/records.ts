import { callDirections, legRoles, outcomes } from '@hookswitch/model'
import { z } from 'zod'

/** Times on the wire: ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime()
export const id = z.uuid()
/**
 * How often a record was changed: sent back with a change, so that nobody's change is overwritten unseen. Absent where
 * records are shown and not edited, as in a pop.
 */
export const version = z.int().optional()

/** A telephone number of a record. `e164` is null where the text could not be understood; the text is kept as written. */
export const phoneNumber = z.object({
  label: z.enum(['work', 'mobile', 'home', 'other']),
  /** As a person wrote it. */
  text: z.string().min(1).max(64),
  e164: z.string().nullable(),
  /** As people of the tenant's country write it. */
  display: z.string(),
})

export const account = z.object({
  id,
  name: z.string(),
  /** The number that customers key in; unique in a tenant. */
  number: z.string().nullable(),
  industry: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  version,
})

export const contact = z.object({
  id,
  givenName: z.string(),
  familyName: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  email: z.string().nullable(),
  accountId: id.nullable(),
  accountName: z.string().nullable(),
  phones: z.array(phoneNumber),
  version,
})

export const casePriorities = ['low', 'normal', 'high', 'urgent'] as const
export const caseStatuses = ['new', 'open', 'waiting', 'escalated', 'closed'] as const
export const caseTypes = ['question', 'problem', 'request', 'complaint'] as const
export const caseOrigins = ['phone', 'email', 'web', 'chat', 'visit'] as const

/** A case with the eight fields that the first interface must show (and its subject). */
export const caseRecord = z.object({
  id,
  subject: z.string(),
  priority: z.enum(casePriorities),
  number: z.string(),
  owner: z.string().nullable(),
  openedAt: instant,
  contactName: z.string().nullable(),
  status: z.enum(caseStatuses),
  type: z.enum(caseTypes),
  origin: z.enum(caseOrigins),
  contactId: id.nullable(),
  accountId: id.nullable(),
  /** Absent in a pop, which shows the account anyway. */
  accountName: z.string().nullable().optional(),
  version,
})

export const task = z.object({
  id,
  subject: z.string(),
  dueOn: z.iso.date().nullable(),
  done: z.boolean(),
  contactId: id.nullable(),
  accountId: id.nullable(),
  caseId: id.nullable(),
  owner: z.string().nullable(),
  /** Whose it is: absent in a pop, which shows them anyway. */
  contactName: z.string().nullable().optional(),
  accountName: z.string().nullable().optional(),
  caseNumber: z.string().nullable().optional(),
  version,
})

/** What happened with a customer: a call log, or something entered by hand. One per call and record. */
export const activity = z.object({
  id,
  kind: z.enum(['call', 'email', 'meeting', 'note']),
  subject: z.string(),
  /** Notes taken. */
  text: z.string(),
  at: instant,
  durationSeconds: z.number().int().nullable(),
  direction: z.enum(callDirections).nullable(),
  outcome: z.string().nullable(),
  user: z.string().nullable(),
  callId: z.string().nullable(),
  contactId: id.nullable(),
  accountId: id.nullable(),
  caseId: id.nullable(),
})

/** Somebody's part in a logged call: a child of the call's one activity. */
export const activityLeg = z.object({
  role: z.enum(legRoles),
  device: z.string(),
  /** Name of the colleague whose telephone it was; null for the customer, a queue, a line. */
  user: z.string().nullable(),
  /** As people write it; null where it is not known or withheld. */
  number: z.string().nullable(),
  /** The switch's own name for the party. */
  name: z.string().nullable(),
  /** Who brought the call here, by name or number: the caller, or the colleague who passed it on. Null for who called. */
  from: z.string().nullable(),
  startedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** From the answer to the end; null where there was none. */
  durationSeconds: z.number().int().nullable(),
  outcome: z.enum(outcomes).nullable(),
})

/** An activity with all that is kept of it: the legs of a call, in the order in which they came into it. */
export const activityDetail = activity.extend({ legs: z.array(activityLeg) })

export type PhoneNumber = z.infer<typeof phoneNumber>
export type Account = z.infer<typeof account>
export type Contact = z.infer<typeof contact>
export type CaseRecord = z.infer<typeof caseRecord>
export type Task = z.infer<typeof task>
export type Activity = z.infer<typeof activity>
export type ActivityLeg = z.infer<typeof activityLeg>
export type ActivityDetail = z.infer<typeof activityDetail>
