import type { PopDifference, PopRuleSet, PopRun } from '@hookswitch/contract'
import { randomUUID } from 'node:crypto'
import type { PastCallRow, PastCallsQuery } from '#store/past-calls.ts'
import { numberOf, pastParts, type PastContext, type PastPart } from './past-facts.ts'
import type { ReadsNumbers } from './rule-call.ts'
import type { RuleFacts } from './rule-facts.ts'
import type { Rules } from './rules.ts'

export interface TimeMachineOptions {
  readonly rules: Rules
  readonly store: {
    count(tenant: string, span: Span): Promise<number>
    read(tenant: string, query: PastCallsQuery): Promise<readonly PastCallRow[]>
    knownNumbers(tenant: string, numbers: readonly string[]): Promise<ReadonlySet<string>>
  }
  readonly context: (tenant: string) => Omit<PastContext, 'isKnown'>
}

/** ISO 8601. */
export interface Span {
  readonly from: string
  readonly to: string
}

export interface RunOf {
  readonly tenant: string
  /** In force; what a draft is compared with. */
  readonly was: PopRuleSet
  readonly draft: PopRuleSet
  readonly span: Span
}

/** A page this large is read in a few tens of milliseconds, and is no burden on memory. */
const pageSize = 500
/** Calls that ring meanwhile wait no longer than this for the process. */
const sliceMs = 4
/** More than a person reads; all are counted. */
const mostKept = 2_000

interface Run {
  readonly id: string
  readonly of: RunOf
  readonly stop: AbortController
  readonly startedAt: number
  readonly items: PopDifference[]
  endedAt: number | null
  state: PopRun['state']
  total: number
  done: number
  decisions: number
  appears: number
  disappears: number
  other: number
}

/** Plays draft rules on calls of the past and keeps what they would have done otherwise. One run of a tenant at a time. */
export class TimeMachine {
  readonly #options: TimeMachineOptions
  readonly #runs = new Map<string, Run>()

  constructor(options: TimeMachineOptions) {
    this.#options = options
  }

  start(of: RunOf): PopRun {
    this.#runs.get(of.tenant)?.stop.abort()
    const run: Run = {
      id: randomUUID(),
      of,
      stop: new AbortController(),
      startedAt: performance.now(),
      items: [],
      endedAt: null,
      state: 'running',
      total: 0,
      done: 0,
      decisions: 0,
      appears: 0,
      disappears: 0,
      other: 0,
    }
    this.#runs.set(of.tenant, run)
    void this.#play(run).then(
      () => end(run, run.stop.signal.aborted ? 'cancelled' : 'done'),
      () => end(run, run.stop.signal.aborted ? 'cancelled' : 'failed'),
    )
    return show(run, { offset: 0, limit: 0 })
  }

  read(
    tenant: string,
    id: string,
    page: { readonly offset: number; readonly limit: number },
  ): PopRun | undefined {
    const run = this.#runs.get(tenant)
    return run?.id === id ? show(run, page) : undefined
  }

  /** False where there is no such run. */
  cancel(tenant: string, id: string): boolean {
    const run = this.#runs.get(tenant)
    if (run?.id !== id) return false
    run.stop.abort()
    return true
  }

  stop(): void {
    for (const run of this.#runs.values()) run.stop.abort()
  }

  async #play(run: Run): Promise<void> {
    const { store } = this.#options
    const { tenant, span } = run.of
    const base = this.#options.context(tenant)
    run.total = await store.count(tenant, span)
    let after: PastCallsQuery['after'] = null
    let sliceEnds = performance.now() + sliceMs
    while (!run.stop.signal.aborted) {
      const calls: readonly PastCallRow[] = await store.read(tenant, { ...span, after, limit: pageSize })
      const known = await store.knownNumbers(tenant, unlinkedNumbers(calls, base))
      const context = { ...base, isKnown: (e164: string): boolean => known.has(e164) }
      for (const call of calls) {
        this.#compare(run, call, context)
        run.done += 1
        if (performance.now() < sliceEnds) continue
        await breathe()
        if (run.stop.signal.aborted) return
        sliceEnds = performance.now() + sliceMs
      }
      const last = calls.at(-1)
      if (last === undefined || calls.length < pageSize) return
      after = { endedAt: last.endedAt, id: last.id }
      await breathe()
      sliceEnds = performance.now() + sliceMs
    }
  }

  #compare(run: Run, call: PastCallRow, context: PastContext): void {
    for (const part of pastParts(call, context))
      for (const facts of part.moments)
        this.#compareOne(run, { call, part, facts, numbers: context.numbers(call.link) })
  }

  #compareOne(
    run: Run,
    seen: {
      readonly call: PastCallRow
      readonly part: PastPart
      readonly facts: RuleFacts
      readonly numbers: ReadsNumbers
    },
  ): void {
    const { rules } = this.#options
    const { call, part, facts, numbers } = seen
    run.decisions += 1
    const was = rules.decide(run.of.was, facts)
    const would = rules.decide(run.of.draft, facts)
    if (sameTarget(was.what, would.what)) return
    if (was.what.kind === 'nothing') run.appears += 1
    else if (would.what.kind === 'nothing') run.disappears += 1
    else run.other += 1
    if (run.items.length >= mostKept) return
    const told = rules.explain(run.of.draft, facts)
    run.items.push({
      callId: call.id,
      startedAt: new Date(call.startedAt).toISOString(),
      moment: facts.moment,
      user: part.user.name,
      caller: callerName(call, numbers),
      was: { rule: nameOf(was.rule), what: was.what },
      would: { rule: nameOf(would.rule), what: would.what },
      why: told.rules.filter(({ id, verdict }) => verdict === 'popped' || id === was.rule?.id),
    })
  }
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function end(run: Run, state: PopRun['state']): void {
  run.state = state
  run.endedAt = performance.now()
}

function show(run: Run, { offset, limit }: { readonly offset: number; readonly limit: number }): PopRun {
  const { id, state, total, done, decisions, appears, disappears, other, items } = run
  return {
    id,
    state,
    ...run.of.span,
    total,
    done,
    decisions,
    changed: appears + disappears + other,
    appears,
    disappears,
    other,
    seconds: Math.round(((run.endedAt ?? performance.now()) - run.startedAt) / 10) / 100,
    kept: items.length,
    items: items.slice(offset, offset + limit),
  }
}

/** Numbers of callers to whom nobody was linked. */
function unlinkedNumbers(calls: readonly PastCallRow[], { numbers }: Pick<PastContext, 'numbers'>): string[] {
  const found = new Set<string>()
  for (const call of calls) {
    if (call.contact !== null || call.account !== null || call.direction === 'internal') continue
    const number = numberOf(call, numbers(call.link))
    if (number !== null) found.add(number)
  }
  return [...found]
}

function sameTarget(one: PopDifference['was']['what'], other: PopDifference['was']['what']): boolean {
  if (one === other || (one.kind === other.kind && !('id' in one) && !('url' in one) && !('text' in one)))
    return true
  return one.kind === other.kind && JSON.stringify(one) === JSON.stringify(other)
}

const nameOf = (rule: { readonly id: string; readonly name: string } | null): PopDifference['was']['rule'] =>
  rule === null ? null : { id: rule.id, name: rule.name }

function callerName(call: PastCallRow, numbers: ReadsNumbers): string | null {
  const { contact, account } = call
  if (contact !== null) return `${contact.givenName} ${contact.familyName}`.trim()
  if (account !== null) return account.name
  const other = call.direction === 'inbound' ? call.calling : call.called
  if (other.kind !== 'known') return null
  return other.number === null ? other.name : numbers.display(other.number)
}
