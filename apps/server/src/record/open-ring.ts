import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { SwitchState } from '@hookswitch/model'
import { WireRing } from './wire-ring.ts'

export interface RingSettings {
  readonly tenant: string
  readonly name: string
  readonly config: unknown
}

interface Where {
  readonly recordings?: { readonly folder: string; readonly keepBytes: number; readonly keepMs: number }
  readonly now: () => number
  readonly log: { warn(details: object, message: string): void }
}

/** The ring of one link; null where nothing is to be kept. */
export async function openRing(
  { recordings, now, log }: Where,
  { tenant, name, config }: RingSettings,
  believed: () => SwitchState,
): Promise<WireRing | null> {
  if (recordings === undefined || recordings.keepBytes === 0) return null
  // A folder has a name that every file system takes.
  const place = createHash('sha256').update(name).digest('hex').slice(0, 16)
  const ring = new WireRing({
    folder: join(recordings.folder, tenant, place),
    keepBytes: recordings.keepBytes,
    keepMs: recordings.keepMs,
    link: { name, config },
    now,
    believed,
    failed: (reason) => log.warn({ code: 'recordingIncomplete', link: name }, reason),
  })
  await ring.start()
  return ring
}
