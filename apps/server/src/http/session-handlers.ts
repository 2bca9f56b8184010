import type { Auth } from '#auth/auth.ts'
import { meView } from '#auth/me.ts'
import type { UserAdmin } from '#auth/user-admin.ts'
import { done } from '#crm-builtin/answer.ts'
import type { Handlers } from './handler.ts'
import { problemCodes } from './problem-codes.table.ts'

export interface SessionPorts {
  readonly auth: Auth
  readonly users: UserAdmin
  /** A session of this user ended, or the user changed: his sockets must look again. */
  readonly recheck: (userId: string) => void
}

export function sessionHandlers({
  auth,
  users,
  recheck,
}: SessionPorts): Pick<Handlers, 'signIn' | 'signOut' | 'whoAmI' | 'setPreferences'> {
  return {
    signIn: async ({ body, address, setSession, setHeader }) => {
      const result = await auth.signIn({ ...body, address })
      if (result.ok) {
        setSession(result.token)
        return done(meView(result.who))
      }
      if (result.reason === 'tooManyTries') setHeader('retry-after', String(Math.ceil(result.waitMs / 1_000)))
      return { ok: false, code: result.reason, detail: problemCodes[result.reason].detail }
    },
    signOut: async ({ who, sessionToken, setSession }) => {
      await auth.signOut(sessionToken)
      setSession(null)
      recheck(who.user.id)
      return done(undefined)
    },
    whoAmI: async ({ who }) => done(meView(who)),
    setPreferences: async ({ who, body }) => {
      const changed = await users.setPreferences(who, body)
      return changed.ok ? done(meView(changed.value)) : changed
    },
  }
}
