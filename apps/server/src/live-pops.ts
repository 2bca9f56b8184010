import { fillUrl } from '@hookswitch/contract'
import type { Directory } from '#calls/directory.ts'
import type { History } from '#calls/history.ts'
import { cached } from '#calls/party-view.ts'
import { Popping } from '#calls/popped.ts'
import { done, orMissing } from '#crm-builtin/answer.ts'
import type { RulePorts } from '#http/pop-rule-handlers.ts'
import { readNumber } from '#numbers/read-number.ts'
import type { Decided } from '#pop/decided.ts'
import { DecisionKeeper } from '#pop/decision-keeper.ts'
import type { PastContext } from '#pop/past-facts.ts'
import { RuleBook, type PublishedRules } from '#pop/rule-book.ts'
import { RuleDesk, type RuleDeskOptions } from '#pop/rule-desk.ts'
import { createRules } from '#pop/rules.ts'
import { TimeMachine } from '#pop/time-machine.ts'
import type { LiveTenant } from '#store/live-users.ts'
import { countPastCalls, readKnownNumbers, readPastCall, readPastCalls } from '#store/past-calls.ts'
import { readPopDecision, readRuleUsers, writePopDecisions } from '#store/pop-decisions.ts'
import { createPopRuleStore, type PopRuleStore } from '#store/pop-rule-store.ts'
import { numberBook } from './live-links.ts'
import type { LiveOptions } from './live-options.ts'

/** What pops, by rules: the decisions of the calls that go on, and what administrators do with the rules. */
export interface LivePops {
  readonly popping: Popping
  /** Users or groups were changed. */
  refresh(): Promise<void>
  ports(history: History): RulePorts
  stop(): Promise<void>
}

export async function openPops(
  options: LiveOptions,
  parts: {
    readonly directory: Directory
    readonly tenants: readonly LiveTenant[]
    readonly settled: () => Promise<void>
  },
): Promise<LivePops> {
  const { pool } = options.database
  const { directory, tenants, settled } = parts
  const store = createPopRuleStore(options.database)
  const book = new RuleBook({
    readPublished: (tenant) => readRules(store, tenant),
    readUsers: (tenant) => readRuleUsers(pool, tenant),
  })
  const refresh = async (): Promise<void> => {
    await Promise.all(tenants.map(({ id }) => book.refresh(id)))
  }
  await refresh()
  const rules = createRules(fillUrl)
  const keeper = new DecisionKeeper({
    write: (tenant, rows) => writePopDecisions(pool, tenant, rows),
    warn: (reason) =>
      options.log.warn(
        { code: 'decisionsLate', reason },
        'What popped could not be written down now; it is tried again.',
      ),
  })
  const popping = new Popping({ book, rules, keep: (kept) => keeper.keep(kept) })
  const past = openPast(options, {
    rules,
    book,
    store,
    context: contextOf(options, { directory, book }),
    // Past calls are read as they are now: what was logged and what was decided is in the tables.
    present: async () => void (await Promise.all([settled(), keeper.flush()])),
  })
  const { desk, machine } = past
  return {
    popping,
    refresh,
    ports: (history) => ({
      desk,
      decision: decisionPort({ options, directory, history, popping, desk, book }),
    }),
    stop: async () => {
      machine.stop()
      await keeper.flush()
    },
  }
}

/** What administrators do with rules and with calls of the past. */
function openPast(
  { database: { pool } }: LiveOptions,
  parts: Pick<RuleDeskOptions, 'rules' | 'book' | 'store' | 'context'> & {
    readonly present: () => Promise<void>
  },
): { readonly desk: RuleDesk; readonly machine: TimeMachine } {
  const { present, ...shared } = parts
  const knownNumbers = (tenant: string, numbers: readonly string[]): Promise<ReadonlySet<string>> =>
    readKnownNumbers(pool, tenant, numbers)
  const machine = new TimeMachine({
    ...shared,
    store: {
      count: (tenant, span) => present().then(() => countPastCalls(pool, tenant, span)),
      read: (tenant, query) => readPastCalls(pool, tenant, query),
      knownNumbers,
    },
  })
  const desk = new RuleDesk({
    ...shared,
    machine,
    knownNumbers,
    readCall: (tenant, id) => present().then(() => readPastCall(pool, tenant, id)),
    e164: (text, country) => readNumber(text, { country }).e164,
  })
  return { desk, machine }
}

async function readRules(store: PopRuleStore, tenant: string): Promise<PublishedRules | undefined> {
  const found = await store.readPublished(tenant)
  // Checked by the contract when it was written.
  return found === undefined
    ? undefined
    : { version: found.version, set: found.content as PublishedRules['set'] }
}

function contextOf(
  { links }: LiveOptions,
  { directory, book }: { readonly directory: Directory; readonly book: RuleBook },
): (tenant: string) => Omit<PastContext, 'isKnown'> {
  const books = new Map(
    links.map(({ tenant, name, numbers }) => [`${tenant} ${name}`, cached(numberBook(numbers))]),
  )
  const unread = { e164: () => null, display: (number: string) => number }
  return (tenant) => ({
    usersAt: (link, device) => directory.at({ tenant, name: link }, device).map(({ id }) => id),
    user: (id) => book.user(id),
    // A link that is configured no more: its numbers stay as they were told.
    numbers: (link) => books.get(`${tenant} ${link}`) ?? unread,
  })
}

function decisionPort(parts: {
  readonly options: LiveOptions
  readonly directory: Directory
  readonly history: History
  readonly popping: Popping
  readonly desk: RuleDesk
  readonly book: RuleBook
}): RulePorts['decision'] {
  const { options, directory, history, popping, desk, book } = parts
  return async ({ tenant, userId }, callId) => {
    const user = directory.user(userId)
    const found = user?.tenant === tenant ? await history.find(user, callId) : undefined
    if (user === undefined || found === undefined) return orMissing<never>(undefined)
    const { on, live } = found
    const now = popping.momentsOf({ on, live, user, call: live.told ?? live.call })
    const kept =
      now.length > 0 ? now : await readPopDecision(options.database.pool, tenant, { callId, userId })
    if (kept === undefined || kept.length === 0) {
      const state = book.of(tenant) === undefined || live.call.endedAt !== null ? 'noRules' : 'notDecided'
      return done({ state, moments: [] })
    }
    return done({ state: 'decided', moments: await desk.explain(tenant, kept as readonly Decided[]) })
  }
}
