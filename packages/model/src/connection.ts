import type { DeviceId } from './device.ts'

/** The seven connection states of ECMA-269 6.1.5 (`held` of other standards is `hold` here). */
export type ConnectionState = 'null' | 'initiated' | 'alerting' | 'connected' | 'hold' | 'queued' | 'fail'

export const connectionStates: readonly ConnectionState[] = [
  'null',
  'initiated',
  'alerting',
  'connected',
  'hold',
  'queued',
  'fail',
]

/**
 * One party's leg of one call, exactly as the switch wrote it (ECMA-269 6.1.4): both parts are echoed verbatim in
 * services. `callId` is opaque, may be "0", may be reused after the call has gone.
 */
export interface ConnectionId {
  readonly callId: string
  readonly deviceId: DeviceId
}

/** A key that two equal connection ids share and no others do. */
export function connectionKey(id: ConnectionId): string {
  return `${id.callId}\u0000${id.deviceId}`
}

/** One leg as it is now. */
export interface Connection {
  readonly id: ConnectionId
  /** The device of this leg under its plain name, when it is one of ours; else what the switch calls it. */
  readonly device: DeviceId
  readonly state: ConnectionState
  /** Milliseconds since the epoch at which it came into this state. */
  readonly since: number
  /** Set while this device holds the call in order to consult: what it dials now is a consultation of this call. */
  readonly consulting?: true
}
