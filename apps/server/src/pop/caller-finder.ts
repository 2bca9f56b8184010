import type { Account, Activity, CaseRecord, Contact, Match, Task } from '@hookswitch/contract'
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
import type { CallerFinder, Customer } from './caller.ts'

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

/** Looks callers up in the built-in records. `display` writes an E.164 number as people of the tenant's country do. */
export function createCallerFinder(
  records: CallerRecords,
  display: (tenant: string, e164: string) => string,
): CallerFinder {
  return {
    async find(tenant, { e164, digits, reason }) {
      const found = await records.find({ tenant, e164, digits, reason })
      const { chosen } = found
      const customer = chosen === null ? null : await records.customer({ tenant, ...chosen })
      const show = (number: string): string => display(tenant, number)
      const matches = found.matches.map((match) => toMatch(match, show))
      return {
        matches,
        chosen: chosen === null ? null : chosenOf(matches, chosen),
        caseId: found.caseId,
        customer: customer === null ? null : toCustomer(customer),
      }
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

/** Records as the pages show them. */
export function toRecords(
  { contact, account }: Pick<KnownJson, 'contact' | 'account'>,
  show: (e164: string) => string,
): { contact: Contact | null; account: Account | null } {
  return { contact: toContact(contact, show), account: toAccount(account) }
}

function chosenOf(
  matches: readonly Match[],
  { contactId, accountId, reason }: NonNullable<FoundJson['chosen']>,
): Match {
  const contact = matches.find((match) => match.contact?.id === contactId)?.contact ?? null
  const account = matches.find((match) => match.account?.id === accountId)?.account ?? null
  return { contact, account, reason }
}

function toMatch({ contact, account, reason }: MatchJson, show: (e164: string) => string): Match {
  return { contact: toContact(contact, show), account: toAccount(account), reason }
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
function toCustomer({ cases, tasks, activities }: CustomerJson): Customer {
  return {
    cases: cases.map((row) => ({ ...row, number: String(row.number) })) as unknown as CaseRecord[],
    tasks: [...tasks] as unknown as Task[],
    activities: [...activities] as unknown as Activity[],
  }
}
