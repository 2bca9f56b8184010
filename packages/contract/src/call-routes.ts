import { callDirections, outcomes } from '@hookswitch/model'
import { z } from 'zod'
import { callView } from './call-view.ts'
import { callCommand, directory, lineCommand } from './commands.ts'
import { choice } from './pop.ts'
import { id, instant } from './records.ts'
import { route } from './route.ts'
import { pageOf } from './shapes.ts'

const callById = z.object({ id: z.string().max(200) })

/** A number as people typed or pasted it, understood by the rules of the user's link. */
export const numberReading = z.object({
  /** `number` can be dialled; `extension` a short internal one; `unreadable` not a telephone number. */
  kind: z.enum(['number', 'extension', 'unreadable']),
  e164: z.string().nullable(),
  display: z.string(),
  /** What would be sent to the switch; null when unreadable. */
  dial: z.string().nullable(),
})

/** A call in my history. */
export const pastCall = callView.extend({ dispositionId: id.nullable() })
export type PastCall = z.infer<typeof pastCall>

/** A user's own calls and telephone. */
export const callRoutes = {
  makeCall: route({
    method: 'POST',
    path: '/api/calls',
    access: 'agent',
    summary: 'Call a number from my phone',
    idempotent: true,
    body: z.object({ number: z.string().min(1).max(100) }),
    reply: z.object({ accepted: z.literal(true) }),
  }),
  commandCall: route({
    method: 'POST',
    path: '/api/calls/:id/commands',
    access: 'agent',
    summary: 'Ask the switch to do something with a call of mine',
    idempotent: true,
    params: callById,
    body: callCommand,
    reply: z.object({ accepted: z.literal(true) }),
  }),
  commandLine: route({
    method: 'POST',
    path: '/api/line/commands',
    access: 'agent',
    summary: 'Ask the switch to do something with my telephone or my place at the queues',
    idempotent: true,
    body: lineCommand,
    reply: z.object({ accepted: z.literal(true) }),
  }),
  listDirectory: route({
    method: 'GET',
    path: '/api/directory',
    access: 'agent',
    summary: 'Colleagues with how they can be reached now, and places that calls can be sent to',
    query: z.object({ search: z.string().max(100).default('') }),
    reply: directory,
  }),
  myCalls: route({
    method: 'GET',
    path: '/api/calls',
    access: 'agent',
    summary: 'My calls, newest first',
    query: z.object({
      from: instant.optional(),
      to: instant.optional(),
      direction: z.enum(callDirections).optional(),
      missed: z.stringbool().optional(),
      /** How it came out for me. */
      outcome: z.enum(outcomes).optional(),
      /** The disposition that was given; `none`: those without. */
      disposition: z.union([id, z.literal('none')]).optional(),
      /** Part of the customer's name, or of a number. */
      search: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      cursor: z.string().max(200).optional(),
    }),
    reply: pageOf(pastCall),
  }),
  readCall: route({
    method: 'GET',
    path: '/api/calls/:id',
    access: 'agent',
    summary: 'One call of mine',
    params: callById,
    reply: callView,
  }),
  writeNotes: route({
    method: 'PUT',
    path: '/api/calls/:id/notes',
    access: 'agent',
    summary:
      'Keep the notes of a call. `version` is the one last seen: 409 when somebody else wrote meanwhile',
    params: callById,
    body: z.object({ text: z.string().max(20_000), version: z.number().int() }),
    reply: z.object({ text: z.string(), version: z.number().int() }),
  }),
  chooseMatch: route({
    method: 'PUT',
    path: '/api/calls/:id/match',
    access: 'agent',
    summary: 'Say who the other party is',
    params: callById,
    body: choice,
    reply: callView,
  }),
  lookUpAgain: route({
    method: 'POST',
    path: '/api/calls/:id/lookup',
    access: 'agent',
    summary: 'Search for the other party again',
    params: callById,
    reply: callView,
  }),
  readNumber: route({
    method: 'GET',
    path: '/api/numbers',
    access: 'agent',
    summary: 'How a typed or pasted number is understood',
    query: z.object({ text: z.string().max(200) }),
    reply: numberReading,
  }),
} as const
