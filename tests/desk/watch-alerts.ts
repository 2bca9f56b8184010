interface Told {
  /** Notices of the computer: what each says, and whether it is still there. */
  readonly notices: { body: string; open: boolean }[]
  readonly contexts: AudioContext[]
  /** When each tone began (Date.now). */
  readonly tones: number[]
}

/**
 * Runs in the page before anything of its own. The browser's own sound is used, and watched; notices are kept by the page,
 * since no computer's desk is there to show them.
 */
export function keepAlerts(): void {
  const told: Told = { notices: [], contexts: [], tones: [] }
  Object.assign(globalThis, { told })
  localStorage.setItem('hookswitch.ring', 'on')
  globalThis.AudioContext = class extends AudioContext {
    constructor() {
      super()
      told.contexts.push(this)
    }
    override createOscillator(): OscillatorNode {
      told.tones.push(Date.now())
      return super.createOscillator()
    }
  }
  class Notice {
    static permission = 'granted'
    onclick: (() => void) | null = null
    readonly #notice: { body: string; open: boolean }
    constructor(_title: string, { body }: { body: string }) {
      this.#notice = { body, open: true }
      told.notices.push(this.#notice)
    }
    close(): void {
      this.#notice.open = false
    }
  }
  Object.assign(globalThis, { Notification: Notice })
  Object.defineProperty(document, 'hidden', { get: () => true })
}

/**
 * Runs in the page before anything of its own: its computer has one loudspeaker, which can be pulled out and put in. A browser
 * under test has no device of which that can be said.
 */
export function keepSpeaker(): void {
  const speaker = { isIn: true, sentTo: [] as string[] }
  Object.assign(globalThis, { speaker })
  const device = { kind: 'audiooutput', deviceId: 'desk', label: 'Desk speaker', groupId: '' }
  navigator.mediaDevices.enumerateDevices = async () =>
    Promise.resolve((speaker.isIn ? [device] : [{ ...device, deviceId: 'built-in' }]) as MediaDeviceInfo[])
  Object.assign(AudioContext.prototype, {
    setSinkId: async (id: string) => {
      speaker.sentTo.push(id)
      await Promise.resolve()
    },
  })
}

/** Runs in the page: the devices that it sent its sound to, in order. */
export const sentTo = (): readonly string[] =>
  (globalThis as unknown as { speaker: { sentTo: string[] } }).speaker.sentTo

/** Runs in the page. */
export function putSpeaker(isIn: boolean): void {
  ;(globalThis as unknown as { speaker: { isIn: boolean } }).speaker.isIn = isIn
}

/** Runs in the page: what it has done so far to be noticed. */
export function readAlerts() {
  const { notices, contexts, tones } = (globalThis as unknown as { told: Told }).told
  return { notices, tones, sound: contexts.map((it) => it.state) }
}
