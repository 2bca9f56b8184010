import type { Call } from '@hookswitch/model'
import type { Channels } from '#feed/channel.ts'
import type { FeedRow } from '#store/live-batch.ts'
import type { Batch, Telling } from './batch.ts'
import type { Touch } from './entry.ts'
import type { Directory, LiveUser } from './directory.ts'
import type { LinkCalls } from './link-calls.ts'
import { noLine } from './line-view.ts'
import type { LiveCall } from './live-call.ts'
import type { Popping } from './popped.ts'
import type { TemplatesOfUsers } from './templates-of-users.ts'

/** The calls of all links, as users see them. */
export class LiveCalls {
  readonly links: readonly LinkCalls[]
  readonly directory: Directory
  readonly channels: Channels
  readonly #byName: ReadonlyMap<string, LinkCalls>
  readonly #now: () => number
  readonly #popping: Popping
  readonly #templates: TemplatesOfUsers

  constructor(options: {
    readonly links: readonly LinkCalls[]
    readonly directory: Directory
    readonly channels: Channels
    readonly templates: TemplatesOfUsers
    readonly now: () => number
    readonly popping: Popping
  }) {
    this.links = options.links
    this.directory = options.directory
    this.channels = options.channels
    this.#now = options.now
    this.#popping = options.popping
    this.#templates = options.templates
    this.#byName = new Map(options.links.map((one) => [keyOf(one.link), one]))
  }

  /** The link of a user's telephone. */
  linkOf(user: LiveUser): LinkCalls | undefined {
    return user.link === null ? undefined : this.#byName.get(keyOf({ tenant: user.tenant, name: user.link }))
  }

  linkNamed(tenant: string, name: string): LinkCalls | undefined {
    return this.#byName.get(keyOf({ tenant, name }))
  }

  /** A call in which the user's telephone has or had a part. */
  callOf(user: LiveUser, id: string): { readonly on: LinkCalls; readonly live: LiveCall } | undefined {
    const on = this.linkOf(user)
    const live = on?.find(id)
    if (on === undefined || live === undefined) return undefined
    return live.call.legs.some((leg) => leg.device === user.device) ? { on, live } : undefined
  }

  /** Makes the written truth the shown truth, and tells it. */
  written(batch: Batch): void {
    for (const { touches } of batch.entries) {
      for (const { live, call, notes } of touches) {
        live.told = call
        if (notes !== undefined) live.notes = notes
      }
    }
    for (const telling of batch.tellings) this.#tell(telling)
    // Also for those who have no page open: what would have popped is part of the call's story.
    for (const { touches } of batch.entries) for (const touch of touches) this.#decide(touch)
  }

  #decide({ live, call, users }: Touch): void {
    const on = this.linkNamed(live.link.tenant, live.link.name)
    for (const id of on === undefined ? [] : users) {
      const user = this.directory.user(id)
      if (on !== undefined && user !== undefined) this.#popping.decide({ on, live, user, call })
    }
  }

  /** A call as a user sees it, in JSON. */
  draw(
    on: LinkCalls,
    live: LiveCall,
    { user, call }: { readonly user: LiveUser; readonly call?: Call | undefined },
  ): string {
    const text = on.draw(live, user, call)
    const popped = this.#popping.of({ on, live, user, call: call ?? live.told ?? live.call })
    return popped === null ? text : `${text.slice(0, -1)},"popped":${JSON.stringify(popped)}}`
  }

  #tell({ user: id, seq, kind, callId, touch }: Telling): void {
    const on = touch === null ? undefined : this.linkNamed(touch.live.link.tenant, touch.live.link.name)
    const ticket = on === undefined || touch === null ? null : on.root(touch.live).lookup
    this.channels.of(id).tell(seq, () => this.drawEvent(id, { kind, callId, call: touch?.call }), ticket)
  }

  /** One event of a user's feed, in JSON: the call as it is given, else as it is now. */
  drawEvent(
    userId: string,
    {
      kind,
      callId,
      call,
    }: { readonly kind: FeedRow['kind']; readonly callId: string | null; readonly call?: Call | undefined },
  ): string {
    const user = this.directory.user(userId)
    if (kind === 'line' || callId === null) return `{"kind":"line","line":${this.#drawLine(user)}}`
    const found = user === undefined || kind === 'callGone' ? undefined : this.callOf(user, callId)
    // Gone meanwhile, whatever was to be told of it.
    if (user === undefined || found === undefined || found.live.call.mergedInto !== null)
      return JSON.stringify({ kind: 'callGone', callId })
    return `{"kind":"call","call":${this.draw(found.on, found.live, { user, call })}}`
  }

  /** All that a user sees now, in JSON. */
  drawSnapshot(user: LiveUser): string {
    const on = this.linkOf(user)
    const calls = on === undefined ? [] : on.callsOf(user).map((live) => this.draw(on, live, { user }))
    return `{"line":${this.#drawLine(user)},"calls":[${calls.join(',')}]}`
  }

  #drawLine(user: LiveUser | undefined): string {
    if (user === undefined) return 'null'
    const on = this.linkOf(user)
    const line = on === undefined ? noLine(user, this.#now()) : on.lineOf(user)
    return JSON.stringify({ ...line, template: this.#templates.of(user).ref })
  }
}

function keyOf(link: { readonly tenant: string; readonly name: string }): string {
  return `${link.tenant}\u0000${link.name}`
}
