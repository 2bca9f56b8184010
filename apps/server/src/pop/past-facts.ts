import type { CallerKind } from '@hookswitch/contract'
import type { PastCallRow } from '#store/past-calls.ts'
import type { Decided } from './decided.ts'
import { momentsOf, ruleFacts, type KnownOfCaller, type ReadsNumbers } from './rule-call.ts'
import type { RuleFacts, RuleUser } from './rule-facts.ts'

/** Who sat where, and how the numbers of a call's link are read. */
export interface PastContext {
  /** Users at a telephone, as it is now. */
  usersAt(link: string, device: string): readonly string[]
  user(id: string): RuleUser | undefined
  numbers(link: string): ReadsNumbers
  /** Whether some contact has this number today. */
  isKnown(e164: string): boolean
}

/** What rules look at of one past call, for one user: moment by moment. */
export interface PastPart {
  readonly user: RuleUser
  readonly moments: readonly RuleFacts[]
}

/**
 * The facts of a past call. Where rules were in force then, those that they went by; else they are put together from what
 * was kept: the user as he is today, and of a caller who was not linked, whether somebody has his number today.
 */
export function pastParts(call: PastCallRow, context: PastContext): PastPart[] {
  if (call.mergedInto !== null) return []
  const parts: PastPart[] = []
  for (const [id, kept] of Object.entries(call.decided)) {
    const moments = kept.map((one) => (one as Decided).facts)
    const user = context.user(id) ?? moments[0]?.user
    if (user !== undefined) parts.push({ user, moments })
  }
  const known = knownOf(call, context)
  const numbers = context.numbers(call.link)
  for (const device of new Set(call.legs.map((leg) => leg.device)))
    for (const id of context.usersAt(call.link, device)) {
      const user = context.user(id)
      if (user === undefined || call.decided[id] !== undefined || isHisOwn(call, device)) continue
      const moments = momentsOf(call, device).map((reached) =>
        ruleFacts(call, { reached, user, known, numbers }),
      )
      parts.push({ user, moments })
    }
  return parts
}

/** A consultation that he makes pops nothing: the customer is on his page already. */
function isHisOwn(call: PastCallRow, device: string): boolean {
  return call.parent !== null && call.legs.find((leg) => leg.device === device)?.role === 'caller'
}

function knownOf(call: PastCallRow, context: PastContext): KnownOfCaller {
  const { contact, account } = call
  const kind = kindOf(call, context)
  return {
    kind,
    contact:
      contact === null ? null : { ...contact, name: `${contact.givenName} ${contact.familyName}`.trim() },
    account,
    case: call.case,
    hasMatches: kind === 'known' || kind === 'several',
  }
}

/** The number of the other party, as records are found by it; null where it is withheld or not one. */
export function numberOf(call: PastCallRow, numbers: ReadsNumbers): string | null {
  const other = call.direction === 'inbound' ? call.calling : call.called
  return other.kind === 'known' && other.number !== null ? numbers.e164(other.number) : null
}

function kindOf(call: PastCallRow, context: PastContext): CallerKind | null {
  if (call.direction === 'internal') return null
  if (call.contact !== null || call.account !== null) return 'known'
  const other = call.direction === 'inbound' ? call.calling : call.called
  if (other.kind !== 'known') return 'withheld'
  const e164 = numberOf(call, context.numbers(call.link))
  return e164 !== null && context.isKnown(e164) ? 'several' : 'unknown'
}
