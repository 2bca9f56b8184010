import { describe, expect, test } from 'vitest'
import { customerAnswers, customerHangsUp, press, startCall } from '#people.ts'
import { setAgentState } from './agents.ts'
import type { Leg } from './call.ts'
import { VirtualClock } from './clock.ts'
import type { Device, Phone } from './device.ts'
import { createExchange, setBehaviour } from './engine.ts'
import { isCallEvent, type CallEvent } from './event.ts'
import type { Exchange, Happening } from './exchange.ts'
import * as moving from './moving.ts'
import { randomFrom, type Random } from './random.ts'
import * as services from './services.ts'

/** What somebody who hears only a device's own events would believe: its calls and the state of its leg in each. */
class Listener {
  readonly #believed = new Map<string, Map<string, string>>()

  hear(event: CallEvent): void {
    const joined = event.kind === 'transferred' || event.kind === 'conferenced'
    const now = joined ? event.connections[0]?.to.callId : event.callIds[0]
    for (const { device, state } of event.views) {
      const calls = this.#believed.get(device) ?? new Map<string, string>()
      this.#believed.set(device, calls)
      if (joined) for (const old of event.callIds) calls.delete(old)
      if (state === 'null') calls.delete(now ?? '')
      else if (now !== undefined) calls.set(now, state)
    }
  }

  at(device: string): Record<string, string> {
    return Object.fromEntries(this.#believed.get(device) ?? [])
  }
}

const dialled = [
  '1001',
  '1002',
  '1003',
  '1004',
  '6000',
  '6001',
  '+18005551004',
  '+442079460018',
  '+4930000001',
  '701',
]

interface World {
  readonly x: Exchange
  readonly clock: VirtualClock
  readonly random: Random
}

function any<T>({ random }: World, choices: readonly T[]): T | undefined {
  return choices[Math.floor(random() * choices.length)]
}

function phones({ x }: World): Phone[] {
  return [...x.devices.values()].filter((device) => device.kind === 'phone')
}

/** Things that may be done to a leg, whether they are possible or not. */
const legDeeds: readonly ((world: World, leg: Leg) => unknown)[] = [
  ({ x }, leg) => services.answer(x, leg),
  ({ x }, leg) => services.clearConnection(x, leg),
  ({ x }, leg) => services.clearCall(x, leg),
  ({ x }, leg) => services.hold(x, leg),
  ({ x }, leg) => services.retrieve(x, leg),
  (world, leg) => services.consult(world.x, leg, { number: any(world, dialled) ?? '' }),
  (world, leg) => moving.singleStepTransfer(world.x, leg, any(world, dialled) ?? ''),
  (world, leg) =>
    moving.singleStepConference(world.x, leg, {
      number: any(world, dialled) ?? '',
      silent: world.random() < 0.3,
    }),
  (world, leg) => moving.deflect(world.x, leg, any(world, dialled) ?? ''),
  (world, leg) => moving.pickUp(world.x, leg, any(world, phones(world))?.number ?? ''),
  (world, leg) => moving.park(world.x, leg, any(world, ['701', '702']) ?? ''),
  ({ x }, leg) => services.generateDigits(x, leg, '12#'),
]

const pairDeeds = [moving.transfer, moving.conference, services.alternate, services.reconnect]

function doToPair(world: World): void {
  const phone = any(
    world,
    phones(world).filter(({ legs }) => legs.size > 1),
  )
  const [held, active] = [...(phone?.legs ?? [])].toSorted((a) => (a.state === 'hold' ? -1 : 1))
  if (held !== undefined && active !== undefined) any(world, pairDeeds)?.(world.x, { held, active })
}

function doToPhone(world: World): void {
  const { x, random } = world
  const phone = any(world, phones(world))
  if (phone === undefined) return
  const deeds = [
    () => press(x, phone, any(world, ['answer', 'hang-up', 'hold', 'retrieve'] as const) ?? 'answer'),
    () => moving.setDoNotDisturb(x, phone, random() < 0.3),
    () => {
      const type = any(world, ['immediate', 'busy', 'noAnswer', 'doNotDisturb'] as const) ?? 'busy'
      return moving.setForwarding(x, phone, { type, on: random() < 0.3, to: any(world, dialled) ?? '' })
    },
    () => {
      const kind = any(world, ['ring', 'ignore', 'refuse', 'busy', 'notRegistered'] as const) ?? 'ring'
      setBehaviour(x, phone, random() < 0.6 ? { kind: 'answer', afterMs: 1000 } : { kind })
    },
    () => {
      const state = any(world, ['loggedOn', 'loggedOff', 'notReady', 'ready', 'workingAfterCall'] as const)
      return setAgentState(x, phone, { state: state ?? 'ready' })
    },
  ]
  any(world, deeds)?.()
}

function step(world: World): void {
  const { x, random, clock } = world
  const dice = random()
  if (dice < 0.15)
    startCall(x, {
      from: any(world, ['+14155550100', 'anonymous', '1004']) ?? '',
      to: any(world, dialled) ?? '',
    })
  else if (dice < 0.25)
    services.makeCall(x, { from: '1001', to: any(world, dialled) ?? '', prompt: random() < 0.5 })
  else if (dice < 0.55) {
    const call = any(world, [...x.calls.values()])
    const leg = call === undefined ? undefined : any(world, [...call.legs.values()])
    if (leg !== undefined) any(world, legDeeds)?.(world, leg)
  } else if (dice < 0.65) doToPair(world)
  else if (dice < 0.75) doToPhone(world)
  else if (dice < 0.8) customerHangsUp(x, any(world, [...x.truths.keys()]) ?? '')
  else if (dice < 0.85) customerAnswers(x, any(world, [...x.truths.keys()]) ?? '')
  else clock.advance(Math.floor(random() * 4000))
}

function truthAt({ x }: World): Record<string, Record<string, string>> {
  const seen: Record<string, Record<string, string>> = {}
  for (const call of x.calls.values()) {
    for (const leg of call.legs.values()) (seen[leg.device] ??= {})[call.id] = leg.state
  }
  return seen
}

/** Everybody outside hangs up, every phone is put down, and time passes. */
function goHome(world: World): void {
  const { x, clock } = world
  for (let round = 0; round < 20 && x.calls.size > 0; round += 1) {
    for (const call of Array.from(x.calls.values())) {
      for (const leg of Array.from(call.legs.values()))
        if (leg.state !== 'null') services.clearConnection(x, leg)
    }
    clock.advance(60_000)
  }
}

function play(seed: number, steps: number): { world: World; happenings: Happening[] } {
  const clock = new VirtualClock(0)
  const x = createExchange({
    clock,
    seed,
    layout: {
      extensions: ['1001', '1002', '1003', '1004'].map((number) => ({ number, name: number })),
      queues: [{ number: '6001', name: 'Q', members: ['1001', '1002', '1003'] }],
      ivrs: [{ number: '6000', name: 'I', next: '6001' }],
      parkSlots: ['701', '702'],
      directDialPrefix: '+1800555',
    },
    settings: {
      joinedCallId: (['new', 'held', 'active'] as const)[seed % 3] ?? 'new',
      lines: 4,
      conferenceSize: 5,
    },
  })
  const world = { x, clock, random: randomFrom(seed) }
  const listener = new Listener()
  const happenings: Happening[] = []
  x.onEvent((event) => {
    if (isCallEvent(event)) listener.hear(event)
  })
  x.onTruth((happening) => happenings.push(happening))
  for (let n = 0; n < steps; n += 1) {
    step(world)
    const truth = truthAt(world)
    for (const { number } of x.devices.values()) {
      expect({ n, number, calls: listener.at(number) }).toEqual({ n, number, calls: truth[number] ?? {} })
    }
  }
  goHome(world)
  return { world, happenings }
}

function legsLeft(device: Device): Leg[] {
  if (device.kind === 'queue') return [...device.waiting]
  if (device.kind === 'park') return device.leg === null ? [] : [device.leg]
  return [...device.legs]
}

describe('whatever is done to the exchange, in whatever order', () => {
  test.each(Array.from({ length: 60 }, (_, index) => index + 1))(
    'each device hears its own calls, nothing stays behind, each call ends once (seed %i)',
    (seed) => {
      const { world, happenings } = play(seed, 250)
      const { x } = world
      expect(x.calls.size).toBe(0)
      expect([...x.truths.values()].filter(({ live }) => live !== null)).toEqual([])
      expect([...x.devices.values()].flatMap(legsLeft)).toEqual([])
      const begun = happenings.flatMap((each) => (each.kind === 'callBegan' ? [each.call] : []))
      const over = happenings.flatMap((each) =>
        each.kind === 'callEnded' || each.kind === 'merged' ? [each.call] : [],
      )
      expect(over.toSorted()).toEqual(begun.toSorted())
      expect(x.seizeLine()).toMatch(/^T\d+$/)
    },
  )

  test('the same seed is the same life', () => {
    expect(play(5, 200).happenings).toEqual(play(5, 200).happenings)
  })
})
