import type { SignedIn } from '#auth/auth.ts'
import type { ImportAsker, Imports } from '#crm-builtin/imports.ts'
import type { Handlers } from './handler.ts'

export function importHandlers(
  imports: Imports,
): Pick<Handlers, 'importContacts' | 'exportContacts' | 'listDuplicates'> {
  return {
    importContacts: ({ who, body }) => imports.take(askerOf(who), body),
    exportContacts: ({ who, query }) => imports.all(askerOf(who), query.cursor),
    listDuplicates: ({ who, query }) => imports.duplicates(askerOf(who), query.cursor),
  }
}

function askerOf({ tenant, user }: SignedIn): ImportAsker {
  return { tenant: tenant.id, by: { id: user.id, name: user.name }, country: tenant.country }
}
