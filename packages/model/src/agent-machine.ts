import type { Agent } from './agent.ts'
import type { DeviceState } from './device.ts'
import type { StatusEvent } from './switch-event.ts'

/**
 * Agent states (ECMA-269 6.1.3.3). A switch may go from any to any, so nothing is refused here:
 *
 *      loggedOff ──▶ notReady ◀──▶ ready ──▶ busy ──▶ workingAfterCall ──▶ ready | notReady
 *          ▲             any state but loggedOff ──▶ loggedOff
 *          └─────────────────────────────────────────────┘
 *
 * The same state told again with the same words changes nothing: time in state goes on from its beginning.
 */
export function stepAgent(
  before: Agent | undefined,
  told: Omit<Agent, 'since'>,
  now: number,
): Agent | undefined {
  const agentId = told.agentId ?? before?.agentId ?? null
  const since = before?.state === told.state ? before.since : now
  const agent: Agent = { ...told, agentId, since }
  const same =
    before !== undefined &&
    before.state === agent.state &&
    before.agentId === agentId &&
    before.reason === agent.reason &&
    before.pending === agent.pending
  return same ? before : agent
}

/** What an `agentState` event says, in the shape of a snapshot's agent. Its silence about a reason means there is none. */
export function agentTold(event: Extract<StatusEvent, { kind: 'agentState' }>): Omit<Agent, 'since'> {
  const { device, state, agentId = null, reason = null, pending = null } = event
  return { device, state, agentId, reason, pending }
}

/** A device of which we know nothing but its name. */
export function newDevice(device: string): DeviceState {
  return {
    device,
    inService: true,
    doNotDisturb: false,
    muted: false,
    forwarding: [],
    monitored: false,
    problem: null,
  }
}

/** The device after an event about it; the very same object when that changes nothing. */
export function stepDevice(
  before: DeviceState,
  event: Exclude<StatusEvent, { kind: 'agentState' }>,
): DeviceState {
  switch (event.kind) {
    case 'doNotDisturb':
      return before.doNotDisturb === event.on ? before : { ...before, doNotDisturb: event.on }
    case 'microphoneMute':
      return before.muted === event.on ? before : { ...before, muted: event.on }
    case 'inService':
      return before.inService === event.on ? before : { ...before, inService: event.on }
    case 'monitor': {
      const problem = event.on ? null : (event.problem ?? null)
      if (before.monitored === event.on && before.problem === problem) return before
      return { ...before, monitored: event.on, problem, inService: event.on || before.inService }
    }
    case 'forwarding': {
      const told = event.forwarding
      const old = before.forwarding.find((one) => one.kind === told.kind)
      if (old !== undefined && old.active === told.active && old.to === told.to) return before
      const others = before.forwarding.filter((one) => one.kind !== told.kind)
      return { ...before, forwarding: [...others, told] }
    }
  }
}
