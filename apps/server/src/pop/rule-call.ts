import type { Account, CallFacts, CallerKind, Contact, Placeholder, PopMoment } from '@hookswitch/contract'
import type { Call, Leg } from '@hookswitch/model'
import type { RuleCaller, RuleFacts, RuleNumber, RuleUser } from './rule-facts.ts'

/** What rules look at of a call: a call that goes on, or one that was kept. */
export type RuledCall = Pick<
  Call,
  'id' | 'direction' | 'calling' | 'called' | 'queue' | 'digits' | 'answeredAt'
> & {
  readonly legs: readonly Pick<
    Leg,
    'device' | 'role' | 'startedAt' | 'ringingAt' | 'answeredAt' | 'endedAt'
  >[]
}

export interface Reached {
  readonly moment: PopMoment
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** The moments that a call has reached for a telephone, in order. None for one that had no part in it. */
export function momentsOf(call: RuledCall, device: string): Reached[] {
  const legs = call.legs.filter((leg) => leg.device === device)
  const [first, last] = [legs[0], legs.at(-1)]
  if (first === undefined || last === undefined) return []
  const reached: Reached[] = []
  const dials = first.role === 'caller'
  // Out of a queue, or where the switch tells of a telephone before it rings.
  const isOffered = call.queue !== null || first.ringingAt === null || first.ringingAt > first.startedAt
  if (isOffered && !dials) reached.push({ moment: 'offered', at: first.startedAt })
  const rangAt = dials ? first.startedAt : legs.find((leg) => leg.ringingAt !== null)?.ringingAt
  if (rangAt != null) reached.push({ moment: 'ringing', at: rangAt })
  // Whoever dials speaks from the moment at which the other one answers.
  const answeredAt = dials ? call.answeredAt : legs.find((leg) => leg.answeredAt !== null)?.answeredAt
  if (answeredAt != null) reached.push({ moment: 'answered', at: answeredAt })
  if (legs.every((leg) => leg.endedAt !== null))
    reached.push({ moment: 'ended', at: last.endedAt ?? last.startedAt })
  return reached
}

/** What is known of the other party. */
export interface KnownOfCaller {
  /** Null where nobody is looked up. */
  readonly kind: CallerKind | null
  readonly contact: Pick<Contact, 'id' | 'name' | 'givenName' | 'familyName' | 'title' | 'email'> | null
  readonly account: Pick<Account, 'id' | 'name' | 'number' | 'city' | 'country' | 'industry'> | null
  readonly case: {
    readonly id: string
    readonly number: string | null
    readonly subject: string | null
  } | null
  readonly hasMatches: boolean
}

export interface ReadsNumbers {
  e164(number: string): string | null
  display(number: string): string
}

/** All that rules may look at. */
export function ruleFacts(
  call: RuledCall,
  seen: {
    readonly reached: Reached
    readonly user: RuleUser
    readonly known: KnownOfCaller
    readonly numbers: ReadsNumbers
  },
): RuleFacts {
  const { reached, user, known, numbers } = seen
  const read = (text: string | null): RuleNumber => ({
    text,
    e164: text === null ? null : numbers.e164(text),
  })
  const other = call.direction === 'inbound' ? call.calling : call.called
  const isShown = call.direction !== 'internal' && other.kind === 'known' && other.number !== null
  const number = isShown ? read(other.number) : null
  const name = isShown ? other.name : null
  let words: CallFacts | undefined
  return {
    ...reached,
    direction: call.direction,
    queue: call.queue,
    dialled: read(call.called.number),
    number,
    digits: call.digits,
    caller: callerOf(known),
    user,
    // Few rules have an address: what can stand in one is put together for those.
    get words() {
      return (words ??= wordsOf(call, { known, number, user, numbers, name }))
    },
  }
}

function callerOf({ kind, contact, account, case: it, hasMatches }: KnownOfCaller): RuleCaller {
  return {
    kind,
    contactId: contact?.id ?? null,
    accountId: account?.id ?? null,
    country: account?.country ?? null,
    industry: account?.industry ?? null,
    caseId: it?.id ?? null,
    hasMatches,
  }
}

/** What may stand in an address, by the contract's names (`factsOf` says the same of a call as a page shows it). */
function wordsOf(
  call: RuledCall,
  seen: {
    readonly known: KnownOfCaller
    readonly number: RuleNumber | null
    readonly user: RuleUser
    readonly numbers: ReadsNumbers
    readonly name: string | null
  },
): CallFacts {
  const { contact, account, case: it } = seen.known
  const words: Record<Placeholder, string | null | undefined> = {
    'caller.name': contact?.name ?? account?.name ?? seen.name,
    'caller.number': seen.number?.text == null ? null : seen.numbers.display(seen.number.text),
    'caller.e164': seen.number?.e164,
    'contact.id': contact?.id,
    'contact.name': contact?.name,
    'contact.givenName': contact?.givenName,
    'contact.familyName': contact?.familyName,
    'contact.title': contact?.title,
    'contact.email': contact?.email,
    'account.id': account?.id,
    'account.name': account?.name,
    'account.number': account?.number,
    'account.city': account?.city,
    'account.country': account?.country,
    'case.id': it?.id,
    'case.number': it?.number,
    'case.subject': it?.subject,
    'call.id': call.id,
    'call.direction': call.direction,
    'called.number': call.called.number,
    digits: call.digits,
    queue: call.queue,
    'agent.name': seen.user.name,
  }
  const told: Record<string, string> = {}
  for (const [name, value] of Object.entries(words)) if (value != null && value !== '') told[name] = value
  return told
}
