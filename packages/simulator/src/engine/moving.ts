import type { ForwardingKind } from '@hookswitch/model'
import { answerLeg } from './answering.ts'
import { connectionOf, isSpeaking, type Leg, type PbxCall } from './call.ts'
import type { ParkSlot, Phone } from './device.ts'
import type { Coming, Exchange } from './exchange.ts'
import { conference as joinAll, transfer as completeTransfer, partnerOf } from './joining.ts'
import { divertLeg, obstacle, personAt } from './ringing.ts'
import { cannot, done, wrongOperation, wrongState, type Outcome } from './refusal.ts'
import { resolve } from './routing.ts'
import { wrongPair } from './services.ts'
import { singleStepConference as askIn, singleStepTransfer as sendBlind } from './single-step.ts'

/** Whether a call could be sent to that number now. */
function reachable(x: Exchange, call: PbxCall, number: string): Outcome {
  const target = resolve(x, number)
  if (target === null) return wrongOperation('invalidDestination')
  if (target.kind === 'device' && call.legs.has(target.device.number)) {
    return wrongState('invalidDestinationDeviceState')
  }
  if (target.kind === 'outside' || target.device.kind !== 'phone') return done()
  const trouble = obstacle(x, target.device)
  if (trouble === null || trouble.forward !== null) return done()
  if (trouble.cause === 'destNotObtainable') return cannot('systemResourceAvailibility', 'deviceOutOfService')
  return cannot('systemResourceAvailibility', 'resourceBusy')
}

/** A party that is in both calls cannot be joined to itself. */
function isTwiceIn({ held, active }: { held: Leg; active: Leg }): boolean {
  for (const device of held.call.legs.keys()) {
    if (device !== held.device && active.call.legs.has(device)) return true
  }
  return false
}

export function transfer(x: Exchange, pair: { held: Leg; active: Leg }): Outcome<PbxCall> {
  const wrong = wrongPair(pair)
  if (wrong !== null) return wrong
  const other = partnerOf(pair.active)
  if (other === undefined || other.state === 'fail') return wrongState('invalidConnectionState')
  if (isTwiceIn(pair)) return wrongState('invalidConnectionState')
  return done(completeTransfer(x, pair))
}

export function conference(x: Exchange, pair: { held: Leg; active: Leg }): Outcome<Leg> {
  const wrong = wrongPair(pair)
  if (wrong !== null) return wrong
  if (isTwiceIn(pair)) return wrongState('invalidConnectionState')
  for (const { call } of [pair.held, pair.active]) {
    for (const leg of call.legs.values()) if (!isSpeaking(leg)) return wrongState('invalidConnectionState')
  }
  const size = pair.held.call.legs.size + pair.active.call.legs.size - 1
  if (size > x.settings.conferenceSize) {
    return cannot('systemResourceAvailibility', 'conferenceMemberLimitExceeded')
  }
  return done(joinAll(x, pair))
}

/** Blind transfer. Refused where it is plain that the new party cannot be had: the customer is not dropped for it. */
export function singleStepTransfer(x: Exchange, leg: Leg, to: string): Outcome<PbxCall> {
  if (leg.state !== 'connected') return wrongState('noActiveCall')
  if (x.phone(leg.device) === undefined) return wrongOperation('requestIncompatibleWithObject')
  const other = partnerOf(leg)
  if (other === undefined || !isSpeaking(other)) return wrongState('invalidConnectionState')
  const open = reachable(x, leg.call, to)
  return open.ok ? done(sendBlind(x, leg, to)) : open
}

export function singleStepConference(
  x: Exchange,
  leg: Leg,
  to: { number: string; silent: boolean },
): Outcome<string> {
  if (!isSpeaking(leg)) return wrongState('noActiveCall')
  if (leg.call.legs.size >= x.settings.conferenceSize) {
    return cannot('systemResourceAvailibility', 'conferenceMemberLimitExceeded')
  }
  const phone = x.phone(to.number)
  if (phone === undefined) return wrongOperation('invalidDestination')
  const open = reachable(x, leg.call, to.number)
  if (!open.ok) return open
  askIn(x, leg, { phone, silent: to.silent })
  return done(phone.number)
}

export function deflect(x: Exchange, leg: Leg, to: string): Outcome {
  if (leg.state !== 'alerting' && leg.state !== 'queued') return wrongState('invalidConnectionState')
  const open = reachable(x, leg.call, to)
  if (!open.ok) return open
  divertLeg(x, leg, { to, cause: 'redirected' })
  return done()
}

/** Another phone takes a call that rings or is parked elsewhere. */
export function pickUp(x: Exchange, leg: Leg, at: string): Outcome<Leg> {
  const phone = x.phone(at)
  if (phone === undefined) return wrongOperation('invalidDeviceID')
  if (leg.state !== 'alerting' && leg.state !== 'queued') return wrongState('invalidConnectionState')
  if (leg.call.legs.has(at)) return wrongState('connectedCallExists')
  const { call } = leg
  const connection = connectionOf(leg)
  call.lastRedirection = leg.device
  x.removeLeg(leg, leg.state === 'alerting' ? 'answeredElsewhere' : 'diverted')
  x.emit({
    kind: 'diverted',
    connection,
    person: leg.person,
    to: personAt(phone),
    ...x.facts(call, 'callPickup', [leg]),
  })
  const taken = x.addLeg(call, { device: at, person: personAt(phone), state: 'alerting' })
  answerLeg(x, taken, 'callPickup')
  return done(taken)
}

/** Leaves a call in a park slot, where anybody may pick it up. */
export function park(x: Exchange, leg: Leg, at: string): Outcome<Leg> {
  const slot = x.devices.get(at)
  if (slot?.kind !== 'park') return wrongOperation('invalidDestination')
  if (slot.leg !== null) return cannot('systemResourceAvailibility', 'resourceBusy')
  if (x.phone(leg.device) === undefined) return wrongOperation('requestIncompatibleWithObject')
  const other = partnerOf(leg)
  if (leg.state !== 'connected' || other === undefined || !isSpeaking(other))
    return wrongState('noActiveCall')
  const { call } = leg
  const connection = connectionOf(leg)
  x.removeLeg(leg, 'transferred')
  call.lastRedirection = leg.device
  const person = { number: slot.number, name: slot.name, restricted: false, external: false }
  x.emit({
    kind: 'diverted',
    connection,
    person: leg.person,
    to: person,
    ...x.facts(call, 'park', [leg]),
  })
  return done(enterSlot(x, call, slot))
}

function enterSlot(x: Exchange, call: PbxCall, slot: ParkSlot): Leg {
  const person = { number: slot.number, name: slot.name, restricted: false, external: false }
  const parked = x.addLeg(call, { device: slot.number, person, state: 'queued' })
  slot.leg = parked
  x.record({ kind: 'legQueued', ...x.legIdentity(parked) })
  x.emit({
    kind: 'queued',
    connection: connectionOf(parked),
    person,
    callsInFront: 0,
    numberQueued: 1,
    ...x.facts(call, 'park'),
  })
  return parked
}

/** Somebody dialled a park slot, or was sent there. A caller alone takes what is parked; a call that comes by transfer is parked. */
export function arriveAtSlot(x: Exchange, call: PbxCall, coming: Coming<ParkSlot>): Outcome<Leg> {
  const { at: slot, arrival } = coming
  if (slot.leg !== null || arrival.cause === 'newCall') return wrongState('invalidConnectionState')
  return done(enterSlot(x, call, slot))
}

export function setForwarding(
  x: Exchange,
  phone: Phone,
  set: { type: ForwardingKind; on: boolean; to?: string },
): Outcome {
  const to = set.to ?? phone.forwarding.get(set.type)?.to ?? null
  if (set.on && (to === null || resolve(x, to) === null || to === phone.number)) {
    return wrongOperation('invalidDestination')
  }
  phone.forwarding.set(set.type, { active: set.on, to })
  x.emit({ kind: 'forwarding', device: phone.number, type: set.type, on: set.on, to })
  return done()
}

export function setDoNotDisturb(x: Exchange, phone: Phone, on: boolean): Outcome {
  phone.doNotDisturb = on
  x.emit({ kind: 'doNotDisturb', device: phone.number, on })
  x.hooks.agentChanged(phone)
  return done()
}
