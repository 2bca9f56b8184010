import type { SignedIn } from '#auth/auth.ts'
import type { RecordAsker, Records } from '#crm-builtin/records.ts'
import type { Handlers } from './handler.ts'
import type { LivePorts } from './live-ports.ts'

type RecordRoute =
  | 'listContacts'
  | 'readContact'
  | 'createContact'
  | 'changeContact'
  | 'mergeContacts'
  | 'listAccounts'
  | 'readAccount'
  | 'createAccount'
  | 'changeAccount'
  | 'listCases'
  | 'readCase'
  | 'createCase'
  | 'changeCase'
  | 'listTasks'
  | 'readTask'
  | 'createTask'
  | 'changeTask'
  | 'listOpportunities'
  | 'readOpportunity'
  | 'createOpportunity'
  | 'changeOpportunity'
  | 'listActivities'
  | 'readActivity'

export interface RecordHandlerPorts {
  readonly records: Records
  readonly live: Pick<LivePorts, 'chooseMatch' | 'unknownCaller'>
}

export function recordHandlers({ records, live }: RecordHandlerPorts): Pick<Handlers, RecordRoute> {
  return {
    listContacts: ({ who, query }) => records.listContacts(askerOf(who), query),
    readContact: ({ who, params }) => records.readContact(askerOf(who), params.id),
    createContact: async ({ who, body: { callId, ...contact } }) => {
      const asker = { userId: who.user.id, tenant: who.tenant.id }
      if (callId === undefined) return records.createContact(askerOf(who), contact)
      // Asked first: a contact that was made for a call that is not the user's would be left lying about.
      const caller = await live.unknownCaller(asker, callId)
      if (!caller.ok) return caller
      const created = await records.createContact(askerOf(who), contact, caller.value)
      if (!created.ok) return created
      const { id: contactId, accountId } = created.value
      const chosen = await live.chooseMatch(asker, callId, { contactId, accountId, created: true })
      return chosen.ok ? created : chosen
    },
    mergeContacts: ({ who, params, body }) =>
      records.mergeContacts(askerOf(who), { into: params.id, old: body.contactId }),
    changeContact: ({ who, params, body }) => records.changeContact(askerOf(who), params.id, body),
    listAccounts: ({ who, query }) => records.listAccounts(askerOf(who), query),
    readAccount: ({ who, params }) => records.readAccount(askerOf(who), params.id),
    createAccount: ({ who, body }) => records.createAccount(askerOf(who), body),
    changeAccount: ({ who, params, body }) => records.changeAccount(askerOf(who), params.id, body),
    listCases: ({ who, query }) => records.listCases(askerOf(who), query),
    readCase: ({ who, params }) => records.readCase(askerOf(who), params.id),
    createCase: ({ who, body }) => records.createCase(askerOf(who), body),
    changeCase: ({ who, params, body }) => records.changeCase(askerOf(who), params.id, body),
    listTasks: ({ who, query }) => records.listTasks(askerOf(who), query),
    createTask: ({ who, body }) => records.createTask(askerOf(who), body),
    readTask: ({ who, params }) => records.readTask(askerOf(who), params.id),
    changeTask: ({ who, params, body }) => records.changeTask(askerOf(who), params.id, body),
    listOpportunities: ({ who, query }) => records.listOpportunities(askerOf(who), query),
    readOpportunity: ({ who, params }) => records.readOpportunity(askerOf(who), params.id),
    createOpportunity: ({ who, body }) => records.createOpportunity(askerOf(who), body),
    changeOpportunity: ({ who, params, body }) => records.changeOpportunity(askerOf(who), params.id, body),
    listActivities: ({ who, query }) => records.listActivities(askerOf(who), query),
    readActivity: ({ who, params }) => records.readActivity(askerOf(who), params.id),
  }
}

function askerOf({ tenant, user }: SignedIn): RecordAsker {
  return { tenant: tenant.id, userId: user.id, country: tenant.country }
}
