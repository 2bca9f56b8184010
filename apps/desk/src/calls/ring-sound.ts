import { listDevices, readChoice } from '#phone/device-choice.ts'

const storageKey = 'hookswitch.ring'
/** From one ring to the next. */
const pauseMs = 3_000
/**
 * What is to be told of a ring waits so long, in ms: a page that stood still (its process was stopped, the machine was too
 * busy) first reads all that came meanwhile, and what somebody else has answered makes no sound any more.
 */
export const settleMs = 120

type SinkContext = AudioContext & { readonly setSinkId?: (id: string) => Promise<void> }

/**
 * Whether a device is connected, as far as the browser tells. What plays at a device already is told of no failure when it is
 * sent there once more, though the device was pulled out meanwhile.
 */
async function isListed(deviceId: string): Promise<boolean> {
  const { speakers } = await listDevices().catch(() => ({ speakers: [] }))
  return speakers.length === 0 || speakers.some(({ id }) => id === deviceId)
}

/** Two tones, a pause, again: made here, so that no file need be loaded when it rings. */
class RingSound {
  #context: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | null = null
  #next: ReturnType<typeof setTimeout> | undefined

  /** True where this page is the telephone: then it rings whatever was chosen for pages that only show calls. */
  #isPhone = false
  #isAway = false
  readonly #listeners = new Set<() => void>()

  /** @param deviceId where it is to ring; null = the computer's own choice. */
  bePhone(isPhone: boolean, deviceId: string | null): void {
    this.#isPhone = isPhone
    if (isPhone) void this.ringAt(deviceId)
  }

  /** Where it rings from now on. A device that is not there leaves the computer's own, and that is told. */
  async ringAt(deviceId: string | null): Promise<void> {
    const context: SinkContext = this.#open()
    const isThere =
      (deviceId === null || (await isListed(deviceId))) &&
      (await context.setSinkId?.(deviceId ?? '').then(
        () => true,
        () => false,
      ))
    if (isThere === false && deviceId !== null) await context.setSinkId?.('').catch(() => undefined)
    this.#isAway = isThere === false
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The device that was chosen is not there: it rings elsewhere. */
  readonly isAway = (): boolean => this.#isAway

  get isPhone(): boolean {
    return this.#isPhone
  }

  readonly isOn = (): boolean => {
    if (this.#isPhone) return true
    try {
      return localStorage.getItem(storageKey) === 'on'
    } catch {
      return false
    }
  }

  turn(on: boolean): void {
    try {
      localStorage.setItem(storageKey, on ? 'on' : 'off')
    } catch {
      // Then it holds until the page is closed, no longer.
    }
    // Browsers let a page sound only once the user has pressed something in it: this press is that.
    if (on) void this.#open().resume()
    else this.stop()
  }

  start(): void {
    if (!this.isOn() || this.#timer !== null) return
    // Devices come and go: each ring looks anew.
    const { ring } = readChoice()
    if (ring !== null || this.#isAway) void this.ringAt(ring)
    void this.#open()
      .resume()
      .then(() => {
        if (this.#timer !== null) this.#ringSoon()
      })
    let last = Date.now()
    this.#timer = setInterval(() => {
      const now = Date.now()
      // Far too late: the computer slept, and whether it still rings is being asked.
      if (now - last < 2 * pauseMs) this.#ringSoon()
      last = now
    }, pauseMs)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    clearTimeout(this.#next)
    // What has begun to sound ends, too; and nothing goes on running for a sound that nobody wants.
    void this.#context?.suspend()
  }

  #open(): AudioContext {
    this.#context ??= new AudioContext()
    return this.#context
  }

  #ringSoon(): void {
    clearTimeout(this.#next)
    this.#next = setTimeout(() => {
      this.#ringOnce()
    }, settleMs)
  }

  #ringOnce(): void {
    const context = this.#open()
    if (context.state !== 'running') return
    for (const [frequency, delay] of [
      [660, 0],
      [880, 0.2],
    ] as const) {
      const tone = context.createOscillator()
      const volume = context.createGain()
      const from = context.currentTime + delay
      tone.frequency.value = frequency
      volume.gain.setValueAtTime(0.0001, from)
      volume.gain.exponentialRampToValueAtTime(0.15, from + 0.03)
      volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.6)
      tone.connect(volume).connect(context.destination)
      tone.start(from)
      tone.stop(from + 0.7)
    }
  }
}

export const ringSound = new RingSound()
