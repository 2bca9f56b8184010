/** Two calls of one phone: to consult, to change between them, to go back, to hand over. */
import type { CommandResult } from '@hookswitch/model'
import { bridge, hangUp, redirect, setVariable } from '#asterisk/from-model/actions.ts'
import { TAG_VARIABLE } from '#asterisk/to-model/channel.ts'
import { channelOf, type Join, type SendOn } from '#asterisk/to-model/joins.ts'
import type { Leg } from '#asterisk/to-model/legs.ts'
import { NORMAL_CLEARING, unknownCall, wrongState, type Desk, type Of } from './desk.ts'
import { apart, bridged, cannotRetrieve, nobodyToHold, retrieve, sendApart, speakIn } from './hold.ts'

// The phone of the one who was asked rings again at once; whatever takes longer is no phone that rings.
const RINGS_AGAIN_MS = 2_000

/** The caller waits to music, and the agent's own channel dials. */
export async function consultationCall(desk: Desk, command: Of<'consultationCall'>): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'connected' || leg.keptBy !== undefined) return wrongState()
  if (leg.keeps.length > 0) return wrongState('This phone has a call on hold already.')
  const problem = await desk.unreachable(command.to)
  if (problem !== undefined) return problem
  await bridged(desk, leg)
  const tag = `${leg.uniqueid}~${desk.newId()}`
  const actions = apart(desk, leg, { context: desk.parts.contexts.consult, exten: command.to })
  if (actions === undefined) return nobodyToHold()
  const failed = await desk.askAll([setVariable(leg.channel, `__${TAG_VARIABLE}`, tag), ...actions])
  if (failed !== undefined) return failed
  const connection = { callId: tag, deviceId: tag }
  return desk.until(() => {
    if (desk.legs.at(connection) !== undefined) return { ok: true, connection }
    return desk.legs.hasEnded(leg.uniqueid) ? unknownCall() : undefined
  })
}

export interface Pair {
  readonly held: Leg
  readonly active: Leg
  /** Both are places of one channel. */
  readonly oneChannel: boolean
}

/** The two calls of a phone that a command names. */
export function pairOf(
  desk: Desk,
  { device, held, active }: Of<'alternateCall' | 'reconnectCall' | 'transferCall' | 'conferenceCall'>,
): Pair | Extract<CommandResult, { ok: false }> {
  const [one, other] = [desk.leg({ device, connection: held }), desk.leg({ device, connection: active })]
  if (one === undefined || other === undefined) return unknownCall()
  if (one === other || one.told !== 'hold') return wrongState('One of the two calls must be on hold.')
  if (other.told !== 'connected') return wrongState('In one of the two calls this phone must be speaking.')
  return { held: one, active: other, oneChannel: channelOf(one) === channelOf(other) }
}

/**
 * The same, once who was asked speaks with the phone in one bridge: he has answered a moment before that, and whoever is
 * taken out of a call in that moment takes him along to its end.
 */
export async function settledPair(
  desk: Desk,
  command: Of<'transferCall' | 'conferenceCall'>,
): Promise<ReturnType<typeof pairOf>> {
  const pair = pairOf(desk, command)
  if ('ok' in pair || desk.others(pair.active).some(({ told }) => told !== 'connected')) return pair
  await bridged(desk, pair.active)
  return pairOf(desk, command)
}

export async function alternateCall(desk: Desk, command: Of<'alternateCall'>): Promise<CommandResult> {
  const pair = pairOf(desk, command)
  if ('ok' in pair) return pair
  const { held, active, oneChannel } = pair
  const problem = cannotRetrieve(desk, held)
  if (problem !== undefined) return problem
  if (!oneChannel && desk.parts.obeys(active.device)) return byPhone(desk, pair)
  const { connection } = held
  channelOf(active).fate = { kind: 'alternates' }
  const done = await sendApart(desk, active)
  if (!done.ok) {
    channelOf(active).fate = undefined
    return done
  }
  const place = desk.legs.at(connection)
  if (place === undefined) return unknownCall()
  channelOf(place).fate = { kind: 'alternates' }
  return oneChannel ? speakIn(desk, place) : retrieve(desk, place)
}

/** A phone with two lines holds the one by itself when it takes the other. */
async function byPhone(desk: Desk, { held, active }: Pair): Promise<CommandResult> {
  const { connection } = active
  const taken = await retrieve(desk, held)
  if (!taken.ok) return taken
  const other = desk.legs.at(connection)
  return other?.told === 'connected' ? sendApart(desk, other) : taken
}

export async function reconnectCall(desk: Desk, command: Of<'reconnectCall'>): Promise<CommandResult> {
  const pair = pairOf(desk, command)
  if ('ok' in pair) return pair
  const { held, active, oneChannel } = pair
  const problem = cannotRetrieve(desk, held)
  if (problem !== undefined) return problem
  const { connection } = held
  const channel = channelOf(active)
  const { room } = desk.legs.groupOf(active)
  const asked = desk.others(active)
  if (oneChannel) channel.fate = { kind: 'clears' }
  const failed = await desk.askAll([
    oneChannel
      ? redirect(channel.channel, { context: desk.parts.contexts.hold, exten: 'agent' })
      : hangUp(channel.channel, NORMAL_CLEARING),
  ])
  if (failed !== undefined) {
    channel.fate = undefined
    return failed
  }
  // Who was asked and then put to the music would wait on there.
  if (oneChannel && room === undefined)
    await Promise.all(asked.map((leg) => desk.ask(hangUp(leg.channel, NORMAL_CLEARING))))
  const back = await desk.until(() => {
    const place = desk.legs.at(connection)
    if (place === undefined) return unknownCall()
    if (!oneChannel) return desk.legs.hasEnded(channel.uniqueid) ? { ok: true } : undefined
    return place.keptBy === undefined && place.waits ? { ok: true } : undefined
  })
  const place = desk.legs.at(connection)
  if (!back.ok || place === undefined) return back.ok ? unknownCall() : back
  return retrieve(desk, place)
}

export async function transferCall(desk: Desk, command: Of<'transferCall'>): Promise<CommandResult> {
  const pair = await settledPair(desk, command)
  if ('ok' in pair) return pair
  const [callers, asked] = [desk.others(pair.held), desk.others(pair.active)]
  const speaking = asked.filter(({ told }) => told !== 'alerting' && told !== 'nothing')
  if (callers.length === 0) return nobodyToHold()
  if (speaking.length === 0) return sendOn(desk, pair)
  return bringTogether(desk, pair, { callers, asked: speaking })
}

interface Parties {
  readonly callers: readonly Leg[]
  readonly asked: readonly Leg[]
}

async function bringTogether(desk: Desk, pair: Pair, { callers, asked }: Parties): Promise<CommandResult> {
  const { held, active } = pair
  const room = desk.legs.groupOf(held).room ?? desk.legs.groupOf(active).room
  const [caller] = callers
  const [colleague] = asked
  if (caller === undefined || colleague === undefined) return nobodyToHold()
  if (room === undefined && callers.length + asked.length > 2)
    return wrongState('Only a conference can be handed over to more than one.')
  const join: Join = { kind: 'transferred', held, active, members: [...callers, ...asked] }
  const own = new Set([channelOf(held), channelOf(active)])
  const { joins } = desk.parts.translator
  const { conference } = desk.parts.contexts
  joins.expect(join)
  const coming = desk.legs.groupOf(held).room === undefined ? callers : asked
  const problem = await desk.askAll(
    room === undefined
      ? [
          desk.set(caller, 'HOOKSWITCH_HOLDER', ''),
          desk.set(colleague, 'HOOKSWITCH_HOLDER', ''),
          bridge(caller.channel, colleague.channel),
        ]
      : coming.map((leg) => redirect(leg.channel, { context: conference, exten: room })),
  )
  const result = problem ?? (await desk.until(() => (joins.isOpen(join) ? undefined : { ok: true })))
  if (!result.ok) {
    joins.giveUp(join)
    return result
  }
  await Promise.all([...own].map((leg) => desk.ask(hangUp(leg.channel, NORMAL_CLEARING))))
  return { ok: true }
}

/** The one who was asked still rings: his phone is called anew, by the caller. */
async function sendOn(desk: Desk, { held, active }: Pair): Promise<CommandResult> {
  const caller = desk.partner(held)
  const consulted = desk.legs.groupOf(active)
  const to = consulted.called?.number ?? ''
  if (caller === undefined || desk.legs.groupOf(held).room !== undefined)
    return wrongState('A conference can be handed over when the other has answered.')
  const problem = await desk.unreachable(to)
  if (problem !== undefined) return problem
  const asked = [...consulted.legs].find(({ person, told }) => person && told === 'alerting')
  const group = desk.legs.groupOf(held)
  const sent: SendOn = { held, active, caller, asked, group, consulted }
  const { joins } = desk.parts.translator
  const [own, other] = [channelOf(active), channelOf(held)]
  joins.sendOn(sent)
  await desk.askAll([
    desk.set(caller, 'HOOKSWITCH_HOLDER', caller.channel),
    hangUp(own.channel, NORMAL_CLEARING),
  ])
  // His phone must have stopped ringing, or it would be busy for the caller.
  await desk.until(() =>
    asked === undefined || desk.legs.hasEnded(asked.uniqueid) ? { ok: true } : undefined,
  )
  const { transfer } = desk.parts.contexts
  const failed = await desk.askAll([redirect(caller.channel, { context: transfer, exten: to })])
  if (failed === undefined)
    await desk.until(() => (joins.isSent(sent) ? { ok: true } : undefined), RINGS_AGAIN_MS)
  desk.parts.say(() => joins.sentElsewhere(sent))
  if (other !== own) await desk.ask(hangUp(other.channel, NORMAL_CLEARING))
  return failed ?? { ok: true }
}
