import type { LogRecordKind } from '@hookswitch/contract'
import type { Answer } from '#crm-builtin/answer.ts'
import type { HttpLog } from './app.ts'
import type { Call, Handlers } from './handler.ts'
import type { LogPorts } from './log-handlers.ts'

const makers = {
  createContact: 'contact',
  createAccount: 'account',
  createCase: 'case',
  createOpportunity: 'opportunity',
} as const satisfies Partial<Record<keyof Handlers, LogRecordKind>>

type Maker = keyof typeof makers
type Making = Pick<Handlers, Maker>

/** The same handlers: what they make while the user is on a call goes with that call. */
export function noteCreated(
  handlers: Making,
  { logs, log }: { readonly logs: Pick<LogPorts, 'noteCreated'>; readonly log: HttpLog },
): Making {
  const noting = <Name extends Maker>(name: Name): Handlers[Name] => {
    const make = handlers[name] as unknown as (call: Call<Name>) => Promise<Answer<{ readonly id: string }>>
    return (async (call: Call<Name>) => {
      const made = await make(call)
      if (!made.ok || call.who === null) return made
      const { tenant, user } = call.who
      const named = (call.body as { readonly callId?: string } | undefined)?.callId
      const record = { kind: makers[name], id: made.value.id }
      // It is made, whatever becomes of the note: who made it is taken to it next, and that notes it too.
      await logs
        .noteCreated({ tenant: tenant.id, userId: user.id }, record, named)
        .catch((error: Error) =>
          log.warn({ code: 'noteFailed', reason: error.name }, 'A new record was not noted with its call.'),
        )
      return made
    }) as unknown as Handlers[Name]
  }
  return {
    createContact: noting('createContact'),
    createAccount: noting('createAccount'),
    createCase: noting('createCase'),
    createOpportunity: noting('createOpportunity'),
  }
}
