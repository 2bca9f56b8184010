import type { SignedIn } from '#auth/auth.ts'
import type { EntryAsker, EntryRoom } from '#entry/entry-room.ts'
import type { Shares } from '#entry/shares.ts'
import type { Handlers } from './handler.ts'

type EntryRouteName = 'syncEntry' | 'listShares' | 'createShare' | 'revokeShare' | 'readShared'

export function entryHandlers(room: EntryRoom, shares: Shares): Pick<Handlers, EntryRouteName> {
  return {
    syncEntry: ({ who, params, body }) => room.sync(askerOf(who), params.id, body),
    listShares: ({ who, params }) => shares.list(askerOf(who), params.id),
    createShare: ({ who, params }) => shares.create(askerOf(who), params.id),
    revokeShare: ({ who, params }) => shares.revoke(askerOf(who), params.id, params.share),
    readShared: ({ body, address }) => shares.read(body, address),
  }
}

function askerOf({ tenant, user }: SignedIn): EntryAsker {
  return { tenant: tenant.id, userId: user.id, role: user.role }
}
