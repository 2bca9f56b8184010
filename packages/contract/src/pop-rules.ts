/** Rules of what pops: when, for whom, what. Data that an administrator writes; the server's `pop/rules.ts` reads them. */
import { callDirections } from '@hookswitch/model'
import { z } from 'zod'
import { urlTemplate } from './call-text.ts'
import { id, instant } from './records.ts'
import { roles } from './route.ts'

/**
 * When a rule is asked: `offered` the call has reached a queue that may bring it to this user · `ringing` it rings at his
 * telephone, or he calls · `answered` he speaks · `ended` it is over for him.
 */
export const popMoments = ['offered', 'ringing', 'answered', 'ended'] as const

/** What is known of the other party: one customer; several, or one to be confirmed; nobody; no number to search by. */
export const callerKinds = ['known', 'several', 'unknown', 'withheld'] as const

const word = z.string().trim().min(1).max(100)
const some = <Value extends z.ZodType>(value: Value) => z.array(value).min(1).max(50)
/** True: the rule holds for all but these. What is not known at all is neither: then the condition does not hold. */
const not = z.boolean().default(false)
/** `08:30`, in 24 hours. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** One thing that must be so. Numbers and digits may end in `*`: whatever follows. */
export const popCondition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue'), not, values: some(word) }),
  z.object({ kind: z.literal('dialled'), not, values: some(word) }),
  z.object({ kind: z.literal('direction'), not, values: some(z.enum(callDirections)) }),
  z.object({ kind: z.literal('role'), not, values: some(z.enum(roles)) }),
  /** Groups of users, by id. */
  z.object({ kind: z.literal('group'), not, values: some(id) }),
  z.object({ kind: z.literal('team'), not, values: some(word) }),
  z.object({ kind: z.literal('caller'), not, values: some(z.enum(callerKinds)) }),
  /** Of the account: ISO 3166, `DE`. */
  z.object({ kind: z.literal('country'), not, values: some(z.string().regex(/^[A-Z]{2}$/)) }),
  /** Of the account. */
  z.object({ kind: z.literal('industry'), not, values: some(word) }),
  /** From `from` to before `to`; past midnight where `to` is earlier, the whole day where they are the same. Monday is 1. */
  z.object({
    kind: z.literal('time'),
    not,
    zone: z.enum(['tenant', 'user']),
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: timeOfDay,
    to: timeOfDay,
  }),
  /** Keyed in at a voice menu; `*` alone is anything. */
  z.object({ kind: z.literal('digits'), not, values: some(word) }),
])

/** What a rule opens. `companion`: a program on the user's own computer, which needs the companion there. */
export const popWhat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('record'), of: z.enum(['contact', 'account', 'case']) }),
  z.object({ kind: z.literal('list') }),
  z.object({ kind: z.literal('search') }),
  z.object({ kind: z.literal('newRecord') }),
  z.object({ kind: z.literal('url'), url: urlTemplate }),
  z.object({ kind: z.literal('companion'), app: word }),
  z.object({ kind: z.literal('nothing') }),
])

export const popRule = z.object({
  /** Made by who writes the rule; stays the same through its changes. */
  id: z.string().min(1).max(64),
  name: z.string().trim().min(1).max(100),
  active: z.boolean().default(true),
  when: z.enum(popMoments),
  /** All must hold; none: every call. */
  conditions: z.array(popCondition).max(12),
  what: popWhat,
})

/** Rules in order: at each moment the first that fits decides. */
export const popRuleSet = z.object({
  rules: z
    .array(popRule)
    .max(200)
    .refine(
      (rules) => new Set(rules.map((rule) => rule.id)).size === rules.length,
      'Each rule has its own id.',
    ),
  /** What happens when it rings and no rule fits. */
  otherwise: z.enum(['callPage', 'nothing']),
})

/** What was really to be opened, for one call and one user. */
export const popTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('record'), of: z.enum(['contact', 'account', 'case']), id }),
  z.object({ kind: z.literal('callPage') }),
  z.object({ kind: z.literal('search'), text: z.string() }),
  z.object({ kind: z.literal('newRecord') }),
  z.object({ kind: z.literal('url'), url: z.url() }),
  z.object({ kind: z.literal('nothing') }),
])

/** How one condition came out: `is` what it names · `isNot` · `notKnown`. `value`: what was so; null where there is none. */
export const popFinding = z.object({
  condition: popCondition,
  holds: z.boolean(),
  code: z.enum(['is', 'isNot', 'notKnown']),
  value: z.string().nullable(),
})

/** What the rules decided for a user at one moment of a call. */
export const popped = z.object({
  moment: z.enum(popMoments),
  at: instant,
  /** Of the rules that decided. */
  version: z.number().int(),
  /** Null where none fitted. */
  rule: z.object({ id: z.string(), name: z.string() }).nullable(),
  what: popTarget,
})

/**
 * Why a rule popped or did not: `popped` · `later` an earlier one had fitted · `off` it is switched off · `otherMoment` ·
 * `conditions` one of them did not hold · `nothingToOpen` the record, or the number, that it opens is not there ·
 * `companionMissing` the program on the user's computer that it needs does not exist yet.
 */
export const popVerdicts = [
  'popped',
  'later',
  'off',
  'otherMoment',
  'conditions',
  'nothingToOpen',
  'companionMissing',
] as const

export const ruleVerdict = z.object({
  id: z.string(),
  name: z.string(),
  when: z.enum(popMoments),
  verdict: z.enum(popVerdicts),
  /** Of the conditions, as far as they were asked. */
  findings: z.array(popFinding),
})

/** A decision with all that spoke for it. */
export const popExplained = z.object({ action: popped, rules: z.array(ruleVerdict) })

export type PopMoment = (typeof popMoments)[number]
export type CallerKind = (typeof callerKinds)[number]
export type PopCondition = z.infer<typeof popCondition>
export type PopConditionKind = PopCondition['kind']
export type PopWhat = z.infer<typeof popWhat>
export type PopRule = z.infer<typeof popRule>
export type PopRuleSet = z.infer<typeof popRuleSet>
export type PopTarget = z.infer<typeof popTarget>
export type PopFinding = z.infer<typeof popFinding>
export type Popped = z.infer<typeof popped>
export type PopVerdict = (typeof popVerdicts)[number]
export type RuleVerdict = z.infer<typeof ruleVerdict>
export type PopExplained = z.infer<typeof popExplained>
