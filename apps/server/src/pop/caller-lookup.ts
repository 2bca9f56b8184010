import type { PopView } from '@hookswitch/contract'
import type { Ticket } from '#feed/channel.ts'
import { failed, popOf, type CallerFinder, type CallerKey, type Found } from './caller.ts'

/** A first page waits this long for the answer: one page with the record beats two, and a person sees no difference. */
const patienceMs = 60
/** Longer than this is as bad as no answer. */
const limitMs = 2_000
const firstRetryMs = 1_000
/** Whoever has the caller on the line waits no longer than this for what can be found again. */
const longestRetryMs = 10_000

export interface LookupOptions {
  readonly finder: CallerFinder
  readonly tenant: string
  readonly key: CallerKey
  /** At whose telephones it rings. */
  readonly users: readonly string[]
  /** Called with the answer, and before with the first failure: that is followed by other tries, as long as it takes. */
  readonly answer: (pop: PopView, found: Found | null) => void
  readonly before: PopView | null
}

/** The search for the other party of one call, until it is found or nobody wants to know any more. */
export class CallerLookup implements Ticket {
  readonly key: CallerKey
  readonly done: Promise<void>
  /** No frame waits for it any more. */
  settled = false
  /** It has been asked, and said who it is or that nobody is. */
  answered = false
  readonly #options: LookupOptions
  readonly #settle: () => void
  #stopped = false
  #failed = false
  #retry: NodeJS.Timeout | undefined

  constructor(options: LookupOptions) {
    this.#options = options
    this.key = options.key
    let settle = (): void => {}
    this.done = new Promise((resolve) => (settle = resolve))
    this.#settle = () => {
      this.settled = true
      settle()
    }
  }

  start(): void {
    const patience = setTimeout(this.#settle, patienceMs)
    void this.#try(firstRetryMs).finally(() => {
      clearTimeout(patience)
      this.#settle()
    })
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    this.#settle()
  }

  async #try(nextRetryMs: number): Promise<void> {
    const { finder, tenant, key, users, answer, before } = this.#options
    try {
      const found = await within(limitMs, finder.find(tenant, key, users))
      if (this.#stopped) return
      this.answered = true
      answer(popOf(found, key), found)
    } catch {
      if (this.#stopped) return
      if (!this.#failed) answer(failed(before), null)
      this.#failed = true
      this.#retry = setTimeout(() => void this.#try(Math.min(nextRetryMs * 2, longestRetryMs)), nextRetryMs)
      this.#retry.unref()
    }
  }
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The database did not answer in time.')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
