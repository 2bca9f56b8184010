/**
 * Trust, but look: a switch may forget to tell an end, or tell it before the beginning. A device of which something was
 * told is asked some time later what it is doing, and again for as long as it has a call. A device that is idle costs
 * nothing, and nothing else waits: an answer that an event has overtaken is thrown away and asked for again.
 */
import type { DeviceId } from '@hookswitch/model'
import type { Timer, World } from '#world.ts'
import { askQuietly, type QuietParts } from './ask-quietly.ts'

/** So many times more often than that are devices looked through, and asked again whose answer was overtaken. */
const LOOKS = 8

export interface AuditParts extends QuietParts {
  readonly everyMs: number
  readonly world: World
}

export class Audit {
  readonly #parts: AuditParts
  /** When each device is to be asked (the world's steady clock). */
  readonly #due = new Map<DeviceId, number>()
  #timer: Timer | undefined
  #asking = false

  constructor(parts: AuditParts) {
    this.#parts = parts
  }

  start(): void {
    const { world, everyMs } = this.#parts
    this.#timer = world.every(Math.ceil(everyMs / LOOKS), () => void this.#look())
    this.#timer.unref()
  }

  stop(): void {
    this.#parts.world.clear(this.#timer)
    this.#due.clear()
  }

  #later(device: DeviceId, ms = this.#parts.everyMs): void {
    this.#due.set(device, this.#parts.world.steady() + ms)
  }

  async #look(): Promise<void> {
    for (const device of this.#parts.feed.takeTouched()) if (!this.#due.has(device)) this.#later(device)
    if (this.#asking) return
    this.#asking = true
    // One after the other: nobody waits for it, and the switch has better things to do.
    for (const [device, at] of this.#due) if (at <= this.#parts.world.steady()) await this.#ask(device)
    this.#asking = false
  }

  async #ask(device: DeviceId): Promise<void> {
    const { monitors, everyMs } = this.#parts
    this.#due.delete(device)
    // One that is not watched is asked when it is again.
    if (!monitors.isUp(device)) return
    if (await askQuietly(this.#parts, device)) this.#later(device, everyMs / LOOKS)
  }
}
