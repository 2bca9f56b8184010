import { z } from 'zod'
import { opportunity } from './opportunities.ts'
import { account, activity, caseRecord, contact, id, instant, task } from './records.ts'

/** Why a record was found: shown to the agent beside the match. */
export const matchReason = z.enum([
  'callerNumber',
  'calledNumber',
  'accountNumberDigits',
  'caseNumberDigits',
  'chosen',
  'created',
])

/**
 * What speaks for a match or against it. For it: an open case (`text` its number), whose owner this call rings at, a part in
 * an open opportunity, an open task, the last talk (`at`), said to be this number's before (`at`) or at the same number dialled, the switch's name for the
 * caller, digits keyed in that are one slip away from a number of his, his extension, the company's block of numbers.
 * Against it: corrected by hand (`at`), nothing heard for long (`at`), the switch names somebody else.
 */
export const matchNoteCodes = [
  'openCase',
  'caseOwner',
  'openOpportunity',
  'openTask',
  'lastTalk',
  'chosenBefore',
  'dialledNumber',
  'callerName',
  'nearDigits',
  'extension',
  'numberBlock',
  'notHim',
  'longAgo',
  'otherName',
] as const
export const matchNote = z.object({
  code: z.enum(matchNoteCodes),
  at: instant.optional(),
  text: z.string().optional(),
})

/** One possible caller. At least one of contact and account is set. */
export const match = z.object({
  contact: contact.nullable(),
  account: account.nullable(),
  reason: matchReason,
  /** What else speaks for and against it, the strongest first. */
  notes: z.array(matchNote).optional(),
})

/**
 * Why nobody was linked, though somebody was found: the number is several people's; the match is old; the switch names
 * somebody else; it was corrected before; the call shows a number of our own, one that does not exist, or that of who sent it on; only a neighbour
 * number is known; known only from one earlier choice; the digits may be a slip of the finger.
 */
export const unsureCodes = [
  'shared',
  'longAgo',
  'otherName',
  'notHim',
  'ownNumber',
  'impossibleNumber',
  'divertedNumber',
  'numberBlock',
  'chosenOnce',
  'digitsDoubtful',
] as const

/**
 * What is known of the other party. `searching` while the database is asked; `found` exactly one; `several` the agent
 * chooses from `matches` (the likeliest first), or confirms the only one, see `unsure`; `none` unknown number; `withheld` no number to search with and no digits; `failed` the
 * database did not answer (it is asked again).
 */
export const popView = z.object({
  status: z.enum(['searching', 'found', 'several', 'none', 'withheld', 'failed']),
  matches: z.array(match),
  /** The match that the call is about: the only one, or the one the agent chose; null until then. */
  chosen: match.nullable(),
  /** Why it is left to a person to say who it is. */
  unsure: z.enum(unsureCodes).optional(),
  /** Open cases of the chosen contact and account, newest first. */
  cases: z.array(caseRecord),
  tasks: z.array(task),
  /** Open opportunities of the chosen contact and account, the next to close first; absent when there are none. */
  opportunities: z.array(opportunity).optional(),
  /** Last calls and activities of the chosen contact and account, newest first. */
  activities: z.array(activity),
})

export const choice = z.object({ contactId: id.nullable(), accountId: id.nullable() })

export type MatchReason = z.infer<typeof matchReason>
export type MatchNote = z.infer<typeof matchNote>
export type UnsureCode = (typeof unsureCodes)[number]
export type Match = z.infer<typeof match>
export type PopView = z.infer<typeof popView>
