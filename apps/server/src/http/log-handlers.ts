import type {
  ActivityChanges,
  ActivityLog,
  CallStory,
  DispositionChoice,
  RecordName,
  RouteReply,
  WrapUpTask,
} from '@hookswitch/contract'
import type { SignedIn } from '#auth/auth.ts'
import { type Answer, done } from '#crm-builtin/answer.ts'
import type { Dispositions } from '#wrap-up/dispositions.ts'
import type { Handlers } from './handler.ts'
import type { Asker } from './live-ports.ts'

/** What calls leave behind, as the routes need it: put together in live-logs.ts. */
export interface LogPorts {
  noteOpened(asker: Asker, callId: string, record: RecordName): Promise<Answer<null>>
  /** A record was made for the user: with the call that is named, else with the one that he is on, if he is on one. */
  noteCreated(asker: Asker, record: RecordName, callId?: string): Promise<void>
  readStory(asker: Asker, callId: string): Promise<Answer<CallStory>>
  giveDisposition(
    asker: Asker,
    callId: string,
    choice: DispositionChoice,
  ): Promise<Answer<RouteReply<'giveDisposition'>>>
  changeActivity(asker: Asker, id: string, changes: ActivityChanges): Promise<Answer<ActivityLog>>
  wrapUpTasks(asker: Asker): Promise<WrapUpTask[]>
  /** Whether the user still owes a call a disposition that is required. */
  isDispositionOwed(asker: Asker): Promise<boolean>
  readonly dispositions: Dispositions
}

type LogRoute =
  | 'noteOpened'
  | 'readStory'
  | 'giveDisposition'
  | 'changeActivity'
  | 'listDispositions'
  | 'createDisposition'
  | 'changeDisposition'
  | 'listWrapUpRules'
  | 'setWrapUpRule'
  | 'myWrapUp'

export function logHandlers(logs: LogPorts): Pick<Handlers, LogRoute> {
  const { dispositions } = logs
  return {
    noteOpened: async ({ who, params, body }) => {
      const noted = await logs.noteOpened(askerOf(who), params.id, body)
      return noted.ok ? done(undefined) : noted
    },
    readStory: ({ who, params }) => logs.readStory(askerOf(who), params.id),
    giveDisposition: ({ who, params, body }) => logs.giveDisposition(askerOf(who), params.id, body),
    changeActivity: ({ who, params, body }) => logs.changeActivity(askerOf(who), params.id, body),
    listDispositions: async ({ who }) => page(await dispositions.list(who.tenant.id)),
    createDisposition: ({ who, body }) => dispositions.create(by(who), body),
    changeDisposition: ({ who, params, body }) => dispositions.change(by(who), params.id, body),
    listWrapUpRules: async ({ who }) => page(await dispositions.rules(who.tenant.id)),
    setWrapUpRule: ({ who, body }) => dispositions.setRule(by(who), body),
    myWrapUp: async ({ who }) => page(await logs.wrapUpTasks(askerOf(who))),
  }
}

const page = <Item>(items: Item[]): Answer<{ items: Item[]; next: null }> => done({ items, next: null })

function askerOf({ tenant, user }: SignedIn): Asker {
  return { tenant: tenant.id, userId: user.id }
}

const by = ({ tenant, user }: SignedIn) => ({ tenant: tenant.id, actor: { id: user.id, name: user.name } })
