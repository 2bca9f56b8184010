import type { BulkAccount, BulkRecords } from '#store/bulk-records.ts'
import type { DemoContact } from './customers.ts'
import type { HistoryParts } from './history.ts'
import { deals, germanDeals } from './people.table.ts'

type DemoOpportunity = BulkRecords['opportunities'][number]

export interface OpportunityParts extends HistoryParts {
  readonly accounts: readonly BulkAccount[]
}

const opportunityCount = 60
const day = 86_400_000

const currencies: Readonly<Record<string, string>> = {
  US: 'USD',
  CA: 'CAD',
  GB: 'GBP',
  AU: 'AUD',
  DE: 'EUR',
  FR: 'EUR',
}

/** What may be sold to whom: the company of every example first, others by chance, in the language of their country. */
export function makeOpportunities(parts: OpportunityParts): DemoOpportunity[] {
  const { dice, contacts, accounts } = parts
  const colleagues = Map.groupBy(contacts, ({ accountId }) => accountId)
  const [first] = contacts
  const others = Array.from({ length: opportunityCount - 2 }, () => {
    const account = accounts[dice.roll(accounts.length)]
    const people = colleagues.get(account?.id ?? null) ?? []
    return makeOne(parts, { account, people: people.slice(0, 3) })
  })
  const own = accounts.find(({ id }) => id === first.accountId)
  const firsts = [
    { name: 'Second difference engine', stage: 'negotiation', amount: '48500.00', inDays: 12 },
    { name: 'Maintenance for three years', stage: 'proposal', amount: '9600.00', inDays: 40 },
  ] as const
  return [
    ...firsts.map(({ inDays, ...it }) => ({
      ...makeOne(parts, { account: own, people: [first] }),
      ...it,
      status: 'open' as const,
      closeOn: dayFrom(parts.now, inDays),
    })),
    ...others,
  ]
}

function makeOne(
  { dice, agents, now }: OpportunityParts,
  { account, people }: { readonly account: BulkAccount | undefined; readonly people: readonly DemoContact[] },
): DemoOpportunity {
  const age = 1 + dice.roll(150)
  const status = dice.chance(age / 220) ? dice.pick(['won', 'lost']) : 'open'
  return {
    id: dice.uuid(),
    name: dice.pick(account?.country === 'DE' ? germanDeals : deals),
    stage: dice.pick(['qualify', 'needs', 'proposal', 'proposal', 'negotiation', 'decision']),
    status,
    amount: dice.chance(0.9) ? `${(2 + dice.roll(180)) * 250}.00` : null,
    currency: currencies[account?.country ?? ''] ?? 'USD',
    closeOn: dice.chance(0.9) ? dayFrom(now, status === 'open' ? dice.roll(90) - 10 : -dice.roll(age)) : null,
    accountId: account?.id ?? null,
    people: people.map(({ id }, index) => ({
      contactId: id,
      role: index === 0 ? 'decisionMaker' : dice.pick(['buyer', 'influencer', 'evaluator', 'user']),
    })),
    ownerId: dice.pick(agents),
    createdAt: new Date(now - age * day),
  }
}

function dayFrom(now: number, days: number): string {
  return new Date(now + days * day).toISOString().slice(0, 10)
}
