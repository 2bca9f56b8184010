/** Making, ending, refusing and answering calls. */
import type { CommandResult, ConnectionId } from '@hookswitch/model'
import { hangUp, notifyPhone, originate, redirect } from '#asterisk/from-model/actions.ts'
import type { Leg } from '#asterisk/to-model/legs.ts'
import {
  NORMAL_CLEARING,
  refuse,
  refused,
  unknownCall,
  wrongState,
  type Desk,
  type Named,
  type Of,
} from './desk.ts'

// A phone that obeys does so within a few milliseconds; one that does not never says so.
const NOTIFY_TIMEOUT_MS = 1_500

/** Dials that ended before there was a channel, by the channel's id to be. */
export type FailedDials = Set<string>

export async function makeCall(
  desk: Desk,
  { device, to, autoAnswer }: Of<'makeCall'>,
  failed: FailedDials,
): Promise<CommandResult> {
  const { translator, config } = desk.parts
  const channelId = desk.newId()
  const asked = originate({ device, to, channelId, autoAnswer: autoAnswer ?? false }, config)
  if (!asked.ok) return asked
  translator.expect(channelId, to)
  const reply = await desk.ask(asked.action)
  const result = reply.ok ? await rung(desk, channelId, failed) : refused(reply)
  if (!result.ok) translator.forget(channelId)
  return result
}

/** Waits until a phone that is to be rung has a channel, or cannot have one. */
export async function rung(desk: Desk, channelId: string, failed: FailedDials): Promise<CommandResult> {
  const connection: ConnectionId = { callId: channelId, deviceId: channelId }
  const result = await desk.until(() => {
    if (desk.legs.get(channelId) !== undefined || desk.legs.hasEnded(channelId))
      return { ok: true, connection }
    if (!failed.has(channelId)) return undefined
    return refuse('device.outOfService', 'This phone is not connected to the telephone system.')
  })
  failed.delete(channelId)
  return result
}

/** Ends a leg: one's own, or that of another party of the call. */
export function clearConnection(desk: Desk, command: Named): Promise<CommandResult> {
  const leg = desk.legInCallOf(command)
  if (leg === undefined) return Promise.resolve(unknownCall())
  const own = leg.device === command.device
  if (own && (leg.keptBy !== undefined || leg.keeps.length > 0)) return leavePlace(desk, leg)
  // Whoever is on hold would be brought back to this phone when it goes: he is let go first.
  const first = own && leg.waits && desk.legs.groupOf(leg).room === undefined ? desk.others(leg) : []
  return hangUpAll(desk, [...first, leg], NORMAL_CLEARING)
}

/** Leaves one of two calls of one channel. */
async function leavePlace(desk: Desk, leg: Leg): Promise<CommandResult> {
  const { connection } = leg
  const gone = (): CommandResult | undefined =>
    desk.legs.at(connection) === undefined ? { ok: true } : undefined
  const others = desk.others(leg)
  if (leg.keptBy === undefined) {
    leg.fate = { kind: 'clears' }
    const { hold } = desk.parts.contexts
    const problem = await desk.askAll([redirect(leg.channel, { context: hold, exten: 'agent' })])
    if (problem !== undefined) {
      leg.fate = undefined
      return problem
    }
  }
  // A conference goes on without this phone.
  if (desk.legs.groupOf(leg).room === undefined) {
    await Promise.all(others.map((other) => desk.ask(hangUp(other.channel, NORMAL_CLEARING))))
  }
  return desk.until(gone)
}

export function rejectCall(desk: Desk, command: Named): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return Promise.resolve(unknownCall())
  if (leg.told !== 'alerting') return Promise.resolve(wrongState('Only a call that rings can be rejected.'))
  return hangUpAll(desk, [leg], desk.parts.config.rejectCause)
}

export async function clearCall(desk: Desk, command: Named): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  const others = desk.others(leg)
  if (leg.keptBy !== undefined || leg.keeps.length > 0) {
    await Promise.all(others.map((other) => desk.ask(hangUp(other.channel, NORMAL_CLEARING))))
    return leavePlace(desk, leg)
  }
  return hangUpAll(desk, [...others, leg], NORMAL_CLEARING)
}

async function hangUpAll(desk: Desk, legs: readonly Leg[], cause: number): Promise<CommandResult> {
  const replies = await Promise.all(legs.map((leg) => desk.ask(hangUp(leg.channel, cause))))
  // A channel that went by itself meanwhile is what was asked for.
  const failed = replies.find((reply) => !reply.ok && reply.code !== 'call.unknown')
  if (failed?.ok === false) return refused(failed)
  if (replies.every((reply) => !reply.ok)) return unknownCall()
  return desk.until(() => (legs.every((leg) => desk.legs.hasEnded(leg.uniqueid)) ? { ok: true } : undefined))
}

export async function answerCall(desk: Desk, command: Named): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'alerting') return wrongState()
  return askPhone(desk, leg, { event: 'talk', to: 'connected' })
}

/** Asks the phone itself, and believes only the event. */
export async function askPhone(
  desk: Desk,
  leg: Leg,
  { event, to }: { event: 'talk' | 'hold'; to: Leg['told'] },
): Promise<CommandResult> {
  const reply = await desk.ask(notifyPhone(leg.channel, event))
  if (!reply.ok) return refused(reply)
  const done = await desk.parts.watch.until<CommandResult>(
    () => {
      if (leg.told === to) return { ok: true }
      return desk.legs.hasEnded(leg.uniqueid) ? unknownCall() : undefined
    },
    NOTIFY_TIMEOUT_MS,
    desk.signal,
  )
  if (done !== undefined) return done
  if (desk.signal?.aborted !== true) desk.parts.disobeyed(leg.device)
  return refuse('command.failed', 'The phone did not do it. Use the phone itself.')
}
