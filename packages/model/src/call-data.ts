import type { Call, CallId } from './call.ts'
import type { ConnectionId } from './connection.ts'
import type { DeviceId, Party } from './device.ts'
import type { CallEventData } from './switch-event.ts'
import { party, unknownParty } from './device.ts'

/** A call of which nothing is known but that it is there. */
export function newCall(id: CallId, pbxCallId: string, now: number): Call {
  return {
    id,
    pbxCallIds: [pbxCallId],
    direction: 'inbound',
    calling: unknownParty,
    called: unknownParty,
    lastRedirection: null,
    digits: null,
    correlatorData: null,
    queue: null,
    connections: [],
    legs: [],
    parent: null,
    mergedInto: null,
    startedAt: now,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    cause: null,
    reconstructed: false,
  }
}

/** The data that an event may carry beside what happened; a snapshot's leg has some of it too. */
export type Told = Partial<Omit<CallEventData, 'monitored' | 'cause'>>

/**
 * What an event tells about a call as a whole. Only adds, never takes away: the first caller and the number first
 * dialled stay whoever transfers the call, and digits once keyed in stay. The same call when there is nothing new.
 */
export function learn(call: Call, told: Told, id?: ConnectionId): Call {
  const calling = firstKnown(call.calling, told.calling)
  const called = firstKnown(call.called, told.called)
  const lastRedirection = newer(call.lastRedirection, told.lastRedirection)
  const digits = moreDigits(call.digits, told.digits)
  const correlatorData = told.correlatorData || call.correlatorData
  const known = {
    ...(id === undefined ? call : withPbxCallId(call, id.callId)),
    ...(told.linkageId ? { linkageIds: including(call.linkageIds ?? [], told.linkageId) } : {}),
  }
  const same =
    known.pbxCallIds === call.pbxCallIds &&
    known.linkageIds === call.linkageIds &&
    calling === call.calling &&
    called === call.called &&
    lastRedirection === call.lastRedirection &&
    digits === call.digits &&
    correlatorData === call.correlatorData
  return same ? call : { ...known, calling, called, lastRedirection, digits, correlatorData }
}

/** The call, known by one more id of the switch. */
export function withPbxCallId(call: Call, callId: string): Call {
  const pbxCallIds = including(call.pbxCallIds, callId)
  return pbxCallIds === call.pbxCallIds ? call : { ...call, pbxCallIds }
}

function including(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list : [...list, item]
}

/**
 * Keeps whom we know; takes what is told of one of whom we knew nothing. `restricted` is knowledge too: a number that
 * leaks later must not be searched with. Of the same number, a name, address or side of the trunk may still be added.
 */
export function firstKnown(old: Party, told: Party | undefined): Party {
  if (told === undefined || told.kind === 'notKnown') return old
  if (old.kind === 'notKnown') {
    return { ...told, external: told.external ?? old.external, name: told.name ?? old.name }
  }
  if (old.kind !== told.kind || old.number !== told.number) return old
  const name = old.name ?? told.name
  const external = old.external ?? told.external
  const address = old.address ?? told.address
  const same = name === old.name && external === old.external && address === old.address
  return same ? old : { ...old, name, external, address }
}

function newer(old: Party | null, told: Party | undefined): Party | null {
  if (told === undefined || told.kind === 'notKnown') return old
  return old !== null && sameParty(old, told) ? old : told
}

export function sameParty(one: Party, other: Party): boolean {
  return (
    one.kind === other.kind &&
    one.number === other.number &&
    one.name === other.name &&
    one.external === other.external &&
    one.address === other.address
  )
}

/** Digits come whole, but copies of an event may come late: a beginning of what is known already tells nothing. */
function moreDigits(old: string | null, told: string | undefined): string | null {
  if (told === undefined || told === '') return old
  return old !== null && old.startsWith(told) ? old : told
}

/** Who is at a device: what is known of him, where it is one of the two first parties. */
export function partyAt(call: Call, device: DeviceId): Party {
  if (call.calling.number === device) return call.calling
  if (call.called.number === device || isFarEnd(call, device)) return call.called
  return party(device)
}

/** On a trunk with a name of its own: whom a call that goes out reaches first is whom it was made to. */
function isFarEnd({ calling, called, legs }: Call, device: DeviceId): boolean {
  const [caller, ...others] = legs
  const isFirst = caller?.role === 'caller' && caller.endedAt === null && others.length === 0
  return called.external === true && calling.external !== true && isFirst && !/^\+?\d+$/.test(device)
}
