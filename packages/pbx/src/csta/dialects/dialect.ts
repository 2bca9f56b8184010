import type { WireDialect } from '#csta/codec/index.ts'

/** Where a log-in goes in `applicationSpecificInfo` of StartApplicationSession: every vendor has his own. */
export interface LoginShape {
  /** Element that wraps the two; none puts them side by side. */
  readonly element?: string
  readonly namespace?: string
  readonly user: string
  readonly password: string
}

/**
 * What one kind of switch does differently from another. Data only: code asks for a habit, never for a product.
 */
export interface CstaDialect {
  /** For people who choose it in the configuration. */
  readonly title: string
  readonly wire: WireDialect
  /** `session`: ECMA-354 opens the talk. `implicit`: the connection is the association (brief 3.3). */
  readonly opening: 'session' | 'implicit'
  readonly login: LoginShape
  /** Whether SystemRegister asks for the switch's status reports. */
  readonly registers: boolean
  /** What is said to find out whether the switch still lives. `none` for switches that answer nothing of the kind. */
  readonly heartbeat: 'requestSystemStatus' | 'keepalive' | 'none'
  /** How a device is named to the switch; `$` stands for it. */
  readonly deviceFormat: string
  /** A Diverted event to one of our devices is that device's ringing. */
  readonly divertedRings: boolean
  /** Whether SnapshotCall tells the far ends of a call. */
  readonly snapshotsCalls: boolean
  /** Where an IVR leaves the digits it collected, first that holds digits counts. */
  readonly digitsIn: ReadonlyArray<'userData' | 'correlatorData'>
}
