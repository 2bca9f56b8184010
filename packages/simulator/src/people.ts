import type { CallView, ExtensionView, LegView, StartCall } from './control-api.ts'
import { isSpeaking, type CallPlan, type Leg, type Person, type TrueCall } from '#engine/call.ts'
import type { Phone } from '#engine/device.ts'
import type { Exchange } from '#engine/exchange.ts'
import { keyed } from '#engine/ivr.ts'
import { answerOutside, callIn } from '#engine/outside.ts'
import { done, wrongOperation, wrongState, type Outcome } from '#engine/refusal.ts'
import { hangUp } from '#engine/ringing.ts'
import { resolve } from '#engine/routing.ts'
import * as services from '#engine/services.ts'

/** What the people around the exchange do: customers outside, and hands on the phones inside. */

/** Somebody calls. @returns the true call's identity. */
export function startCall(x: Exchange, wish: StartCall): Outcome<string> {
  const plan: CallPlan = {
    digits: wish.digits ?? null,
    answerAfterMs: wish.answerAfterMs ?? null,
    hangUpAfterMs: wish.hangUpAfterMs ?? null,
  }
  if (x.phone(wish.from) !== undefined) return dial(x, wish.from, { to: wish.to, plan })
  const target = resolve(x, wish.to)
  if (target === null || target.kind === 'outside') return wrongOperation('invalidCalledDeviceID')
  const from = outsidePerson(wish)
  if (from === null) return wrongOperation('invalidCallingDeviceID')
  return done(callIn(x, { from, to: wish.to, plan }).truth.id)
}

function outsidePerson(wish: StartCall): Person | null {
  const name = wish.name ?? null
  if (wish.from === 'anonymous') return { number: 'anonymous', name, restricted: true, external: true }
  const number = wish.from.replaceAll(/[\s().\-/]/g, '')
  return /^\+?\d{3,15}$/.test(number) ? { number, name, restricted: false, external: true } : null
}

/** A call dialled by hand on a phone. */
export function dial(x: Exchange, from: string, wish: { to: string; plan?: CallPlan }): Outcome<string> {
  const leg = services.makeCall(x, { from, prompt: false, ...wish })
  return leg.ok ? done(leg.value.call.truth.id) : leg
}

const noSuchCall = wrongOperation('invalidCallID')

/** The outside party of a call, else its caller. */
function customerLeg(x: Exchange, id: string): Outcome<Leg> {
  const truth = x.truths.get(id)
  if (truth === undefined) return noSuchCall
  if (truth.live === null) return wrongState('noCallToClear')
  const legs = [...truth.live.legs.values()]
  const leg = legs.find(({ person }) => person.external) ?? legs.find(({ isCaller }) => isCaller) ?? legs[0]
  return leg === undefined ? wrongState('noConnectionToClear') : done(leg)
}

export function customerHangsUp(x: Exchange, id: string): Outcome {
  const leg = customerLeg(x, id)
  if (!leg.ok) return leg
  hangUp(x, leg.value)
  return done()
}

export function customerKeys(x: Exchange, id: string, digits: string): Outcome {
  const leg = customerLeg(x, id)
  if (!leg.ok) return leg
  const others = [...leg.value.call.legs.values()]
  const menu = others.find((other) => x.devices.get(other.device)?.kind === 'ivr')
  if (menu === undefined) return services.generateDigits(x, leg.value, digits)
  keyed(x, menu, digits)
  return done()
}

export function customerAnswers(x: Exchange, id: string): Outcome {
  const truth = x.truths.get(id)
  if (truth === undefined) return noSuchCall
  if (truth.live === null || !answerOutside(x, truth.live)) return wrongState('noCallToAnswer')
  return done()
}

export function viewCall(x: Exchange, truth: TrueCall): CallView {
  const legs = [...(truth.live?.legs.values() ?? [])]
  return {
    id: truth.id,
    pbxCallIds: truth.pbxCallIds,
    direction: truth.direction,
    from: truth.from.number,
    fromName: truth.from.name,
    restricted: truth.from.restricted,
    to: truth.to,
    digits: truth.digits,
    state: stateOf(x, legs),
    startedAt: truth.startedAt,
    answeredAt: truth.answeredAt,
    endedAt: truth.endedAt,
    outcome: truth.outcome,
    legs: legs.map(viewLeg),
  }
}

function viewLeg({ device, person, state }: Leg): LegView {
  return { device, number: person.number, name: person.name, external: person.external, state }
}

function stateOf(x: Exchange, legs: readonly Leg[]): CallView['state'] {
  const is = (state: Leg['state']): boolean => legs.some((leg) => leg.state === state)
  if (legs.length === 0) return 'ended'
  if (is('fail')) return 'failed'
  if (legs.some(({ device }) => x.devices.get(device)?.kind === 'ivr')) return 'ivr'
  if (is('queued')) return 'queued'
  if (is('hold')) return 'held'
  if (is('alerting')) return 'ringing'
  return legs.filter(isSpeaking).length > 1 && legs.some((leg) => leg.answeredAt !== null)
    ? 'connected'
    : 'dialling'
}

export function viewExtension(phone: Phone): ExtensionView {
  return {
    extension: phone.number,
    name: phone.name,
    behaviour: phone.behaviour,
    registered: phone.behaviour.kind !== 'notRegistered',
    doNotDisturb: phone.doNotDisturb,
    agentState: phone.queues.length === 0 && phone.agent.state === 'loggedOff' ? null : phone.agent.state,
    calls: [...phone.legs].map((leg) => ({ id: leg.call.truth.id, state: leg.state })),
  }
}

export function liveCalls(x: Exchange): CallView[] {
  return [...x.calls.values()].map((call) => viewCall(x, call.truth))
}
