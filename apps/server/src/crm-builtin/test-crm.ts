import type { ContactStore } from '#store/crm-contacts.ts'
import { createRecordStores } from '#store/crm-stores.ts'
import { openTestDatabase, type TestDatabase } from '#store/test-database.ts'
import { createUserStore } from '#store/users.ts'
import type { Answer } from './answer.ts'
import { type ContactInput, createRecords, type RecordAsker, type Records } from './records.ts'

/** The built-in records over a database of their own. */
export interface TestCrm {
  readonly db: TestDatabase
  readonly contacts: ContactStore
  readonly records: Records
  /** A user; of a tenant of his own where none is named. */
  newAsker(userName: string, tenant?: string): Promise<RecordAsker>
}

export async function openTestCrm(): Promise<TestCrm> {
  const db = await openTestDatabase()
  const stores = createRecordStores(db.database)
  return {
    db,
    contacts: stores.contacts,
    records: createRecords(stores),
    newAsker: async (userName, given) => {
      const tenant = given ?? (await db.createTenant())
      const user = await createUserStore(db.database).create(tenant, {
        userName,
        name: `The ${userName}`,
        role: 'agent',
        device: null,
        link: null,
        team: null,
        active: true,
        country: null,
        timeZone: null,
        passwordHash: '',
      })
      return { tenant, userId: user.id, country: 'DE' }
    },
  }
}

export function valueOf<Value>(answer: Answer<Value>): Value {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.detail}`)
  return answer.value
}

/** A contact of whom no more is known than a name. */
export const nobody: ContactInput = {
  givenName: '',
  familyName: 'x',
  title: null,
  email: null,
  accountId: null,
  phones: [],
}
