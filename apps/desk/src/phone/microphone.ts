/** Why there is no sound from here, or none to hear: each has its words in phone-words.ts. */
export type MicrophoneFault = 'microphoneRefused' | 'noMicrophone' | 'microphoneBusy' | 'microphoneInsecure'

export type Microphone =
  | { readonly ok: true; readonly stream: MediaStream }
  | { readonly ok: false; readonly fault: MicrophoneFault }

/** Opens the microphone that was chosen; where it is not there any more, the computer's own choice. */
export async function openMicrophone(deviceId: string | null): Promise<Microphone> {
  // Browsers give no microphone to a page that came over plain http from another machine.
  if (navigator.mediaDevices === undefined) return { ok: false, fault: 'microphoneInsecure' }
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  try {
    const wanted = deviceId === null ? audio : { ...audio, deviceId: { exact: deviceId } }
    return { ok: true, stream: await navigator.mediaDevices.getUserMedia({ audio: wanted }) }
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    if (deviceId !== null && (name === 'OverconstrainedError' || name === 'NotFoundError'))
      return openMicrophone(null)
    return { ok: false, fault: faultOf(name) }
  }
}

/** Names of Media Capture and Streams, 10.2. */
function faultOf(name: string): MicrophoneFault {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'microphoneRefused'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'noMicrophone'
  return 'microphoneBusy'
}
