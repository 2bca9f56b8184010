import type {
  Capabilities,
  Command,
  CommandResult,
  DeviceId,
  ErrorCode,
  SwitchEvent,
} from '@hookswitch/model'
import type { z } from 'zod'
import type { World } from './world.ts'

/**
 * What a connector reports about itself; never carries numbers, names or secrets.
 * `level` follows pino. `code` is a stable word for counters and tests.
 */
export interface LinkLog {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly code: string
  readonly message: string
  readonly details?: Readonly<Record<string, string | number | boolean>>
}

/** What the server gives a session to work with. */
export interface SessionPorts {
  /** Devices to monitor from the start, as the switch names them. */
  readonly devices: readonly DeviceId[]
  /**
   * Every event in the order of arrival. After the monitors are up, and whenever the switch says that it lost messages,
   * the session itself asks for a snapshot and delivers it here as a `snapshot` event.
   * @param receivedAt milliseconds of `now()` when the last byte of it arrived.
   */
  event(event: SwitchEvent, receivedAt: number): void
  log(entry: LinkLog): void
  /** Milliseconds since the epoch. */
  now(): number
  /** Optional tap: what went over the wire, for traces. */
  trace?(direction: 'in' | 'out', text: string): void
  /** Default: the real one. */
  readonly world?: World
}

/** Why a session is over. */
export interface SessionEnd {
  readonly code: ErrorCode | 'closed'
  readonly message: string
}

/** One live session with a switch: from log-in to log-out or loss. It never comes back by itself: the server opens the next. */
export interface PbxSession {
  readonly capabilities: Capabilities
  /** Asks the switch; resolves when it answered, refused or the time was up. Never throws for a refusal. */
  command(command: Command, signal?: AbortSignal): Promise<CommandResult>
  /** Starts to monitor one more device; its snapshot follows as an event. */
  monitor(device: DeviceId): Promise<CommandResult>
  unmonitor(device: DeviceId): Promise<CommandResult>
  /** Resolves (never rejects) when the session is over, however it came. */
  readonly ended: Promise<SessionEnd>
  /** Stops the monitors first, then ends the session, then closes; at most two seconds. */
  close(): Promise<void>
}

/** Thrown by `open` only: the link could not be made. */
export class LinkError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LinkError'
    this.code = code
  }
}

/** A kind of switch. One folder each; found through `registry.ts`. */
export interface PbxConnector<Config> {
  readonly kind: string
  /** Shape of its part of the configuration; secrets are marked in `secretFields` and never logged. */
  readonly config: z.ZodType<Config>
  readonly secretFields: readonly string[]
  /**
   * Connects, logs in, starts the monitors, delivers the first snapshot; resolves when the link is live.
   * A device that cannot be monitored is reported as a `monitor` event, not a failure of the link.
   * @throws LinkError
   */
  open(config: Config, ports: SessionPorts, signal: AbortSignal): Promise<PbxSession>
}
