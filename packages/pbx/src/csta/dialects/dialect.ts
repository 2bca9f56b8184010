import type { WireDialect } from '#csta/codec/index.ts'

/** Where a log-in goes in `applicationSpecificInfo` of StartApplicationSession: every vendor has his own. */
export interface LoginShape {
  /** Element that wraps the two; none puts them side by side. */
  readonly element?: string
  readonly namespace?: string
  readonly user: string
  readonly password: string
}

/** A log-in of a vendor's own, in place of an application session (brief 3.9). */
export interface LoginRequest {
  /** Names of the request, and of the answers to it: some of them misspelt. */
  readonly request: string
  readonly granted: readonly string[]
  readonly refused: readonly string[]
  /** Attributes that tell the switch what kind of client we are. */
  readonly attributes: Readonly<Record<string, string>>
  readonly user: string
  readonly password: string
  /** Codes with which a switch that only knows a hash's word refuses the hash: then the word itself is told. */
  readonly wantsClear: readonly string[]
}

/**
 * What one kind of switch does differently from another. Data only: code asks for a habit, never for a product.
 */
export interface CstaDialect {
  /** For people who choose it in the configuration. */
  readonly title: string
  readonly wire: WireDialect
  /**
   * `session`: ECMA-354 opens the talk. `implicit`: the connection is the association (brief 3.3). `loginRequest`: a
   * log-in of the vendor's own.
   */
  readonly opening: 'session' | 'implicit' | 'loginRequest'
  readonly login: LoginShape
  /** There where `opening` says so. */
  readonly loginRequest?: LoginRequest
  /** Whether SystemRegister asks for the switch's status reports. */
  readonly registers: boolean
  /** What is said to find out whether the switch still lives. `none` for switches that answer nothing of the kind. */
  readonly heartbeat: 'requestSystemStatus' | 'keepalive' | 'none'
  /** How a device is named to the switch; `$` stands for it. */
  readonly deviceFormat: string
  /** A Diverted event to one of our devices is that device's ringing. */
  readonly divertedRings: boolean
  /** Whether events say why. */
  readonly tellsCauses: boolean
  /** Whether SnapshotCall tells the far ends of a call. */
  readonly snapshotsCalls: boolean
  /** Where an IVR leaves the digits it collected, first that holds digits counts. `cad`: elements of that name. */
  readonly digitsIn: ReadonlyArray<'userData' | 'correlatorData' | 'cad'>
  /** How an agent's password travels. */
  readonly agentPassword: 'hex' | 'clear'
  /** Names the device once more, in an element of the vendor's own. */
  readonly agentDeviceElement?: string
}
