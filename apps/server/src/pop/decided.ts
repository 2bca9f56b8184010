import type { Popped, PopMoment, PopTarget } from '@hookswitch/contract'
import type { RuleFacts } from './rule-facts.ts'
import type { PublishedRules } from './rule-book.ts'
import type { Rules } from './rules.ts'

/** What the rules said at one moment, with all that it takes to say why: kept with the call. */
export interface Decided {
  readonly moment: PopMoment
  readonly version: number
  readonly rule: { readonly id: string; readonly name: string } | null
  readonly what: PopTarget
  readonly facts: RuleFacts
}

export function decided(rules: Rules, { version, set }: PublishedRules, facts: RuleFacts): Decided {
  const { rule, what } = rules.decide(set, facts)
  const named = rule === null ? null : { id: rule.id, name: rule.name }
  return { moment: facts.moment, version, rule: named, what, facts }
}

export function poppedOf({ moment, version, rule, what, facts }: Decided): Popped {
  return { moment, at: new Date(facts.at).toISOString(), version, rule, what }
}

/**
 * Of several moments the one that the page goes by: the last at which a rule fitted; where none did, the last that opened
 * something; else the last. That nothing fitted later takes nothing away that was opened before.
 */
export function lastSaid(moments: readonly Decided[]): Decided | undefined {
  return (
    moments.findLast(({ rule }) => rule !== null) ??
    moments.findLast(({ what }) => what.kind !== 'nothing') ??
    moments.at(-1)
  )
}
