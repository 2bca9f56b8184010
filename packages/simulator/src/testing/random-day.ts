import { press } from '#hands.ts'
import { customerAnswers, customerHangsUp, startCall } from '#people.ts'
import { setAgentState } from '#engine/agents.ts'
import type { Leg } from '#engine/call.ts'
import { VirtualClock } from '#engine/clock.ts'
import type { Phone } from '#engine/device.ts'
import { createExchange, setBehaviour } from '#engine/engine.ts'
import type { ExchangeEvent } from '#engine/event.ts'
import type { Exchange, Happening } from '#engine/exchange.ts'
import * as moving from '#engine/moving.ts'
import * as parking from '#engine/parking.ts'
import { randomFrom, type Random } from '#engine/random.ts'
import * as services from '#engine/services.ts'

const dialled = [
  '1001',
  '1002',
  '1003',
  '1004',
  '6000',
  '6001',
  '6010',
  '+18005551004',
  '+442079460018',
  '+4930000001',
  '701',
]

export interface World {
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
  (world, leg) => parking.pickUp(world.x, leg, any(world, phones(world))?.number ?? ''),
  (world, leg) => parking.park(world.x, leg, any(world, ['701', '702']) ?? ''),
  (world, leg) => parking.park(world.x, leg, null),
  (world) => {
    const phone = any(world, phones(world))
    if (phone !== undefined) parking.pickUpInGroup(world.x, phone, null)
  },
  ({ x }, leg) => services.generateDigits(x, leg, '12#'),
  ({ x }, leg) => services.associateData(x, leg, { userData: '3437' }),
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
    () => services.mute(x, phone, random() < 0.5),
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

/** Something happens, or time passes: one step of a random day. */
export function liveStep(world: World): void {
  const { x, random, clock } = world
  const dice = random()
  if (dice < 0.15)
    startCall(x, {
      from: any(world, ['+14155550100', 'anonymous', '1004']) ?? '',
      to: any(world, dialled) ?? '',
    })
  else if (dice < 0.25)
    services.makeCall(x, {
      from: any(world, ['1001', '1002', '1003', '1004']) ?? '',
      to: any(world, dialled) ?? '',
      prompt: random() < 0.5,
    })
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

/** The state of every leg, by device and call. */
export function truthAt({ x }: World): Record<string, Record<string, string>> {
  const seen: Record<string, Record<string, string>> = {}
  for (const call of x.calls.values()) {
    for (const leg of call.legs.values()) (seen[leg.device] ??= {})[call.id] = leg.state
  }
  return seen
}

/** Everybody outside hangs up, every phone is put down, and time passes. */
export function goHome(world: World): void {
  const { x, clock } = world
  for (let round = 0; round < 20 && x.calls.size > 0; round += 1) {
    for (const call of Array.from(x.calls.values())) {
      for (const leg of Array.from(call.legs.values()))
        if (leg.state !== 'null') services.clearConnection(x, leg)
    }
    clock.advance(60_000)
  }
}

/** Who listens to a random day. */
export interface Ears {
  readonly hear?: (event: ExchangeEvent) => void
  readonly afterStep?: (world: World, n: number) => void
}

/** Lives a random day of so many steps, then has everybody go home. */
export function liveDay(
  seed: number,
  steps: number,
  ears: Ears = {},
): { world: World; happenings: Happening[] } {
  const clock = new VirtualClock(0)
  const x = createExchange({
    clock,
    seed,
    layout: {
      extensions: ['1001', '1002', '1003', '1004'].map((number) => ({ number, name: number })),
      queues: [{ number: '6001', name: 'Q', members: ['1001', '1002', '1003'] }],
      groups: [{ number: '6010', name: 'G', members: ['1002', '1003', '1004'] }],
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
  const happenings: Happening[] = []
  if (ears.hear !== undefined) x.onEvent(ears.hear)
  x.onTruth((happening) => happenings.push(happening))
  for (let n = 0; n < steps; n += 1) {
    liveStep(world)
    ears.afterStep?.(world, n)
  }
  goHome(world)
  return { world, happenings }
}
