/** Links by which callers see what was chosen for them. Only hashes of their secrets are known here. */
import type { Selectable } from 'kysely'
import { audit, type Actor } from './audit-store.ts'
import type { Database } from './db.ts'
import type { EntryShareTable } from './schema-entry.ts'

export interface ShareData {
  readonly id: string
  readonly callId: string
  readonly createdAt: Date
  readonly createdBy: string
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly revokedBy: string | null
  readonly views: number
  readonly firstViewedAt: Date | null
  readonly lastViewedAt: Date | null
}

/** Each method sees one tenant only, and writes down who did it in the same transaction. */
export interface ShareStore {
  /** Newest first. */
  list(tenant: string, callId: string): Promise<readonly ShareData[]>
  /** Makes one; the one before it ends. */
  create(
    tenant: string,
    share: {
      readonly callId: string
      readonly tokenHash: Buffer
      readonly by: Actor
      readonly forMs: number
    },
  ): Promise<ShareData>
  find(tenant: string, tokenHash: Buffer): Promise<ShareData | undefined>
  /** The same again changes nothing. Undefined where the call has no such link. */
  revoke(
    tenant: string,
    share: { readonly callId: string; readonly id: string; readonly by: Actor },
  ): Promise<ShareData | undefined>
  /** The page behind it was opened. */
  viewed(tenant: string, id: string): Promise<void>
  /** The open links of these calls end, though nobody asked for it. */
  end(tenant: string, callIds: readonly string[]): Promise<void>
  /** What belonged to one call belongs to another from now on. Where both have an open link, that of the first ends. */
  move(tenant: string, calls: { readonly from: string; readonly to: string }): Promise<void>
}

type Transaction = Parameters<Parameters<Database['inTenant']>[1]>[0]

const kind = 'entryShare'
/** Who does what nobody asked for by name. */
const nobody: Actor = { id: '00000000-0000-0000-0000-000000000000', name: 'Hookswitch' }
const most = 100

export function createShareStore(database: Database): ShareStore {
  return {
    list: (tenant, callId) =>
      database.inTenant(tenant, async (db) => {
        const rows = await db
          .selectFrom('entry_share')
          .selectAll()
          .where('call_id', '=', callId)
          .orderBy('created_at', 'desc')
          .limit(most)
          .execute()
        return rows.map(toShare)
      }),
    create: (tenant, share) => database.inTenant(tenant, (db) => create(db, share)),
    find: (tenant, tokenHash) =>
      database.inTenant(tenant, async (db) => {
        const row = await db
          .selectFrom('entry_share')
          .selectAll()
          .where('token_hash', '=', tokenHash)
          .executeTakeFirst()
        return row && toShare(row)
      }),
    revoke: (tenant, { callId, id, by }) =>
      database.inTenant(tenant, async (db) => {
        await end(db, { callId, by, id })
        const row = await db
          .selectFrom('entry_share')
          .selectAll()
          .where('id', '=', id)
          .where('call_id', '=', callId)
          .executeTakeFirst()
        return row && toShare(row)
      }),
    viewed: (tenant, id) => database.inTenant(tenant, (db) => countView(db, id)),
    end: (tenant, callIds) =>
      database.inTenant(tenant, async (db) => {
        for (const callId of callIds) await end(db, { callId, by: nobody })
      }),
    move: (tenant, calls) => database.inTenant(tenant, (db) => move(db, calls)),
  }
}

async function create(
  db: Transaction,
  { callId, tokenHash, by, forMs }: Parameters<ShareStore['create']>[1],
): Promise<ShareData> {
  await end(db, { callId, by })
  const now = new Date()
  const row = await db
    .insertInto('entry_share')
    .values({
      call_id: callId,
      token_hash: tokenHash,
      created_at: now,
      created_by: by.id,
      created_by_name: by.name,
      expires_at: new Date(now.getTime() + forMs),
      revoked_by_name: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const after = { callId, expiresAt: row.expires_at }
  await audit(db, { actor: by, action: 'created', kind, id: row.id, name: callId, before: null, after })
  return toShare(row)
}

/** Two calls have become one: the links go along; of two that are open, that of the call that is gone ends. */
async function move(
  db: Transaction,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const isOpen = (callId: string) =>
    db
      .selectFrom('entry_share')
      .select('id')
      .where('call_id', '=', callId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
  if ((await isOpen(from)) !== undefined && (await isOpen(to)) !== undefined)
    await end(db, { callId: from, by: nobody })
  await db.updateTable('entry_share').set({ call_id: to }).where('call_id', '=', from).execute()
}

/** The open link of a call ends, or this one of it. */
async function end(
  db: Transaction,
  { callId, by, id }: { readonly callId: string; readonly by: Actor; readonly id?: string },
): Promise<void> {
  const ended = await db
    .updateTable('entry_share')
    .set({ revoked_at: new Date(), revoked_by_name: by.name })
    .where('call_id', '=', callId)
    .where('revoked_at', 'is', null)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .returning(['id', 'expires_at as expiresAt', 'views'])
    .execute()
  for (const { id: share, ...before } of ended)
    await audit(db, { actor: by, action: 'deleted', kind, id: share, name: callId, before, after: null })
}

/** The first view is written down by itself; how many followed, and when the last, is known of the link. */
async function countView(db: Transaction, id: string): Promise<void> {
  const now = new Date()
  const row = await db
    .updateTable('entry_share')
    .set((it) => ({
      views: it('views', '+', 1),
      first_viewed_at: it.fn.coalesce('first_viewed_at', it.val(now)),
      last_viewed_at: now,
    }))
    .where('id', '=', id)
    .returning(['call_id as callId', 'views'])
    .executeTakeFirst()
  if (row?.views !== 1) return
  await audit(db, {
    actor: { id, name: 'The caller' },
    action: 'changed',
    kind,
    id,
    name: row.callId,
    before: { views: 0 },
    after: { views: 1, firstViewedAt: now },
  })
}

function toShare(row: Selectable<EntryShareTable>): ShareData {
  return {
    id: row.id,
    callId: row.call_id,
    createdAt: row.created_at,
    createdBy: row.created_by_name,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by_name,
    views: row.views,
    firstViewedAt: row.first_viewed_at,
    lastViewedAt: row.last_viewed_at,
  }
}
