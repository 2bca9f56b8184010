import type { AgentState } from '@hookswitch/model'
import type { Leg } from './call.ts'
import type { Phone, Queue } from './device.ts'
import type { Exchange } from './exchange.ts'
import { cannot, done, wrongOperation, type Outcome } from './refusal.ts'

export type RequestedState = 'loggedOn' | 'loggedOff' | 'notReady' | 'ready' | 'workingAfterCall'

/** Whether a queue may ring this phone now. */
export function isIdle(phone: Phone): boolean {
  return (
    phone.agent.state === 'ready' &&
    phone.legs.size === 0 &&
    !phone.doNotDisturb &&
    phone.behaviour.kind !== 'notRegistered'
  )
}

function queuesOf(x: Exchange, phone: Phone): Queue[] {
  const { group } = phone.agent
  const numbers = group === null || phone.queues.includes(group) === false ? phone.queues : [group]
  return numbers.map((number) => x.devices.get(number)).filter((device) => device?.kind === 'queue')
}

/** Puts the phone at the end of its queues' idle lists, or takes it off them. True when it came on to one. */
export function noteIdle(x: Exchange, phone: Phone): boolean {
  const idle = isIdle(phone)
  let came = false
  for (const queue of queuesOf(x, phone)) {
    if (!idle) queue.idle.delete(phone.number)
    else if (!queue.idle.has(phone.number)) {
      queue.idle.add(phone.number)
      came = true
    }
  }
  return came
}

function enter(x: Exchange, phone: Phone, state: AgentState): void {
  const { agent } = phone
  const loggedOn = agent.state === 'loggedOff' && state !== 'loggedOff'
  agent.wrapUp?.()
  agent.wrapUp = null
  agent.state = state
  x.record({ kind: 'agentState', device: phone.number, state })
  x.emit({
    kind: 'agentState',
    device: phone.number,
    state,
    loggedOn,
    agentId: agent.agentId,
    group: agent.group,
    pending: agent.pending,
  })
  x.hooks.agentChanged(phone)
}

/** Sets an agent's state as asked; on a queue's call it waits until the call is over (ECMA-269 20.1.13, pending state). */
export function setAgentState(
  x: Exchange,
  phone: Phone,
  asked: { state: RequestedState; agentId?: string; group?: string },
): Outcome<AgentState | null> {
  const { agent } = phone
  if (asked.group !== undefined && !phone.queues.includes(asked.group))
    return wrongOperation('invalidAgentGroup')
  if (asked.state === 'loggedOn') return logOn(x, phone, asked)
  if (agent.state === 'loggedOff') {
    return asked.state === 'loggedOff' ? done(null) : wrongOperation('invalidAgentState')
  }
  if (agent.state === 'busy') {
    agent.pending = asked.state
    return done<AgentState | null>(asked.state)
  }
  agent.pending = null
  enter(x, phone, asked.state)
  if (asked.state === 'loggedOff') agent.group = null
  return done(null)
}

function logOn(
  x: Exchange,
  phone: Phone,
  asked: { agentId?: string; group?: string },
): Outcome<AgentState | null> {
  const { agent } = phone
  if (agent.state !== 'loggedOff') return wrongOperation('invalidAgentState')
  if (phone.behaviour.kind === 'notRegistered')
    return cannot('systemResourceAvailibility', 'deviceOutOfService')
  agent.agentId = asked.agentId ?? phone.number
  agent.group = asked.group ?? null
  enter(x, phone, 'notReady')
  return done(null)
}

/** An agent took a queue's call. */
export function becomeBusy(x: Exchange, leg: Leg): void {
  const phone = x.phone(leg.device)
  if (phone === undefined || leg.queue === null || phone.agent.state === 'loggedOff') return
  enter(x, phone, 'busy')
}

/** An agent is through with a queue's call: what was asked for meanwhile, else work after call, then ready. */
export function afterCall(x: Exchange, leg: Leg): void {
  const phone = x.phone(leg.device)
  if (phone === undefined || phone.agent.state !== 'busy') return
  if (leg.queue === null || leg.answeredAt === null) return
  for (const other of phone.legs) if (other.queue !== null && other.answeredAt !== null) return
  const { agent } = phone
  const next = agent.pending ?? 'ready'
  agent.pending = null
  if (next !== 'ready' || x.settings.wrapUpMs === 0) return enter(x, phone, next)
  agent.pending = 'ready'
  enter(x, phone, 'workingAfterCall')
  agent.wrapUp = x.clock.after(x.settings.wrapUpMs, () => {
    agent.pending = null
    enter(x, phone, 'ready')
  })
}
