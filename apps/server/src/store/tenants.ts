import type { Database } from './db.ts'

export interface TenantData {
  readonly id: string
  readonly name: string
  /** ISO 3166. */
  readonly country: string
  readonly timeZone: string
}

/** The organisations that share this database. The only table that belongs to none of them. */
export interface TenantStore {
  list(): Promise<readonly TenantData[]>
  find(name: string): Promise<TenantData | undefined>
  read(id: string): Promise<TenantData | undefined>
  /** Makes it, or brings country and time zone of the one with this name up to date. */
  put(tenant: Omit<TenantData, 'id'>): Promise<TenantData>
}

const columns = ['id', 'name', 'country', 'time_zone as timeZone'] as const

export function createTenantStore({ kysely }: Database): TenantStore {
  const tenants = () => kysely.selectFrom('tenant').select(columns)
  return {
    list: () => tenants().orderBy('created_at').orderBy('id').execute(),
    find: (name) => tenants().where('name', '=', name).executeTakeFirst(),
    read: (id) => tenants().where('id', '=', id).executeTakeFirst(),
    put: ({ name, country, timeZone }) =>
      kysely
        .insertInto('tenant')
        .values({ name, country, time_zone: timeZone })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ country, time_zone: timeZone }))
        .returning(columns)
        .executeTakeFirstOrThrow(),
  }
}
