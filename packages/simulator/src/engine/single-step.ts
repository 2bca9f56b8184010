import { joinedLeg, tellJoined } from './answering.ts'
import { connectionOf, type Leg, type PbxCall } from './call.ts'
import { renumber } from './joining.ts'
import type { JoinedLeg } from './event.ts'
import type { Exchange } from './exchange.ts'
import { personAt, personOf, sendOn } from './ringing.ts'
import { resolve } from './routing.ts'
import type { Phone } from './device.ts'

/** Blind transfer: the phone leaves, the other party is sent to the new one (ECMA-269 17.1.28). */
export function singleStepTransfer(x: Exchange, leg: Leg, to: string): PbxCall {
  const { call } = leg
  const primaryOldCall = connectionOf(leg)
  const oldId = call.id
  const from = new Map([...call.legs.values()].map((each) => [each, connectionOf(each)]))
  x.removeLeg(leg, 'transferred')
  if (x.settings.joinedCallId === 'new') renumber(x, call, x.nextCallId())
  const target = resolve(x, to)
  const number = target?.kind === 'device' ? target.device.number : to
  const person = personOf(x, number)
  const connections: JoinedLeg[] = [...call.legs.values()].map((each) =>
    joinedLeg(each, from.get(each) ?? null),
  )
  if (target?.kind === 'device') {
    connections.push({ to: { callId: call.id, deviceId: number }, from: null, person, line: null })
  }
  call.forwards = 0
  x.emit({
    kind: 'transferred',
    primaryOldCall,
    secondaryOldCall: null,
    by: leg.person,
    to: person,
    connections,
    ...x.facts(call, 'singleStepTransfer', [leg]),
    callIds: [...new Set([oldId, call.id])],
  })
  sendOn(x, call, { from: leg.device, to, cause: 'singleStepTransfer' })
  return call
}

/** Asks another phone into the call; it rings, and joins when answered. A silent one is in at once. */
export function singleStepConference(x: Exchange, leg: Leg, to: { phone: Phone; silent: boolean }): void {
  const { phone } = to
  if (!to.silent) {
    const arrival = { cause: 'singleStepConference', joinedBy: leg.device } as const
    x.hooks.arrive(leg.call, { at: phone, arrival })
    return
  }
  const joined = x.addLeg(leg.call, {
    device: phone.number,
    person: personAt(phone),
    state: 'connected',
  })
  joined.silent = true
  joined.answeredAt = x.clock.now()
  x.record({ kind: 'legAnswered', ...x.legIdentity(joined) })
  tellJoined(x, joined, leg.device)
}
