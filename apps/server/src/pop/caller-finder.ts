import type {
  Account,
  Activity,
  CaseRecord,
  Contact,
  Match,
  MatchNote,
  Opportunity,
  Task,
} from '@hookswitch/contract'
import type {
  AccountJson,
  CallerQuery,
  ContactJson,
  CustomerJson,
  CustomerQuery,
  FoundJson,
  KnownJson,
  MatchJson,
} from '#store/caller-store.ts'
import type { CallerFinder, CallerKey, Customer, Found } from './caller.ts'
import { rank, type Candidate } from './rank.ts'

/** The built-in records, as the store reads them. */
export interface CallerRecords {
  find(query: CallerQuery): Promise<FoundJson>
  customer(query: CustomerQuery): Promise<CustomerJson>
  read(query: {
    tenant: string
    contactId: string | null
    accountId: string | null
  }): Promise<KnownJson | null>
}

export interface FinderParts {
  /** Writes an E.164 number as people of the tenant's country do. */
  readonly display: (tenant: string, e164: string) => string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Looks callers up in the built-in records. */
export function createCallerFinder(records: CallerRecords, { display, now }: FinderParts): CallerFinder {
  return {
    async find(tenant, key, users) {
      const { e164, digits, reason } = key
      const found = await records.find({ tenant, e164, digits, reason })
      const show = (number: string): string => display(tenant, number)
      const { matches, chosen, unsure, caseId } = rankFound(found, { key, users, now: now(), show })
      const [contactId, accountId] = [chosen?.contact?.id ?? null, chosen?.account?.id ?? null]
      const customer =
        chosen === null ? null : toCustomer(await records.customer({ tenant, contactId, accountId }))
      return { matches, chosen, unsure, caseId, customer }
    },
    async read(tenant, choice) {
      const known = await records.read({ tenant, ...choice })
      if (known === null) return null
      const show = (number: string): string => display(tenant, number)
      return {
        contact: toContact(known.contact, show),
        account: toAccount(known.account),
        customer: toCustomer(known.customer),
      }
    },
  }
}

interface RankingOf {
  readonly key: CallerKey
  readonly users: readonly string[]
  readonly now: number
  readonly show: (e164: string) => string
}

/** What was found, the likeliest first, and whom the call is about. */
export function rankFound(
  found: FoundJson,
  { key, users, now, show }: RankingOf,
): Pick<Found, 'matches' | 'chosen' | 'unsure' | 'caseId'> {
  const rows = new Map(found.matches.map((row) => [toCandidate(row), row]))
  const { order, link, unsure } = rank([...rows.keys()], {
    ...key,
    users,
    now,
    digitsDoubtful: found.digitsDoubtful,
    choices: (found.choices ?? []).map((choice) => ({ ...choice, at: Date.parse(choice.at) })),
  })
  const match = (candidate: Candidate, notes: MatchNote[] = []): Match[] => {
    const row = rows.get(candidate)
    return row === undefined ? [] : [toMatch(row, notes, show)]
  }
  const matches = order.flatMap(({ candidate, notes }) => match(candidate, notes))
  const linked = matches[order.findIndex(({ candidate }) => candidate === link?.of)] ?? null
  const chosen = linked !== null && link?.accountOnly === true ? { ...linked, contact: null } : linked
  // The case is the customer's who is linked, or nobody's.
  const caseId = link?.of.via === 'caseDigits' ? found.caseId : null
  return { matches, chosen, unsure, caseId }
}

function toCandidate({ contact, account, via, hasNumber, facts }: MatchJson): Candidate {
  const person = contact === null ? [] : [`${contact.givenName} ${contact.familyName}`]
  return {
    contactId: contact?.id ?? null,
    accountId: account?.id ?? null,
    via,
    hasNumber,
    names: account === null ? person : [...person, account.name],
    knownSince: Date.parse(facts.knownSince),
    nearDigits: facts.nearDigits === true,
    cases: facts.cases ?? [],
    openTask: facts.openTask === true,
    openOpportunity: facts.openOpportunity === true,
    talks: (facts.talks ?? []).map((at) => Date.parse(at)),
  }
}

/** Records as the pages show them. */
export function toRecords(
  { contact, account }: Pick<KnownJson, 'contact' | 'account'>,
  show: (e164: string) => string,
): { contact: Contact | null; account: Account | null } {
  return { contact: toContact(contact, show), account: toAccount(account) }
}

function toMatch(
  { contact, account, reason }: MatchJson,
  notes: MatchNote[],
  show: (e164: string) => string,
): Match {
  return { contact: toContact(contact, show), account: toAccount(account), reason, notes }
}

function toContact(contact: ContactJson | null, show: (e164: string) => string): Contact | null {
  if (contact === null) return null
  return {
    ...contact,
    name: `${contact.givenName} ${contact.familyName}`.trim(),
    phones: contact.phones.map((phone) => ({
      ...phone,
      display: phone.e164 === null ? phone.text : show(phone.e164),
    })),
  }
}

function toAccount(account: AccountJson | null): Account | null {
  return account
}

/** The store's functions build these rows in the contract's own words. */
function toCustomer({ records: { cases, tasks, activities }, opportunities }: CustomerJson): Customer {
  return {
    ...(opportunities === null ? {} : { opportunities: [...opportunities] as unknown as Opportunity[] }),
    cases: cases.map((row) => ({ ...row, number: String(row.number) })) as unknown as CaseRecord[],
    tasks: [...tasks] as unknown as Task[],
    activities: [...activities] as unknown as Activity[],
  }
}
