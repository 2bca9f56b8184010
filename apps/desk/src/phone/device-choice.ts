/** What a phone speaks into, is heard from, and rings at. */
export type DeviceRole = 'microphone' | 'speaker' | 'ring'

/** By the browser's own name of the device; null = the computer's own choice. */
export type DeviceChoice = Readonly<Record<DeviceRole, string | null>>

export interface AudioDevice {
  readonly id: string
  readonly name: string
}

export interface AudioDevices {
  readonly microphones: readonly AudioDevice[]
  readonly speakers: readonly AudioDevice[]
}

const storageKey = 'hookswitch.phone.devices'
const nothing: DeviceChoice = { microphone: null, speaker: null, ring: null }

/** As it was chosen on this computer: devices are not the same on another one. */
export function readChoice(): DeviceChoice {
  try {
    const kept = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Record<DeviceRole, unknown>>
    const idOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
    return { microphone: idOf(kept.microphone), speaker: idOf(kept.speaker), ring: idOf(kept.ring) }
  } catch {
    return nothing
  }
}

export function writeChoice(choice: DeviceChoice): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(choice))
  } catch {
    // Then it holds until the page is closed.
  }
}

/** Names are given only once the microphone was allowed; until then there is nothing to choose from. */
export async function listDevices(): Promise<AudioDevices> {
  if (navigator.mediaDevices === undefined) return { microphones: [], speakers: [] }
  const all = await navigator.mediaDevices.enumerateDevices()
  const of = (kind: MediaDeviceKind): AudioDevice[] =>
    all
      .filter((device) => device.kind === kind && device.label !== '' && device.deviceId !== 'default')
      .map((device) => ({ id: device.deviceId, name: device.label }))
  return { microphones: of('audioinput'), speakers: of('audiooutput') }
}

/** Whether this browser can send sound to a device of choice. */
export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype
