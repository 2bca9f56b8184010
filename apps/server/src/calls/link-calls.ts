import type { CallPartyView, LineView, MatchReason, PopView } from '@hookswitch/contract'
import {
  agentAt,
  applyEvent,
  callsAt,
  deviceAt,
  sweep,
  sweepDueAt,
  type Agent,
  type Applied,
  liveCalls,
  type Call,
  type CallId,
  type Change,
  type DeviceId,
  type DeviceState,
  type SwitchEvent,
  type SwitchState,
} from '@hookswitch/model'
import type { PbxSession } from '@hookswitch/pbx'
import type { KnownCustomer } from '#pop/caller.ts'
import { drawCall, type ViewContext } from './call-view.ts'
import { chooseCustomer, Customers, popJson } from './customers.ts'
import type { LiveUser } from './directory.ts'
import { entry, type News, type Touch } from './entry.ts'
import type { LinkCallsOptions } from './link-calls-options.ts'
import { createLiveCall, isJournalled, type LinkRef, type LiveCall, type Notes } from './live-call.ts'
import { drawLine } from './line-view.ts'
import type { LinkStatus } from './link-status.ts'
import { drawParties } from './parties.ts'
import { Reach } from './reach.ts'
import { devicesConcerned, devicesThatMoved, devicesThatSpeak } from './siblings.ts'
import type { SwitchPlan } from './switch-plan.ts'

/** The kind of job that writes the log of a call. */
export const logJob = 'callLog'
/** … that brings what was noted with a call to the one that it was joined into. */
export const mergedJob = 'callMerged'

/** All calls of one link: takes the switch's events, makes of them what is to be written and who is to see it. */
export class LinkCalls {
  readonly link: LinkRef
  readonly plan: SwitchPlan
  session: PbxSession | null = null
  status: LinkStatus
  readonly #options: LinkCallsOptions
  readonly #live = new Map<CallId, LiveCall>()
  /** Of them, those that were made from another call. */
  readonly #consultations = new Set<LiveCall>()
  readonly #reach = new Reach()
  readonly #customers: Customers
  #state: SwitchState

  constructor(options: LinkCallsOptions) {
    this.link = options.link
    this.plan = options.plan
    this.#options = options
    this.#state = options.state
    this.status = { state: 'connecting', since: options.now(), problem: null }
    this.#customers = new Customers({
      ...options,
      tenant: options.link.tenant,
      found: (live) => this.retell(live, 'lookup'),
    })
    for (const live of options.restored) this.#keep(live)
  }

  /** Looks up again what was known before a restart. */
  start(): void {
    for (const live of this.#live.values()) if (live.call.endedAt === null) this.lookUp(live)
  }

  stop(): void {
    for (const live of this.#live.values()) live.lookup?.stop()
  }

  event(event: SwitchEvent, receivedAt: number): void {
    this.#apply(applyEvent(this.#state, event, receivedAt), { at: receivedAt, kind: event.kind, body: event })
  }

  /** Ends what only time can end, if there is anything: a call that went where no monitor reaches. Costs next to nothing. */
  sweep(): void {
    const at = this.#options.now()
    if ((sweepDueAt(this.#state) ?? Infinity) > at) return
    this.#options.swept?.(at)
    this.#apply(sweep(this.#state, at), { at, kind: 'sweep', body: null })
  }

  #apply({ state, changes }: Applied, told: { at: number; kind: string; body: SwitchEvent | null }): void {
    this.#state = state
    const { at, kind, body } = told
    const news: News = { touches: [], jobs: [], gone: [], lines: new Set(), at }
    for (const change of changes) {
      this.#options.count(change.kind === 'ignored' ? change.reason : change.kind)
      this.#take(change, news)
    }
    const { touches, jobs, gone, lines } = news
    if (touches.length + jobs.length + gone.length + lines.size === 0) return
    const what = { link: this.link, at, kind }
    this.#options.write(entry(what, { body, touches, jobs, gone, lines: [...lines] }))
  }

  #take(change: Change, out: News): void {
    switch (change.kind) {
      case 'call':
        out.touches.push(this.#touch(change.call, change.previous))
        out.touches.push(...this.#siblings(change.call, change.previous))
        this.#tellLines(devicesThatSpeak(change.call, change.previous), out.lines)
        return
      case 'ended':
        if (isJournalled(change.call)) out.jobs.push({ kind: logJob, key: change.call.id })
        return
      case 'merged':
        if (this.#live.get(change.merged)?.hasRecords === true)
          out.jobs.push({ kind: mergedJob, key: change.merged })
        for (const user of this.#usersOf(this.#live.get(change.merged)?.call))
          out.gone.push({ user, call: change.merged })
        return
      case 'device':
        this.#reach.note(change.device, out.at)
        return this.#tellLines([change.device.device], out.lines)
      case 'agent':
        return this.#tellLines([change.agent.device], out.lines)
      case 'ringing':
      case 'answered':
      case 'ignored':
        return
    }
  }

  /** What a line is, or what may be asked of it, has changed. */
  #tellLines(devices: readonly DeviceId[], lines: Set<string>): void {
    // While the link comes up, devices are told one by one; then every user hears once.
    if (this.status.state !== 'live') return
    for (const user of this.#usersAt(devices)) lines.add(user)
  }

  #touch(call: Call, previous: Call | null): Touch {
    const live = this.#live.get(call.id) ?? createLiveCall(this.link, call, performance.now())
    live.call = call
    this.#keep(live)
    live.touchedAt = performance.now()
    // A search that fails goes on after the end of the call: its log is still to find its customer.
    if (call.endedAt === null) this.lookUp(live)
    else if (call.mergedInto !== null) live.lookup?.stop()
    return { live, call, users: this.#concerned(call, previous) }
  }

  /** The other calls of those whose part in this one changed. */
  #siblings(call: Call, previous: Call | null): Touch[] {
    return devicesThatMoved(call, previous).flatMap((device) => {
      const users = this.#usersAt([device])
      const others = users.length === 0 ? [] : this.callsAt(device).filter(({ id }) => id !== call.id)
      return others.flatMap((other) => {
        const live = this.#live.get(other.id)
        return live === undefined ? [] : [{ live, call: other, users }]
      })
    })
  }

  #concerned(call: Call, previous: Call | null): string[] {
    return this.#usersAt(devicesConcerned(call, previous))
  }

  #usersAt(devices: readonly DeviceId[]): string[] {
    const { directory } = this.#options
    return [...new Set(devices.flatMap((device) => directory.at(this.link, device).map(({ id }) => id)))]
  }

  #usersOf(call: Call | undefined): string[] {
    return this.#usersAt((call?.legs ?? []).map(({ device }) => device))
  }

  /** Looks for the other party, unless it is being looked for or was found by the same key. */
  lookUp(live: LiveCall, again = false): void {
    this.#customers.lookUp(live, again)
  }

  /** The call is about this customer: somebody said so. Resolves when it is durable. */
  choose(live: LiveCall, known: KnownCustomer, reason: MatchReason): Promise<void> {
    chooseCustomer(live, known, reason)
    return this.#retold(live, 'choice')
  }

  /** Accepts notes; resolves when they are durable. The caller has checked the version. */
  async writeNotes(live: LiveCall, text: string): Promise<Notes> {
    const notes = { text, version: live.nextNotes.version + 1 }
    live.nextNotes = notes
    try {
      await this.#retold(live, 'notes', notes)
    } catch (error) {
      live.nextNotes = live.notes
      throw error
    }
    return notes
  }

  /** Tells it once more; resolves when that is durable. */
  #retold(live: LiveCall, kind: string, notes?: Notes): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error): void => (error === undefined ? resolve() : reject(error))
      this.retell(live, kind, notes === undefined ? { done } : { notes, done })
    })
  }

  /** Writes and tells a call once more, because something beside the call itself changed. */
  retell(
    live: LiveCall,
    kind: string,
    { notes, done }: { notes?: Notes; done?: (error?: Error) => void } = {},
  ): void {
    const { call } = live
    const at = this.#options.now()
    live.touchedAt = performance.now()
    const touches: Touch[] = [this.#touchAll(live, notes)]
    // A consultation shows the notes and the customer of the call it was made from.
    for (const other of this.#consultations)
      if (other.call.parent === call.id && other.call.mergedInto === null) touches.push(this.#touchAll(other))
    const jobs = call.endedAt !== null && isJournalled(call) ? [{ kind: logJob, key: call.id }] : []
    const what = { link: this.link, at, kind }
    this.#options.write(entry(what, { touches, jobs, ...(done === undefined ? {} : { done }) }))
  }

  #touchAll(live: LiveCall, notes?: Notes): Touch {
    const users = this.#usersOf(live.call)
    return { live, call: live.call, users, ...(notes === undefined ? {} : { notes }) }
  }

  /** The call that carries notes and customer: that from which a consultation was made, or into which it was merged. */
  root(live: LiveCall): LiveCall {
    const id = live.call.mergedInto ?? live.call.parent
    const next = id === null || id === live.call.id ? undefined : this.#live.get(id)
    return next === undefined ? live : this.root(next)
  }

  /** The keeper says how the link is. Every user of it hears within the next batch. */
  setStatus(status: LinkStatus, session: PbxSession | null): void {
    const isOther = session !== this.session && status.state !== 'off'
    this.status = status
    this.session = session
    const lines = this.#options.directory.onLink(this.link).map((user) => user.id)
    // What may be asked depends on the session: calls that did not change are told again, also when nothing may be any more.
    const touches = isOther
      ? [...this.#live.values()]
          .filter((live) => live.call.endedAt === null)
          .map((live) => ({ live, call: live.call, users: this.#concerned(live.call, null) }))
      : []
    if (lines.length + touches.length === 0) return
    this.#options.write(entry({ link: this.link, at: status.since, kind: 'line' }, { lines, touches }))
  }

  lineOf(user: LiveUser): LineView {
    const device = user.device ?? ''
    return drawLine(user, {
      link: this.link.name,
      status: this.status,
      plan: this.plan,
      capabilities: this.context.capabilities,
      known: this.deviceAt(device),
      calls: this.callsAt(device),
      agent: this.agentAt(device),
      since: this.reachedSince(device),
    })
  }

  /** What users see of calls may be drawn otherwise now: all that they see is told again. */
  drawnOtherwise(): void {
    const lines = this.#options.directory.onLink(this.link).map((user) => user.id)
    const touches = [...this.#live.values()]
      .filter(({ call }) => call.mergedInto === null)
      .map((live) => this.#touchAll(live))
    if (lines.length + touches.length === 0) return
    this.#options.write(
      entry({ link: this.link, at: this.#options.now(), kind: 'template' }, { lines, touches }),
    )
  }

  /** A user's telephone is another one now: what he saw of this one goes. */
  userLeft(user: LiveUser): void {
    const gone = this.callsOf(user).map(({ call }) => ({ user: user.id, call: call.id }))
    const what = { link: this.link, at: this.#options.now(), kind: 'line' }
    this.#options.write(entry(what, { gone, lines: [user.id] }))
  }

  userCame(user: LiveUser): void {
    const touches = this.callsOf(user).map((live) => ({ live, call: live.call, users: [user.id] }))
    const what = { link: this.link, at: this.#options.now(), kind: 'line' }
    this.#options.write(entry(what, { touches, lines: [user.id] }))
  }

  deviceAt(device: DeviceId): DeviceState | undefined {
    return deviceAt(this.#state, device)
  }

  agentAt(device: DeviceId): Agent | undefined {
    return agentAt(this.#state, device)
  }

  /** Live calls at a device, oldest first. */
  callsAt(device: DeviceId): readonly Call[] {
    return callsAt(this.#state, device)
  }

  /** Since when a device can be reached, or not, in milliseconds since the epoch. */
  reachedSince(device: DeviceId): number {
    return Math.max(this.#reach.since(device), this.status.since)
  }

  partiesOf(call: Call, user: LiveUser): CallPartyView[] {
    return drawParties(call, user.device, this.context)
  }

  /** What is believed of the switch. */
  get believed(): SwitchState {
    return this.#state
  }

  /** No call is up. */
  get isQuiet(): boolean {
    return liveCalls(this.#state).length === 0
  }

  find(id: CallId): LiveCall | undefined {
    return this.#live.get(id)
  }

  /** All calls that are at hand, merged ones too. */
  present(): LiveCall[] {
    return [...this.#live.values()]
  }

  /** Brings an old call back that somebody works on. */
  adopt(live: LiveCall): LiveCall {
    const known = this.#live.get(live.call.id)
    if (known !== undefined) return known
    this.#keep(live)
    return live
  }

  #keep(live: LiveCall): void {
    this.#live.set(live.call.id, live)
    if (live.call.parent !== null) this.#consultations.add(live)
  }

  /** Calls that a user sees now: live ones and those that ended a moment ago; oldest first. */
  callsOf(user: LiveUser): LiveCall[] {
    return [...this.#live.values()]
      .filter(
        ({ told }) =>
          told !== null && told.mergedInto === null && told.legs.some((leg) => leg.device === user.device),
      )
      .toSorted((one, other) => one.call.startedAt - other.call.startedAt)
  }

  /** Lets ended calls go that nobody has touched since `before` (performance.now). */
  letGo(before: number): void {
    for (const [id, live] of this.#live) {
      if (live.call.endedAt === null || live.touchedAt >= before || live.notes !== live.nextNotes) continue
      live.lookup?.stop()
      this.#live.delete(id)
      this.#consultations.delete(live)
      if (live.call.mergedInto !== null) continue
      const gone = this.#usersOf(live.call).map((user) => ({ user, call: id }))
      const what = { link: this.link, at: this.#options.now(), kind: 'letGo' }
      if (gone.length > 0) this.#options.write(entry(what, { gone }))
    }
  }

  /** A call as a user sees it, in JSON. */
  draw(live: LiveCall, user: LiveUser, call = live.told ?? live.call): string {
    const root = this.root(live)
    const frame = drawCall(call, user, { ...this.context, notes: root.notes, root: root.call })
    const pop = this.popOf(live)
    const template = this.#options.templates?.of(user)
    const by = template === undefined ? '' : `,"template":${template.json}`
    return `${JSON.stringify(frame).slice(0, -1)},"pop":${pop === null ? 'null' : popJson(pop)}${by}}`
  }

  /** A consultation shows the customer whom it is about. */
  popOf(live: LiveCall): PopView | null {
    const shown = this.root(live)
    const { pop, lookup } = shown
    // Also where somebody was found before, and is sought by digits that were keyed in since.
    if (lookup?.answered === false) shown.shownUnsettled = true
    return pop
  }

  get context(): ViewContext {
    return {
      link: this.link,
      directory: this.#options.directory,
      numbers: this.#options.numbers,
      capabilities: this.status.state === 'live' ? (this.session?.capabilities ?? null) : null,
      plan: this.plan,
      templates: this.#options.templates ?? null,
      callsAt: (device) => this.callsAt(device),
    }
  }
}
