import type { EventCause } from '@hookswitch/model'
import { connectionOf, type Leg } from './call.ts'
import type { Exchange } from './exchange.ts'
import { holdLeg } from './holding.ts'
import type { JoinedLeg } from './event.ts'
import { route } from './routing.ts'

/** Takes a ringing leg; what the phone was connected to before goes on hold. */
export function answerLeg(x: Exchange, leg: Leg, cause: EventCause = 'normal'): void {
  if (leg.state === 'initiated') return lift(x, leg)
  x.forgetPlans(leg)
  holdOthers(x, leg)
  x.setState(leg, 'connected')
  const { truth } = leg.call
  leg.answeredAt = x.clock.now()
  truth.answeredAt ??= leg.answeredAt
  truth.trouble = null
  x.record({ kind: 'legAnswered', ...x.legIdentity(leg) })
  x.tell('established', leg, cause)
  x.hooks.legAnswered(leg)
  silenceGroup(x, leg)
  if (leg.joinedBy !== null) tellJoined(x, leg, leg.joinedBy)
}

/** A phone has one voice: whatever else it is connected to is put on hold. */
export function holdOthers(x: Exchange, leg: Leg): void {
  const phone = x.phone(leg.device)
  if (phone === undefined) return
  for (const other of phone.legs) if (other !== leg && other.state === 'connected') holdLeg(x, other)
}

/** Somebody lifts the phone that a MakeCall rang: the call is dialled. */
export function lift(x: Exchange, leg: Leg): void {
  x.forgetPlans(leg)
  holdOthers(x, leg)
  x.setState(leg, 'connected')
  x.tell('originated', leg, 'newCall')
  route(x, leg.call, { number: leg.call.called, cause: 'newCall' })
}

/** A party that was asked into the call is in it now (single-step conference). */
export function tellJoined(x: Exchange, leg: Leg, askedBy: string): void {
  const { call } = leg
  const asker = call.legs.get(askedBy)
  leg.joinedBy = null
  if (asker === undefined) return
  x.emit({
    kind: 'conferenced',
    primaryOldCall: connectionOf(asker),
    secondaryOldCall: null,
    by: asker.person,
    to: leg.person,
    connections: [...call.legs.values()].map((each) =>
      joinedLeg(each, each === leg ? null : connectionOf(each)),
    ),
    ...x.facts(call, 'singleStepConference'),
  })
}

export function joinedLeg(leg: Leg, from: JoinedLeg['from']): JoinedLeg {
  return { to: connectionOf(leg), from, person: leg.person, line: leg.person.external ? leg.device : null }
}

/** One of a group answered: the others stop ringing. */
function silenceGroup(x: Exchange, taken: Leg): void {
  for (const leg of taken.call.legs.values()) {
    if (leg.group === null || leg.state !== 'alerting') continue
    x.removeLeg(leg, 'answeredElsewhere')
    x.tell('connectionCleared', leg, 'normal')
  }
}
