import type { PopExplained, PopRules, PopRuleSet, PopRun, PopTrial, RouteReply } from '@hookswitch/contract'
import { done, orMissing, type Answer } from '#crm-builtin/answer.ts'
import type { PastCallRow } from '#store/past-calls.ts'
import type { PopRuleStore, RulesRow } from '#store/pop-rule-store.ts'
import { decided, poppedOf, type Decided } from './decided.ts'
import { pastParts, type PastContext } from './past-facts.ts'
import type { RuleBook } from './rule-book.ts'
import type { Rules } from './rules.ts'
import type { Span, TimeMachine } from './time-machine.ts'

/** An administrator, and where numbers of his rules are at home. */
export interface RuleWriter {
  readonly tenant: string
  readonly country: string
  readonly actor: { readonly id: string; readonly name: string }
}

export interface RuleDeskOptions {
  readonly store: PopRuleStore
  readonly book: RuleBook
  readonly rules: Rules
  readonly machine: TimeMachine
  readonly readCall: (tenant: string, id: string) => Promise<PastCallRow | undefined>
  readonly context: (tenant: string) => Omit<PastContext, 'isKnown'>
  readonly knownNumbers: (tenant: string, numbers: readonly string[]) => Promise<ReadonlySet<string>>
  /** A number as it is written in the tenant's country, by its one key; null where it has none. */
  readonly e164: (text: string, country: string) => string | null
}

/** What happened before anybody wrote rules: the page of a call comes when it rings. */
const noRules: PopRuleSet = { rules: [], otherwise: 'callPage' }

const changedMeanwhile = {
  ok: false,
  code: 'changedMeanwhile',
  detail: 'Somebody else has changed the rules meanwhile.',
} as const

/** What administrators do with the rules, and what everybody may ask of them. */
export class RuleDesk {
  readonly #options: RuleDeskOptions

  constructor(options: RuleDeskOptions) {
    this.#options = options
  }

  async read({ tenant }: RuleWriter): Promise<Answer<PopRules>> {
    return done(rulesView(await this.#options.store.read(tenant, noRules)))
  }

  async save(
    writer: RuleWriter,
    given: { readonly revision: number; readonly draft: PopRuleSet },
  ): Promise<Answer<PopRules>> {
    const { tenant, actor } = writer
    const draft = this.#withKeys(given.draft, writer)
    const saved = await this.#options.store.save(tenant, { draft, revision: given.revision, actor })
    return saved === 'changedMeanwhile' ? changedMeanwhile : done(rulesView(saved))
  }

  async publish({ tenant, actor }: RuleWriter, revision: number): Promise<Answer<PopRules>> {
    const published = await this.#options.store.publish(tenant, { revision, actor })
    if (published === 'changedMeanwhile') return changedMeanwhile
    await this.#options.book.refresh(tenant)
    return done(rulesView(published))
  }

  async rollBack({ tenant, actor }: RuleWriter, version: number): Promise<Answer<PopRules>> {
    const back = await this.#options.store.rollBack(tenant, { version, actor })
    if (back !== undefined) await this.#options.book.refresh(tenant)
    return orMissing(back === undefined ? undefined : rulesView(back))
  }

  async readVersion({ tenant }: RuleWriter, version: number): Promise<Answer<PopRuleSet>> {
    return orMissing((await this.#options.store.readVersion(tenant, version)) as PopRuleSet | undefined)
  }

  async words({ tenant }: RuleWriter): Promise<Answer<RouteReply<'readPopRuleWords'>>> {
    const { groups, queues, teams, countries, industries } = await this.#options.store.words(tenant)
    return done({
      groups: [...groups],
      queues: [...queues],
      teams: [...teams],
      countries: [...countries],
      industries: [...industries],
    })
  }

  /** What a draft would do with one past call, for each user and moment. */
  async tryOn(
    writer: RuleWriter,
    given: { readonly draft: PopRuleSet; readonly callId: string },
  ): Promise<Answer<{ items: PopTrial[] }>> {
    const { tenant } = writer
    const call = await this.#options.readCall(tenant, given.callId)
    if (call === undefined) return orMissing<{ items: PopTrial[] }>(undefined)
    const { rules, book } = this.#options
    const draft = { version: 0, set: this.#withKeys(given.draft, writer) }
    const published = book.of(tenant)
    const items = pastParts(call, await this.#pastContext(tenant, call)).flatMap(({ user, moments }) =>
      moments.map((facts): PopTrial => {
        const would = poppedOf(decided(rules, draft, facts))
        return {
          user: { id: user.id, name: user.name },
          was: published === undefined ? null : poppedOf(decided(rules, published, facts)),
          would: { action: would, rules: rules.explain(draft.set, facts).rules },
        }
      }),
    )
    return done({ items })
  }

  startRun(writer: RuleWriter, given: { readonly draft: PopRuleSet; readonly span: Span }): Answer<PopRun> {
    const { tenant } = writer
    const was = this.#options.book.of(tenant)?.set ?? noRules
    const draft = this.#withKeys(given.draft, writer)
    return done(this.#options.machine.start({ tenant, was, draft, span: given.span }))
  }

  readRun(
    { tenant }: RuleWriter,
    id: string,
    page: { readonly offset: number; readonly limit: number },
  ): Answer<PopRun> {
    return orMissing(this.#options.machine.read(tenant, id, page))
  }

  cancelRun({ tenant }: RuleWriter, id: string): Answer<undefined> {
    return this.#options.machine.cancel(tenant, id) ? done(undefined) : orMissing<undefined>(undefined)
  }

  /** Each moment of a decision with every rule, by the rules that were in force then. */
  async explain(tenant: string, moments: readonly Decided[]): Promise<PopExplained[]> {
    const { rules, store, book } = this.#options
    const sets = new Map<number, PopRuleSet>()
    const current = book.of(tenant)
    if (current !== undefined) sets.set(current.version, current.set)
    const told: PopExplained[] = []
    for (const one of moments) {
      const set =
        sets.get(one.version) ?? ((await store.readVersion(tenant, one.version)) as PopRuleSet | undefined)
      if (set === undefined) continue
      sets.set(one.version, set)
      told.push({ action: poppedOf(one), rules: rules.explain(set, one.facts).rules })
    }
    return told
  }

  async #pastContext(tenant: string, call: PastCallRow): Promise<PastContext> {
    const base = this.#options.context(tenant)
    const other = call.direction === 'inbound' ? call.calling : call.called
    const e164 = other.number === null ? null : base.numbers(call.link).e164(other.number)
    const known = await this.#options.knownNumbers(tenant, e164 === null ? [] : [e164])
    return { ...base, isKnown: (number) => known.has(number) }
  }

  /** Numbers by their keys, so that a rule finds them however a call writes them. */
  #withKeys(set: PopRuleSet, { country }: RuleWriter): PopRuleSet {
    const keyOf = (text: string): string =>
      text.includes('*') ? text : (this.#options.e164(text, country) ?? text)
    const rules = set.rules.map((rule) => ({
      ...rule,
      conditions: rule.conditions.map((condition) =>
        condition.kind === 'dialled' ? { ...condition, values: condition.values.map(keyOf) } : condition,
      ),
    }))
    return { ...set, rules }
  }
}

function rulesView({ draft, revision, changed, versions }: RulesRow): PopRules {
  return {
    // Checked by the contract when it was written.
    draft: draft as PopRuleSet,
    revision,
    changed,
    versions: versions.map(({ at, user, ...version }) => ({ ...version, at: at.toISOString(), by: user })),
  }
}
