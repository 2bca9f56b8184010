import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { CallView } from '@hookswitch/contract'

type Outcome = NonNullable<CallView['outcome']>
type State = NonNullable<CallView['state']>

export const stateWords: Readonly<Record<State, MessageDescriptor>> = {
  null: msg`Ended`,
  initiated: msg`Dialling`,
  alerting: msg`Ringing`,
  connected: msg`Connected`,
  hold: msg`On hold`,
  queued: msg`Waiting`,
  fail: msg`Failed`,
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

/** Nobody here took it, and somebody may be waiting to be called back. */
export function isMissed(call: CallView): boolean {
  return call.direction !== 'outbound' && (call.outcome === 'missed' || call.outcome === 'abandoned')
}

const partyWords = {
  restricted: msg`Number withheld`,
  notKnown: msg`Unknown number`,
} as const

/** How somebody is called on the page: the record's name, else what the telephone system said, else the number. */
export interface WhoIs {
  readonly name: string | null
  readonly company: string | null
  readonly number: string | null
  /** Why there is no number. */
  readonly instead: MessageDescriptor | null
}

export function whoIs(call: CallView): WhoIs {
  const { other, pop } = call
  const chosen = pop?.chosen ?? null
  const company = chosen?.contact?.accountName ?? chosen?.account?.name ?? null
  const contact = chosen?.contact?.name ?? null
  return {
    name: contact ?? company ?? blankToNull(other.name),
    company: contact === null ? null : company,
    number: other.kind === 'known' ? other.display : null,
    instead: other.kind === 'known' ? null : partyWords[other.kind],
  }
}

const blankToNull = (text: string | null): string | null => (text?.trim() ? text : null)
