import type { MatchReason, PopView } from '@hookswitch/contract'
import type { Call } from '@hookswitch/model'
import { CallerLookup } from '#pop/caller-lookup.ts'
import {
  callerKey,
  popOfChoice,
  sameKey,
  searching,
  storedMatch,
  unknownCaller,
  withheld,
  type CallerFinder,
  type CallerKey,
  type Found,
  type KnownCustomer,
} from '#pop/caller.ts'
import type { Directory } from './directory.ts'
import type { LinkRef, LiveCall } from './live-call.ts'
import type { NumberBook } from './party-view.ts'

interface CustomersOptions {
  readonly tenant: string
  readonly link: LinkRef
  readonly directory: Pick<Directory, 'at'>
  readonly numbers: NumberBook
  readonly finder: CallerFinder
  /** The answer has come, of a call that somebody was shown without it. */
  readonly found: (live: LiveCall) => void
}

/** Who the other party of each call of a link is: looked for while it rings, kept with the call. */
export class Customers {
  readonly #options: CustomersOptions

  constructor(options: CustomersOptions) {
    this.#options = options
  }

  /** Looks for the other party, unless it is being looked for or was found by the same key. */
  lookUp(live: LiveCall, again: boolean): void {
    if (live.chosenByHand && !again) return
    if (again) live.chosenByHand = false
    const key = callerKey(live.call, this.#options.numbers)
    if (key === null || (!again && live.lookup !== null && sameKey(live.lookup.key, key))) return
    live.lookup?.stop()
    if (key.e164 === null && key.digits === null) {
      live.lookup = null
      live.pop = popWithoutKey(live.call, key)
      return
    }
    live.pop ??= searching
    live.lookup = new CallerLookup({
      finder: this.#options.finder,
      tenant: this.#options.tenant,
      key,
      users: this.#ringsAt(live.call),
      before: live.pop,
      answer: (pop, found) => this.#answered(live, pop, found),
    })
    live.lookup.start()
  }

  #ringsAt({ connections }: Call): string[] {
    const { directory, link } = this.#options
    return connections.flatMap(({ device }) => directory.at(link, device).map(({ id }) => id))
  }

  #answered(live: LiveCall, pop: PopView, found: Found | null): void {
    live.pop = pop
    if (found !== null) live.match = storedMatch(pop, found.caseId)
    const ended = live.call.endedAt !== null
    // Nobody has been shown the call without it, and the next write of the call carries it: nothing to do.
    if (!live.shownUnsettled && !ended) return
    live.shownUnsettled = pop.status === 'failed' && live.shownUnsettled
    this.#options.found(live)
  }
}

/** The call is about this customer: somebody said so, and no lookup says otherwise any more. */
export function chooseCustomer(live: LiveCall, known: KnownCustomer, reason: MatchReason): void {
  live.lookup?.stop()
  live.chosenByHand = true
  live.pop = popOfChoice(live.pop, known, reason)
  const found = live.match
  live.match = storedMatch(live.pop, caseStays(found, known) ? (found?.caseId ?? null) : null, true)
}

/** Nothing to search with: nobody is asked. A call that goes out says later whom it goes to. */
function popWithoutKey(call: Call, { reason }: CallerKey): PopView | null {
  if (reason === 'calledNumber') return call.called.kind === 'known' ? unknownCaller : null
  return call.calling.kind === 'known' ? unknownCaller : withheld
}

/** The case whose number was keyed in stays with the call, unless somebody else was chosen. */
function caseStays(found: LiveCall['match'], known: KnownCustomer): boolean {
  if (found?.caseId == null) return false
  return found.contactId === (known.contact?.id ?? null) || found.accountId === (known.account?.id ?? null)
}

const drawn = new WeakMap<PopView, string>()

/** A pop in JSON. Fifty telephones that ring show the same record: it is drawn once. */
export function popJson(pop: PopView): string {
  const known = drawn.get(pop)
  if (known !== undefined) return known
  const text = JSON.stringify(pop)
  drawn.set(pop, text)
  return text
}
