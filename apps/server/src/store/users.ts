import { sql, type Transaction } from 'kysely'
import type { Database } from './db.ts'
import type { AppUserTable, Schema } from './db-schema.ts'

export interface UserFields {
  readonly userName: string
  readonly name: string
  readonly role: AppUserTable['role']
  /** The extension that is this user's phone, and the link that it belongs to. */
  readonly device: string | null
  readonly link: string | null
  readonly team: string | null
  /** Where this person works, if elsewhere than the tenant: ISO 3166 country, IANA time zone. */
  readonly country: string | null
  readonly timeZone: string | null
  readonly active: boolean
}

export interface UserData extends UserFields {
  readonly id: string
  readonly language: string | null
  readonly theme: string
}

export interface NewUser extends UserFields {
  readonly passwordHash: string
}

/** People who sign in. Each method sees one tenant only. */
export interface UserStore {
  list(tenant: string): Promise<readonly UserData[]>
  read(tenant: string, id: string): Promise<UserData | undefined>
  /** For signing in: whatever the case of the letters. */
  findByUserName(
    tenant: string,
    userName: string,
  ): Promise<{ readonly user: UserData; readonly passwordHash: string } | undefined>
  /** @throws SQLSTATE 23505 when the user name is taken. */
  create(tenant: string, user: NewUser): Promise<UserData>
  /** Undefined when there is no such user; `lastAdministrator` when it would leave none. Ends the sessions of a user who may less than before. */
  change(
    tenant: string,
    id: string,
    changes: Partial<UserFields & { readonly passwordHash: string }>,
  ): Promise<UserData | 'lastAdministrator' | undefined>
  setPreferences(
    tenant: string,
    id: string,
    preferences: { readonly language: string | null; readonly theme: string },
  ): Promise<UserData | undefined>
}

const columns = [
  'id',
  'user_name as userName',
  'name',
  'role',
  'device',
  'link',
  'team',
  'country',
  'time_zone as timeZone',
  'active',
  'language',
  'theme',
] as const

export function createUserStore(database: Database): UserStore {
  return {
    list: (tenant) =>
      database.inTenant(tenant, (db) =>
        db
          .selectFrom('app_user')
          .select(columns)
          .orderBy(sql`lower(name)`)
          .orderBy('id')
          .execute(),
      ),
    read: (tenant, id) => database.inTenant(tenant, (db) => readUser(db, id)),
    findByUserName: (tenant, userName) =>
      database.inTenant(tenant, async (db) => {
        const row = await db
          .selectFrom('app_user')
          .select([...columns, 'password_hash'])
          .where(sql`lower(user_name)`, '=', userName.toLowerCase())
          .executeTakeFirst()
        if (row === undefined) return undefined
        const { password_hash: passwordHash, ...user } = row
        return { user, passwordHash }
      }),
    create: (tenant, user) =>
      database.inTenant(tenant, (db) =>
        db.insertInto('app_user').values(rowOf(user)).returning(columns).executeTakeFirstOrThrow(),
      ),
    change: (tenant, id, changes) => database.inTenant(tenant, (db) => changeUser(db, id, changes)),
    setPreferences: (tenant, id, { language, theme }) =>
      database.inTenant(tenant, (db) =>
        db
          .updateTable('app_user')
          .set({ language, theme })
          .where('id', '=', id)
          .returning(columns)
          .executeTakeFirst(),
      ),
  }
}

function readUser(db: Transaction<Schema>, id: string): Promise<UserData | undefined> {
  return db.selectFrom('app_user').select(columns).where('id', '=', id).executeTakeFirst()
}

async function changeUser(
  db: Transaction<Schema>,
  id: string,
  changes: Partial<UserFields & { readonly passwordHash: string }>,
): Promise<UserData | 'lastAdministrator' | undefined> {
  // All administrators are locked: two who step down at once must not both find the other one.
  const administrators = await db
    .selectFrom('app_user')
    .select('id')
    .where('role', '=', 'administrator')
    .where('active', '=', true)
    .orderBy('id')
    .forUpdate()
    .execute()
  const before = await readUser(db, id)
  if (before === undefined) return undefined
  const after = { ...before, ...changes }
  const stays = after.role === 'administrator' && after.active
  const was = before.role === 'administrator' && before.active
  if (was && !stays && administrators.length === 1) return 'lastAdministrator'
  const { passwordHash } = changes
  await db
    .updateTable('app_user')
    .set({
      ...rowOf({ ...after, passwordHash: passwordHash ?? '' }),
      ...(passwordHash === undefined ? { password_hash: sql<string>`password_hash` } : {}),
    })
    .where('id', '=', id)
    .execute()
  if (passwordHash !== undefined || !after.active || after.role !== before.role)
    await db.deleteFrom('app_session').where('user_id', '=', id).execute()
  return readUser(db, id)
}

function rowOf(user: NewUser) {
  return {
    user_name: user.userName,
    name: user.name,
    role: user.role,
    password_hash: user.passwordHash,
    device: user.device,
    link: user.link,
    team: user.team,
    country: user.country,
    time_zone: user.timeZone,
    active: user.active,
  }
}
