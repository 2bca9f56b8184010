import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { CallerKind, PopConditionKind, PopMoment, PopTarget, PopVerdict } from '@hookswitch/contract'

export const momentWords: Readonly<Record<PopMoment, MessageDescriptor>> = {
  offered: msg`When it reached the queue`,
  ringing: msg`When it rang`,
  answered: msg`When it was answered`,
  ended: msg`When it was over`,
}

export const conditionWords: Readonly<Record<PopConditionKind, MessageDescriptor>> = {
  queue: msg`Queue`,
  dialled: msg`Number dialled`,
  direction: msg`Direction`,
  role: msg`Role of the user`,
  group: msg`Group of the user`,
  team: msg`Team of the user`,
  caller: msg`Caller`,
  country: msg`Country of the company`,
  industry: msg`Industry of the company`,
  time: msg`Time`,
  digits: msg`Digits keyed in`,
}

export const callerKindWords: Readonly<Record<CallerKind, MessageDescriptor>> = {
  known: msg`known`,
  several: msg`several possible`,
  unknown: msg`unknown`,
  withheld: msg`number withheld`,
}

export const ruleDirectionWords = {
  inbound: msg({ message: 'incoming', context: 'direction' }),
  outbound: msg({ message: 'outgoing', context: 'direction' }),
  internal: msg({ message: 'within the company', context: 'direction' }),
} as const

export const roleWords = {
  agent: msg`Agent`,
  supervisor: msg`Supervisor`,
  administrator: msg`Administrator`,
} as const

/** What was opened. */
export const targetWords: Readonly<
  Record<PopTarget['kind'] | 'contact' | 'account' | 'case', MessageDescriptor>
> = {
  record: msg`a record`,
  contact: msg`the contact`,
  account: msg`the company`,
  case: msg`the case`,
  callPage: msg`the page of the call`,
  search: msg`the search, with the number`,
  newRecord: msg`a new contact, with the number`,
  url: msg`a web page`,
  nothing: msg({ message: 'nothing', context: 'what a rule opens' }),
}

export function targetWord(what: PopTarget): MessageDescriptor {
  return targetWords[what.kind === 'record' ? what.of : what.kind]
}

export const verdictWords: Readonly<Record<PopVerdict, MessageDescriptor>> = {
  popped: msg`This rule decided.`,
  later: msg`It would have fitted, but a rule before it had decided.`,
  off: msg`It is switched off.`,
  otherMoment: msg`It is for another moment of a call.`,
  conditions: msg`Not all of its conditions held.`,
  nothingToOpen: msg`Its conditions held, but what it opens was not there.`,
  companionMissing: msg`It starts a program on the user’s computer. That needs the companion, which does not exist yet.`,
}
