import type { Batch } from '#calls/batch.ts'
import type { History } from '#calls/history.ts'
import type { LiveCalls } from '#calls/live-calls.ts'
import { createNoted } from '#calls/noted.ts'
import { EntryRoom } from '#entry/entry-room.ts'
import { Shares } from '#entry/shares.ts'
import { createEntryStore } from '#store/entry-store.ts'
import type { LiveTenant } from '#store/live-users.ts'
import { createShareStore } from '#store/share-store.ts'
import type { LiveOptions } from './live-options.ts'

export interface LiveEntry {
  readonly room: EntryRoom
  /** What of it callers are shown. */
  readonly shares: Shares
  /** Told of what is durable: a call that became part of another takes along what was written of it. */
  written(batch: Batch): void
  /** Goes on with what the server before this one did not come to. */
  start(): void
  /** Resolves when the calls know of all that was written. */
  stop(): Promise<void>
}

/** What people write down during calls, over the live calls. */
export function openEntry(
  { database: all, callsDatabase: database = all, log, now }: LiveOptions,
  {
    live,
    history,
    tenants,
  }: { readonly live: LiveCalls; readonly history: History; readonly tenants: readonly LiveTenant[] },
): LiveEntry {
  const calls = createNoted({ live, history })
  const links = createShareStore(database)
  const room = new EntryRoom({
    calls,
    store: createEntryStore(database.pool),
    tenants: () => tenants.map(({ id }) => id),
    mixing: (tenant, callIds) => links.end(tenant, callIds),
    log,
  })
  const shares = new Shares({ calls, room, store: links, now })
  const failed = (error: Error): void =>
    log.warn(
      { code: 'entryLate', reason: error.name },
      'What was written down of a call is kept, and told later.',
    )
  const take = async (tenant: string, callId: string, isWritten: boolean): Promise<void> => {
    if (isWritten) await room.merged(tenant, callId)
    await shares.merged(tenant, callId)
  }
  return {
    room,
    shares,
    written({ entries }) {
      for (const { touches } of entries)
        for (const { live: one, call } of touches) {
          const { tenant } = one.link
          // Switches tell of a consultation first, and later of what it is made from: somebody may look at it already.
          if (call.mergedInto === null) {
            if (call.parent !== null && room.isOpen(tenant, call.id))
              room.merged(tenant, call.id).catch(failed)
            continue
          }
          const isWritten = one.nextNotes.version > 0 || room.isOpen(tenant, call.id)
          take(tenant, call.id, isWritten).catch(failed)
        }
    },
    start() {
      for (const on of live.links)
        for (const { call, notes } of on.present())
          if (call.mergedInto !== null) take(on.link.tenant, call.id, notes.version > 0).catch(failed)
      room.start().catch(failed)
    },
    stop() {
      shares.stop()
      return room.stop()
    },
  }
}
