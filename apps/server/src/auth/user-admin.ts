import type { User } from '@hookswitch/contract'
import { type Answer, orMissing, writing } from '#crm-builtin/answer.ts'
import type { UserFields, UserStore } from '#store/users.ts'
import type { SignedIn } from './auth.ts'
import { userView } from './me.ts'
import { hashPassword } from './password.ts'

type UserInput = Omit<UserFields, 'active'> & { readonly password: string }

/** What administrators do with the users of their own organisation. */
export interface UserAdmin {
  list(tenant: string): Promise<User[]>
  create(tenant: string, user: UserInput): Promise<Answer<User>>
  change(tenant: string, id: string, changes: Partial<UserInput & { active: boolean }>): Promise<Answer<User>>
  /** The same person with the new preferences. */
  setPreferences(
    who: SignedIn,
    preferences: { readonly language: string | null; readonly theme: string },
  ): Promise<Answer<SignedIn>>
}

const taken = 'Somebody else has this user name already.'

export function createUserAdmin(users: UserStore): UserAdmin {
  return {
    list: async (tenant) => (await users.list(tenant)).map(userView),
    create: async (tenant, { password, ...user }) => {
      const passwordHash = await hashPassword(password)
      const fields = { ...user, passwordHash, active: true }
      return writing(async () => userView(await users.create(tenant, fields)), taken)
    },
    change: async (tenant, id, { password, ...changes }) => {
      const hashed = password === undefined ? {} : { passwordHash: await hashPassword(password) }
      const changed = await writing(() => users.change(tenant, id, { ...changes, ...hashed }), taken)
      if (!changed.ok) return changed
      if (changed.value === 'lastAdministrator')
        return {
          ok: false,
          code: 'lastAdministrator',
          detail: 'This is the last active administrator: make another one first.',
        }
      return orMissing(changed.value && userView(changed.value))
    },
    setPreferences: async (who, preferences) => {
      const user = await users.setPreferences(who.tenant.id, who.user.id, preferences)
      return orMissing(user && { ...who, user })
    },
  }
}
