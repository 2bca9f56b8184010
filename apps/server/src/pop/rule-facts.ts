import type { CallFacts, CallerKind, PopMoment } from '@hookswitch/contract'

/** Of whom a rule may ask what he is: the user at whose page it would pop. */
export interface RuleUser {
  readonly id: string
  readonly name: string
  readonly role: 'agent' | 'supervisor' | 'administrator'
  readonly groupId: string | null
  readonly team: string | null
  /** Of the place where he works. */
  readonly timeZone: string
  readonly tenantTimeZone: string
}

/** What a rule may ask about the other party. */
export interface RuleCaller {
  /** Null where nobody is looked up: a talk between colleagues. */
  readonly kind: CallerKind | null
  readonly contactId: string | null
  readonly accountId: string | null
  readonly country: string | null
  readonly industry: string | null
  /** The case whose number was keyed in, or the customer's only open one. */
  readonly caseId: string | null
  /** Whether there are people to choose from, or one to confirm, or the one. */
  readonly hasMatches: boolean
}

/** A number as the switch told it, and its one key where it has one. */
export interface RuleNumber {
  readonly text: string | null
  readonly e164: string | null
}

/** All that rules may look at, of one call, one user and one moment. */
export interface RuleFacts {
  readonly moment: PopMoment
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly direction: 'inbound' | 'outbound' | 'internal'
  readonly queue: string | null
  /** What the caller dialled to reach us; of a call that goes out, the number called. */
  readonly dialled: RuleNumber
  /** Of the other party; null where it is withheld. */
  readonly number: RuleNumber | null
  readonly digits: string | null
  readonly caller: RuleCaller
  readonly user: RuleUser
  /** What may stand in an address. */
  readonly words: CallFacts
}
