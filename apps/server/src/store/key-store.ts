import type { Database } from './db.ts'

type Keys = Readonly<Record<string, string | null>>

/** The keys that users have changed on their pages. */
export interface KeyStore {
  /** Empty for who has changed none. */
  read(tenant: string, user: string): Promise<Keys>
  write(tenant: string, user: string, keys: Keys): Promise<void>
}

export function createKeyStore(database: Database): KeyStore {
  return {
    read: (tenant, user) =>
      database.inTenant(tenant, async (db) => {
        const rows = db.selectFrom('key_map').select('keys')
        return (await rows.where('user_id', '=', user).executeTakeFirst())?.keys ?? {}
      }),
    write: (tenant, user, keys) =>
      database.inTenant(tenant, async (db) => {
        if (Object.keys(keys).length === 0) {
          await db.deleteFrom('key_map').where('user_id', '=', user).execute()
          return
        }
        const text = JSON.stringify(keys)
        await db
          .insertInto('key_map')
          .values({ user_id: user, keys: text })
          .onConflict((it) => it.columns(['tenant_id', 'user_id']).doUpdateSet({ keys: text }))
          .execute()
      }),
  }
}
