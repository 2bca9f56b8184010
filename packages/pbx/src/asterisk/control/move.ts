/** Calls that go elsewhere: deflected, transferred, parked, picked up. */
import type { CommandResult } from '@hookswitch/model'
import {
  action,
  bridge,
  hangUp,
  isPlain,
  prompt,
  redirect,
  type Prompt,
} from '#asterisk/from-model/actions.ts'
import type { Leg } from '#asterisk/to-model/legs.ts'
import type { FailedDials } from './calls.ts'
import { NORMAL_CLEARING, refuse, refused, unknownCall, wrongState, type Desk, type Of } from './desk.ts'
import { bridged, nobodyToHold } from './hold.ts'

/** The caller is sent on; this phone, and whoever else rings for the same call, stops ringing. */
export async function deflectCall(desk: Desk, command: Of<'deflectCall'>): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'alerting') return wrongState('Only a call that rings can be sent on.')
  const problem = await desk.unreachable(command.to)
  if (problem !== undefined) return problem
  const caller = desk.others(leg).find(({ role, told }) => role !== 'called' || told === 'connected')
  if (caller === undefined) return wrongState('It is not known who calls.')
  const { consult, transfer } = desk.parts.contexts
  const context = caller.context === consult || caller.keeps.length > 0 ? consult : transfer
  leg.fate = { kind: 'deflects', to: command.to }
  const failed = await desk.askAll([redirect(caller.channel, { context, exten: command.to })])
  if (failed === undefined)
    return desk.until(() => (desk.legs.hasEnded(leg.uniqueid) ? { ok: true } : undefined))
  leg.fate = undefined
  return failed
}

/**
 * Blind transfer. Asterisk answers "Transfer succeeded" to any number, and drops both parties where the dialplan does
 * not have it: so the dialplan is asked first.
 */
export async function singleStepTransfer(
  desk: Desk,
  command: Of<'singleStepTransfer'>,
): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'connected' || leg.keptBy !== undefined) return wrongState()
  if (leg.keeps.length > 0) return wrongState('This phone has another call on hold: end or join that first.')
  if (desk.legs.groupOf(leg).room !== undefined)
    return wrongState('A conference cannot be sent on. Add the other person, then leave.')
  const problem = await desk.unreachable(command.to)
  if (problem !== undefined) return problem
  if (desk.partner(leg) === undefined) return nobodyToHold()
  await bridged(desk, leg)
  const { transfer } = desk.parts.contexts
  const sent = action('BlindTransfer', { Channel: leg.channel, Context: transfer, Exten: command.to })
  const failed = await desk.askAll([sent])
  if (failed !== undefined) return failed
  return desk.until(() => (leg.told === 'gone' ? { ok: true } : undefined))
}

export async function parkCall(desk: Desk, command: Of<'parkCall'>): Promise<CommandResult> {
  const leg = desk.leg(command)
  if (leg === undefined) return unknownCall()
  if (leg.told !== 'connected' && leg.told !== 'hold') return wrongState()
  const { to } = command
  if (to !== undefined && !isPlain('slot', to))
    return refuse('number.invalid', 'A place to park is a number.')
  const caller = desk.partner(leg)
  if (caller === undefined || leg.keptBy !== undefined || leg.keeps.length > 0)
    return wrongState('Only a call of two can be parked, with no other call on hold.')
  const taken = [...desk.legs.legs()].some((one) => desk.legs.groupOf(one).slot?.name === to)
  if (to !== undefined && taken) return wrongState(`Somebody is parked at ${to}.`)
  await bridged(desk, leg)
  // Its end may be told before the parking is.
  leg.fate = { kind: 'parks' }
  const failed = await desk.askAll([
    desk.set(caller, 'PARKINGEXTEN', to ?? ''),
    // Whoever is named here is rung when the parked one has waited too long.
    action('Park', { Channel: caller.channel, TimeoutChannel: leg.channel }),
  ])
  if (failed !== undefined) leg.fate = undefined
  if (failed !== undefined) return failed
  const group = desk.legs.groupOf(caller)
  const parked = await desk.until(() => {
    if (desk.legs.hasEnded(caller.uniqueid)) return unknownCall()
    return group.slot === undefined ? undefined : { ok: true, connection: group.slot.connection }
  })
  // The one who parks would now be read the number of the place.
  if (parked.ok) await desk.ask(hangUp(leg.channel, NORMAL_CLEARING))
  else leg.fate = undefined
  return parked
}

/** `connection` rings, is parked or waits in a queue. */
export function directedPickup(
  desk: Desk,
  { device, connection }: Of<'directedPickup'>,
  failed: FailedDials,
): Promise<CommandResult> {
  const rings = desk.legs.at(connection)
  if (rings !== undefined) return takeRinging(desk, { device, rings, failed })
  const group = desk.legs.named(connection.callId)
  if (group?.slot?.connection.deviceId === connection.deviceId) {
    const destination = { context: desk.parts.contexts.transfer, exten: group.slot.name }
    return take(desk, { device, shown: group.slot.name, destination, variables: [] }, failed)
  }
  const caller = [...(group?.legs ?? [])].find(({ role, person }) => person && role === 'caller')
  if (group?.queue?.connection.deviceId !== connection.deviceId || caller === undefined)
    return Promise.resolve(unknownCall())
  return takeWaiting(desk, { device, caller, failed })
}

/** Any call that rings in the pickup group that Asterisk knows for this phone, or one that rings for the number named. */
export function groupPickup(
  desk: Desk,
  { device, group }: Of<'groupPickup'>,
  failed: FailedDials,
): Promise<CommandResult> {
  if (group === undefined) {
    const destination = { context: desk.parts.contexts.pickup, exten: 'group' }
    return take(desk, { device, shown: '', destination, variables: [] }, failed)
  }
  const rings = [...desk.legs.legs()].find((leg) => {
    const { called, queue } = desk.legs.groupOf(leg)
    return (
      leg.told === 'alerting' && leg.device !== device && (called?.number === group || queue?.name === group)
    )
  })
  if (rings === undefined) return Promise.resolve(refuse('call.unknown', 'No call rings there.'))
  return takeRinging(desk, { device, rings, failed })
}

function takeRinging(
  desk: Desk,
  { device, rings, failed }: { device: string; rings: Leg; failed: FailedDials },
): Promise<CommandResult> {
  if (rings.told !== 'alerting') return Promise.resolve(wrongState('This call does not ring any more.'))
  if (rings.device === device) return Promise.resolve(wrongState('It is this very phone that rings.'))
  const destination = { context: desk.parts.contexts.pickup, exten: 'channel' }
  const variables = [['HOOKSWITCH_PICKUP', rings.channel]] as const
  return take(desk, { device, shown: rings.device, destination, variables }, failed)
}

/** Rings one's own phone (which answers by itself where it can); when it is up, the dialplan takes the call. */
async function take(
  desk: Desk,
  asked: Pick<Prompt, 'device' | 'shown' | 'destination' | 'variables'>,
  failed: FailedDials,
): Promise<CommandResult> {
  const { translator, config } = desk.parts
  const channelId = desk.newId()
  const prompted = prompt({ ...asked, channelId, autoAnswer: true }, config)
  if (!prompted.ok) return prompted
  translator.expectPicker(channelId)
  const reply = await desk.ask(prompted.action)
  if (!reply.ok) {
    translator.forget(channelId)
    return refused(reply)
  }
  const result = await desk.until(
    () => {
      const leg = desk.legs.get(channelId)
      if (leg?.joined === true) return { ok: true, connection: leg.connection }
      if (failed.has(channelId) || desk.legs.hasEnded(channelId))
        return refuse('command.failed', 'The call was not there any more, or the phone did not answer.')
      return undefined
    },
    config.promptSeconds * 1_000 + 1_000,
  )
  failed.delete(channelId)
  if (!result.ok) translator.forget(channelId)
  return result
}

/** A caller in a queue is taken out of it by bridging him. */
async function takeWaiting(
  desk: Desk,
  { device, caller, failed }: { device: string; caller: Leg; failed: FailedDials },
): Promise<CommandResult> {
  const { translator, config, contexts } = desk.parts
  const channelId = desk.newId()
  const destination = { context: contexts.hold, exten: 'agent' }
  const asked = prompt(
    {
      device,
      shown: desk.legs.groupOf(caller).calling?.number ?? '',
      channelId,
      autoAnswer: true,
      destination,
      variables: [],
    },
    config,
  )
  if (!asked.ok) return asked
  translator.expectPicker(channelId)
  const reply = await desk.ask(asked.action)
  if (!reply.ok) {
    translator.forget(channelId)
    return refused(reply)
  }
  const there = await desk.until(
    () => {
      const leg = desk.legs.get(channelId)
      if (failed.has(channelId) || desk.legs.hasEnded(channelId) || desk.legs.hasEnded(caller.uniqueid))
        return refuse('command.failed', 'The call was not there any more, or the phone did not answer.')
      return leg?.context === contexts.hold ? { ok: true } : undefined
    },
    config.promptSeconds * 1_000 + 1_000,
  )
  failed.delete(channelId)
  const leg = desk.legs.get(channelId)
  if (!there.ok || leg === undefined) return there
  const problem = await desk.askAll([bridge(leg.channel, caller.channel)])
  if (problem !== undefined) {
    await desk.ask(hangUp(leg.channel, NORMAL_CLEARING))
    return problem
  }
  return desk.until(() => (leg.joined ? { ok: true, connection: leg.connection } : undefined))
}
