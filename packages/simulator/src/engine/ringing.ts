import type { EventCause, ForwardingKind } from '@hookswitch/model'
import type { Behaviour } from '#control-api.ts'
import type { TrueOutcome } from '#ledger-entry.ts'
import { answerLeg } from './answering.ts'
import { connectionOf, type Leg, type PbxCall, type Person } from './call.ts'
import { dropLeg, endingCause, failCaller, failLeg, settle } from './clearing.ts'
import type { Phone } from './device.ts'
import type { Coming, Exchange } from './exchange.ts'
import { route } from './routing.ts'

const forwardCauses: Readonly<Record<ForwardingKind, EventCause>> = {
  immediate: 'callForwardImmediate',
  busy: 'callForwardBusy',
  noAnswer: 'callForwardNoAnswer',
  doNotDisturb: 'callForward',
}

export function personAt(phone: Phone): Person {
  return { number: phone.number, name: phone.name, restricted: false, external: false }
}

/** Number to which this phone sends such calls now; null when it does not. */
function forwardOf(phone: Phone, kind: ForwardingKind): string | null {
  const set = phone.forwarding.get(kind)
  return set?.active === true ? set.to : null
}

export function isFull(x: Exchange, phone: Phone): boolean {
  return phone.behaviour.kind === 'busy' || phone.legs.size >= x.settings.lines
}

/** Why a phone would not ring now; null when it would. */
export function obstacle(
  x: Exchange,
  phone: Phone,
): { cause: EventCause; outcome: TrueOutcome; forward: string | null } | null {
  if (phone.behaviour.kind === 'notRegistered') {
    return { cause: 'destNotObtainable', outcome: 'failed', forward: null }
  }
  if (phone.doNotDisturb) {
    return { cause: 'doNotDisturb', outcome: 'rejected', forward: forwardOf(phone, 'doNotDisturb') }
  }
  if (isFull(x, phone)) return { cause: 'busy', outcome: 'busy', forward: forwardOf(phone, 'busy') }
  return null
}

/** A call reaches a phone: it rings, or goes where the phone is forwarded to, or fails. */
export function arriveAtPhone(x: Exchange, call: PbxCall, coming: Coming<Phone>): void {
  const phone = coming.at
  const immediate = forwardOf(phone, 'immediate')
  if (immediate !== null) return forward(x, call, { phone, to: immediate, cause: 'callForwardImmediate' })
  const trouble = obstacle(x, phone)
  if (trouble === null) return ring(x, call, coming)
  if (trouble.forward !== null) {
    const cause = forwardCauses[trouble.cause === 'busy' ? 'busy' : 'doNotDisturb']
    return forward(x, call, { phone, to: trouble.forward, cause })
  }
  if (call.legs.has(phone.number)) return failCaller(x, call, trouble)
  const leg = x.addLeg(call, { device: phone.number, person: personAt(phone), state: 'fail' })
  failLeg(x, leg, trouble)
}

/** Forwarded before it rang: the phone hears of it only as a diversion (ECMA-269 17.2.6). */
function forward(x: Exchange, call: PbxCall, on: { phone: Phone; to: string; cause: EventCause }): void {
  const { phone } = on
  x.emit({
    kind: 'diverted',
    connection: { callId: call.id, deviceId: phone.number },
    person: personAt(phone),
    to: personOf(x, on.to),
    ...withView(x, call, { phone, cause: on.cause }),
  })
  sendOn(x, call, { from: phone.number, to: on.to, cause: on.cause })
}

function withView(x: Exchange, call: PbxCall, about: { phone: Phone; cause: EventCause }) {
  const facts = x.facts(call, about.cause)
  return { ...facts, views: [...facts.views, { device: about.phone.number, state: 'null' as const }] }
}

/** A party as far as its number tells. */
export function personOf(x: Exchange, number: string): Person {
  const device = x.devices.get(number)
  return { number, name: device?.name ?? null, restricted: false, external: device === undefined }
}

/** Marks where the call came from and routes it on. */
export function sendOn(
  x: Exchange,
  call: PbxCall,
  on: { from: string; to: string; cause: EventCause; queue?: string },
): void {
  call.lastRedirection = on.from
  call.forwards += 1
  route(x, call, { number: on.to, ...on })
}

export function ring(x: Exchange, call: PbxCall, coming: Coming<Phone>): void {
  const { at: phone, arrival } = coming
  if (call.legs.has(phone.number)) return failCaller(x, call, { cause: 'busy', outcome: 'busy' })
  const leg = x.addLeg(call, {
    device: phone.number,
    person: personAt(phone),
    state: 'alerting',
    ...(arrival.queue === undefined ? {} : { queue: arrival.queue }),
    ...(arrival.group === undefined ? {} : { group: arrival.group }),
  })
  leg.joinedBy = arrival.joinedBy ?? null
  x.record({ kind: 'legRang', ...x.legIdentity(leg) })
  x.tell('delivered', leg, arrival.cause)
  if (leg.state !== 'alerting') return
  const noAnswer = forwardOf(phone, 'noAnswer')
  if (noAnswer !== null && leg.queue === null && leg.group === null) {
    x.plan(leg, x.settings.forwardNoAnswerMs, () =>
      divertLeg(x, leg, { to: noAnswer, cause: 'callForwardNoAnswer', outcome: 'missed' }),
    )
  }
  planBehaviour(x, leg, phone.behaviour)
}

/** What the one who sits by this phone does when it rings. */
export function planBehaviour(x: Exchange, leg: Leg, behaviour: Behaviour): void {
  const { answerAfterMs } = leg.call.truth.plan
  const answerAfter = behaviour.kind === 'answer' ? behaviour.afterMs : null
  if (behaviour.kind !== 'refuse' && (answerAfterMs ?? answerAfter) !== null) {
    x.plan(leg, answerAfterMs ?? answerAfter ?? 0, () => answerLeg(x, leg))
  }
  if (behaviour.kind === 'refuse') x.plan(leg, behaviour.afterMs ?? 500, () => rejectLeg(x, leg))
  if (behaviour.kind === 'ignore' && leg.queue === null) {
    x.plan(leg, x.settings.noAnswerMs, () => giveUpLeg(x, leg))
  }
}

/** Nobody took it in time. */
function giveUpLeg(x: Exchange, leg: Leg): void {
  const { call } = leg
  x.removeLeg(leg, 'missed')
  x.tell('connectionCleared', leg, 'callNotAnswered')
  failOrSettle(x, call, { cause: 'callNotAnswered', outcome: 'missed' })
}

/** The called party refuses: its leg goes, the caller hears a tone, or goes back to the queue it came from. */
export function rejectLeg(x: Exchange, leg: Leg): void {
  const { call, queue } = leg
  x.removeLeg(leg, 'rejected')
  x.tell('connectionCleared', leg, 'blocked')
  if (queue !== null && call.truth.live !== null) {
    route(x, call, { number: queue, cause: 'redirected', returned: true })
  } else {
    failOrSettle(x, call, { cause: 'blocked', outcome: 'rejected' })
  }
}

function failOrSettle(x: Exchange, call: PbxCall, how: { cause: EventCause; outcome: TrueOutcome }): void {
  if (call.legs.size <= 1) failCaller(x, call, how)
  else settle(x, call, how.cause)
}

/** A ringing call goes on to another number. */
export function divertLeg(
  x: Exchange,
  leg: Leg,
  on: { to: string; cause: EventCause; outcome?: TrueOutcome },
): void {
  const { call } = leg
  const connection = connectionOf(leg)
  x.removeLeg(leg, on.outcome ?? 'diverted')
  const to = personOf(x, on.to)
  x.emit({ kind: 'diverted', connection, person: leg.person, to, ...x.facts(call, on.cause, [leg]) })
  sendOn(x, call, { from: leg.person.number, to: on.to, cause: on.cause })
}

/** The one who made the call, or any other party, hangs up. */
export function hangUp(x: Exchange, leg: Leg): void {
  const { call } = leg
  if (leg.state === 'alerting' && !leg.isCaller) return rejectLeg(x, leg)
  dropLeg(x, leg, { cause: endingCause(call) })
}
