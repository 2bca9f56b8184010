import { z } from 'zod'
import {
  currency,
  money,
  opportunity,
  opportunityDetail,
  opportunityRoles,
  opportunityStages,
  opportunityStatuses,
} from './opportunities.ts'
import { id, version } from './records.ts'
import { route } from './route.ts'
import { byId, changesOf, foundPage, search } from './shapes.ts'

const newOpportunity = z.object({
  name: z.string().min(1).max(200),
  stage: z.enum(opportunityStages).default('qualify'),
  status: z.enum(opportunityStatuses).default('open'),
  amount: money.nullable().default(null),
  currency: currency.nullable().default(null),
  closeOn: z.iso.date().nullable().default(null),
  accountId: id.nullable().default(null),
  /** All of them: a change replaces who was in it. */
  people: z
    .array(z.object({ contactId: id, role: z.enum(opportunityRoles) }))
    .max(50)
    .default([]),
})

/** Chances to sell, and who has a say in them. */
export const opportunityRoutes = {
  listOpportunities: route({
    method: 'GET',
    path: '/api/opportunities',
    access: 'agent',
    summary: 'Find opportunities by part of the name or of the account; the next to close first',
    query: search.extend({
      contactId: id.optional(),
      accountId: id.optional(),
      status: z.enum(opportunityStatuses).optional(),
      sort: z.enum(['closing', 'newest']).default('closing'),
    }),
    reply: foundPage(opportunity),
  }),
  readOpportunity: route({
    method: 'GET',
    path: '/api/opportunities/:id',
    access: 'agent',
    summary: 'One opportunity, with who has a part in it',
    params: byId,
    reply: opportunityDetail,
  }),
  createOpportunity: route({
    method: 'POST',
    path: '/api/opportunities',
    access: 'agent',
    summary: 'Create an opportunity',
    idempotent: true,
    body: newOpportunity,
    reply: opportunityDetail,
  }),
  changeOpportunity: route({
    method: 'PATCH',
    path: '/api/opportunities/:id',
    access: 'agent',
    summary: 'Change an opportunity',
    params: byId,
    body: changesOf(newOpportunity.extend({ version })),
    reply: opportunityDetail,
  }),
} as const
