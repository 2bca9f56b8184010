import type { CallerKind, PopView, Popped } from '@hookswitch/contract'
import type { Call } from '@hookswitch/model'
import { decided, lastSaid, poppedOf, type Decided } from '#pop/decided.ts'
import type { KeptDecision } from '#pop/decision-keeper.ts'
import type { RuleBook } from '#pop/rule-book.ts'
import { momentsOf, ruleFacts, type KnownOfCaller, type Reached } from '#pop/rule-call.ts'
import type { Rules } from '#pop/rules.ts'
import type { LiveUser } from './directory.ts'
import type { LinkCalls } from './link-calls.ts'
import type { LiveCall } from './live-call.ts'

export interface PoppingOptions {
  readonly book: RuleBook
  readonly rules: Rules
  /** Takes what was decided, to be written when there is time. */
  readonly keep: (kept: KeptDecision) => void
}

export interface SeenCall {
  readonly on: LinkCalls
  readonly live: LiveCall
  readonly user: LiveUser
  readonly call: Call
}

interface ByUser {
  readonly moments: Decided[]
  /** What was known of the caller when the last of them was decided. */
  pop: PopView | null
}

/**
 * What pops for whom: asked whenever a call is shown, answered from memory. A moment is decided once the search for the
 * caller has come to an end; what is found later (digits that are keyed in) is heard as long as the moment lasts.
 */
export class Popping {
  readonly #options: PoppingOptions
  readonly #decided = new WeakMap<LiveCall, Map<string, ByUser>>()
  /** Calls that went on under our eyes. One of the past that somebody works on again is not decided anew. */
  readonly #witnessed = new WeakSet<LiveCall>()

  constructor(options: PoppingOptions) {
    this.#options = options
  }

  /** What the page is to do; null where no rules are in force, or nothing is decided yet. */
  of(seen: SeenCall): Popped | null {
    const last = lastSaid(this.momentsOf(seen))
    return last === undefined ? null : poppedOf(last)
  }

  /** All that was decided for a user, moment by moment. */
  momentsOf(seen: SeenCall): readonly Decided[] {
    this.decide(seen)
    return this.#decided.get(seen.live)?.get(seen.user.id)?.moments ?? []
  }

  /** Decides what is due, once it is known who calls. */
  decide(seen: SeenCall): void {
    const { live, user, call, on } = seen
    if (call.endedAt === null) this.#witnessed.add(live)
    else if (!this.#witnessed.has(live)) return
    const published = this.#options.book.of(live.link.tenant)
    const asked = this.#options.book.user(user.id)
    if (published === undefined || asked === undefined || !isAsked(call, user)) return
    const root = on.root(live)
    const { pop } = root
    if (pop?.status === 'searching' || pop?.status === 'failed') return
    const known = this.#decided.get(live)?.get(user.id)
    const due = dueOf(momentsOf(call, user.device ?? ''), { known, pop, byHand: root.chosenByHand })
    if (due.length === 0) return
    const by = known ?? { moments: [], pop }
    by.pop = pop
    // A colleague who is consulted is told whom it is about.
    const about = { ...call, ...customerOf(root.call) }
    for (const reached of due) {
      const facts = ruleFacts(about, {
        reached,
        user: asked,
        known: knownOf(pop, root.match?.caseId ?? null),
        numbers: on.context.numbers,
      })
      put(by.moments, decided(this.#options.rules, published, facts))
    }
    this.#keep(seen, by)
  }

  #keep({ live, user, call }: SeenCall, by: ByUser): void {
    const all = this.#decided.get(live) ?? new Map<string, ByUser>()
    this.#decided.set(live, all.set(user.id, by))
    const { tenant } = live.link
    this.#options.keep({
      tenant,
      callId: call.id,
      userId: user.id,
      at: call.startedAt,
      moments: [...by.moments],
    })
  }
}

/** Whoever consults a colleague has his customer on the page already. */
function isAsked(call: Call, user: LiveUser): boolean {
  if (user.device === null || call.mergedInto !== null) return false
  return call.parent === null || call.legs.find((leg) => leg.device === user.device)?.role !== 'caller'
}

/** Moments that are not decided yet, and the last one where more is known now than when it was. */
function dueOf(
  reached: readonly Reached[],
  {
    known,
    pop,
    byHand,
  }: { readonly known: ByUser | undefined; readonly pop: PopView | null; readonly byHand: boolean },
): readonly Reached[] {
  if (known === undefined) return reached
  const last = reached.at(-1)
  return reached.filter(({ moment }) => {
    if (!known.moments.some((one) => one.moment === moment)) return true
    return moment === last?.moment && moment !== 'ended' && known.pop !== pop && !byHand
  })
}

function put(moments: Decided[], one: Decided): void {
  const at = moments.findIndex(({ moment }) => moment === one.moment)
  if (at === -1) moments.push(one)
  else moments[at] = one
}

/** Of a consultation: what its customer came with. */
function customerOf({ direction, calling, called, queue, digits }: Call): Partial<Call> {
  return { direction, calling, called, queue, digits }
}

function knownOf(pop: PopView | null, keyedCase: string | null): KnownOfCaller {
  if (pop === null) return { kind: null, contact: null, account: null, case: null, hasMatches: false }
  const { chosen, cases, matches } = pop
  const [only, ...others] = cases
  const found = cases.find(({ id }) => id === keyedCase) ?? (others.length === 0 ? only : undefined)
  const keyed = keyedCase === null ? null : { id: keyedCase, number: null, subject: null }
  return {
    kind: kinds[pop.status],
    contact: chosen?.contact ?? null,
    account: chosen?.account ?? null,
    case: found ?? keyed,
    hasMatches: matches.length > 0 || chosen !== null,
  }
}

const kinds: Readonly<Record<PopView['status'], CallerKind | null>> = {
  found: 'known',
  several: 'several',
  none: 'unknown',
  withheld: 'withheld',
  searching: null,
  failed: null,
}
