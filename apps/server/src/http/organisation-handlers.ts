import type { SignedIn } from '#auth/auth.ts'
import { type Answer, done } from '#crm-builtin/answer.ts'
import type { AuditLog } from '#organisation/audit-log.ts'
import type { Administrator, Organisation } from '#organisation/organisation.ts'
import type { Handlers } from './handler.ts'
import type { LivePorts } from './live-ports.ts'

export interface OrganisationPorts {
  readonly organisation: Organisation
  readonly live: Pick<LivePorts, 'listDevices' | 'usersChanged'>
  readonly audit: AuditLog
}

/** Who makes a change, as the audit log names him. */
export const administrator = ({ tenant, user }: SignedIn): Administrator => ({
  tenant: tenant.id,
  actor: { id: user.id, name: user.name },
})

type Names =
  | `${'create' | 'change' | 'delete'}${'Group' | 'Location' | 'Queue'}`
  | `list${'Groups' | 'Locations' | 'Queues' | 'Devices' | 'Audit'}`
  | 'readAuditFilters'

export function organisationHandlers(ports: OrganisationPorts): Pick<Handlers, Names> {
  const { groups, locations, queues } = ports.organisation
  const seen = (params: { readonly id: string }, { version }: { readonly version: number }) => ({
    id: params.id,
    version,
  })
  /** Whose group or location it was sees another pop, or in another language, with the next call. */
  async function told<Value>(work: Promise<Answer<Value>>): Promise<Answer<Value>> {
    const answer = await work
    if (answer.ok) await ports.live.usersChanged()
    return answer
  }
  return {
    listGroups: async ({ who }) => done({ items: await groups.list(who.tenant.id), next: null }),
    createGroup: ({ who, body }) => groups.create(administrator(who), body),
    changeGroup: ({ who, params, body: { version, ...changes } }) =>
      groups.change(administrator(who), { ...params, version }, changes),
    deleteGroup: ({ who, params, query }) => told(groups.remove(administrator(who), seen(params, query))),
    listLocations: async ({ who }) => done({ items: await locations.list(who.tenant.id), next: null }),
    createLocation: ({ who, body }) => locations.create(administrator(who), body),
    changeLocation: ({ who, params, body: { version, ...changes } }) =>
      told(locations.change(administrator(who), { ...params, version }, changes)),
    deleteLocation: ({ who, params, query }) =>
      told(locations.remove(administrator(who), seen(params, query))),
    listQueues: async ({ who }) => done({ items: await queues.list(who.tenant.id), next: null }),
    createQueue: ({ who, body }) => queues.create(administrator(who), body),
    changeQueue: ({ who, params, body: { version, ...changes } }) =>
      queues.change(administrator(who), { ...params, version }, changes),
    deleteQueue: ({ who, params, query }) => queues.remove(administrator(who), seen(params, query)),
    listDevices: async ({ who }) => done({ items: ports.live.listDevices(who.tenant.id), next: null }),
    listAudit: async ({ who, query: { cursor, ...query } }) =>
      done(await ports.audit.list(who.tenant.id, { ...query, after: isId(cursor) ? cursor : undefined })),
    readAuditFilters: async ({ who }) => done(await ports.audit.filters(who.tenant.id)),
  }
}

/** A cursor that was not made here starts at the beginning. */
const isId = (cursor: string | undefined): cursor is string => /^[0-9a-f-]{36}$/.test(cursor ?? '')
