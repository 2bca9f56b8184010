import { sql, type Transaction } from 'kysely'
import { type Actor, audit } from './audit-store.ts'
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
  readonly groupId: string | null
  readonly locationId: string | null
  /** Where this person works, if elsewhere than his location says: ISO 3166 country, IANA time zone. */
  readonly country: string | null
  readonly timeZone: string | null
  readonly active: boolean
}

/** Where somebody works, and what follows from it. */
export interface UserPlace {
  readonly language: string
  readonly country: string
  readonly timeZone: string
}

export interface UserData extends UserFields {
  readonly id: string
  /** What he chose himself; null where he left it to his location. */
  readonly language: string | null
  readonly theme: string
  readonly groupName: string | null
  readonly locationName: string | null
  /** Of his location; null without one. */
  readonly place: UserPlace | null
  /** Counts the changes of administrators. */
  readonly version: number
}

type Assigned = 'groupId' | 'locationId'
export interface NewUser extends Omit<UserFields, Assigned>, Partial<Pick<UserFields, Assigned>> {
  readonly passwordHash: string
}

export type UserChanges = Partial<UserFields & { readonly passwordHash: string }>

/** Whose change it is, and the version that he saw; null: he changes whatever is there. */
export interface ChangeBy {
  readonly actor: Actor
  readonly version: number | null
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
  /**
   * Without an actor it is not in the audit log: what the server itself makes at its first start.
   * @throws SQLSTATE 23505 when the user name is taken.
   */
  create(tenant: string, user: NewUser, actor?: Actor): Promise<UserData>
  /** Undefined when there is no such user; `lastAdministrator` when it would leave none. Ends the sessions of a user who may less than before. */
  change(
    tenant: string,
    id: string,
    change: ChangeBy & { readonly changes: UserChanges },
  ): Promise<UserData | 'lastAdministrator' | 'changedMeanwhile' | undefined>
  setPreferences(
    tenant: string,
    id: string,
    preferences: { readonly language: string | null; readonly theme: string },
  ): Promise<UserData | undefined>
}

const columns = [
  'app_user.id',
  'app_user.user_name as userName',
  'app_user.name',
  'app_user.role',
  'app_user.device',
  'app_user.link',
  'app_user.team',
  'app_user.group_id as groupId',
  'app_user.location_id as locationId',
  'app_user.country',
  'app_user.time_zone as timeZone',
  'app_user.active',
  'app_user.language',
  'app_user.theme',
  'app_user.version',
  'user_group.name as groupName',
  'location.name as locationName',
  'location.language as placeLanguage',
  'location.country as placeCountry',
  'location.time_zone as placeTimeZone',
] as const

const users = (db: Transaction<Schema>) =>
  db
    .selectFrom('app_user')
    .leftJoin('user_group', 'user_group.id', 'app_user.group_id')
    .leftJoin('location', 'location.id', 'app_user.location_id')

interface Placed {
  readonly placeLanguage: string | null
  readonly placeCountry: string | null
  readonly placeTimeZone: string | null
}

function userOf<Row extends Placed>({ placeLanguage, placeCountry, placeTimeZone, ...row }: Row) {
  const place =
    placeLanguage === null || placeCountry === null || placeTimeZone === null
      ? null
      : { language: placeLanguage, country: placeCountry, timeZone: placeTimeZone }
  return { ...row, place }
}

export function createUserStore(database: Database): UserStore {
  return {
    list: (tenant) =>
      database.inTenant(tenant, async (db) => {
        const rows = await users(db)
          .select(columns)
          .orderBy(sql`lower(app_user.name)`)
          .orderBy('app_user.id')
          .execute()
        return rows.map(userOf)
      }),
    read: (tenant, id) => database.inTenant(tenant, (db) => readUser(db, id)),
    findByUserName: (tenant, userName) =>
      database.inTenant(tenant, async (db) => {
        const row = await users(db)
          .select([...columns, 'app_user.password_hash'])
          .where(sql`lower(app_user.user_name)`, '=', userName.toLowerCase())
          .executeTakeFirst()
        if (row === undefined) return undefined
        const { password_hash: passwordHash, ...user } = row
        return { user: userOf(user), passwordHash }
      }),
    create: (tenant, user, actor) => database.inTenant(tenant, (db) => createUser(db, user, actor)),
    change: (tenant, id, change) => database.inTenant(tenant, (db) => changeUser(db, id, change)),
    setPreferences: (tenant, id, { language, theme }) =>
      database.inTenant(tenant, async (db) => {
        await db.updateTable('app_user').set({ language, theme }).where('id', '=', id).execute()
        return readUser(db, id)
      }),
  }
}

async function readUser(db: Transaction<Schema>, id: string): Promise<UserData | undefined> {
  const row = await users(db).select(columns).where('app_user.id', '=', id).executeTakeFirst()
  return row && userOf(row)
}

async function createUser(
  db: Transaction<Schema>,
  user: NewUser,
  actor: Actor | undefined,
): Promise<UserData> {
  const { id } = await db.insertInto('app_user').values(rowOf(user)).returning('id').executeTakeFirstOrThrow()
  const made = await readUser(db, id)
  if (made === undefined) throw new Error('A user was made and is not there.')
  if (actor !== undefined)
    await audit(db, {
      actor,
      action: 'created',
      kind: 'user',
      id,
      name: made.name,
      before: null,
      after: auditOf(made),
    })
  return made
}

async function changeUser(
  db: Transaction<Schema>,
  id: string,
  { actor, version, changes }: ChangeBy & { readonly changes: UserChanges },
): Promise<UserData | 'lastAdministrator' | 'changedMeanwhile' | undefined> {
  // All administrators are locked: two who step down at once must not both find the other one.
  const locked = await db
    .selectFrom('app_user')
    .select(['id', 'role', 'active'])
    .where((row) => row.or([row('role', '=', 'administrator'), row('id', '=', id)]))
    .orderBy('id')
    .forUpdate()
    .execute()
  const before = await readUser(db, id)
  if (before === undefined) return undefined
  if (version !== null && version !== before.version) return 'changedMeanwhile'
  const administrators = locked.filter(({ role, active }) => role === 'administrator' && active)
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
      version: before.version + 1,
    })
    .where('id', '=', id)
    .execute()
  if (passwordHash !== undefined || !after.active || after.role !== before.role)
    await db.deleteFrom('app_session').where('user_id', '=', id).execute()
  const changed = await readUser(db, id)
  if (changed !== undefined)
    await audit(db, {
      actor,
      action: 'changed',
      kind: 'user',
      id,
      name: changed.name,
      before: auditOf(before),
      after: { ...auditOf(changed), ...(passwordHash === undefined ? {} : { password: 'changed' }) },
    })
  return changed
}

/** What administrators decide of a user, in words that outlive the records; never the password. */
function auditOf(user: UserData): object {
  const { userName, name, role, link, device, team, country, timeZone, active } = user
  const { groupName: group, locationName: location } = user
  return { userName, name, role, group, location, link, device, team, country, timeZone, active }
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
    group_id: user.groupId ?? null,
    location_id: user.locationId ?? null,
    country: user.country,
    time_zone: user.timeZone,
    active: user.active,
  }
}
