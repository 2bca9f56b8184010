import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { MicrophoneFault } from './microphone.ts'
import type { PhoneState } from './phone-state.ts'
import type { Sound } from './quality.ts'
import type { MediaFault } from './sip-call.ts'

/** Why there is no microphone, and what to do about it. */
export const microphoneWords: Readonly<Record<MicrophoneFault, MessageDescriptor>> = {
  microphoneRefused: msg`The microphone is not allowed. Allow it for this page in the address bar of the browser, then try again.`,
  noMicrophone: msg`No microphone was found. Plug one in, then try again.`,
  microphoneBusy: msg`The microphone cannot be used now. Another program may have it.`,
  microphoneInsecure: msg`The browser gives no microphone to this page, because it was not opened by https.`,
}

const mediaWords: Readonly<Record<MediaFault, MessageDescriptor>> = {
  mediaLost: msg`The sound of this call has been lost. Trying to bring it back…`,
  nothingHeard: msg`No sound arrives from the other side.`,
  microphoneGone: msg`The microphone was unplugged. The other side does not hear you.`,
  soundBlocked: msg`The browser holds the sound back. Press anywhere on this page.`,
}

export const ratingWords: Readonly<Record<Sound['rating'], MessageDescriptor>> = {
  good: msg`Sound: good`,
  fair: msg`Sound: fair`,
  poor: msg`Sound: poor`,
}

/** Where the phone is and how it is, in one line. */
export function standingWords({ place, line }: PhoneState): MessageDescriptor {
  if (place === 'otherTab') return msg`The phone is in another tab`
  if (place === 'elsewhere') return msg`The phone is in another browser`
  if (place === 'unreachable') return msg`The phone waits for the server`
  if (place === 'waiting' || line === 'connecting') return msg`The phone is connecting…`
  if (line === 'down') return msg`The phone has no connection. Trying again…`
  if (line === 'refused') return msg`The telephone system refuses this phone. Please tell your administrator.`
  return msg`The phone is in this browser`
}

/** What is wrong now, most urgent first; null when all is well. */
export function troubleWords({ calls, microphone }: PhoneState): MessageDescriptor | null {
  const fault = calls.find((call) => call.fault !== null)?.fault ?? null
  if (fault !== null) return mediaWords[fault]
  return microphone === null ? null : microphoneWords[microphone]
}
