import type { SignedIn } from '#auth/auth.ts'
import { done } from '#crm-builtin/answer.ts'
import { readNumber } from '#numbers/read-number.ts'
import type { Handlers } from './handler.ts'
import type { Asker, LivePorts } from './live-ports.ts'

type CallRoute =
  | 'makeCall'
  | 'commandCall'
  | 'commandLine'
  | 'listDirectory'
  | 'myCalls'
  | 'readCall'
  | 'writeNotes'
  | 'chooseMatch'
  | 'lookUpAgain'
  | 'readNumber'

const accepted = { accepted: true } as const

export function callHandlers(live: LivePorts): Pick<Handlers, CallRoute> {
  return {
    makeCall: async ({ who, body }) => {
      const answer = await live.makeCall(askerOf(who), body.number)
      return answer.ok ? done(accepted) : answer
    },
    commandCall: async ({ who, params, body }) => {
      const answer = await live.commandCall(askerOf(who), params.id, body)
      return answer.ok ? done(accepted) : answer
    },
    commandLine: async ({ who, body }) => {
      const answer = await live.commandLine(askerOf(who), body)
      return answer.ok ? done(accepted) : answer
    },
    listDirectory: ({ who, query }) => live.listDirectory(askerOf(who), query.search),
    myCalls: ({ who, query }) => live.myCalls(askerOf(who), query),
    readCall: ({ who, params }) => live.readCall(askerOf(who), params.id),
    writeNotes: ({ who, params, body }) => live.writeNotes(askerOf(who), params.id, body),
    chooseMatch: ({ who, params, body }) => live.chooseMatch(askerOf(who), params.id, body),
    lookUpAgain: ({ who, params }) => live.lookUpAgain(askerOf(who), params.id),
    readNumber: async ({ who, query }) => {
      const rules = live.numberRules(askerOf(who)) ?? { country: who.tenant.country }
      return done(readNumber(query.text, rules))
    },
  }
}

function askerOf({ tenant, user }: SignedIn): Asker {
  return { tenant: tenant.id, userId: user.id }
}
