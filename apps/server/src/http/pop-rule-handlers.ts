import type { RouteReply } from '@hookswitch/contract'
import type { SignedIn } from '#auth/auth.ts'
import type { Answer } from '#crm-builtin/answer.ts'
import type { RuleDesk, RuleWriter } from '#pop/rule-desk.ts'
import type { Handlers } from './handler.ts'

type RuleRoute =
  | 'readPopRules'
  | 'savePopRules'
  | 'publishPopRules'
  | 'rollBackPopRules'
  | 'readPopRuleVersion'
  | 'readPopRuleWords'
  | 'tryPopRules'
  | 'startPopRun'
  | 'readPopRun'
  | 'cancelPopRun'
  | 'readPopDecision'

export interface RulePorts {
  readonly desk: RuleDesk
  /** Why something popped for a user in a call of his. */
  readonly decision: (
    asker: { readonly tenant: string; readonly userId: string },
    callId: string,
  ) => Promise<Answer<RouteReply<'readPopDecision'>>>
}

export function popRuleHandlers({ desk, decision }: RulePorts): Pick<Handlers, RuleRoute> {
  return {
    readPopRules: ({ who }) => desk.read(writerOf(who)),
    savePopRules: ({ who, body }) => desk.save(writerOf(who), body),
    publishPopRules: ({ who, body }) => desk.publish(writerOf(who), body.revision),
    rollBackPopRules: ({ who, body }) => desk.rollBack(writerOf(who), body.version),
    readPopRuleVersion: ({ who, query }) => desk.readVersion(writerOf(who), query.version),
    readPopRuleWords: ({ who }) => desk.words(writerOf(who)),
    tryPopRules: ({ who, body }) => desk.tryOn(writerOf(who), body),
    startPopRun: async ({ who, body: { draft, from, to } }) =>
      desk.startRun(writerOf(who), { draft, span: { from, to } }),
    readPopRun: async ({ who, params, query }) => desk.readRun(writerOf(who), params.id, query),
    cancelPopRun: async ({ who, params }) => desk.cancelRun(writerOf(who), params.id),
    readPopDecision: ({ who, params }) => decision({ tenant: who.tenant.id, userId: who.user.id }, params.id),
  }
}

function writerOf({ tenant, user }: SignedIn): RuleWriter {
  return { tenant: tenant.id, country: tenant.country, actor: { id: user.id, name: user.name } }
}
