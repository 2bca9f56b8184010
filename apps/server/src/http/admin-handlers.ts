import type { UserAdmin } from '#auth/user-admin.ts'
import { type Answer, done } from '#crm-builtin/answer.ts'
import type { Handlers } from './handler.ts'
import type { LivePorts } from './live-ports.ts'
import { administrator } from './organisation-handlers.ts'

export interface AdminPorts {
  readonly users: UserAdmin
  readonly live: LivePorts
  readonly recheck: (userId: string) => void
}

export function adminHandlers({
  users,
  live,
  recheck,
}: AdminPorts): Pick<
  Handlers,
  'listUsers' | 'createUser' | 'changeUser' | 'listLinks' | 'listFailedJobs' | 'retryJob'
> {
  /** Live calls go by telephones: they must know at once whose is whose. */
  async function told<Value>(answer: Answer<Value>): Promise<Answer<Value>> {
    if (answer.ok) await live.usersChanged()
    return answer
  }
  return {
    listUsers: async ({ who }) => done({ items: await users.list(who.tenant.id), next: null }),
    createUser: async ({ who, body }) => told(await users.create(administrator(who), body)),
    changeUser: async ({ who, params, body }) => {
      const changed = await told(await users.change(administrator(who), params.id, body))
      if (changed.ok) recheck(changed.value.id)
      return changed
    },
    listLinks: async ({ who }) => done({ items: live.listLinks(who.tenant.id), next: null }),
    listFailedJobs: async ({ who }) => done({ items: await live.listFailedJobs(who.tenant.id), next: null }),
    retryJob: async ({ who, params }) =>
      (await live.retryJob(who.tenant.id, params.id, administrator(who).actor))
        ? done(undefined)
        : {
            ok: false,
            code: 'recordMissing',
            detail: 'There is no such write that failed, or not any more.',
          },
  }
}
