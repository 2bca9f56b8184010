/**
 * What pops, by rules that an administrator wrote. A function of the rules and of what is known of one call, one user and
 * one moment, and of nothing else: production, preview and the time machine ask the same one.
 */
import type {
  PopFinding,
  PopRule,
  PopRuleSet,
  PopTarget,
  PopVerdict,
  RuleVerdict,
} from '@hookswitch/contract'
import { checkCondition } from './rule-conditions.ts'
import type { RuleFacts } from './rule-facts.ts'
import { targetOf, type FillUrl } from './rule-target.ts'

/** What the rules say. `rule` null: none fitted; then `what` is what the set says for that. */
export interface Decision {
  readonly rule: PopRule | null
  readonly what: PopTarget
}

/** Reads rule sets. */
export interface Rules {
  /** The first rule of the moment that fits, and that has something to open, decides. */
  readonly decide: (set: PopRuleSet, facts: RuleFacts) => Decision
  /** The same, and of every rule why it popped or did not, in order. */
  readonly explain: (set: PopRuleSet, facts: RuleFacts) => Explained
}

export interface Explained extends Decision {
  readonly rules: RuleVerdict[]
}

export function createRules(fillUrl: FillUrl): Rules {
  return {
    decide(set, facts) {
      for (const rule of set.rules) {
        const { what } = judge(rule, facts, fillUrl)
        if (what !== null) return { rule, what }
      }
      return { rule: null, what: otherwise(set, facts) }
    },
    explain(set, facts) {
      let decision: Decision | null = null
      const rules: RuleVerdict[] = []
      for (const rule of set.rules) {
        const { what, verdict, findings } = judge(rule, facts, fillUrl)
        const isLater = what !== null && decision !== null
        if (what !== null) decision ??= { rule, what }
        const { id, name, when } = rule
        rules.push({ id, name, when, verdict: isLater ? 'later' : verdict, findings })
      }
      return { ...(decision ?? { rule: null, what: otherwise(set, facts) }), rules }
    },
  }
}

interface Judged {
  readonly what: PopTarget | null
  readonly verdict: PopVerdict
  /** Of the conditions, up to the first that did not hold. */
  readonly findings: PopFinding[]
}

const none: PopFinding[] = []

function judge(rule: PopRule, facts: RuleFacts, fillUrl: FillUrl): Judged {
  if (!rule.active) return { what: null, verdict: 'off', findings: none }
  if (rule.when !== facts.moment) return { what: null, verdict: 'otherMoment', findings: none }
  const findings: PopFinding[] = []
  for (const condition of rule.conditions) {
    const finding = checkCondition(condition, facts)
    findings.push(finding)
    if (!finding.holds) return { what: null, verdict: 'conditions', findings }
  }
  const target = targetOf(rule.what, facts, fillUrl)
  if (!target.ok) return { what: null, verdict: target.why, findings }
  return { what: target.what, verdict: 'popped', findings }
}

/** Only a telephone that rings brings the page of the call by itself; at other moments nothing moves without a rule. */
function otherwise(set: PopRuleSet, { moment }: RuleFacts): PopTarget {
  return moment === 'ringing' && set.otherwise === 'callPage' ? { kind: 'callPage' } : { kind: 'nothing' }
}
