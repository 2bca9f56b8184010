import type { Database } from './db.ts'

/** One request that may be repeated, as its user named it. */
export interface RepeatableRequest {
  readonly tenant: string
  readonly userId: string
  readonly key: string
  /** Hash of method, path and body: a key belongs to one request. */
  readonly hash: Buffer
}

export type Begun =
  | { readonly kind: 'first' }
  | { readonly kind: 'done'; readonly status: number; readonly reply: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'other' }

/** Replies to requests with an Idempotency-Key, so that a repeat acts once. */
export interface IdempotencyStore {
  /** Claims the key. The claim of a server that died stays: whether it acted is not known, and a repeat must not act twice. */
  begin(request: RepeatableRequest): Promise<Begun>
  finish(request: RepeatableRequest, status: number, reply: string): Promise<void>
  /** Nothing was done: the key may be used again. */
  abandon(request: RepeatableRequest): Promise<void>
  removeOld(tenant: string, before: Date): Promise<void>
}

export function createIdempotencyStore(database: Database): IdempotencyStore {
  const mine = ({ userId, key }: RepeatableRequest) => ({ user_id: userId, key })
  return {
    begin: (request) => begin(database, request),
    finish: (request, status, reply) =>
      database.inTenant(request.tenant, async (db) => {
        await db
          .updateTable('idempotent_request')
          .set({ status, reply })
          .where((row) => row.and(mine(request)))
          .execute()
      }),
    abandon: (request) =>
      database.inTenant(request.tenant, async (db) => {
        await db
          .deleteFrom('idempotent_request')
          .where((row) => row.and(mine(request)))
          .where('status', 'is', null)
          .execute()
      }),
    removeOld: (tenant, before) =>
      database.inTenant(tenant, async (db) => {
        await db.deleteFrom('idempotent_request').where('created_at', '<', before).execute()
      }),
  }
}

function begin(database: Database, request: RepeatableRequest): Promise<Begun> {
  return database.inTenant(request.tenant, async (db) => {
    const row = {
      user_id: request.userId,
      key: request.key,
      request_hash: request.hash,
      status: null,
      reply: null,
    }
    const claimed = await db
      .insertInto('idempotent_request')
      .values(row)
      .onConflict((conflict) => conflict.columns(['tenant_id', 'user_id', 'key']).doNothing())
      .returning('key')
      .executeTakeFirst()
    if (claimed !== undefined) return { kind: 'first' }
    const found = await db
      .selectFrom('idempotent_request')
      .select(['request_hash', 'status', 'reply'])
      .where('user_id', '=', request.userId)
      .where('key', '=', request.key)
      .executeTakeFirst()
    if (found === undefined) return { kind: 'running' }
    if (!found.request_hash.equals(request.hash)) return { kind: 'other' }
    if (found.status !== null) return { kind: 'done', status: found.status, reply: found.reply ?? '' }
    return { kind: 'running' }
  })
}
