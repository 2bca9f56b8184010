import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { CallPartyView, CallView } from '@hookswitch/contract'
import { farState, isConference, othersOn } from './parties.ts'

type Outcome = NonNullable<CallView['outcome']>
type State = NonNullable<CallView['state']>
type Failure = NonNullable<CallView['failure']>

export const stateWords: Readonly<Record<State, MessageDescriptor>> = {
  null: msg`Ended`,
  initiated: msg`Dialling`,
  alerting: msg`Ringing`,
  connected: msg`Connected`,
  hold: msg`On hold`,
  queued: msg`Waiting`,
  fail: msg`Failed`,
}

/** How the far end stands while I am off the hook already. */
const farWords: Partial<Readonly<Record<State, MessageDescriptor>>> = {
  alerting: msg`Ringing there`,
  initiated: msg`Dialling`,
  queued: msg({ message: 'Waiting there', context: 'far end' }),
  fail: msg`Not reached`,
}

/** The state of a call in a word: mine, unless it is only the far end that keeps us from speaking. */
export function stateOf(call: CallView): MessageDescriptor {
  if (call.state === null || call.failure !== null) return outcomeOf(call)
  if (call.state === 'connected' && isConference(call)) return msg`Conference`
  const far = call.state === 'connected' ? farState(call) : null
  return (far === null ? undefined : farWords[far]) ?? stateWords[call.state]
}

export const outcomeWords: Readonly<Record<Outcome, MessageDescriptor>> = {
  answered: msg`Answered`,
  missed: msg`Missed`,
  abandoned: msg`Missed: caller hung up`,
  answeredElsewhere: msg`Answered elsewhere`,
  rejected: msg`Rejected`,
  diverted: msg`Passed on`,
  transferred: msg`Transferred`,
  busy: msg`Busy`,
  failed: msg`Not connected`,
}

/** Why a call that was made here reached nobody. */
const failureWords: Readonly<Record<Failure, MessageDescriptor>> = {
  busy: msg`Busy`,
  refused: msg`Refused there`,
  noAnswer: msg`No answer`,
  noSuchNumber: msg`No such number`,
  unreachable: msg`Cannot be reached now`,
  givenUp: msg`Hung up before an answer`,
}

/** How a call came out for this user, in a few words. */
export function outcomeOf(call: CallView): MessageDescriptor {
  return call.failure === null ? outcomeWords[call.outcome ?? 'answered'] : failureWords[call.failure]
}

const partyWords = {
  restricted: msg`Number withheld`,
  notKnown: msg`Unknown number`,
} as const

/** How the one at the far end is called: the record's name, else what the telephone system said, else the number. */
export interface WhoIs {
  readonly name: string | null
  readonly company: string | null
  readonly number: string | null
  /** Why there is no number. */
  readonly instead: MessageDescriptor | null
}

export function whoIs(call: CallView): WhoIs {
  const { other } = call
  // Of a consultation the record is that of the customer whom it is about, and he is not the one spoken with.
  const chosen = call.about === null ? (call.pop?.chosen ?? null) : null
  const company = chosen?.contact?.accountName ?? chosen?.account?.name ?? null
  const contact = chosen?.contact?.name ?? null
  return {
    name: contact ?? company ?? colleagueOn(call) ?? blankToNull(other.name),
    company: contact === null ? null : company,
    number: other.kind === 'known' ? other.display : null,
    instead: other.kind === 'known' ? null : partyWords[other.kind],
  }
}

/** A consultation, as if it were the call of the customer whom it is about; any other call as it is. */
export function asCustomers(call: CallView): CallView {
  return call.about === null ? call : { ...call, other: call.about.other, parties: [], about: null }
}

/** The colleague at the far end, where there is nobody else. */
function colleagueOn(call: CallView): string | null {
  const others = othersOn(call)
  return call.direction === 'internal' && others.length === 1 ? (others[0]?.user ?? null) : null
}

/** A party of a call by the best name there is: the customer's record, the colleague, what the switch said. */
export function partyName(call: CallView, { party, user }: CallPartyView): string | null {
  const isOther = party.number !== null && party.number === call.other.number
  const chosen = isOther ? whoIs(call).name : null
  return user ?? chosen ?? blankToNull(party.name) ?? (party.kind === 'known' ? party.display : null)
}

/** How a person is spoken of in a sentence: the record's name, the number, or that there is none. */
export function calledName(call: CallView, say: (words: MessageDescriptor) => string): string {
  const who = whoIs(call)
  return who.name ?? who.number ?? (who.instead === null ? '' : say(who.instead))
}

/** For a button: the given name alone, where one is known. */
export function shortName(call: CallView, say: (words: MessageDescriptor) => string): string {
  const given = call.about === null ? call.pop?.chosen?.contact?.givenName.trim() : undefined
  if (given) return given
  const colleague = colleagueOn(call)
  return colleague?.split(' ')[0] ?? calledName(call, say)
}

export const noNumberWords = partyWords

const blankToNull = (text: string | null): string | null => (text?.trim() ? text : null)
