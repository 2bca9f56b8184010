import { languages, type Me, me, type User, user } from '@hookswitch/contract'
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
    ...placeOf({ tenant, user: data }),
    preferences: { language: data.language, theme: data.theme },
  })
}

/**
 * What of language, country and time zone holds for somebody: what is his own before what is his location's before what
 * is the organisation's. No language: none that the page speaks; it takes that of the computer.
 */
function placeOf({
  tenant,
  user: { language, country, timeZone, place },
}: Pick<SignedIn, 'tenant' | 'user'>) {
  const here = country ?? place?.country ?? tenant.country
  return {
    language: spoken(language) ?? spoken(place?.language) ?? spoken(languageOf(here)) ?? null,
    country: here,
    timeZone: timeZone ?? place?.timeZone ?? tenant.timeZone,
  }
}

const spoken = (wanted: string | null | undefined) => languages.find((language) => language === wanted)

/** The language that most people speak there. */
function languageOf(country: string): string {
  return new Intl.Locale(`und-${country}`).maximize().language
}
