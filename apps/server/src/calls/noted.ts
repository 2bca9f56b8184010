import type { EntryCalls, NotedCall } from '#entry/entry-room.ts'
import type { Found, History } from './history.ts'
import type { LiveCalls } from './live-calls.ts'

/** Calls as those see them who write something down of them. */
export function createNoted({
  live,
  history,
}: {
  readonly live: LiveCalls
  readonly history: History
}): EntryCalls {
  const noted = async (found: Found | undefined): Promise<NotedCall | undefined> => {
    if (found === undefined) return undefined
    const from: string[] = []
    let { on, live: one } = found
    for (;;) {
      const next = one.call.mergedInto ?? one.call.parent
      const root =
        next === null || next === one.call.id ? undefined : await history.findAny(on.link.tenant, next)
      if (root === undefined || from.includes(root.live.call.id)) break
      from.push(one.call.id)
      ;({ on, live: one } = root)
    }
    const { call, nextNotes } = one
    return {
      tenant: on.link.tenant,
      id: call.id,
      from,
      endedAt: call.endedAt,
      notes: nextNotes,
      write: (text) => on.writeNotes(one, text),
    }
  }
  return {
    async find({ tenant, userId, role }, callId) {
      const user = live.directory.user(userId)
      if (user?.tenant !== tenant) return undefined
      const own = await history.find(user, callId)
      return noted(own ?? (role === 'agent' ? undefined : await history.findAny(tenant, callId)))
    },
    findAny: async (tenant, callId) => noted(await history.findAny(tenant, callId)),
    nameOf: (userId) => live.directory.user(userId)?.name ?? '',
  }
}
