import type { DeviceId } from '@hookswitch/model'
import type { Feed } from './feed.ts'
import type { Monitors } from './monitors.ts'
import type { Snapshots } from './snapshots.ts'

export interface QuietParts {
  readonly monitors: Monitors
  readonly snapshots: Snapshots
  readonly feed: Feed
}

/**
 * Asks what a device is doing, and keeps no event waiting for the answer: if something happened meanwhile to anybody whom
 * the answer is about, it is not told.
 * @returns whether the device is to be asked again.
 */
export async function askQuietly(
  { monitors, snapshots, feed }: QuietParts,
  device: DeviceId,
): Promise<boolean> {
  const before = feed.arrivals
  const { snapshot, unanswered } = await snapshots.take([device])
  const about = [device, ...snapshot.connections.map((one) => one.device)]
  if (unanswered.length > 0 || feed.isHolding || about.some((one) => feed.hasMoved(one, before))) return true
  if (snapshot.devices.length > 0 && monitors.isUp(device)) feed.tell(snapshot)
  return false
}
