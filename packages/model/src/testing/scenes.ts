import type { EventCause } from '#cause.ts'
import type { DeviceId } from '#device.ts'
import { party } from '#device.ts'
import type { Choices } from './choices.ts'
import type { PbxCall, PbxLeg, SmallSwitch } from './small-switch.ts'

/** Something that may happen at a switch now. */
export interface Scene {
  readonly name: string
  readonly kind: 'begin' | 'talk' | 'handOn' | 'end'
  readonly play: () => void
}

export const phones: readonly DeviceId[] = ['1001', '1002', '1003', '1004']
export const queue: DeviceId = '6001'

/** All that people and the switch could do next. */
export function scenes(pbx: SmallSwitch, choices: Choices, among = phones): Scene[] {
  const found: Scene[] = []
  const idle = among.filter((phone) => pbx.isIdle(phone))
  for (const call of pbx.calls) found.push(...scenesOf(pbx, call, { choices, idle }))
  const [free] = idle
  if (free !== undefined && pbx.calls.size < 4) {
    found.push({ kind: 'begin', name: 'inbound', play: () => callIn(pbx, choices, [choices.pick(idle)]) })
    found.push({
      kind: 'begin',
      name: 'inbound to a group',
      play: () => callIn(pbx, choices, idle.slice(0, 3)),
    })
    found.push({ kind: 'begin', name: 'inbound to a queue', play: () => callQueue(pbx, choices) })
    found.push({ kind: 'begin', name: 'outbound', play: () => callOut(pbx, choices.pick(idle)) })
  }
  if (idle.length > 1 && pbx.calls.size < 4) {
    found.push({
      kind: 'begin',
      name: 'internal',
      play: () => callColleague(pbx, idle[0] ?? '', idle[1] ?? ''),
    })
    found.push({ kind: 'begin', name: 'internal, busy', play: () => callBusy(pbx, idle[0] ?? '') })
  }
  return found
}

interface Around {
  readonly choices: Choices
  readonly idle: readonly DeviceId[]
}

function scenesOf(pbx: SmallSwitch, call: PbxCall, around: Around): Scene[] {
  const found: Scene[] = []
  for (const leg of call.legs.values()) found.push(...scenesAt(pbx, call, { ...around, leg }))
  return found
}

function scenesAt(pbx: SmallSwitch, call: PbxCall, at: Around & { leg: PbxLeg }): Scene[] {
  const { leg, idle, choices } = at
  const { device } = leg
  // Drawn when the scene is played: what might have been must not use up what is drawn.
  const colleague = () => choices.pick(idle)
  const free = idle.length > 0
  const found: Scene[] = []
  const may = (name: string, play: () => void) =>
    found.push({ kind: kindOf(name), name: `${name} ${device}`, play })
  if (leg.state === 'alerting') {
    may('answer', () => answer(pbx, call, leg))
    may('refuse', () => refuse(pbx, call, leg))
    if (free) may('forward', () => forward(pbx, call, { leg, to: colleague() }))
  }
  if (leg.state === 'queued' && free) may('distribute', () => distribute(pbx, call, colleague()))
  if (leg.state === 'fail') may('give up', () => pbx.hangUp(call, device, 'normalClearing'))
  if (leg.state === 'connected' || leg.state === 'hold') {
    may('hang up', () => hangUp(pbx, call, device))
  }
  if (!pbx.monitored.has(device) || device === queue) return found
  const others = pbx.at(device).filter((one) => one.call !== call)
  if (leg.state === 'connected' && talks(call)) {
    may('hold', () => hold(pbx, call, { leg, cause: 'normal' }))
    if (free && others.length === 0) {
      may('consult', () => consult(pbx, call, { leg, to: colleague() }))
      may('send', () => sendBlind(pbx, call, { leg, to: colleague() }))
    }
  }
  if (leg.state === 'hold' && others.length === 0) may('retrieve', () => retrieve(pbx, call, leg))
  const held = others.find((one) => one.leg.state === 'hold' && one.call.legs.size > 1)
  if (held !== undefined && leg.state === 'connected' && !hasFailed(call)) {
    if (talks(call)) may('swap', () => swap(pbx, held, { call, leg }))
    if (call.consult) may('back', () => back(pbx, held, { call, leg }))
  }
  if (held !== undefined && leg.state === 'connected' && call.legs.size > 1 && !hasFailed(call)) {
    // Two who only ring cannot be left to each other.
    const speaks = speaksBeside(held.call, device) || speaksBeside(call, device)
    if (speaks) may('transfer', () => transfer(pbx, held.call, { other: call, by: device }))
    if (!pbx.isWaiting(call)) may('conference', () => conference(pbx, held.call, { other: call, by: device }))
  }
  return found
}

function kindOf(name: string): Scene['kind'] {
  if (['hang up', 'give up', 'refuse'].includes(name)) return 'end'
  return ['answer', 'hold', 'retrieve', 'swap', 'back', 'distribute', 'forward'].includes(name)
    ? 'talk'
    : 'handOn'
}

function talks(call: PbxCall): boolean {
  return [...call.legs.values()].filter((leg) => leg.state === 'connected').length > 1
}

function speaksBeside(call: PbxCall, device: DeviceId): boolean {
  return [...call.legs.values()].some(
    (leg) => leg.device !== device && (leg.state === 'connected' || leg.state === 'hold'),
  )
}

function hasFailed(call: PbxCall): boolean {
  return [...call.legs.values()].some((leg) => leg.state === 'fail')
}

function newCustomer(pbx: SmallSwitch, choices: Choices): PbxCall {
  const calling = party(`+1415555${1000 + pbx.truths.length}`, { external: true })
  const digits = choices.next(2) === 0 ? null : `47${pbx.truths.length}`
  const call = pbx.newCall({
    truth: pbx.newTruth(calling, 'inbound', digits),
    calling,
    called: party('800'),
    consult: false,
  })
  pbx.enter(call, pbx.newTrunk(), 'connected')
  return call
}

function callIn(pbx: SmallSwitch, choices: Choices, to: readonly DeviceId[]): void {
  const call = newCustomer(pbx, choices)
  for (const device of to) ring(pbx, call, { device, cause: 'newCall' })
}

function ring(
  pbx: SmallSwitch,
  call: PbxCall,
  to: { device: DeviceId; cause: EventCause; from?: string },
): void {
  const { device, cause, from } = to
  pbx.enter(call, device, 'alerting')
  call.truth.rang.push(device)
  const last = from === undefined ? {} : { lastRedirection: party(from) }
  pbx.say(call, { kind: 'delivered', ...pbx.named(call, device), cause, ...pbx.parties(call), ...last })
}

function callQueue(pbx: SmallSwitch, choices: Choices): void {
  const call = newCustomer(pbx, choices)
  pbx.enter(call, queue, 'queued')
  const connection = { callId: call.id, deviceId: queue }
  pbx.say(call, { kind: 'queued', connection, queue, cause: 'noAvailableAgents', ...pbx.parties(call) })
}

function distribute(pbx: SmallSwitch, call: PbxCall, to: DeviceId): void {
  call.legs.delete(queue)
  pbx.say(call, { kind: 'diverted', ...pbx.named(call, queue), cause: 'distributed', to: party(to) }, [queue])
  ring(pbx, call, { device: to, cause: 'distributed', from: queue })
}

function start(pbx: SmallSwitch, call: PbxCall, from: { device: DeviceId; cause: EventCause }): void {
  const { device, cause } = from
  pbx.enter(call, device, 'initiated')
  pbx.say(call, { kind: 'serviceInitiated', ...pbx.named(call, device), cause })
  pbx.enter(call, device, 'connected')
  pbx.say(call, { kind: 'originated', ...pbx.named(call, device), cause, ...pbx.parties(call) })
}

function callOut(pbx: SmallSwitch, from: DeviceId): void {
  const calling = party(from, { external: false })
  const called = party(`+4930555${1000 + pbx.truths.length}`, { external: true })
  const truth = pbx.newTruth(calling, 'outbound')
  const call = pbx.newCall({ truth, calling, called, consult: false })
  start(pbx, call, { device: from, cause: 'makeCall' })
  const trunk = pbx.newTrunk()
  pbx.enter(call, trunk, 'alerting')
  const connection = { callId: call.id, deviceId: trunk }
  pbx.say(call, { kind: 'networkReached', connection, trunk, cause: 'newCall', ...pbx.parties(call) })
}

function callColleague(pbx: SmallSwitch, from: DeviceId, to: DeviceId): void {
  const calling = party(from, { external: false })
  const truth = pbx.newTruth(calling, 'internal')
  const called = party(to, { external: false })
  const call = pbx.newCall({ truth, calling, called, consult: false })
  start(pbx, call, { device: from, cause: 'newCall' })
  ring(pbx, call, { device: to, cause: 'newCall' })
}

function callBusy(pbx: SmallSwitch, from: DeviceId): void {
  const calling = party(from, { external: false })
  const called = party('1099', { external: false })
  const truth = pbx.newTruth(calling, 'internal')
  const call = pbx.newCall({ truth, calling, called, consult: false })
  start(pbx, call, { device: from, cause: 'newCall' })
  pbx.enter(call, '1099', 'fail')
  pbx.say(call, { kind: 'failed', ...pbx.named(call, '1099'), cause: 'busy', ...pbx.parties(call) })
}

function answer(pbx: SmallSwitch, call: PbxCall, leg: PbxLeg): void {
  leg.state = 'connected'
  call.truth.answered.add(leg.device)
  pbx.say(call, {
    kind: 'established',
    ...pbx.named(call, leg.device),
    cause: 'newCall',
    ...pbx.parties(call),
  })
  for (const other of call.legs.values()) {
    if (other.state === 'alerting') pbx.drop(call, other.device, 'answeredElsewhere')
  }
}

function refuse(pbx: SmallSwitch, call: PbxCall, leg: PbxLeg): void {
  pbx.hangUp(call, leg.device, 'blocked')
}

function hangUp(pbx: SmallSwitch, call: PbxCall, device: DeviceId): void {
  const cause = call.truth.answered.size === 0 ? 'callCancelled' : 'normalClearing'
  pbx.hangUp(call, device, cause)
}

function forward(pbx: SmallSwitch, call: PbxCall, on: { leg: PbxLeg; to: DeviceId }): void {
  const { device } = on.leg
  pbx.leave(call, device)
  const cause = 'callForwardNoAnswer'
  pbx.say(call, { kind: 'diverted', ...pbx.named(call, device), cause, to: party(on.to) }, [device])
  ring(pbx, call, { device: on.to, cause, from: device })
}

function hold(pbx: SmallSwitch, call: PbxCall, how: { leg: PbxLeg; cause: EventCause }): void {
  const { leg, cause } = how
  leg.state = 'hold'
  pbx.say(call, { kind: 'held', ...pbx.named(call, leg.device), cause })
}

function retrieve(pbx: SmallSwitch, call: PbxCall, leg: PbxLeg): void {
  leg.state = 'connected'
  pbx.say(call, { kind: 'retrieved', ...pbx.named(call, leg.device), cause: 'normal' })
}

interface At {
  readonly call: PbxCall
  readonly leg: PbxLeg
}

/** Held and active change places. */
function swap(pbx: SmallSwitch, held: At, active: At): void {
  hold(pbx, active.call, { leg: active.leg, cause: 'alternate' })
  held.leg.state = 'connected'
  pbx.say(held.call, { kind: 'retrieved', ...pbx.named(held.call, held.leg.device), cause: 'alternate' })
}

/** Gives the consultation up and goes back to whom it was about. */
function back(pbx: SmallSwitch, held: At, active: At): void {
  pbx.hangUp(active.call, active.leg.device, 'normalClearing')
  retrieve(pbx, held.call, held.leg)
}

function consult(pbx: SmallSwitch, call: PbxCall, on: { leg: PbxLeg; to: DeviceId }): void {
  const { device } = on.leg
  hold(pbx, call, { leg: on.leg, cause: 'consultation' })
  const calling = party(device, { external: false })
  const called = party(on.to, { external: false })
  call.truth.moves.push(pbx.now)
  const second = pbx.newCall({ truth: call.truth, calling, called, consult: true })
  start(pbx, second, { device, cause: 'consultation' })
  ring(pbx, second, { device: on.to, cause: 'newCall' })
}

interface Second {
  readonly other: PbxCall
  readonly by: DeviceId
}

/** Makes one call of two; gives who remains, each with the id he had. */
function join(pbx: SmallSwitch, call: PbxCall, second: Second) {
  const { other, by } = second
  const legs = [
    ...[...call.legs.keys()].map((device) => ({ from: call.id, device })),
    ...[...other.legs.keys()].filter((device) => device !== by).map((device) => ({ from: other.id, device })),
  ]
  const old = {
    primaryOldCall: { callId: call.id, deviceId: by },
    ...(pbx.habits.namesOld ? { secondaryOldCall: { callId: other.id, deviceId: by } } : {}),
  }
  const ids = { new: () => pbx.newId(), primary: () => call.id, secondary: () => other.id }
  call.truth.moves.push(pbx.now)
  const before = [call.id, other.id]
  const added = [...other.legs.keys()].find((device) => device !== by)
  pbx.calls.delete(other)
  call.id = ids[pbx.habits.joined]()
  for (const id of [...before, ...other.former]) call.former.add(id)
  for (const id of before) if (id !== call.id) pbx.freeId(id)
  for (const leg of other.legs.values()) if (leg.device !== by) call.legs.set(leg.device, leg)
  return { legs, old, added: party(added ?? '') }
}

function transfer(pbx: SmallSwitch, call: PbxCall, second: Second): void {
  const { legs, old, added } = join(pbx, call, second)
  const { by } = second
  pbx.leave(call, by)
  if (pbx.habits.replacesCaller) call.calling = party(by, { external: false })
  const connections = pbx.moved(
    legs.filter((leg) => leg.device !== by),
    call.id,
  )
  pbx.say(
    call,
    {
      kind: 'transferred',
      cause: 'transfer',
      ...old,
      transferringDevice: by,
      transferredTo: added,
      connections,
    },
    [by],
  )
}

function conference(pbx: SmallSwitch, call: PbxCall, second: Second): void {
  const { legs, old, added } = join(pbx, call, second)
  pbx.enter(call, second.by, 'connected')
  const connections = pbx.moved(legs, call.id)
  pbx.say(call, {
    kind: 'conferenced',
    cause: 'conference',
    ...old,
    conferencingDevice: second.by,
    addedParty: added,
    connections,
  })
}

function sendBlind(pbx: SmallSwitch, call: PbxCall, on: { leg: PbxLeg; to: DeviceId }): void {
  const by = on.leg.device
  const from = call.id
  pbx.leave(call, by)
  const legs = [...call.legs.keys()].map((device) => ({ from, device }))
  if (pbx.habits.joined === 'new') {
    call.id = pbx.newId()
    call.former.add(from)
    pbx.freeId(from)
  }
  call.truth.moves.push(pbx.now)
  if (pbx.habits.replacesCaller) call.calling = party(by, { external: false })
  const target = party(on.to, { external: false })
  const connections = [
    ...pbx.moved(legs, call.id),
    { to: { callId: call.id, deviceId: on.to }, device: on.to, endpoint: target },
  ]
  const cause = 'singleStepTransfer'
  const primaryOldCall = { callId: from, deviceId: by }
  pbx.say(
    call,
    {
      kind: 'transferred',
      cause,
      primaryOldCall,
      transferringDevice: by,
      transferredTo: target,
      connections,
    },
    [by],
  )
  ring(pbx, call, { device: on.to, cause, from: by })
}
