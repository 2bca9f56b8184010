import type { DeviceId, DeviceState } from '@hookswitch/model'

/** Since when each device can be reached, or cannot. What a telephone is set to is no news of that. */
export class Reach {
  readonly #known = new Map<DeviceId, Pick<DeviceState, 'monitored' | 'inService'> & { since: number }>()

  note({ device, monitored, inService }: DeviceState, at: number): void {
    const before = this.#known.get(device)
    if (before?.monitored === monitored && before.inService === inService) return
    this.#known.set(device, { monitored, inService, since: at })
  }

  /** Milliseconds since the epoch; 0 for a device that was never told of. */
  since(device: DeviceId): number {
    return this.#known.get(device)?.since ?? 0
  }
}
