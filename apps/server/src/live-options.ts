import type { PbxConnector } from '@hookswitch/pbx'
import type { Registry } from 'prom-client'
import type { SwitchPlan } from '#calls/switch-plan.ts'
import type { LinkSettings } from '#links/link-keeper.ts'
import type { NumberRules } from '#numbers/read-number.ts'
import type { SocketAuth } from '#socket/live-socket.ts'
import type { Database } from '#store/db.ts'

/** pino fits. */
export interface LiveLog {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** A link as the configuration gives it: `config` as its connector's shape made it, `tenant` an id. */
export interface LinkConfig extends LinkSettings {
  readonly numbers: NumberRules
  /** Default: nothing beside what the switch tells. */
  readonly plan?: SwitchPlan
  /** Where recordings of calls are: an address with places, see `wrap-up/recording-url.ts`. */
  readonly recordingUrl?: string
}

export interface RecordingOptions {
  readonly folder: string
  /** For each link. 0: nothing is kept. */
  readonly keepBytes: number
  readonly keepMs: number
}

export interface LiveOptions {
  readonly database: Database
  /** The same by connections that nobody else has: for what happens, what is told of it and written down. Default: `database`. */
  readonly callsDatabase?: Database
  readonly links: readonly LinkConfig[]
  readonly auth: SocketAuth
  readonly registry: Registry
  readonly log: LiveLog
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Default: the registry of kinds. */
  readonly loadConnector?: (kind: string) => Promise<PbxConnector<never> | undefined>
  /** Where what comes over links is kept for a while; default: nowhere. */
  readonly recordings?: RecordingOptions
  /** What went over the wire of a link, for traces. */
  readonly trace?: (link: string, direction: 'in' | 'out', text: string) => void
}
