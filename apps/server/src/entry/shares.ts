import { createHash } from 'node:crypto'
import type { EntryShare } from '@hookswitch/contract'
import type { ShareData, ShareStore } from '#store/share-store.ts'
import { Budget } from './budget.ts'
import type { EntryAnswer, EntryAsker, EntryCalls, EntryRoom, NotedCall } from './entry-room.ts'
import type { OpenEntry } from './open-entry.ts'
import { makeShareToken, readShareToken } from './share-token.ts'

export interface SharesOptions {
  readonly calls: EntryCalls
  readonly room: EntryRoom
  readonly store: ShareStore
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** What the caller is shown. */
export interface Shared {
  readonly text: string
  /** Another number when the text is another one. */
  readonly version: number
  /** Who made the link. */
  readonly from: string
}

/** No link shows anything longer than this, however long the call is. */
const longestMs = 4 * 3_600_000
/** Time to write down a number that was just read out. */
const afterCallMs = 5 * 60_000
/** An answer that waits for a change waits no longer. Below the time-out of routes and of proxies. */
const longestWaitMs = 15_000
/** The caller, and perhaps a second window of his. */
const mostWaitingPerShare = 4
const mostWaiting = 2_000

const missing = { ok: false, code: 'callMissing', detail: 'There is no such call of yours.' } as const
const ended = {
  ok: false,
  code: 'callEnded',
  detail: 'The call is over: there is nobody to show it to.',
} as const
/** Never was, was ended, has run out: nobody learns which. */
const gone = { ok: false, code: 'shareGone', detail: 'This link shows nothing, or not any more.' } as const
const noLink = { ok: false, code: 'recordMissing', detail: 'This call has no such link.' } as const
const tooMany = {
  ok: false,
  code: 'tooManyTries',
  detail: 'Too many tries. Wait a little and try again.',
} as const

/** Links by which a caller sees, while his call is up, the one text that was chosen for him. */
export class Shares {
  readonly #options: SharesOptions
  readonly #makers = new Budget({ atOnce: 10, aSecond: 0.2 })
  readonly #addresses = new Budget({ atOnce: 60, aSecond: 4 })
  readonly #waiting = new Map<string, number>()
  readonly #over = new AbortController()

  constructor(options: SharesOptions) {
    this.#options = options
  }

  /** Whoever waits is answered now. */
  stop(): void {
    this.#over.abort()
  }

  async list(asker: EntryAsker, callId: string): Promise<EntryAnswer<{ items: EntryShare[] }>> {
    const call = await this.#options.calls.find(asker, callId)
    if (call === undefined) return missing
    const shares = await this.#options.store.list(call.tenant, call.id)
    return { ok: true, value: { items: shares.map((share) => this.#view(share, call)) } }
  }

  async create(
    asker: EntryAsker,
    callId: string,
  ): Promise<EntryAnswer<{ token: string; share: EntryShare }>> {
    const { calls, store, room } = this.#options
    if (!this.#makers.take(asker.userId, performance.now())) return tooMany
    const call = await calls.find(asker, callId)
    if (call === undefined) return missing
    if (call.endedAt !== null) return ended
    const { text, hash } = makeShareToken(call.tenant)
    const by = { id: asker.userId, name: calls.nameOf(asker.userId) }
    const share = await store.create(call.tenant, { callId: call.id, tokenHash: hash, by, forMs: longestMs })
    room.nudge(call.tenant, call.id)
    return { ok: true, value: { token: text, share: this.#view(share, call) } }
  }

  async revoke(asker: EntryAsker, callId: string, id: string): Promise<EntryAnswer<EntryShare>> {
    const { calls, store, room } = this.#options
    const call = await calls.find(asker, callId)
    if (call === undefined) return missing
    const by = { id: asker.userId, name: calls.nameOf(asker.userId) }
    const share = await store.revoke(call.tenant, { callId: call.id, id, by })
    if (share === undefined) return noLink
    room.nudge(call.tenant, call.id)
    return { ok: true, value: this.#view(share, call) }
  }

  /** A call became part of another one: its links go along, so that whoever has the call sees them and may end them. */
  async merged(tenant: string, callId: string): Promise<void> {
    const { calls, store, room } = this.#options
    if ((await store.list(tenant, callId)).length === 0) return
    // First what was written: what the links may show is decided there.
    await room.merged(tenant, callId)
    const call = await calls.findAny(tenant, callId)
    if (call === undefined || call.id === callId) return
    await store.move(tenant, { from: callId, to: call.id })
    room.nudge(tenant, call.id)
  }

  /** What is behind a link. With the version last seen, the answer waits for another one. */
  async read(
    given: { readonly token: string; readonly version: number | null },
    address: string,
  ): Promise<EntryAnswer<Shared>> {
    if (!this.#addresses.take(address, performance.now())) return tooMany
    const { tenant, hash } = readShareToken(given.token)
    const first = await this.#look(tenant, hash)
    if (first === undefined) return gone
    if (given.version === null) await this.#options.store.viewed(tenant, first.share.id)
    if (first.shown.version !== given.version) return { ok: true, value: first.shown }
    await this.#waitForOther(first)
    // It may have ended meanwhile, and a word of it is a word too many.
    const then = await this.#look(tenant, hash)
    return then === undefined ? gone : { ok: true, value: then.shown }
  }

  async #look(tenant: string, hash: Buffer): Promise<Looked | undefined> {
    const { calls, room, store } = this.#options
    const share = await store.find(tenant, hash)
    if (share === undefined || share.revokedAt !== null || this.#isLate(share)) return undefined
    const call = await calls.findAny(tenant, share.callId)
    if (call === undefined || this.#isOver(call)) return undefined
    const { entry, doc } = await room.opened(call)
    // The call became part of another one: what was written of both was perhaps put together just now.
    if (call.id !== share.callId && (await store.find(tenant, hash))?.revokedAt !== null) return undefined
    const { shared } = doc.texts
    return {
      share,
      shown: { text: shared, version: numberOf(shared), from: share.createdBy },
      onChange: (listener) => entry.onChange(listener),
    }
  }

  /**
   * Resolves when the text or the link has changed, and at the latest after some seconds. Not at what is written in the notes:
   * not even the moments at which an agent writes them are the caller's business.
   */
  async #waitForOther({ share, shown, onChange }: Looked): Promise<void> {
    const here = this.#waiting.get(share.id) ?? 0
    const all = [...this.#waiting.values()].reduce((sum, count) => sum + count, 0)
    if (here >= mostWaitingPerShare || all >= mostWaiting || this.#over.signal.aborted) return
    this.#waiting.set(share.id, here + 1)
    const done = Promise.withResolvers<undefined>()
    const finish = (): void => done.resolve(undefined)
    const stop = onChange((doc) => {
      if (doc === null || doc.texts.shared !== shown.text) finish()
    })
    const timer = setTimeout(finish, longestWaitMs)
    this.#over.signal.addEventListener('abort', finish)
    await done.promise
    stop()
    clearTimeout(timer)
    this.#over.signal.removeEventListener('abort', finish)
    const left = (this.#waiting.get(share.id) ?? 1) - 1
    if (left > 0) this.#waiting.set(share.id, left)
    else this.#waiting.delete(share.id)
  }

  #isLate({ expiresAt }: ShareData): boolean {
    return this.#options.now() >= expiresAt.getTime()
  }

  #isOver({ endedAt }: NotedCall): boolean {
    return endedAt !== null && this.#options.now() >= endedAt + afterCallMs
  }

  #view(share: ShareData, call: NotedCall): EntryShare {
    return {
      id: share.id,
      createdAt: share.createdAt.toISOString(),
      createdBy: share.createdBy,
      expiresAt: share.expiresAt.toISOString(),
      open: share.revokedAt === null && !this.#isLate(share) && !this.#isOver(call),
      revokedAt: share.revokedAt?.toISOString() ?? null,
      revokedBy: share.revokedBy,
      views: share.views,
      firstViewedAt: share.firstViewedAt?.toISOString() ?? null,
      lastViewedAt: share.lastViewedAt?.toISOString() ?? null,
    }
  }
}

interface Looked {
  readonly share: ShareData
  readonly shown: Shared
  readonly onChange: OpenEntry['onChange']
}

/** Six bytes of a hash: nothing is kept for it, and it is the same after a restart. */
function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6)
}
