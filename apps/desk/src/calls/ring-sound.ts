const storageKey = 'hookswitch.ring'

/** Two tones, a pause, again: made here, so that no file need be loaded when it rings. */
class RingSound {
  #context: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | null = null

  readonly isOn = (): boolean => {
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
    void this.#open().resume()
    this.#ringOnce()
    this.#timer = setInterval(() => {
      this.#ringOnce()
    }, 3_000)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #open(): AudioContext {
    this.#context ??= new AudioContext()
    return this.#context
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
