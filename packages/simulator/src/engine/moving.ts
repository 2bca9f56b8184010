import type { ForwardingKind } from '@hookswitch/model'
import { isSpeaking, type Leg, type PbxCall } from './call.ts'
import type { Phone } from './device.ts'
import type { Exchange } from './exchange.ts'
import { conference as joinAll, transfer as completeTransfer, partnerOf } from './joining.ts'
import { divertLeg, obstacle } from './ringing.ts'
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
