import { becomeBusy, isIdle } from './agents.ts'
import type { Behaviour } from '#control-api.ts'
import type { PbxCall } from './call.ts'
import type { Clock } from './clock.ts'
import { usualLayout, usualSettings, type ExchangeSettings, type Layout, type Phone } from './device.ts'
import { Exchange, type Coming } from './exchange.ts'
import { arriveAtGroup } from './group.ts'
import { arriveAtIvr } from './ivr.ts'
import { arriveOutside } from './outside.ts'
import { arriveAtSlot } from './parking.ts'
import { arriveAtQueue, legRemoved, phoneChanged } from './queue.ts'
import { randomFrom } from './random.ts'
import { arriveAtPhone } from './ringing.ts'
import { unmuteIdle } from './services.ts'

export interface EngineOptions {
  readonly clock: Clock
  readonly seed?: number
  readonly layout?: Layout
  readonly settings?: Partial<ExchangeSettings>
  /** Whether the members of queues are ready from the start, as static members of Asterisk's queues are. */
  readonly agentsReady?: boolean
}

/** An exchange with its devices, ready for calls. */
export function createExchange(options: EngineOptions): Exchange {
  const layout = options.layout ?? usualLayout
  const x = new Exchange({
    clock: options.clock,
    random: randomFrom(options.seed ?? 1),
    settings: { ...usualSettings, ...options.settings },
    layout,
  })
  x.hooks = {
    arrive: (call, coming) => arrive(x, call, coming),
    arriveOutside: (call, coming) => arriveOutside(x, call, coming),
    legAdded: (leg) => {
      for (const number of x.phone(leg.device)?.queues ?? []) {
        const queue = x.devices.get(number)
        if (queue?.kind === 'queue') queue.idle.delete(leg.device)
      }
    },
    legAnswered: (leg) => becomeBusy(x, leg),
    legRemoved: (leg) => {
      legRemoved(x, leg)
      unmuteIdle(x, x.phone(leg.device))
    },
    agentChanged: (phone) => phoneChanged(x, phone),
  }
  build(x, layout, options.agentsReady ?? true)
  return x
}

function arrive(x: Exchange, call: PbxCall, { at, arrival }: Coming): void {
  switch (at.kind) {
    case 'phone':
      return arriveAtPhone(x, call, { at, arrival })
    case 'queue':
      return arriveAtQueue(x, call, { at, arrival })
    case 'group':
      return arriveAtGroup(x, call, { at, arrival })
    case 'ivr':
      return arriveAtIvr(x, call, { at, arrival })
    case 'park':
      return arriveAtSlot(x, call, { at, arrival })
  }
}

function build(x: Exchange, layout: Layout, agentsReady: boolean): void {
  for (const { number, name } of layout.extensions) addExtension(x, number, name)
  for (const { number, name, members } of layout.queues) {
    const idle = new Set<string>()
    x.devices.set(number, { kind: 'queue', number, name, members, waiting: new Set(), idle })
    for (const member of members) {
      const phone = x.phone(member)
      if (phone === undefined)
        throw new Error(`queue ${number} names a member that is no extension: ${member}`)
      phone.queues.push(number)
      if (agentsReady) phone.agent.state = 'ready'
      if (isIdle(phone)) idle.add(member)
    }
  }
  for (const group of layout.groups) x.devices.set(group.number, { kind: 'group', ...group })
  for (const ivr of layout.ivrs) x.devices.set(ivr.number, { kind: 'ivr', ...ivr, legs: new Set() })
  for (const number of layout.parkSlots) {
    x.devices.set(number, { kind: 'park', number, name: `Park ${number}`, leg: null })
  }
}

function addExtension(x: Exchange, number: string, name: string): void {
  x.devices.set(number, {
    kind: 'phone',
    number,
    name,
    behaviour: { kind: 'ring' },
    doNotDisturb: false,
    muted: false,
    forwarding: new Map(),
    legs: new Set(),
    agent: { agentId: number, group: null, state: 'loggedOff', pending: null, wrapUp: null },
    queues: [],
  })
}

/** Changes how a phone takes calls. One that goes off the network, or comes back, says so. */
export function setBehaviour(x: Exchange, phone: Phone, behaviour: Behaviour): void {
  const was = phone.behaviour.kind !== 'notRegistered'
  const is = behaviour.kind !== 'notRegistered'
  phone.behaviour = behaviour
  if (was !== is) x.emit({ kind: 'inService', device: phone.number, on: is })
  x.hooks.agentChanged(phone)
}
