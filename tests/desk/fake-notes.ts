import type { CallView, Me } from '@hookswitch/contract'
import { EntryRoom, type EntryAsker, type NotedCall } from '#server/entry/entry-room.ts'
import { TestEntryStore } from '#server/entry/test-entry-store.ts'

interface FakeCalls {
  find(id: string): CallView | undefined
  write(id: string, notes: CallView['notes']): void
  nameOf(userId: string): string
}

const tenant = '00000000-0000-4000-8000-000000000001'
/** A user with whom no page is signed in. */
const colleague = '00000000-0000-4000-8000-0000000000c0'

/** The room in which the real server keeps what is written down of calls, over the calls of a fake one. */
export class FakeNotes {
  readonly room: EntryRoom
  readonly #calls: FakeCalls

  constructor(calls: FakeCalls) {
    this.#calls = calls
    const find = async (callId: string): Promise<NotedCall | undefined> => {
      const call = calls.find(callId)
      if (call === undefined) return undefined
      return {
        tenant,
        id: callId,
        from: [],
        endedAt: call.endedAt === null ? null : Date.parse(call.endedAt),
        notes: call.notes,
        write: async (text) => {
          const notes = { text, version: (calls.find(callId)?.notes.version ?? 0) + 1 }
          calls.write(callId, notes)
          return notes
        },
      }
    }
    this.room = new EntryRoom({
      calls: {
        find: (_asker, callId) => find(callId),
        findAny: (_tenant, callId) => find(callId),
        nameOf: (userId) => (userId === colleague ? 'Ben Colleague' : calls.nameOf(userId)),
      },
      store: new TestEntryStore(),
      tenants: () => [tenant],
      log: { warn: () => undefined },
    })
  }

  askerOf(me: Me | null): EntryAsker {
    return { tenant, userId: me?.id ?? '', role: 'agent' }
  }

  /** A colleague has written all of this, and is still at it. */
  async colleagueWrites(callId: string, text: string): Promise<void> {
    const asker = { tenant, userId: colleague, role: 'agent' } as const
    for (let tries = 0; tries < 20; tries += 1) {
      const version = this.#calls.find(callId)?.notes.version ?? 0
      const written = await this.room.writeNotes(asker, callId, { text, version })
      if (!written.ok) continue
      await this.room.writing(asker, callId)
      return
    }
    throw new Error('The colleague cannot write.')
  }

  async stop(): Promise<void> {
    await this.room.stop()
  }
}
