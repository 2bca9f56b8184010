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

/** Runs in the page: what it has done so far to be noticed. */
export function readAlerts() {
  const { notices, contexts, tones } = (globalThis as unknown as { told: Told }).told
  return { notices, tones, sound: contexts.map((it) => it.state) }
}
