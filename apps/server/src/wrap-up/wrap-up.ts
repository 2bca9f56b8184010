import type { CallStory, DispositionChoice, GivenDisposition, WrapUpTask } from '@hookswitch/contract'
import type { Call } from '@hookswitch/model'
import type { Directory, LiveUser } from '#calls/directory.ts'
import type { Found } from '#calls/history.ts'
import type { Asker } from '#calls/ports.ts'
import { type Answer, done, type Refused } from '#crm-builtin/answer.ts'
import { givenView, logView } from '#crm-builtin/record-views.ts'
import type { ActivityLogData } from '#store/crm-activities.ts'
import type { DispositionStore, GivenData } from '#store/disposition-store.ts'
import { isWrappedUpBy, wantedOf, type WrapUpBook } from './fit.ts'
import { faultsOf } from './values.ts'

export interface WrapUpOptions {
  readonly directory: Directory
  readonly calls: {
    /** A call of the user, and the one that carries its log. */
    find(user: LiveUser, id: string): Promise<Found | undefined>
    /** The user's calls since then, newest first. */
    since(user: LiveUser, since: number): Promise<readonly { readonly link: string; readonly call: Call }[]>
  }
  readonly dispositions: DispositionStore
  readonly logOf: (tenant: string, callId: string) => Promise<ActivityLogData | undefined>
  /** Where the recording of a call is; null where its link has none. */
  readonly recordingUrl: (of: { tenant: string; link: string; call: Call }) => string | null
  readonly now: () => number
}

/** What was not said of a call of longer ago is history's business: nobody is held up by it. */
const owedMs = 12 * 3_600_000

const missing: Refused = { ok: false, code: 'callMissing', detail: 'There is no such call of yours.' }

/** What is left to do after calls, and what is kept of them. */
export class WrapUp {
  readonly #options: WrapUpOptions

  constructor(options: WrapUpOptions) {
    this.#options = options
  }

  async story(asker: Asker, callId: string): Promise<Answer<CallStory>> {
    const found = await this.#find(asker, callId)
    if (found === undefined) return missing
    const { tenant } = asker
    const { call, link } = found
    const [book, log, given] = await Promise.all([
      this.#book(tenant),
      this.#options.logOf(tenant, call.id),
      this.#given(tenant, call.id),
    ])
    const { required, dispositionIds } = wantedOf(call, link, book)
    return done({
      log: log === undefined ? null : logView(log),
      given: given === null ? null : givenView(given),
      required,
      dispositionIds: [...dispositionIds],
      recordingUrl: this.#options.recordingUrl({ tenant, link, call }),
    })
  }

  async give(
    asker: Asker,
    callId: string,
    choice: DispositionChoice,
  ): Promise<Answer<{ given: GivenDisposition | null }>> {
    const found = await this.#find(asker, callId)
    if (found === undefined) return missing
    const fits = wantedOf(found.call, found.link, await this.#book(asker.tenant)).dispositionIds
    return this.giveTo(asker, { callId: found.call.id, choice, fits })
  }

  /** `fits`: the dispositions that the call may be given; absent where every one may. */
  async giveTo(
    { tenant, userId }: Asker,
    { callId, choice, fits }: { callId: string; choice: DispositionChoice; fits?: readonly string[] },
  ): Promise<Answer<{ given: GivenDisposition | null }>> {
    const { dispositionId, values } = choice
    const refused = await this.#refusal(tenant, { callId, choice, fits })
    if (refused !== null) return refused
    const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
    await this.#options.dispositions.give(tenant, { callId, dispositionId, values: kept, userId })
    const given = await this.#given(tenant, callId)
    return done({ given: given === null ? null : givenView(given) })
  }

  async #refusal(
    tenant: string,
    {
      callId,
      choice,
      fits,
    }: { callId: string; choice: DispositionChoice; fits: readonly string[] | undefined },
  ): Promise<Refused | null> {
    const { dispositionId, values } = choice
    if (dispositionId === null) return null
    const { dispositions } = await this.#book(tenant)
    const chosen = dispositions.find(({ id }) => id === dispositionId)
    // What it has already may be filled in anew, though it is offered no more.
    const has = (await this.#given(tenant, callId))?.dispositionId === dispositionId
    if (chosen === undefined || (!has && !(fits?.includes(chosen.id) ?? chosen.active)))
      return { ok: false, code: 'referenceMissing', detail: 'There is no such disposition for this call.' }
    const faults = faultsOf(chosen, values)
    if (faults === null) return null
    const fields = Object.fromEntries(Object.entries(faults).map(([key, text]) => [`values.${key}`, text]))
    return { ok: false, code: 'invalid', detail: 'Some of what is asked is missing or does not fit.', fields }
  }

  /** What the user still has to write, or may while there is time for it; newest first. */
  async tasks(asker: Asker): Promise<WrapUpTask[]> {
    const user = this.#user(asker)
    if (user === undefined) return []
    const now = this.#options.now()
    const book = await this.#book(asker.tenant)
    const calls = (await this.#options.calls.since(user, now - owedMs)).filter(({ call, link }) =>
      isWrappedUpBy(call, user.id, (device) => this.#userAt(asker.tenant, link, device)),
    )
    const given = await this.#options.dispositions.given(
      asker.tenant,
      calls.map(({ call }) => call.id),
    )
    return calls.flatMap(({ call, link }) => {
      const said = given.find(({ callId }) => callId === call.id)
      const { required, seconds, dispositionIds } = wantedOf(call, link, book)
      const endedAt = call.endedAt ?? now
      const isOwed = required && said === undefined
      if (!isOwed && now >= endedAt + seconds * 1_000) return []
      return [
        {
          callId: call.id,
          endedAt: new Date(endedAt).toISOString(),
          seconds,
          required,
          dispositionIds: [...dispositionIds],
          given: said === undefined ? null : givenView(said),
        },
      ]
    })
  }

  /** A call is over that had to be given a disposition by this user, and was not. */
  async isOwed(asker: Asker): Promise<boolean> {
    return (await this.tasks(asker)).some(({ required, given }) => required && given === null)
  }

  async #find(asker: Asker, callId: string): Promise<{ call: Call; link: string } | undefined> {
    const user = this.#user(asker)
    const found = user === undefined ? undefined : await this.#options.calls.find(user, callId)
    if (found === undefined) return undefined
    const root = found.on.root(found.live)
    return { call: root.call, link: root.link.name }
  }

  async #book(tenant: string): Promise<WrapUpBook> {
    const { dispositions } = this.#options
    const [list, rules] = await Promise.all([dispositions.list(tenant), dispositions.rules(tenant)])
    return { dispositions: list, rules }
  }

  async #given(tenant: string, callId: string): Promise<GivenData | null> {
    return (await this.#options.dispositions.given(tenant, [callId]))[0] ?? null
  }

  #userAt(tenant: string, link: string, device: string): string | null {
    return this.#options.directory.at({ tenant, name: link }, device)[0]?.id ?? null
  }

  #user({ userId, tenant }: Asker): LiveUser | undefined {
    const user = this.#options.directory.user(userId)
    return user?.tenant === tenant ? user : undefined
  }
}
