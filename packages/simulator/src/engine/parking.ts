import { answerLeg } from './answering.ts'
import { connectionOf, isSpeaking, type Leg, type PbxCall } from './call.ts'
import { failCaller } from './clearing.ts'
import type { ParkSlot, Phone } from './device.ts'
import type { Coming, Exchange } from './exchange.ts'
import { partnerOf, takeOut } from './joining.ts'
import { personAt } from './ringing.ts'
import { cannot, done, wrongOperation, wrongState, type Outcome } from './refusal.ts'

/** Calls that wait for whoever takes them: parked, or ringing at somebody else's phone. */

/** Another phone takes a call that rings, waits or is parked elsewhere. */
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

/** Takes what has rung longest in a group: the one named, or those that the phone is in itself. */
export function pickUpInGroup(x: Exchange, phone: Phone, group: string | null): Outcome<Leg> {
  const members = membersNear(x, phone, group)
  if (members === null) return wrongOperation('invalidDeviceID')
  const ringing = members.flatMap((number) => {
    const legs = [...(x.phone(number)?.legs ?? [])]
    return legs.filter(({ state, call }) => state === 'alerting' && !call.legs.has(phone.number))
  })
  const [longest] = ringing.toSorted((one, other) => one.since - other.since)
  return longest === undefined ? wrongState('noCallToAnswer') : pickUp(x, longest, phone.number)
}

/** Who shares a queue or a group with this phone; null for a group that is none. */
function membersNear(x: Exchange, phone: Phone, group: string | null): readonly string[] | null {
  const named = group === null ? undefined : x.devices.get(group)
  if (group !== null) return named?.kind === 'queue' || named?.kind === 'group' ? named.members : null
  const shared = [...x.devices.values()].filter(
    (device) => (device.kind === 'queue' || device.kind === 'group') && device.members.includes(phone.number),
  )
  return shared.flatMap((device) => ('members' in device ? device.members : []))
}

/** What may be picked up at a device. */
export function waitingAt(x: Exchange, number: string): Leg | undefined {
  const device = x.devices.get(number)
  switch (device?.kind) {
    case 'park':
      return device.leg ?? undefined
    case 'queue':
      return [...device.waiting][0]
    case 'phone':
      return [...device.legs].find(({ state }) => state === 'alerting')
    default:
      return undefined
  }
}

/** Leaves a call in a park slot, where anybody may pick it up; without a number in the first that is free. */
export function park(x: Exchange, leg: Leg, at: string | null): Outcome<Leg> {
  const slot = at === null ? freeSlot(x) : x.devices.get(at)
  if (slot === null) return cannot('systemResourceAvailibility', 'resourceBusy')
  if (slot?.kind !== 'park') return wrongOperation('invalidDestination')
  if (slot.leg !== null) return cannot('systemResourceAvailibility', 'resourceBusy')
  if (x.phone(leg.device) === undefined) return wrongOperation('requestIncompatibleWithObject')
  const other = partnerOf(leg)
  if (!isSpeaking(leg) || other === undefined || !isSpeaking(other)) return wrongState('noActiveCall')
  const { call } = leg
  const connection = connectionOf(leg)
  x.removeLeg(leg, 'transferred')
  call.lastRedirection = leg.device
  const person = slotPerson(slot)
  x.emit({ kind: 'diverted', connection, person: leg.person, to: person, ...x.facts(call, 'park', [leg]) })
  return done(enterSlot(x, call, slot))
}

function freeSlot(x: Exchange): ParkSlot | null {
  for (const device of x.devices.values()) if (device.kind === 'park' && device.leg === null) return device
  return null
}

function slotPerson({ number, name }: ParkSlot) {
  return { number, name, restricted: false, external: false }
}

function enterSlot(x: Exchange, call: PbxCall, slot: ParkSlot): Leg {
  const person = slotPerson(slot)
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

/** Somebody dialled a park slot, or was sent there: a caller alone takes what is parked, a call that is sent is parked. */
export function arriveAtSlot(x: Exchange, call: PbxCall, coming: Coming<ParkSlot>): void {
  const { at: slot, arrival } = coming
  const [caller, ...others] = call.legs.values()
  const dialled = arrival.cause === 'newCall' && others.length === 0 && caller !== undefined
  // Who waits in the slot himself cannot take himself out of it.
  const mayTake = dialled && x.phone(caller.device) !== undefined && !slot.leg?.call.legs.has(caller.device)
  if (mayTake && slot.leg !== null) return takeOut(x, { parked: slot.leg, taker: caller })
  if (dialled || slot.leg !== null)
    return failCaller(x, call, { cause: 'destNotObtainable', outcome: 'failed' })
  enterSlot(x, call, slot)
}
