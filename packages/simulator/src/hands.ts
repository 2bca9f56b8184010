/** Hands on the phones of the exchange: what its buttons do, to the call that is meant. */
import type { PhoneSetting } from './control-api.ts'
import { setAgentState } from '#engine/agents.ts'
import { answerLeg } from '#engine/answering.ts'
import type { Leg } from '#engine/call.ts'
import type { Phone } from '#engine/device.ts'
import type { Exchange } from '#engine/exchange.ts'
import * as moving from '#engine/moving.ts'
import * as parking from '#engine/parking.ts'
import { cannot, done, wrongState, type Outcome } from '#engine/refusal.ts'
import * as services from '#engine/services.ts'

export type HandAction =
  | 'answer'
  | 'hang-up'
  | 'hold'
  | 'retrieve'
  | 'swap'
  | 'complete-transfer'
  | 'conference'

/** Presses a button that asks for nothing more. */
export function press(x: Exchange, phone: Phone, action: HandAction): Outcome {
  if (isOff(phone)) return off
  switch (action) {
    case 'swap':
      return withPair(phone, (pair) => services.alternate(x, pair))
    case 'complete-transfer':
      return withPair(phone, (pair) => nothingOf(moving.transfer(x, pair)))
    case 'conference':
      return withPair(phone, (pair) => nothingOf(moving.conference(x, pair)))
    default:
      return withLeg(phone, order[action], (leg) => pressOn(x, leg, action))
  }
}

function pressOn(x: Exchange, leg: Leg, action: keyof typeof order): Outcome {
  switch (action) {
    case 'answer':
      answerLeg(x, leg)
      return done()
    case 'hang-up':
      return services.clearConnection(x, leg)
    case 'hold':
      return services.hold(x, leg)
    case 'retrieve':
      return services.retrieve(x, leg)
  }
}

/** Which of a phone's calls a button acts on: for hanging up the one in the ear, then the one that rings. */
const order = {
  answer: ['alerting', 'initiated'],
  'hang-up': ['connected', 'initiated', 'fail', 'alerting', 'hold'],
  hold: ['connected'],
  retrieve: ['hold'],
} as const satisfies Readonly<Record<string, readonly Leg['state'][]>>

const off = cannot('systemResourceAvailibility', 'deviceOutOfService')

function isOff(phone: Phone): boolean {
  return phone.behaviour.kind === 'notRegistered'
}

function withLeg(phone: Phone, states: readonly Leg['state'][], act: (leg: Leg) => Outcome): Outcome {
  if (isOff(phone)) return off
  const leg = states.flatMap((state) => [...phone.legs].filter((each) => each.state === state))[0]
  return leg === undefined ? wrongState('invalidConnectionState') : act(leg)
}

function withPair(phone: Phone, act: (pair: { held: Leg; active: Leg }) => Outcome): Outcome {
  const find = (state: Leg['state']) => [...phone.legs].findLast((leg) => leg.state === state)
  const [held, active] = [find('hold'), find('connected')]
  return held === undefined || active === undefined ? wrongState('noHeldCall') : act({ held, active })
}

function nothingOf(outcome: Outcome<unknown>): Outcome {
  return outcome.ok ? done() : outcome
}

export function consultByHand(x: Exchange, phone: Phone, to: string): Outcome {
  return withLeg(phone, ['connected'], (leg) => nothingOf(services.consult(x, leg, { number: to })))
}

export function transferByHand(x: Exchange, phone: Phone, to: string): Outcome {
  return withLeg(phone, ['connected'], (leg) => nothingOf(moving.singleStepTransfer(x, leg, to)))
}

export function deflectByHand(x: Exchange, phone: Phone, to: string): Outcome {
  return withLeg(phone, ['alerting'], (leg) => moving.deflect(x, leg, to))
}

export function parkByHand(x: Exchange, phone: Phone, to: string): Outcome {
  return withLeg(phone, ['connected'], (leg) => nothingOf(parking.park(x, leg, to === '' ? null : to)))
}

/** @param from the device at which the call rings or is parked; none: whatever rings in the phone's own group. */
export function pickUpByHand(x: Exchange, phone: Phone, from: string): Outcome {
  if (isOff(phone)) return off
  if (from === '') return nothingOf(parking.pickUpInGroup(x, phone, null))
  const leg = parking.waitingAt(x, from)
  return leg === undefined ? wrongState('noCallToAnswer') : nothingOf(parking.pickUp(x, leg, phone.number))
}

export function setByHand(x: Exchange, phone: Phone, wish: PhoneSetting): Outcome {
  switch (wish.setting) {
    case 'agent': {
      const { state, group } = wish
      return nothingOf(setAgentState(x, phone, { state, ...(group === undefined ? {} : { group }) }))
    }
    case 'doNotDisturb':
      return moving.setDoNotDisturb(x, phone, wish.on)
    case 'mute':
      return services.mute(x, phone, wish.on)
    case 'forwarding': {
      const { type, on, to } = wish
      return moving.setForwarding(x, phone, { type, on, ...(to === undefined ? {} : { to }) })
    }
  }
}
