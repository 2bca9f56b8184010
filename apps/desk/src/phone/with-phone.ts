import type { CallCommandKind, CallView, LineView, Live } from '@hookswitch/contract'
import { mayDo } from '#templates/may-do.ts'
import type { PhoneState } from './phone-state.ts'
import type { SipCallView } from './sip-call.ts'

/**
 * What is shown of my calls, with what the phone in this page can do by itself: answer where the switch cannot make a
 * phone answer, hold, press keys, mute. How the calls stand is still the switch's to say.
 */
export function withPhone(live: Live, phone: PhoneState): Live {
  if (phone.calls.length === 0) return live
  const { state } = live
  const calls = state.calls.map((call) => {
    const sip = phone.calls.find((it) => phone.matches[it.key] === call.id)
    return sip === undefined ? call : withOffers(call, offersOf(sip, call))
  })
  return {
    ...live,
    state: { ...state, calls, line: state.line === null ? null : withMute(state.line, phone) },
  }
}

function withOffers(call: CallView, more: readonly CallCommandKind[]): CallView {
  const missing = more.filter((kind) => !call.offers.includes(kind) && mayDo(call, kind))
  return missing.length === 0 ? call : { ...call, offers: [...call.offers, ...missing] }
}

/** Both must say so: the phone, and the switch of how the call stands. */
export function offersOf(sip: SipCallView, { state }: Pick<CallView, 'state'>): readonly CallCommandKind[] {
  if (sip.state === 'ringing' && state === 'alerting') return ['answerCall', 'rejectCall']
  if (sip.state === 'talking' && state === 'connected')
    return ['holdCall', 'clearConnection', 'generateDigits']
  if (sip.state === 'held' && state === 'hold') return ['retrieveCall', 'clearConnection']
  return []
}

function withMute(line: LineView, { calls }: PhoneState): LineView {
  const talking = calls.find((call) => call.state === 'talking' || call.state === 'held')
  if (talking === undefined) return line
  const offers = line.offers.includes('setMicrophoneMute')
    ? line.offers
    : [...line.offers, 'setMicrophoneMute' as const]
  return { ...line, offers, muted: talking.muted }
}
