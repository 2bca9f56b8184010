import { type FieldSentence, fieldSentences, type User } from '@hookswitch/contract'
import { type Answer, done, orMissing, type Refused } from '#crm-builtin/answer.ts'
import { type Administrator, changedMeanwhile, freely } from '#organisation/organisation.ts'
import { sqlState } from '#store/db-error.ts'
import type { UserFields, UserStore } from '#store/users.ts'
import type { SignedIn } from './auth.ts'
import { userView } from './me.ts'
import { hashPassword } from './password.ts'

type UserInput = Omit<UserFields, 'active'> & { readonly password: string }
type UserChanges = Partial<UserInput & { readonly active: boolean; readonly version: number }>

/** What administrators do with the users of their own organisation. */
export interface UserAdmin {
  list(tenant: string): Promise<User[]>
  create(by: Administrator, user: UserInput): Promise<Answer<User>>
  change(by: Administrator, id: string, changes: UserChanges): Promise<Answer<User>>
  /** The same person with the new preferences. */
  setPreferences(
    who: SignedIn,
    preferences: { readonly language: string | null; readonly theme: string },
  ): Promise<Answer<SignedIn>>
}

const lastAdministrator: Refused = {
  ok: false,
  code: 'lastAdministrator',
  detail: 'This is the last active administrator: make another one first.',
}

export function createUserAdmin(users: UserStore): UserAdmin {
  return {
    list: async (tenant) => (await users.list(tenant)).map(userView),
    create: async ({ tenant, actor }, { password, ...user }) => {
      const passwordHash = await hashPassword(password)
      const fields = { ...user, passwordHash, active: true }
      return writing(user, async () => done(userView(await users.create(tenant, fields, actor))))
    },
    change: async ({ tenant, actor }, id, { password, version = null, ...changes }) => {
      const hashed = password === undefined ? {} : { passwordHash: await hashPassword(password) }
      return writing(changes, async () => {
        const changed = await users.change(tenant, id, {
          actor,
          version,
          changes: { ...changes, ...hashed },
        })
        if (changed === 'lastAdministrator') return lastAdministrator
        if (changed === 'changedMeanwhile') return changedMeanwhile
        return orMissing(changed && userView(changed))
      })
    },
    setPreferences: async (who, preferences) => {
      const user = await users.setPreferences(who.tenant.id, who.user.id, preferences)
      return orMissing(user && { ...who, user })
    },
  }
}

/** What the rules of the database refuse is said of the field that it is about. */
async function writing(named: Partial<UserInput>, work: () => Promise<Answer<User>>): Promise<Answer<User>> {
  try {
    return await freely({ userName: 'userNameTaken' }, work)
  } catch (error) {
    if (sqlState(error) !== '23503') throw error
    // Which of the two is not there, PostgreSQL says only in the name of a constraint.
    const field = /location/.test(constraintOf(error)) ? 'locationId' : 'groupId'
    const said: FieldSentence = field === 'groupId' ? 'groupMissing' : 'locationMissing'
    if (named[field] == null) throw error
    return {
      ok: false,
      code: 'referenceMissing',
      detail: fieldSentences[said],
      fields: { [field]: fieldSentences[said] },
    }
  }
}

function constraintOf(error: unknown): string {
  const named = typeof error === 'object' && error !== null && 'constraint' in error
  return named && typeof error.constraint === 'string' ? error.constraint : ''
}
