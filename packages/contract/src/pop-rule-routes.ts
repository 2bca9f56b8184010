import { z } from 'zod'
import { popExplained, popMoments, popped, popRuleSet, ruleVerdict } from './pop-rules.ts'
import { id, instant } from './records.ts'
import { route } from './route.ts'

const version = z.object({
  version: z.int(),
  at: instant,
  /** Who published it, by name. */
  by: z.string(),
  /** Rolled back: which earlier version it is again. */
  restores: z.int().nullable(),
  /** How many rules it has. */
  rules: z.int(),
})

/** The draft, and what was published; the newest version is in force. */
export const popRules = z.object({
  draft: popRuleSet,
  /** To be given back with a change: 0 while nothing was written. */
  revision: z.int(),
  /** Whether the draft differs from what is in force. */
  changed: z.boolean(),
  versions: z.array(version),
})

/** What can be named in a rule. */
export const popRuleWords = z.object({
  groups: z.array(z.object({ id, name: z.string() })),
  queues: z.array(z.object({ number: z.string(), name: z.string() })),
  teams: z.array(z.string()),
  countries: z.array(z.string()),
  industries: z.array(z.string()),
})

/** What draft rules would do with one past call, for one who had a part in it. */
export const popTrial = z.object({
  user: z.object({ id, name: z.string() }),
  /** By the rules in force, with the same facts; null where none are. */
  was: popped.nullable(),
  would: popExplained,
})

/** One call, one user, one moment at which the draft would do something else. */
export const popDifference = z.object({
  callId: z.string(),
  /** When the call began. */
  startedAt: instant,
  moment: z.enum(popMoments),
  user: z.string(),
  /** The other party: a name, or else a number; null where it is withheld. */
  caller: z.string().nullable(),
  was: popped.pick({ rule: true, what: true }),
  would: popped.pick({ rule: true, what: true }),
  /** Why, in the draft: of the rule that would decide, and of the one that decided. */
  why: z.array(ruleVerdict),
})

/** Draft rules played on past calls. */
export const popRun = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  from: instant,
  to: instant,
  /** Calls to go through, and gone through. */
  total: z.int(),
  done: z.int(),
  /** Decisions compared: one for each user and moment of each call. */
  decisions: z.int(),
  /** Of them: how many would be others. */
  changed: z.int(),
  /** Where nothing was opened and something would be; the other way round; where it would be something else. */
  appears: z.int(),
  disappears: z.int(),
  other: z.int(),
  seconds: z.number(),
  /** Differences that can be read one by one: the first of them. */
  kept: z.int(),
  items: z.array(popDifference),
})

const span = { from: instant, to: instant }

/** Rules of what pops. */
export const popRuleRoutes = {
  readPopRules: route({
    method: 'GET',
    path: '/api/pop-rules',
    access: 'administrator',
    summary: 'The rules of what pops: the draft, and the versions that were published',
    reply: popRules,
  }),
  savePopRules: route({
    method: 'PUT',
    path: '/api/pop-rules',
    access: 'administrator',
    summary: 'Keep the draft; nobody’s pop changes by it. 409 when `revision` is not the last one',
    body: z.object({ revision: z.int(), draft: popRuleSet }),
    reply: popRules,
  }),
  publishPopRules: route({
    method: 'POST',
    path: '/api/pop-rules/publish',
    access: 'administrator',
    summary: 'Put the draft in force, from the next call on',
    idempotent: true,
    body: z.object({ revision: z.int() }),
    reply: popRules,
  }),
  rollBackPopRules: route({
    method: 'POST',
    path: '/api/pop-rules/roll-back',
    access: 'administrator',
    summary: 'Put an earlier version in force again, as a new one; the draft becomes it too',
    idempotent: true,
    body: z.object({ version: z.int() }),
    reply: popRules,
  }),
  readPopRuleVersion: route({
    method: 'GET',
    path: '/api/pop-rules/version',
    access: 'administrator',
    summary: 'The rules of one version',
    query: z.object({ version: z.coerce.number().int() }),
    reply: popRuleSet,
  }),
  readPopRuleWords: route({
    method: 'GET',
    path: '/api/pop-rules/words',
    access: 'administrator',
    summary: 'Groups, queues, teams, countries and industries that a rule can name',
    reply: popRuleWords,
  }),
  tryPopRules: route({
    method: 'POST',
    path: '/api/pop-rules/try',
    access: 'administrator',
    summary: 'What draft rules would do with one past call, for each user and moment, and why',
    body: z.object({ draft: popRuleSet, callId: z.string().max(200) }),
    reply: z.object({ items: z.array(popTrial) }),
  }),
  startPopRun: route({
    method: 'POST',
    path: '/api/pop-rules/runs',
    access: 'administrator',
    summary: 'Play draft rules on past calls; another run of this organisation ends with it',
    body: z.object({ draft: popRuleSet, ...span }),
    reply: popRun,
  }),
  readPopRun: route({
    method: 'GET',
    path: '/api/pop-rules/runs/:id',
    access: 'administrator',
    summary: 'How far it is, and the differences found',
    params: z.object({ id: z.string().max(64) }),
    query: z.object({
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(0).max(200).default(50),
    }),
    reply: popRun,
  }),
  cancelPopRun: route({
    method: 'DELETE',
    path: '/api/pop-rules/runs/:id',
    access: 'administrator',
    summary: 'Stop it; what it found stays until the next one',
    params: z.object({ id: z.string().max(64) }),
  }),
  readPopDecision: route({
    method: 'GET',
    path: '/api/calls/:id/pop-decision',
    access: 'agent',
    summary: 'Why something popped for me in a call of mine, and why every other rule did not',
    params: z.object({ id: z.string().max(200) }),
    reply: z.object({
      /** `noRules` none were in force · `notDecided` it was never decided: the caller was still being looked for. */
      state: z.enum(['noRules', 'notDecided', 'decided']),
      moments: z.array(popExplained),
    }),
  }),
} as const

export type PopRules = z.infer<typeof popRules>
export type PopRuleWords = z.infer<typeof popRuleWords>
export type PopTrial = z.infer<typeof popTrial>
export type PopDifference = z.infer<typeof popDifference>
export type PopRun = z.infer<typeof popRun>
