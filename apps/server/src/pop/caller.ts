import type {
  Account,
  Activity,
  CaseRecord,
  Contact,
  Match,
  MatchReason,
  Opportunity,
  PopView,
  Task,
  UnsureCode,
} from '@hookswitch/contract'
import type { Call, Party } from '@hookswitch/model'
import type { StoredMatch } from '#store/live-batch.ts'
import type { Standing } from './rank.ts'

/** By what the other party of a call is looked for. */
export interface CallerKey {
  /** The one key under which records keep a telephone number; null where there is none to search with. */
  readonly e164: string | null
  /** What the caller keyed in; null when nothing. */
  readonly digits: string | null
  readonly reason: Extract<MatchReason, 'callerNumber' | 'calledNumber'>
  /** The switch's name for the other party. */
  readonly name: string | null
  /** What the caller dialled to reach us, as the switch tells it. */
  readonly dialled: string | null
  readonly standing: Standing
}

/** Open cases, open tasks and last activities of a customer; newest first. */
export interface Customer {
  readonly cases: CaseRecord[]
  readonly tasks: Task[]
  readonly activities: Activity[]
  /** Open ones, the next to close first; absent when there are none. */
  readonly opportunities?: Opportunity[]
}

/** What was found of a caller. `customer` belongs to `chosen`. */
export interface Found {
  /** The likeliest first. */
  readonly matches: Match[]
  readonly chosen: Match | null
  /** Why nobody was chosen, though somebody was found. */
  readonly unsure: UnsureCode | null
  readonly caseId: string | null
  readonly customer: Customer | null
}

export interface KnownCustomer {
  readonly contact: Contact | null
  readonly account: Account | null
  readonly customer: Customer
}

/** Where callers are looked for. Rejects when it cannot be asked. */
export interface CallerFinder {
  /** @param users at whose telephones it rings. */
  find(tenant: string, key: CallerKey, users: readonly string[]): Promise<Found>
  /** A customer known by its records; null where they are gone. */
  read(
    tenant: string,
    choice: { readonly contactId: string | null; readonly accountId: string | null },
  ): Promise<KnownCustomer | null>
}

/** How the numbers of a link are read, and what they are worth. */
export interface ReadNumbers {
  e164(number: string): string | null
  standing(number: string): Standing
}

/** What of a call tells who it is. */
export type AskedCall = Pick<
  Call,
  'direction' | 'parent' | 'calling' | 'called' | 'digits' | 'lastRedirection'
>

/** By what to look for the other party of a call; null where nobody is looked up: talks between colleagues. */
export function callerKey(call: AskedCall, numbers: ReadNumbers): CallerKey | null {
  if (call.direction === 'internal' || call.parent !== null) return null
  const inbound = call.direction === 'inbound'
  const other = inbound ? call.calling : call.called
  return {
    e164: numberToSearch(other, (number) => numbers.e164(number)),
    digits: call.digits === null || call.digits === '' ? null : call.digits,
    reason: inbound ? 'callerNumber' : 'calledNumber',
    name: other.kind === 'known' ? other.name : null,
    dialled: inbound ? call.called.number : null,
    // Who is called has the number that was dialled: nobody invents that.
    standing: inbound ? standingOf(call, numbers) : 'sound',
  }
}

function standingOf({ calling, lastRedirection }: AskedCall, numbers: ReadNumbers): Standing {
  if (calling.kind !== 'known' || calling.number === null) return 'sound'
  const by = lastRedirection?.kind === 'known' ? lastRedirection.number : null
  if (by !== null && numbers.e164(by) !== null && numbers.e164(by) === numbers.e164(calling.number))
    return 'diverted'
  return numbers.standing(calling.number)
}

/** A withheld number is never searched with, even where a switch leaks it. */
function numberToSearch(party: Party, e164: (number: string) => string | null): string | null {
  return party.kind === 'known' && party.number !== null ? e164(party.number) : null
}

export function sameKey(one: CallerKey | null, other: CallerKey | null): boolean {
  return one?.e164 === other?.e164 && one?.digits === other?.digits && one?.reason === other?.reason
}

const nothing = { matches: [], chosen: null, cases: [], tasks: [], activities: [] }

export const searching: PopView = { status: 'searching', ...nothing }
export const withheld: PopView = { status: 'withheld', ...nothing }
export const unknownCaller: PopView = { status: 'none', ...nothing }

/** The database did not answer; what was known before stays on the page. */
export function failed(before: PopView | null): PopView {
  return { ...(before ?? searching), status: 'failed' }
}

/** The pop of what was found. */
export function popOf(found: Found, key: CallerKey): PopView {
  return {
    status: statusOf(found, key),
    matches: found.matches,
    chosen: found.chosen,
    ...(found.unsure === null ? {} : { unsure: found.unsure }),
    cases: found.customer?.cases ?? [],
    tasks: found.customer?.tasks ?? [],
    activities: found.customer?.activities ?? [],
    ...(found.customer?.opportunities === undefined ? {} : { opportunities: found.customer.opportunities }),
  }
}

function statusOf(found: Found, key: CallerKey): PopView['status'] {
  // A person, or what the caller keyed in himself. An account alone, by a number that many share, still leaves a choice.
  if (found.chosen !== null && (found.chosen.contact !== null || found.chosen.reason !== key.reason))
    return 'found'
  // One who is not sure is there to be confirmed.
  if (found.matches.length > 0) return 'several'
  return key.e164 === null && key.digits === null ? 'withheld' : 'none'
}

/** The pop after a person said who it is: what was found stays in the list. */
export function popOfChoice(before: PopView | null, known: KnownCustomer, reason: MatchReason): PopView {
  const chosen: Match = { contact: known.contact, account: known.account, reason }
  const others = (before?.matches ?? []).filter((match) => !sameRecords(match, chosen))
  const was = before?.matches.find((match) => sameRecords(match, chosen))
  const kept = was === undefined ? chosen : { ...was, ...chosen, reason: was.reason }
  return {
    status: 'found',
    matches: [kept, ...others],
    chosen: kept,
    ...known.customer,
  }
}

function sameRecords(one: Match, other: Match): boolean {
  return one.contact?.id === other.contact?.id && one.account?.id === other.account?.id
}

/** @param byHand a person said so: no lookup says otherwise any more. */
export function storedMatch(pop: PopView | null, caseId: string | null, byHand = false): StoredMatch | null {
  if (pop?.chosen == null) return null
  const { contact, account, reason } = pop.chosen
  const stored = { contactId: contact?.id ?? null, accountId: account?.id ?? null, caseId, reason }
  return byHand ? { ...stored, byHand } : stored
}
