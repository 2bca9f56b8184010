/** Conferences, in rooms of their own (ConfBridge). */
import { randomInt } from 'node:crypto'
import { party, type CommandResult } from '@hookswitch/model'
import { bring, redirect, type Action } from '#asterisk/from-model/actions.ts'
import { channelOf, type Join } from '#asterisk/to-model/joins.ts'
import type { Leg } from '#asterisk/to-model/legs.ts'
import { settledPair } from './consult.ts'
import { refuse, refused, unknownCall, wrongState, type Desk, type Of } from './desk.ts'
import type { FailedDials } from './calls.ts'
import { hangUp } from '#asterisk/from-model/actions.ts'
import { bridged, nobodyToHold } from './hold.ts'

const ASKED_RINGS_MS = 10_000

export async function conferenceCall(desk: Desk, command: Of<'conferenceCall'>): Promise<CommandResult> {
  const pair = await settledPair(desk, command)
  if ('ok' in pair) return pair
  const { held, active } = pair
  const [callers, asked] = [desk.others(held), desk.others(active)]
  if (callers.length === 0) return nobodyToHold()
  if (asked.length === 0 || asked.some(({ told }) => told === 'alerting' || told === 'nothing'))
    return wrongState('Wait until the other has answered.')
  const room = desk.legs.groupOf(held).room ?? desk.legs.groupOf(active).room ?? newRoom()
  const own = channelOf(active)
  const members = [own, ...asked, ...callers]
  const join: Join = { kind: 'conferenced', held, active, members }
  const { joins } = desk.parts.translator
  joins.expect(join)
  const problem = await desk.askAll(intoRoom(desk, members, room))
  const result = problem ?? (await desk.until(() => (joins.isOpen(join) ? undefined : { ok: true })))
  if (!result.ok) {
    joins.giveUp(join)
    return result
  }
  if (channelOf(held) !== own) await desk.ask(hangUp(channelOf(held).channel, 16))
  return { ok: true }
}

/** Sends everybody into the room who is not there; two of one bridge in one step, or the second would be hung up. */
function intoRoom(desk: Desk, members: readonly Leg[], room: string): Action[] {
  const to = { context: desk.parts.contexts.conference, exten: room }
  const inside = (leg: Leg): boolean =>
    leg.context === to.context && leg.exten === room && leg.bridge !== undefined
  const actions: Action[] = []
  const left = members.filter((leg) => !inside(leg))
  while (left.length > 0) {
    const [one] = left.splice(0, 1)
    if (one === undefined) break
    const mate = left.findIndex(({ bridge }) => bridge !== undefined && bridge === one.bridge)
    // Between who asks and who was asked there may be a Local channel yet, that ends when one of them goes alone.
    const partner = mate < 0 && one === members[0] && left.length > 0 ? 0 : mate
    const [other] = partner < 0 ? [] : left.splice(partner, 1)
    actions.push(redirect(one.channel, to, other === undefined ? undefined : { channel: other.channel, to }))
  }
  return actions
}

/** Random, so that nobody's room is taken who uses the same Asterisk. */
function newRoom(): string {
  return `${randomInt(1_000_000, 10_000_000)}${randomInt(1_000_000, 10_000_000)}`
}

/** Asks one more into the call; until he answers, the others go on talking. */
export async function singleStepConference(
  desk: Desk,
  command: Of<'singleStepConference'>,
  failed: FailedDials,
): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'connected' || leg.keptBy !== undefined) return wrongState()
  const group = desk.legs.groupOf(leg)
  if (group.asking !== undefined) return wrongState('Somebody is being asked into this call already.')
  const problem = await desk.unreachable(command.to)
  if (problem !== undefined) return problem
  const others = desk.others(leg)
  if (others.length === 0) return nobodyToHold()
  await bridged(desk, leg)
  const room = group.room ?? newRoom()
  const members = [leg, ...others]
  const moved = await desk.askAll(intoRoom(desk, members, room))
  if (moved !== undefined) return moved
  const together = await desk.until(() => {
    const there = desk.legs.together(leg)
    if (members.some(({ uniqueid }) => desk.legs.hasEnded(uniqueid))) return unknownCall()
    return leg.context === desk.parts.contexts.conference && members.every((one) => there.has(one))
      ? { ok: true }
      : undefined
  })
  return together.ok ? askIn(desk, { leg, to: command.to, room, failed }) : together
}

interface Asking {
  readonly leg: Leg
  readonly to: string
  readonly room: string
  readonly failed: FailedDials
}

async function askIn(desk: Desk, { leg, to, room, failed }: Asking): Promise<CommandResult> {
  const { contexts, translator } = desk.parts
  const channelId = desk.newId()
  const into = { context: contexts.conference, exten: room }
  const asked = bring({ to, from: leg.device, into, channelId }, contexts.transfer)
  if (!asked.ok) return asked
  const group = desk.legs.groupOf(leg)
  const before = new Set(group.legs)
  translator.expectAsked(channelId, { by: leg, asked: party(to) })
  const reply = await desk.ask(asked.action)
  const rings = (one: Leg): boolean => one.person && (one.told === 'alerting' || one.told === 'connected')
  const result = reply.ok
    ? await desk.until(() => {
        const one = [...group.legs].find((each) => !before.has(each) && rings(each))
        if (one !== undefined) return { ok: true, connection: one.connection }
        if (!failed.has(channelId)) return undefined
        return refuse('command.failed', 'The number could not be reached.')
      }, ASKED_RINGS_MS)
    : refused(reply)
  failed.delete(channelId)
  if (!result.ok) group.asking = undefined
  return result
}
