import { z } from 'zod'
import { id, version } from './records.ts'

export const opportunityStages = ['qualify', 'needs', 'proposal', 'negotiation', 'decision'] as const
export const opportunityStatuses = ['open', 'won', 'lost'] as const
/** What somebody has to say in it. */
export const opportunityRoles = [
  'decisionMaker',
  'buyer',
  'influencer',
  'evaluator',
  'user',
  'other',
] as const

/** Exact, with at most two digits behind the point: `1250`, `1250.50`. */
export const money = z.string().regex(/^\d{1,12}(\.\d{1,2})?$/)
/** ISO 4217: `EUR`. */
export const currency = z.string().regex(/^[A-Z]{3}$/)

/** A chance to sell something to an account. */
export const opportunity = z.object({
  id,
  name: z.string(),
  stage: z.enum(opportunityStages),
  status: z.enum(opportunityStatuses),
  amount: money.nullable(),
  currency: currency.nullable(),
  /** The day by which it is to be decided. */
  closeOn: z.iso.date().nullable(),
  owner: z.string().nullable(),
  accountId: id.nullable(),
  accountName: z.string().nullable(),
  version,
})

/** Somebody who has a part in an opportunity. */
export const opportunityPerson = z.object({
  contactId: id,
  name: z.string(),
  title: z.string().nullable(),
  role: z.enum(opportunityRoles),
  /** His first number that can be called. */
  phone: z.object({ display: z.string(), e164: z.string() }).nullable(),
})

export const opportunityDetail = opportunity.extend({ people: z.array(opportunityPerson) })

export type Opportunity = z.infer<typeof opportunity>
export type OpportunityPerson = z.infer<typeof opportunityPerson>
export type OpportunityDetail = z.infer<typeof opportunityDetail>
