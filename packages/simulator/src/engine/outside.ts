import { answerLeg } from './answering.ts'
import type { CallPlan, Leg, PbxCall, Person } from './call.ts'
import { failLeg } from './clearing.ts'
import type { Arrival, Exchange } from './exchange.ts'
import { hangUp, planBehaviour } from './ringing.ts'
import { resolve, route } from './routing.ts'

/** A number that leads nowhere is `notRegistered` outside: the network says so. */
const unobtainable = { cause: 'destNotObtainable', outcome: 'failed' } as const

/** A call from outside comes in over a trunk line. */
export function callIn(x: Exchange, options: { from: Person; to: string; plan: CallPlan }): PbxCall {
  const { from, to, plan } = options
  const call = x.beginCall({ calling: from, called: to, direction: 'inbound', plan })
  const leg = x.addLeg(call, { device: x.seizeLine(), person: from, state: 'connected', isCaller: true })
  if (plan.hangUpAfterMs !== null) {
    planHangUp(x, leg, plan.hangUpAfterMs)
  }
  if (plan.digits !== null && !leadsToIvr(x, to)) {
    call.truth.digits = plan.digits
    x.record({ kind: 'digits', call: call.truth.id, digits: plan.digits })
  }
  route(x, call, { number: call.called, cause: 'newCall' })
  return call
}

/** However the call goes, this party leaves it then. */
export function planHangUp(x: Exchange, leg: Leg, milliseconds: number): void {
  x.clock.after(milliseconds, () => {
    if (leg.state !== 'null') hangUp(x, leg)
  })
}

function leadsToIvr(x: Exchange, to: string): boolean {
  const target = resolve(x, to)
  return target?.kind === 'device' && target.device.kind === 'ivr'
}

/** A call goes out: a line is seized, the network takes it, and somewhere a phone rings. */
export function arriveOutside(
  x: Exchange,
  call: PbxCall,
  coming: { readonly number: string; readonly arrival: Arrival },
): void {
  const { number, arrival } = coming
  const person: Person = { number, name: null, restricted: false, external: true }
  const leg = x.addLeg(call, { device: x.seizeLine(), person, state: 'connected' })
  leg.joinedBy = arrival.joinedBy ?? null
  x.tell('networkReached', leg, arrival.cause)
  x.plan(leg, x.settings.networkMs, () => ringOutside(x, leg, arrival))
}

function ringOutside(x: Exchange, leg: Leg, arrival: Arrival): void {
  x.forgetPlans(leg)
  const behaviour = x.behaviourOutside(leg.person.number)
  if (behaviour.kind === 'busy') return failLeg(x, leg, { cause: 'busy', outcome: 'busy' })
  if (behaviour.kind === 'notRegistered') return failLeg(x, leg, unobtainable)
  x.setState(leg, 'alerting')
  x.record({ kind: 'legRang', ...x.legIdentity(leg) })
  x.tell('delivered', leg, arrival.cause)
  planBehaviour(x, leg, behaviour)
}

/** The outside party takes the call. */
export function answerOutside(x: Exchange, call: PbxCall): boolean {
  for (const leg of call.legs.values()) {
    if (!leg.person.external || leg.state !== 'alerting') continue
    answerLeg(x, leg)
    return true
  }
  return false
}
