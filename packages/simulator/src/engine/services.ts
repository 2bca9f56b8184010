import type { ConnectionId } from '@hookswitch/model'
import { answerLeg, lift } from './answering.ts'
import { connectionOf, isSpeaking, noPlan, type CallPlan, type Leg } from './call.ts'
import { clearCall as clearAll, dropLeg } from './clearing.ts'
import type { Phone } from './device.ts'
import type { Exchange } from './exchange.ts'
import { holdLeg, retrieveLeg } from './holding.ts'
import { keyed } from './ivr.ts'
import { planHangUp } from './outside.ts'
import { hangUp, isFull, personAt } from './ringing.ts'
import { cannot, done, wrongOperation, wrongState, type Outcome } from './refusal.ts'
import { resolve } from './routing.ts'

/** The leg that a connection id names. */
export function legOf(x: Exchange, id: ConnectionId): Outcome<Leg> {
  const call = x.calls.get(id.callId)
  if (call === undefined) return wrongOperation('invalidCallID')
  const leg = call.legs.get(id.deviceId)
  return leg === undefined ? wrongOperation('invalidConnectionID') : done(leg)
}

/** How a call is begun from a phone. */
export interface Dialling {
  readonly from: string
  readonly to: string
  /** Rings the phone first, until it is lifted. */
  readonly prompt: boolean
  readonly plan?: CallPlan
  readonly correlatorData?: string
  readonly userData?: string
}

export function makeCall(x: Exchange, dialling: Dialling): Outcome<Leg> {
  const phone = x.phone(dialling.from)
  if (phone === undefined) return wrongOperation('invalidCallingDeviceID')
  if (phone.behaviour.kind === 'notRegistered')
    return cannot('systemResourceAvailibility', 'deviceOutOfService')
  if (isFull(x, phone)) return cannot('systemResourceAvailibility', 'resourceBusy')
  const target = resolve(x, dialling.to)
  if (target === null) return wrongOperation('invalidCalledDeviceID')
  const plan = dialling.plan ?? noPlan
  const direction = target.kind === 'outside' ? 'outbound' : 'internal'
  const to = target.kind === 'outside' ? target.number : target.device.number
  const call = x.beginCall({ calling: personAt(phone), called: to, direction, plan })
  call.correlatorData = dialling.correlatorData ?? null
  call.userData = dialling.userData ?? null
  const leg = x.addLeg(call, {
    device: phone.number,
    person: personAt(phone),
    state: 'initiated',
    isCaller: true,
  })
  x.tell('serviceInitiated', leg, 'makeCall')
  if (plan.hangUpAfterMs !== null) planHangUp(x, leg, plan.hangUpAfterMs)
  if (!dialling.prompt) lift(x, leg)
  else if (phone.behaviour.kind === 'answer') x.plan(leg, phone.behaviour.afterMs, () => lift(x, leg))
  else if (x.settings.liftAfterMs !== null && phone.behaviour.kind === 'ring') {
    x.plan(leg, x.settings.liftAfterMs, () => lift(x, leg))
  }
  return done(leg)
}

export function answer(x: Exchange, leg: Leg): Outcome {
  if (leg.state !== 'alerting' && leg.state !== 'initiated') return wrongState('noCallToAnswer')
  answerLeg(x, leg)
  return done()
}

export function clearConnection(x: Exchange, leg: Leg): Outcome {
  if (leg.state === 'null') return wrongState('noConnectionToClear')
  hangUp(x, leg)
  return done()
}

export function clearCall(x: Exchange, leg: Leg): Outcome {
  clearAll(x, leg.call, 'normalClearing')
  return done()
}

export function hold(x: Exchange, leg: Leg): Outcome {
  if (x.phone(leg.device) === undefined) return wrongOperation('requestIncompatibleWithObject')
  if (leg.state !== 'connected') return wrongState('noActiveCall')
  if (!isTalking(leg)) return wrongState('invalidConnectionState')
  holdLeg(x, leg)
  return done()
}

/** Somebody else than a queue or a ringing phone is on the call. */
function isTalking(leg: Leg): boolean {
  for (const other of leg.call.legs.values()) if (other !== leg && isSpeaking(other)) return true
  return false
}

/** The other leg of this phone that somebody can hear. */
export function connectedAt(x: Exchange, leg: Leg): Leg | undefined {
  for (const other of x.phone(leg.device)?.legs ?? []) {
    if (other !== leg && other.state === 'connected') return other
  }
  return undefined
}

export function retrieve(x: Exchange, leg: Leg): Outcome {
  if (leg.state !== 'hold') return wrongState('noHeldCall')
  if (connectedAt(x, leg) !== undefined) return wrongState('connectedCallExists')
  retrieveLeg(x, leg)
  return done()
}

/** Puts the present call on hold and calls somebody else from the same phone. */
export function consult(
  x: Exchange,
  leg: Leg,
  to: { number: string; correlatorData?: string; userData?: string },
): Outcome<Leg> {
  const phone = x.phone(leg.device)
  if (phone === undefined) return wrongOperation('requestIncompatibleWithObject')
  if (leg.state !== 'connected') return wrongState('noActiveCall')
  const target = resolve(x, to.number)
  if (target === null) return wrongOperation('invalidDestination')
  if (phone.legs.size >= x.settings.lines) return cannot('systemResourceAvailibility', 'resourceBusy')
  holdLeg(x, leg, 'consultation')
  const call = x.beginCall({
    calling: personAt(phone),
    called: target.kind === 'outside' ? target.number : target.device.number,
    direction: target.kind === 'outside' ? 'outbound' : 'internal',
    plan: noPlan,
    parent: leg.call.truth,
  })
  call.truth.digits = leg.call.truth.digits
  call.correlatorData = to.correlatorData ?? leg.call.correlatorData
  call.userData = to.userData ?? leg.call.userData
  const consulting = x.addLeg(call, {
    device: phone.number,
    person: personAt(phone),
    state: 'initiated',
    isCaller: true,
  })
  x.tell('serviceInitiated', consulting, 'consultation')
  lift(x, consulting)
  return done(consulting)
}

/** Held and active change places. */
export function alternate(x: Exchange, pair: { held: Leg; active: Leg }): Outcome {
  const wrong = wrongPair(pair)
  if (wrong !== null) return wrong
  holdLeg(x, pair.active, 'alternate')
  retrieveLeg(x, pair.held, 'alternate')
  return done()
}

/** Gives the active call up and goes back to the held one. */
export function reconnect(x: Exchange, pair: { held: Leg; active: Leg }): Outcome {
  const { held, active } = pair
  if (held.device !== active.device) return wrongOperation('invalidConnectionID')
  if (held.state !== 'hold') return wrongState('noHeldCall')
  dropLeg(x, active, { cause: 'normalClearing' })
  retrieveLeg(x, held)
  return done()
}

/** Why two legs are not a held and an active call of one phone; null when they are. */
export function wrongPair({ held, active }: { held: Leg; active: Leg }): Outcome<never> | null {
  if (held.device !== active.device || held === active) return wrongOperation('invalidConnectionID')
  if (held.state !== 'hold') return wrongState('noHeldCall')
  if (active.state !== 'connected') return wrongState('noActiveCall')
  return null
}

/** Sends tones into a call; a voice menu at the other end hears them. */
export function generateDigits(x: Exchange, leg: Leg, digits: string): Outcome {
  if (leg.state !== 'connected') return wrongState('noActiveCall')
  x.emit({
    kind: 'digitsGenerated',
    connection: connectionOf(leg),
    person: leg.person,
    sequence: digits,
    ...x.facts(leg.call, 'normal'),
  })
  for (const other of leg.call.legs.values()) {
    if (x.devices.get(other.device)?.kind === 'ivr') keyed(x, other, digits)
  }
  return done()
}

/** Ties data to a call; everybody who monitors it is told. */
export function associateData(
  x: Exchange,
  leg: Leg,
  data: { correlatorData?: string; userData?: string },
): Outcome {
  if (data.correlatorData !== undefined) leg.call.correlatorData = data.correlatorData
  if (data.userData !== undefined) leg.call.userData = data.userData
  x.tell('callInformation', leg, 'normal')
  return done()
}

/** Turns a phone's microphone off or on. */
export function mute(x: Exchange, phone: Phone, on: boolean): Outcome {
  if (phone.behaviour.kind === 'notRegistered')
    return cannot('systemResourceAvailibility', 'deviceOutOfService')
  if (phone.muted === on) return done()
  phone.muted = on
  x.emit({ kind: 'microphoneMute', device: phone.number, on })
  return done()
}

/** The next call begins with the microphone on. */
export function unmuteIdle(x: Exchange, phone: Phone | undefined): void {
  // Not at once: first the end of the call is told.
  if (phone?.muted === true) x.clock.after(0, () => void (phone.legs.size === 0 && mute(x, phone, false)))
}
