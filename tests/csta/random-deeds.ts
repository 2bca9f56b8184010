/** What people may do at the switch of a room now: on their telephones by hand, or by asking the connector. */
import type { Command, ConnectionId } from '@hookswitch/model'
import { answerLeg } from '#simulator/engine/answering.ts'
import { connectionOf, isSpeaking, type Leg } from '#simulator/engine/call.ts'
import * as moving from '#simulator/engine/moving.ts'
import * as parking from '#simulator/engine/parking.ts'
import { hangUp } from '#simulator/engine/ringing.ts'
import * as services from '#simulator/engine/services.ts'
import { setByHand } from '#simulator/hands.ts'
import { startCall } from '#simulator/people.ts'
import { group, menu, phones, queue, slots, type Room } from './room.ts'

/** One thing that is possible now; two ways of doing it, where there are two. */
export interface Deed {
  readonly what: string
  readonly byHand?: () => unknown
  readonly command?: Command
  /** What cannot be understood of a switch that gives no causes: the deed as a whole, or when it is done by hand. */
  readonly needsCauses?: 'always' | 'byHand'
}

type Connected = ConnectionId

/** All that is possible now, and can be understood. */
export function deedsOf(room: Room): Deed[] {
  const legs = [...room.exchange.calls.values()].flatMap((call) => [...call.legs.values()])
  const deeds = [...beginnings(room), ...legs.flatMap((leg) => deedsOn(room, leg)), ...settings(room)]
  if (room.simulator.habits.causes === 'told') return deeds
  return deeds.flatMap(({ needsCauses, byHand, ...deed }) =>
    needsCauses === 'always'
      ? []
      : [needsCauses === 'byHand' || byHand === undefined ? deed : { ...deed, byHand }],
  )
}

function freePhones({ exchange }: Room): string[] {
  return phones.filter((phone) => (exchange.phone(phone)?.legs.size ?? 0) === 0)
}

/** Where a colleague may be sent or asked: not to a telephone that sends everything on at once, perhaps back to him. */
function colleagues(room: Room): string[] {
  return freePhones(room).filter(
    (phone) => room.exchange.phone(phone)?.forwarding.get('immediate')?.active !== true,
  )
}

/** Ways to begin a call, while there are not too many. */
function beginnings(room: Room): Deed[] {
  const x = room.exchange
  if (x.calls.size > 5) return []
  const free = freePhones(room)
  const ring = (to: string, more: object = {}): Deed => ({
    what: `somebody calls ${to}`,
    byHand: () => startCall(x, { from: room.stranger(), to, ...more }),
  })
  const dial = (device: string, to: string): Deed => ({
    what: `${device} dials ${to}`,
    byHand: () => services.makeCall(x, { from: device, to, prompt: false }),
    command: { kind: 'makeCall', device, to, autoAnswer: true },
  })
  const [one, other] = free
  return [
    ...free.flatMap((phone) => [ring(phone), ring(phone, { digits: '4711' })]),
    ring(queue),
    ring(group),
    ring(menu, { digits: '88' }),
    ...(one === undefined ? [] : [dial(one, room.stranger())]),
    ...(one === undefined || other === undefined ? [] : [dial(one, other)]),
  ]
}

/** The same thing by hand and by command. */
function both(what: string, byHand: () => unknown, command: Command): Deed {
  return { what, byHand, command }
}

function deedsOn(room: Room, leg: Leg): Deed[] {
  const { device } = leg
  if (!phones.includes(device)) return deedsElsewhere(room, leg)
  switch (leg.state) {
    case 'initiated':
    case 'fail':
      return [hangUpOn(room, leg)]
    case 'alerting':
      return ringingDeeds(room, leg)
    case 'connected':
      return [hangUpOn(room, leg), ...talkingDeeds(room, leg), ...pairDeeds(room, leg)]
    case 'hold':
      return holdingDeeds(room, leg)
    default:
      return []
  }
}

function hangUpOn({ exchange }: Room, leg: Leg): Deed {
  const { device } = leg
  const connection: Connected = connectionOf(leg)
  return both(`${device} hangs up`, () => hangUp(exchange, leg), {
    kind: 'clearConnection',
    device,
    connection,
  })
}

/** The outside party, and who waits. */
function deedsElsewhere(room: Room, leg: Leg): Deed[] {
  const { exchange: x } = room
  const leaves: Deed = { what: `${leg.device} hangs up`, byHand: () => hangUp(x, leg) }
  if (leg.person.external)
    return leg.state === 'alerting'
      ? [{ what: 'the network answers', byHand: () => answerLeg(x, leg) }, leaves]
      : [leaves]
  const [taker] = freePhones(room)
  if (!slots.includes(leg.device) || taker === undefined) return []
  return [
    both(`${taker} takes what is parked at ${leg.device}`, () => parking.pickUp(x, leg, taker), {
      kind: 'directedPickup',
      device: taker,
      connection: connectionOf(leg),
    }),
  ]
}

function ringingDeeds(room: Room, leg: Leg): Deed[] {
  const { exchange: x } = room
  const { device } = leg
  const connection = connectionOf(leg)
  const other = colleagues(room)[0]
  const answer = both(`${device} answers`, () => answerLeg(x, leg), {
    kind: 'answerCall',
    device,
    connection,
  })
  // What becomes of a group's call of which one telephone sends its part elsewhere, switches do not agree on.
  const mayGo = leg.group === null && other !== undefined
  return [
    answer,
    answer,
    answer,
    {
      ...both(`${device} refuses`, () => hangUp(x, leg), { kind: 'rejectCall', device, connection }),
      // Of a queue's call: that it is not over, but goes to the next.
      ...(leg.queue === null ? {} : { needsCauses: 'always' as const }),
    },
    ...(mayGo
      ? [
          both(`${device} sends it to ${other}`, () => moving.deflect(x, leg, other), {
            kind: 'deflectCall',
            device,
            connection,
            to: other,
          }),
          both(`${other} takes it`, () => parking.pickUp(x, leg, other), {
            kind: 'directedPickup',
            device: other,
            connection,
          }),
        ]
      : []),
  ]
}

function talkingDeeds(room: Room, leg: Leg): Deed[] {
  const { exchange: x } = room
  const { device } = leg
  const connection = connectionOf(leg)
  if (![...leg.call.legs.values()].some((one) => one !== leg && isSpeaking(one))) return []
  const other = colleagues(room).at(-1)
  const places = [...(other === undefined ? [] : [other, other]), queue, slots[0] ?? '']
  return [
    both(`${device} holds`, () => services.hold(x, leg), { kind: 'holdCall', device, connection }),
    ...places.map((to) => ({
      ...both(`${device} sends it blindly to ${to}`, () => moving.singleStepTransfer(x, leg, to), {
        kind: 'singleStepTransfer',
        device,
        connection,
        to,
      }),
      // Which of his two calls, or both as one.
      ...(heldAt(room, device) === undefined ? {} : { needsCauses: 'always' as const }),
    })),
    {
      ...both(`${device} parks`, () => parking.park(x, leg, null), { kind: 'parkCall', device, connection }),
      needsCauses: 'always',
    },
    both(`${device} keys digits`, () => services.generateDigits(x, leg, '12#'), {
      kind: 'generateDigits',
      device,
      connection,
      digits: '12#',
    }),
    ...(other === undefined ? [] : askingDeeds(room, leg, other)),
    both(`${device} ends it for all`, () => services.clearCall(x, leg), {
      kind: 'clearCall',
      device,
      connection,
    }),
  ]
}

/** A third is called in. */
function askingDeeds({ exchange: x }: Room, leg: Leg, other: string): Deed[] {
  const { device } = leg
  const connection = connectionOf(leg)
  return [
    {
      ...both(`${device} consults ${other}`, () => services.consult(x, leg, { number: other }), {
        kind: 'consultationCall',
        device,
        connection,
        to: other,
      }),
      needsCauses: 'byHand',
    },
    {
      ...both(
        `${device} asks ${other} in`,
        () => moving.singleStepConference(x, leg, { number: other, silent: false }),
        { kind: 'singleStepConference', device, connection, to: other },
      ),
      needsCauses: 'always',
    },
  ]
}

function heldAt({ exchange }: Room, device: string): Leg | undefined {
  return [...(exchange.phone(device)?.legs ?? [])].find(({ state }) => state === 'hold')
}

function pairDeeds(room: Room, active: Leg): Deed[] {
  const { exchange: x } = room
  const held = heldAt(room, active.device)
  if (held === undefined) return []
  const pair = { held, active }
  const { device } = active
  const ids = { device, held: connectionOf(held), active: connectionOf(active) }
  const transfer = both(`${device} transfers`, () => moving.transfer(x, pair), {
    kind: 'transferCall',
    ...ids,
  })
  return [
    transfer,
    transfer,
    both(`${device} confers`, () => moving.conference(x, pair), { kind: 'conferenceCall', ...ids }),
    both(`${device} swaps`, () => services.alternate(x, pair), { kind: 'alternateCall', ...ids }),
    both(`${device} goes back`, () => services.reconnect(x, pair), { kind: 'reconnectCall', ...ids }),
  ]
}

function holdingDeeds(room: Room, leg: Leg): Deed[] {
  const { exchange: x } = room
  const { device } = leg
  const hasOther = [...(x.phone(device)?.legs ?? [])].some((one) => one !== leg && one.state === 'connected')
  if (hasOther) return []
  return [
    both(`${device} retrieves`, () => services.retrieve(x, leg), {
      kind: 'retrieveCall',
      device,
      connection: connectionOf(leg),
    }),
    hangUpOn(room, leg),
  ]
}

/** What one of the phones may be set to; few, that they do not drown the calls. */
function settings(room: Room): Deed[] {
  const x = room.exchange
  const turn = (room.simulator.ledger.last + x.calls.size) % phones.length
  const device = phones[turn] ?? '1001'
  const to = phones[(turn + 1) % phones.length] ?? '1002'
  const phone = x.phone(device)
  if (phone === undefined) return []
  const on = !phone.doNotDisturb
  const state = phone.agent.state === 'ready' ? 'notReady' : 'ready'
  const type = (['immediate', 'busy', 'noAnswer'] as const)[x.calls.size % 3] ?? 'busy'
  const active = phone.forwarding.get(type)?.active !== true
  const muted = !phone.muted
  return [
    both(`${device} do not disturb ${on}`, () => setByHand(x, phone, { setting: 'doNotDisturb', on }), {
      kind: 'setDoNotDisturb',
      device,
      on,
    }),
    both(`${device} is ${state}`, () => setByHand(x, phone, { setting: 'agent', state }), {
      kind: 'setAgentState',
      device,
      state,
    }),
    both(
      `${device} forwards ${type} to ${to}: ${active}`,
      () => setByHand(x, phone, { setting: 'forwarding', type, on: active, to }),
      { kind: 'setForwarding', device, type, on: active, to },
    ),
    both(`${device} mute ${muted}`, () => setByHand(x, phone, { setting: 'mute', on: muted }), {
      kind: 'setMicrophoneMute',
      device,
      on: muted,
    }),
    ...groupPickups(room, device),
  ]
}

/** Somebody takes what rings at a neighbour. */
function groupPickups({ exchange: x }: Room, device: string): Deed[] {
  const phone = x.phone(device)
  if (phone === undefined || phone.legs.size > 0) return []
  return [
    both(`${device} takes what rings in the group`, () => parking.pickUpInGroup(x, phone, null), {
      kind: 'groupPickup',
      device,
    }),
  ]
}
