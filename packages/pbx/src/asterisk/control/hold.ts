/** Hold and retrieve: by the phone where it obeys, else by sending the two apart in the dialplan and bridging them again. */
import type { CommandResult } from '@hookswitch/model'
import { bridge, redirect, type Action, type Destination } from '#asterisk/from-model/actions.ts'
import { channelOf } from '#asterisk/to-model/joins.ts'
import type { Leg } from '#asterisk/to-model/legs.ts'
import { askPhone } from './calls.ts'
import { refuse, unknownCall, wrongState, type Desk, type Named, type Problem } from './desk.ts'

const BRIDGE_TIMEOUT_MS = 3_000

export async function holdCall(desk: Desk, command: Named): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'connected' || leg.keptBy !== undefined) return wrongState()
  return hold(desk, leg)
}

async function hold(desk: Desk, leg: Leg): Promise<CommandResult> {
  if (desk.parts.obeys(leg.device)) {
    const done = await askPhone(desk, leg, { event: 'hold', to: 'hold' })
    if (done.ok || done.refusal.code !== 'command.failed') return done
  }
  return sendApart(desk, leg)
}

/** The phone into silence; its partner, where it has just one, to the music. */
export async function sendApart(desk: Desk, leg: Leg): Promise<CommandResult> {
  const { connection } = leg
  await bridged(desk, leg)
  const actions = apart(desk, leg, { context: desk.parts.contexts.hold, exten: 'agent' })
  if (actions === undefined) return nobodyToHold()
  const problem = await desk.askAll(actions)
  if (problem !== undefined) return problem
  return desk.until(() => {
    const place = desk.legs.at(connection)
    if (place === undefined) return unknownCall()
    return place.told === 'hold' ? { ok: true } : undefined
  })
}

/** Who has just answered is bridged a moment later, after a queue's announcement even a few seconds later. */
export async function bridged(desk: Desk, leg: Leg): Promise<void> {
  const together = (): true | undefined => {
    const others = desk.others(leg)
    const there = leg.bridge !== undefined && others.some((other) => other.bridge === leg.bridge)
    return there || others.length === 0 || leg.told !== 'connected' ? true : undefined
  }
  await desk.parts.watch.until(together, BRIDGE_TIMEOUT_MS, desk.signal)
}

/** The actions that send a phone somewhere while its partner waits. Undefined where there is nobody who could wait. */
export function apart(desk: Desk, leg: Leg, to: Destination): Action[] | undefined {
  if (desk.legs.groupOf(leg).room !== undefined) return [redirect(leg.channel, to)]
  const partner = desk.partner(leg)
  if (partner === undefined || partner.bridge === undefined || partner.bridge !== leg.bridge) return undefined
  // A colleague who was only asked is not brought back.
  const back = desk.legs.groupOf(leg).parent === undefined ? leg.device : ''
  return [
    desk.set(partner, 'HOOKSWITCH_HOLDER', leg.channel),
    desk.set(partner, 'HOOKSWITCH_RETURN', back),
    desk.set(leg, 'HOOKSWITCH_HELD', partner.channel),
    redirect(
      partner.channel,
      { context: desk.parts.contexts.hold, exten: 'other' },
      { channel: leg.channel, to },
    ),
  ]
}

export function nobodyToHold(): Extract<CommandResult, { ok: false }> {
  return wrongState('Nobody is there who could be put on hold.')
}

export async function retrieveCall(desk: Desk, command: Named): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'hold') return wrongState()
  return retrieve(desk, leg)
}

/** What stands in the way of retrieving; asked before anything else is undone for it. */
export function cannotRetrieve(desk: Desk, leg: Leg): Problem {
  if (leg.waits || leg.keptBy !== undefined || desk.parts.obeys(leg.device)) return undefined
  return refuse('command.failed', 'The call was put on hold at the phone. Retrieve it there.')
}

export async function retrieve(desk: Desk, leg: Leg): Promise<CommandResult> {
  const problem = cannotRetrieve(desk, leg)
  if (problem !== undefined) return problem
  if (leg.keptBy !== undefined && !leg.keptBy.waits) return onceAlone(desk, leg)
  if (!leg.waits && leg.keptBy === undefined) return askPhone(desk, leg, { event: 'talk', to: 'connected' })
  return speakIn(desk, leg)
}

/** Whom the phone asked has just hung up: it is on its way back to the call that it kept. */
async function onceAlone(desk: Desk, kept: Leg): Promise<CommandResult> {
  const { connection, keptBy } = kept
  // (One who was busy has a channel for a moment longer.)
  const company = keptBy === undefined ? [] : desk.others(keptBy)
  if (company.some(({ told }) => told !== 'nothing'))
    return wrongState('The phone speaks in its other call: change between the two.')
  const back = await desk.until(() => {
    const place = desk.legs.at(connection)
    if (place === undefined) return unknownCall()
    return place.keptBy === undefined && place.waits ? { ok: true } : undefined
  })
  const place = desk.legs.at(connection)
  return back.ok && place !== undefined ? speakIn(desk, place) : back
}

/** Brings a phone that stands in silence back into one of its calls. */
export async function speakIn(desk: Desk, place: Leg): Promise<CommandResult> {
  const { connection } = place
  const { channel } = channelOf(place)
  const { room } = desk.legs.groupOf(place)
  const partner = desk.partner(place)
  if (room === undefined && partner === undefined) return nobodyToHold()
  const { conference } = desk.parts.contexts
  const problem =
    room !== undefined || partner === undefined
      ? await desk.askAll([redirect(channel, { context: conference, exten: room ?? '' })])
      : await desk.askAll([desk.set(partner, 'HOOKSWITCH_HOLDER', ''), bridge(channel, partner.channel)])
  if (problem !== undefined) return problem
  return desk.until(() => {
    const now = desk.legs.at(connection)
    if (now === undefined) return unknownCall()
    return now.keptBy === undefined && now.told === 'connected' ? { ok: true } : undefined
  })
}
