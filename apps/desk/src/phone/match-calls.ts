import type { CallView } from '@hookswitch/contract'
import type { SipCallView } from './sip-call.ts'

/** Key of a call at the phone ▶ id of the call on the page. */
export type Matches = Readonly<Record<string, string>>

/**
 * Which call of the page each call at the phone is. The switch tells of both by different roads, and of the phone's in SIP
 * only who is there; so: what was matched stays so, then the same number, then the only one that is left.
 */
export function matchCalls(
  phone: readonly SipCallView[],
  calls: readonly CallView[],
  before: Matches,
): Matches {
  const matches: Record<string, string> = {}
  const free = new Set(calls.filter((call) => call.endedAt === null && call.state !== null))
  const open = new Set(phone)
  const join = (sip: SipCallView, call: CallView | undefined): void => {
    if (call === undefined) return
    matches[sip.key] = call.id
    free.delete(call)
    open.delete(sip)
  }
  for (const sip of phone)
    join(
      sip,
      [...free].find((call) => call.id === before[sip.key]),
    )
  for (const sip of open)
    join(
      sip,
      [...free].find((call) => isSameNumber(sip, call) && isAlike(sip, call)),
    )
  for (const sip of open) {
    const alike = [...free].filter((call) => isAlike(sip, call))
    if (alike.length === 1 && [...open].filter((it) => isRinging(it) === isRinging(sip)).length === 1)
      join(sip, alike[0])
  }
  // A call that is over on the page, or has not come yet, keeps its name: it is asked for when the call ends.
  for (const sip of open) if (before[sip.key] !== undefined) matches[sip.key] = before[sip.key] ?? ''
  return matches
}

const isRinging = (sip: SipCallView): boolean => sip.state === 'ringing'

/** A phone that rings does so for a call that rings; a call of mine that is dialled rings here first. */
function isAlike(sip: SipCallView, call: CallView): boolean {
  const rings = call.state === 'alerting' || call.state === 'initiated'
  return sip.state === 'connecting' || isRinging(sip) === rings
}

/** The last digits are the same however a number is written: with country, with prefix, or without. */
function isSameNumber(sip: SipCallView, call: CallView): boolean {
  const digits = (text: string | null): string => (text ?? '').replaceAll(/\D/g, '').slice(-7)
  const mine = digits(sip.number)
  return mine !== '' && [call.other.number, call.other.e164].some((number) => digits(number) === mine)
}
