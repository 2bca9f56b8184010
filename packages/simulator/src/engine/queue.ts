import { afterCall, isIdle, noteIdle } from './agents.ts'
import { connectionOf, type Leg, type PbxCall } from './call.ts'
import type { Phone, Queue } from './device.ts'
import type { Coming, Exchange } from './exchange.ts'
import { personAt } from './ringing.ts'
import { route } from './routing.ts'

/** A call enters a queue; it waits there until an agent is idle. */
export function arriveAtQueue(x: Exchange, call: PbxCall, coming: Coming<Queue>): void {
  const { at: queue, arrival } = coming
  const person = { number: queue.number, name: queue.name, restricted: false, external: false }
  const leg = x.addLeg(call, { device: queue.number, person, state: 'queued' })
  const inFront = arrival.returned === true ? 0 : queue.waiting.size
  if (arrival.returned === true) putFirst(queue, leg)
  else queue.waiting.add(leg)
  x.record({ kind: 'legQueued', ...x.legIdentity(leg) })
  x.emit({
    kind: 'queued',
    connection: connectionOf(leg),
    person,
    callsInFront: inFront,
    numberQueued: queue.waiting.size,
    ...x.facts(call, queue.idle.size === 0 ? 'noAvailableAgents' : 'enteringDistribution'),
  })
  if (leg.state === 'queued') distribute(x, queue)
}

/** Nobody loses his place because an agent did not answer. */
function putFirst(queue: Queue, leg: Leg): void {
  const others = [...queue.waiting]
  queue.waiting.clear()
  for (const each of [leg, ...others]) queue.waiting.add(each)
}

/** Brings the longest waiting callers to the longest idle agents. */
export function distribute(x: Exchange, queue: Queue): void {
  for (;;) {
    const [leg] = queue.waiting
    const agent = leg === undefined ? undefined : nextAgent(x, queue)
    if (leg === undefined || agent === undefined) return
    offerTo(x, leg, { queue, agent })
  }
}

function nextAgent(x: Exchange, queue: Queue): Phone | undefined {
  for (const number of queue.idle) {
    const phone = x.phone(number)
    if (phone !== undefined && isIdle(phone)) return phone
    queue.idle.delete(number)
  }
  return undefined
}

function offerTo(x: Exchange, leg: Leg, to: { queue: Queue; agent: Phone }): void {
  const { call } = leg
  const { queue, agent } = to
  queue.idle.delete(agent.number)
  const connection = connectionOf(leg)
  x.removeLeg(leg, 'diverted')
  call.lastRedirection = queue.number
  x.emit({
    kind: 'diverted',
    connection,
    person: leg.person,
    to: personAt(agent),
    ...x.facts(call, 'distributed', [leg]),
  })
  x.hooks.arrive(call, { at: agent, arrival: { cause: 'distributed', queue: queue.number } })
  const ringing = call.legs.get(agent.number)
  if (ringing?.state === 'alerting') {
    x.plan(ringing, x.settings.agentRingMs, () => takeBack(x, ringing, queue))
  }
}

/** The agent did not answer: the call goes back to the head of the queue, and the next agent is tried. */
function takeBack(x: Exchange, leg: Leg, queue: Queue): void {
  const { call } = leg
  const connection = connectionOf(leg)
  const to = { number: queue.number, name: queue.name, restricted: false, external: false }
  x.removeLeg(leg, 'missed')
  x.emit({
    kind: 'diverted',
    connection,
    person: leg.person,
    to,
    ...x.facts(call, 'callForwardNoAnswer', [leg]),
  })
  call.lastRedirection = leg.device
  route(x, call, { number: queue.number, cause: 'callForwardNoAnswer', returned: true })
}

/** Keeps the queues abreast of a phone whose legs or agent state changed. */
export function phoneChanged(x: Exchange, phone: Phone): void {
  if (!noteIdle(x, phone)) return
  // Not at once: whatever is being done to the phone is to be told in full before the next call comes.
  x.clock.after(0, () => {
    for (const number of phone.queues) {
      const queue = x.devices.get(number)
      if (queue?.kind === 'queue' && queue.waiting.size > 0) distribute(x, queue)
    }
  })
}

export function legRemoved(x: Exchange, leg: Leg): void {
  const phone = x.phone(leg.device)
  if (phone === undefined || phone.queues.length === 0) return
  // The agent's state changes after the event that ended the call has been told; one who let a queue's call ring gets a rest.
  const rest = leg.queue !== null && leg.answeredAt === null ? x.settings.agentRestMs : 0
  x.clock.after(rest, () => {
    afterCall(x, leg)
    phoneChanged(x, phone)
  })
}
