import type { DeviceId } from './device.ts'

/** ECMA-269 6.1.3.3 agent states. */
export type AgentState = (typeof agentStates)[number]

export const agentStates = ['loggedOff', 'notReady', 'ready', 'busy', 'workingAfterCall'] as const

/** An agent as the switch's ACD sees it. */
export interface Agent {
  readonly device: DeviceId
  readonly agentId: string | null
  readonly state: AgentState
  /** Why not ready, as configured at the switch; null when none was given. */
  readonly reason: string | null
  /** State that follows when the present call ends, where the switch says so. */
  readonly pending: AgentState | null
  readonly since: number
}
