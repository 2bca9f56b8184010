import { z } from 'zod'
import { account, activity, caseRecord, contact, id, task } from './records.ts'

/** Why a record was found: shown to the agent beside the match. */
export const matchReason = z.enum([
  'callerNumber',
  'calledNumber',
  'accountNumberDigits',
  'caseNumberDigits',
  'chosen',
  'created',
])

/** One possible caller. At least one of contact and account is set. */
export const match = z.object({
  contact: contact.nullable(),
  account: account.nullable(),
  reason: matchReason,
})

/**
 * What is known of the other party. `searching` while the database is asked; `found` exactly one; `several` the agent
 * chooses from `matches`; `none` unknown number; `withheld` no number to search with and no digits; `failed` the
 * database did not answer (it is asked again).
 */
export const popView = z.object({
  status: z.enum(['searching', 'found', 'several', 'none', 'withheld', 'failed']),
  matches: z.array(match),
  /** The match that the call is about: the only one, or the one the agent chose; null until then. */
  chosen: match.nullable(),
  /** Open cases of the chosen contact and account, newest first. */
  cases: z.array(caseRecord),
  tasks: z.array(task),
  /** Last calls and activities of the chosen contact and account, newest first. */
  activities: z.array(activity),
})

export const choice = z.object({ contactId: id.nullable(), accountId: id.nullable() })

export type MatchReason = z.infer<typeof matchReason>
export type Match = z.infer<typeof match>
export type PopView = z.infer<typeof popView>
