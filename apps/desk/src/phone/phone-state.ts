import type { DeviceChoice, AudioDevices } from './device-choice.ts'
import type { Matches } from './match-calls.ts'
import type { MicrophoneFault } from './microphone.ts'
import type { Place } from './phone-place.ts'
import type { SipCallView } from './sip-call.ts'
import type { SipLine } from './sip-phone.ts'

/** The phone in this page, as everything that shows it reads it. */
export interface PhoneState {
  /** Whether the user's phone can be a browser at all; else nothing of it is shown. */
  readonly exists: boolean
  readonly place: Place
  readonly line: SipLine
  readonly calls: readonly SipCallView[]
  readonly matches: Matches
  /** Why the last thing that needed the microphone did not happen. */
  readonly microphone: MicrophoneFault | null
  readonly choice: DeviceChoice
  readonly devices: AudioDevices
}

export const noPhone: PhoneState = {
  exists: false,
  place: 'waiting',
  line: 'connecting',
  calls: [],
  matches: {},
  microphone: null,
  choice: { microphone: null, speaker: null, ring: null },
  devices: { microphones: [], speakers: [] },
}
