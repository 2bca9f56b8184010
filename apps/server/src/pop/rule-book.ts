import type { PopRuleSet } from '@hookswitch/contract'
import type { RuleUser } from './rule-facts.ts'

export interface PublishedRules {
  readonly version: number
  readonly set: PopRuleSet
}

export interface RuleBookStore {
  readPublished(tenant: string): Promise<PublishedRules | undefined>
  readUsers(tenant: string): Promise<readonly RuleUser[]>
}

/** The rules in force and the people they ask about, of every tenant, in memory: no call waits for a database to know what pops. */
export class RuleBook {
  readonly #store: RuleBookStore
  readonly #rules = new Map<string, PublishedRules>()
  readonly #users = new Map<string, RuleUser>()

  constructor(store: RuleBookStore) {
    this.#store = store
  }

  /** Reads a tenant's rules and users anew: at start, and after whatever changes one of them. */
  async refresh(tenant: string): Promise<void> {
    const [rules, users] = await Promise.all([
      this.#store.readPublished(tenant),
      this.#store.readUsers(tenant),
    ])
    if (rules === undefined) this.#rules.delete(tenant)
    else this.#rules.set(tenant, rules)
    for (const user of users) this.#users.set(user.id, user)
  }

  /** Undefined where none were ever published. */
  of(tenant: string): PublishedRules | undefined {
    return this.#rules.get(tenant)
  }

  user(id: string): RuleUser | undefined {
    return this.#users.get(id)
  }
}
