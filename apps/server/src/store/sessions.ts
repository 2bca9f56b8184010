import type { Database } from './db.ts'

export interface SessionData {
  readonly userId: string
  readonly usedAt: Date
  readonly expiresAt: Date
}

/** Who is signed in. Only the hash of a token is known here. Each method sees one tenant only. */
export interface SessionStore {
  create(
    tenant: string,
    session: {
      readonly tokenHash: Buffer
      readonly userId: string
      readonly now: Date
      readonly expiresAt: Date
    },
  ): Promise<void>
  find(tenant: string, tokenHash: Buffer): Promise<SessionData | undefined>
  touch(tenant: string, tokenHash: Buffer, now: Date): Promise<void>
  remove(tenant: string, tokenHash: Buffer): Promise<void>
  /** Removes those that are over; how many. */
  removeOld(tenant: string, unusedSince: Date, now: Date): Promise<number>
}

export function createSessionStore(database: Database): SessionStore {
  return {
    create: (tenant, { tokenHash, userId, now, expiresAt }) =>
      database.inTenant(tenant, async (db) => {
        await db
          .insertInto('app_session')
          .values({
            token_hash: tokenHash,
            user_id: userId,
            created_at: now,
            used_at: now,
            expires_at: expiresAt,
          })
          .execute()
      }),
    find: (tenant, tokenHash) =>
      database.inTenant(tenant, (db) =>
        db
          .selectFrom('app_session')
          .select(['user_id as userId', 'used_at as usedAt', 'expires_at as expiresAt'])
          .where('token_hash', '=', tokenHash)
          .executeTakeFirst(),
      ),
    touch: (tenant, tokenHash, now) =>
      database.inTenant(tenant, async (db) => {
        await db
          .updateTable('app_session')
          .set({ used_at: now })
          .where('token_hash', '=', tokenHash)
          .execute()
      }),
    remove: (tenant, tokenHash) =>
      database.inTenant(tenant, async (db) => {
        await db.deleteFrom('app_session').where('token_hash', '=', tokenHash).execute()
      }),
    removeOld: (tenant, unusedSince, now) =>
      database.inTenant(tenant, async (db) => {
        const { numDeletedRows } = await db
          .deleteFrom('app_session')
          .where((row) => row.or([row('used_at', '<', unusedSince), row('expires_at', '<', now)]))
          .executeTakeFirst()
        return Number(numDeletedRows)
      }),
  }
}
