import { type Me, me, type User, user } from '@hookswitch/contract'
import type { UserData } from '#store/users.ts'
import type { SignedIn } from './auth.ts'

/** A user as others of the organisation see him. */
export function userView(data: UserData): User {
  return user.parse(data)
}

/** The signed-in user as his own page sees him. */
export function meView({ tenant, user: data }: SignedIn): Me {
  return me.parse({
    ...data,
    tenant: tenant.name,
    country: data.country ?? tenant.country,
    timeZone: data.timeZone ?? tenant.timeZone,
    preferences: { language: data.language, theme: data.theme },
  })
}
