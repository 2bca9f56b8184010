/** What administrators see of a call and of a link: every step of the call with the messages behind it, and recordings. */
import { callDirections, outcomes } from '@hookswitch/model'
import { z } from 'zod'
import { instant } from './records.ts'
import { route } from './route.ts'

/** A call in the list from which one is picked. */
export const callBrief = z.object({
  id: z.string(),
  link: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  direction: z.enum(callDirections),
  /** As the switch sent it; null where there was none. */
  calling: z.string().nullable(),
  callingName: z.string().nullable(),
  called: z.string().nullable(),
  outcome: z.enum(outcomes).nullable(),
})

/** A column of the diagram. */
export const ladderParty = z.object({
  id: z.string(),
  kind: z.enum(['outside', 'device', 'hookswitch']),
  /** Number or name of the device; '' for Hookswitch itself, and for somebody who is not known. */
  number: z.string(),
  name: z.string().nullable(),
})

/** One arrow. */
export const ladderStep = z.object({
  at: instant,
  /** Milliseconds since the call began. */
  after: z.number(),
  sort: z.enum(['event', 'command', 'server']),
  /** The model's word for it: `delivered`, `answerCall` … */
  kind: z.string(),
  cause: z.string().nullable(),
  /** Ids of parties. The same twice: something that the party did by itself. */
  from: z.string(),
  to: z.string(),
  /** Messages of the wire behind it, as they were kept; empty where they are not kept any more. */
  raw: z.array(z.string()),
  /** What the model was told, as JSON. */
  model: z.string(),
})

export const ladder = z.object({
  call: callBrief,
  parties: z.array(ladderParty),
  steps: z.array(ladderStep),
  /** False where nothing of the wire was kept of the time of this call. */
  wireKept: z.boolean(),
})

const part = z.object({
  number: z.number().int(),
  from: instant,
  bytes: z.number().int(),
  /** A session with the switch begins in it. */
  opens: z.boolean(),
})

export const ladderRoutes = {
  listRecentCalls: route({
    method: 'GET',
    path: '/api/recent-calls',
    access: 'administrator',
    summary: 'Recent calls of everybody in my organisation, newest first, for their diagrams',
    query: z.object({
      /** Part of a number or an extension. */
      search: z.string().max(40).default(''),
      /** Calls that were going on at this moment. */
      at: instant.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({ items: z.array(callBrief) }),
  }),
  readLadder: route({
    method: 'GET',
    path: '/api/calls/:id/ladder',
    access: 'administrator',
    summary: 'Every step of a call, who did it to whom, and the messages of the telephone system behind it',
    params: z.object({ id: z.string().max(200) }),
    reply: ladder,
  }),
  takeRecording: route({
    method: 'POST',
    path: '/api/links/:id/recording',
    access: 'administrator',
    summary: 'The parts of what was kept of a link since a moment; that it was taken is logged',
    params: z.object({ id: z.string().max(64) }),
    body: z.object({
      since: instant,
      /** Whether numbers and names will be left in it. (Whoever takes it replaces them.) */
      keepPersonalData: z.boolean(),
    }),
    reply: z.object({ items: z.array(part) }),
  }),
  readRecordingPart: route({
    method: 'GET',
    path: '/api/links/:id/recording/:part',
    access: 'administrator',
    summary: 'One part of what was kept of a link, as lines of JSON (docs/recording.md)',
    params: z.object({ id: z.string().max(64), part: z.coerce.number().int() }),
    reply: z.object({ text: z.string() }),
  }),
} as const

export type CallBrief = z.infer<typeof callBrief>
export type Ladder = z.infer<typeof ladder>
export type LadderParty = z.infer<typeof ladderParty>
export type LadderStep = z.infer<typeof ladderStep>
