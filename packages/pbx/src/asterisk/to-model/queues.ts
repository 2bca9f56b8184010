import { party } from '@hookswitch/model'
import { first, type AmiFields } from '#asterisk/codec/message.ts'
import type { Group, Leg } from './legs.ts'
import { parties, type Teller } from './teller.ts'

/** A caller begins to wait in a queue: the queue becomes a leg of the call. */
export function joinQueue(leg: Leg, fields: AmiFields, teller: Teller): void {
  const name = first(fields, 'Queue')
  if (name === undefined) return
  const group = teller.groupOf(leg)
  const connection = { callId: group.id, deviceId: `queue:${name}` }
  group.queue = { name, connection, leaving: false }
  group.queued = true
  const position = Number(first(fields, 'Position') ?? 0)
  teller.tell(leg, {
    kind: 'queued',
    cause: 'enteringDistribution',
    connection,
    queue: name,
    ...(position > 0 ? { callsInFront: position - 1 } : {}),
    ...parties(group),
  })
}

/**
 * The queue lets go of the caller: somebody took the call, the caller gave up, or the waiting was too long. Who took it
 * may be told a moment later; while a phone still rings, that is waited for.
 */
export function leaveQueue(caller: Leg, teller: Teller): void {
  const group = teller.groupOf(caller)
  if (group.queue === undefined) return
  group.queue.leaving = true
  const rings = [...group.legs].some(({ role, told }) => role === 'called' && told === 'alerting')
  if (!rings || caller.hangupRequested) endWaiting(caller, teller)
  else settleQueue(group, teller)
}

/** A phone answered or stopped ringing: is it known now why the queue let go? */
export function settleQueue(group: Group, teller: Teller): void {
  if (group.queue?.leaving !== true) return
  const called = [...group.legs].filter(({ role }) => role === 'called')
  const taker = called.find(({ told }) => told === 'connected')
  if (taker !== undefined) return endWaiting(taker, teller)
  const [any] = group.legs
  if (any !== undefined && !called.some(({ told }) => told === 'alerting')) endWaiting(any, teller)
}

/** @param leg any leg of the call */
export function endWaiting(leg: Leg, teller: Teller): void {
  const group = teller.groupOf(leg)
  if (group.queue === undefined) return
  const { name, connection } = group.queue
  group.queue = undefined
  const legs = [...group.legs]
  const taker = legs.find(({ role, told }) => role === 'called' && told === 'connected')
  if (taker !== undefined) {
    const to = party(taker.device)
    return teller.tell(leg, { kind: 'diverted', cause: 'distributed', connection, device: name, to })
  }
  const gaveUp = legs.some(({ role, hangupRequested }) => role === 'caller' && hangupRequested)
  const cause = gaveUp ? 'callCancelled' : 'timeout'
  teller.tell(leg, { kind: 'connectionCleared', cause, connection, device: name })
}
