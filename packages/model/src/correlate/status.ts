import type { Agent } from '#agent.ts'
import type { DeviceId } from '#device.ts'
import type { DeviceSettings, StatusEvent } from '#switch-event.ts'
import { agentTold, newDevice, stepAgent, stepDevice } from '#agent-machine.ts'
import { getIn, setIn } from '#persistent-map.ts'
import type { Work } from './state.ts'

/** Applies an event about an agent or a device. */
export function applyStatus(work: Work, event: StatusEvent): 'repeated' | null {
  const changed =
    event.kind === 'agentState' ? tellAgent(work, agentTold(event)) : tellDevice(work, event.device, event)
  return changed ? null : 'repeated'
}

/** Takes over what is told of an agent; true when it is news. */
export function tellAgent(work: Work, told: Omit<Agent, 'since'>): boolean {
  const before = getIn(work.state.agents, told.device)
  const agent = stepAgent(before, told, work.now)
  if (agent === undefined || agent === before) return false
  work.state = { ...work.state, agents: setIn(work.state.agents, told.device, agent) }
  work.changes.push({ kind: 'agent', agent })
  return true
}

/** Takes over what is told of a device; true when it is news. */
export function tellDevice(
  work: Work,
  device: DeviceId,
  event: Exclude<StatusEvent, { kind: 'agentState' }>,
): boolean {
  const before = getIn(work.state.devices, device)
  const after = stepDevice(before ?? newDevice(device), event)
  if (after === before) return false
  work.state = { ...work.state, devices: setIn(work.state.devices, device, after) }
  work.changes.push({ kind: 'device', device: after })
  return true
}

/** Takes over what a device is set to. A forwarding that a whole list does not name was taken away meanwhile. */
export function tellSettings(work: Work, told: DeviceSettings): void {
  const { device, doNotDisturb, muted, inService, forwarding } = told
  if (doNotDisturb !== undefined) tellDevice(work, device, { kind: 'doNotDisturb', device, on: doNotDisturb })
  if (muted !== undefined) tellDevice(work, device, { kind: 'microphoneMute', device, on: muted })
  if (inService !== undefined) tellDevice(work, device, { kind: 'inService', device, on: inService })
  if (forwarding === undefined) return
  const named = new Set(forwarding.map(({ kind }) => kind))
  const before = getIn(work.state.devices, device)?.forwarding ?? []
  const ended = before.filter(({ kind, active }) => active && !named.has(kind))
  for (const one of [...forwarding, ...ended.map((old) => ({ ...old, active: false }))])
    tellDevice(work, device, { kind: 'forwarding', device, forwarding: one })
}
