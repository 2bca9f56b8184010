import type { CallCommand, CallView, LineCommand, MyTemplate, RouteReply } from '@hookswitch/contract'
import type { Answer } from '#crm-builtin/answer.ts'

/** Who asks: never more than his own tenant and his own calls. */
export interface Asker {
  readonly userId: string
  readonly tenant: string
}

type Notes = RouteReply<'writeNotes'>

export interface CallsQuery {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly direction?: 'inbound' | 'outbound' | 'internal' | undefined
  readonly missed?: boolean | undefined
  readonly outcome?: string | undefined
  readonly disposition?: string | undefined
  readonly search?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** The live calls as the routes need them: given by the rooms calls, pop and journal, put together in main.ts. */
export interface LivePorts {
  /** `number` as the user typed it. */
  makeCall(asker: Asker, number: string): Promise<Answer<null>>
  commandCall(asker: Asker, callId: string, command: CallCommand): Promise<Answer<null>>
  commandLine(asker: Asker, command: LineCommand): Promise<Answer<null>>
  listDirectory(asker: Asker, search: string): Promise<Answer<RouteReply<'listDirectory'>>>
  myCalls(asker: Asker, query: CallsQuery): Promise<Answer<RouteReply<'myCalls'>>>
  readCall(asker: Asker, callId: string): Promise<Answer<CallView>>
  writeNotes(asker: Asker, callId: string, notes: Notes): Promise<Answer<Notes>>
  /** `created` when the contact was made for this call. */
  chooseMatch(
    asker: Asker,
    callId: string,
    choice: {
      readonly contactId: string | null
      readonly accountId: string | null
      readonly created?: boolean
    },
  ): Promise<Answer<CallView>>
  /** The other party of a call, for who makes a record of him. */
  unknownCaller(asker: Asker, callId: string): Promise<Answer<UnknownCaller>>
  lookUpAgain(asker: Asker, callId: string): Promise<Answer<CallView>>
  /** How the user's own link reads numbers: its country, prefix and length of extensions; null without a link. */
  numberRules(asker: Asker): NumberRulesOfLink | null
  /** What the user's pop is drawn from. */
  myTemplate(asker: Asker): MyTemplate
  mayChangeFields(asker: Asker): boolean
  /** Templates, scripts, fields, or whose they are, were changed. */
  templatesChanged(tenant: string): Promise<void>
  /** Any call of the tenant, whole. */
  readCallOfTenant(asker: Asker, callId: string): Promise<CallView | undefined>
  /** Addresses, with their places, of the web panels in what is published. */
  panels(tenant: string): readonly string[]
  listDevices(tenant: string): RouteReply<'listDevices'>['items']
  listLinks(tenant: string): RouteReply<'listLinks'>['items']
  listFailedJobs(tenant: string): Promise<RouteReply<'listFailedJobs'>['items']>
  /** False when there is no such job. */
  retryJob(
    tenant: string,
    id: string,
    actor: { readonly id: string; readonly name: string },
  ): Promise<boolean>
  /** A user was made or changed: his phone may be another one. */
  usersChanged(): Promise<void>
}

export interface UnknownCaller {
  /** Null where the number is not one by which he could be known again. */
  readonly e164: string | null
  /** Contacts that the user was shown. */
  readonly shown: readonly string[]
  readonly since: Date
}

export interface NumberRulesOfLink {
  readonly country: string
  readonly dialPrefix?: string | undefined
  readonly internalLength?: number | undefined
}
