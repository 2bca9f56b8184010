import type { Call } from '#call.ts'
import type { SnapshotConnection } from '#switch-event.ts'
import { valuesOf } from '#persistent-map.ts'
import { endedCallNamed, isStale, liveCallOf } from './find.ts'
import { isOurs, liveCallsAt, type Work } from './state.ts'

/** The legs of one call, as a snapshot tells them, and the call that we know it as, if any. */
export interface ToldCall {
  readonly known: Call | undefined
  /** Other calls that we knew, and that have become part of it meanwhile. */
  readonly joined: readonly Call[]
  readonly told: readonly SnapshotConnection[]
}

/**
 * The legs of a snapshot, call by call. A call that we know is found by its ids; one that got new ids while we did not
 * see (a transfer) by its caller, and by what he keyed in.
 */
export function matchCalls(work: Work, connections: readonly SnapshotConnection[]): ToldCall[] {
  const { known, unknown } = groupById(work, connections)
  const matched: Omit<ToldCall, 'joined'>[] = [...known].map(([call, told]) => ({ known: call, told }))
  const taken = new Set<Call>(known.keys())
  for (const told of unknown.values()) {
    const call = recognise(work, told, taken)
    if (call === undefined && isOver(work, told)) continue
    if (call !== undefined) taken.add(call)
    matched.push({ known: call, told })
  }
  return matched.map((one) => ({ ...one, joined: joinedInto(work, one, taken) }))
}

/**
 * The calls whose far end is told as a leg of this one: they were joined with it while we did not hear. Such a call is
 * not told any more itself, and one of our telephones was in both; a far end is known by its id, else by its number.
 */
function joinedInto(
  work: Work,
  { known, told }: Omit<ToldCall, 'joined'>,
  taken: ReadonlySet<Call>,
): readonly Call[] {
  if (known === undefined || known.connections.length === 0) return []
  const isFarEnd = (one: { readonly device: string }) => !isOurs(work.state, one.device)
  const farEnds = told.filter(isFarEnd)
  const others = new Set(known.connections.flatMap(({ device }) => liveCallsAt(work.state, device)))
  const isIn = (call: Call, leg: SnapshotConnection) =>
    call.connections.some((one) => isFarEnd(one) && one.device === leg.device)
  return [...others].filter(
    (call) =>
      call !== known &&
      !taken.has(call) &&
      !known.connections.every(isFarEnd) &&
      farEnds.some((leg) => isIn(call, leg) && !isIn(known, leg)),
  )
}

function groupById(work: Work, connections: readonly SnapshotConnection[]) {
  const known = new Map<Call, SnapshotConnection[]>()
  const unknown = new Map<string, SnapshotConnection[]>()
  const byId = new Map<string, SnapshotConnection[]>()
  for (const told of connections) if (told.state !== 'null') addTo(byId, told.connection.callId, told)
  for (const group of byId.values()) {
    const call = callOf(work, group)
    for (const told of group) {
      if (call !== undefined) addTo(known, call, told)
      else addTo(unknown, told.linkageId ?? told.connection.callId, told)
    }
  }
  for (const [call, told] of known) {
    const { own, others } = apart(call, told)
    if (others.length === 0) continue
    known.set(call, [...own])
    for (const one of others) addTo(unknown, one.connection.callId, one)
  }
  return { known, unknown }
}

/**
 * The call that has one of these legs, all told under one id. A leg may still be believed to be in a call of before that
 * had the id, of whose end nothing was heard: its caller is another.
 */
function callOf(work: Work, told: readonly SnapshotConnection[]): Call | undefined {
  for (const leg of told) {
    const call = liveCallOf(work.state, leg.connection, leg.linkageId)
    if (call !== undefined && !isAnother(call, leg)) return call
  }
  return undefined
}

/**
 * One telephone has one leg in a call: told with one that it holds and one that it does not, under two ids of what is
 * believed to be one call, they are two, that were taken for one. The first id of the call stays with it. (Where all who
 * are under the one id are under the other too, the calls were joined while the snapshot was taken.)
 */
function apart(call: Call, told: readonly SnapshotConnection[]) {
  const byId = new Map<string, SnapshotConnection[]>()
  for (const leg of told) addTo(byId, leg.connection.callId, leg)
  const [one, other, more] = [...byId.values()].toSorted(([a], [b]) => placeOf(call, a) - placeOf(call, b))
  const none = { own: told, others: [] }
  if (one === undefined || other === undefined || more !== undefined) return none
  if (told.some(({ linkageId }) => linkageId !== undefined)) return none
  const twice = one.some((leg) =>
    other.some(({ device, state }) => device === leg.device && (state === 'hold') !== (leg.state === 'hold')),
  )
  const isWithin = (some: readonly SnapshotConnection[], all: readonly SnapshotConnection[]) =>
    some.every(({ device }) => all.some((leg) => leg.device === device))
  return twice && !isWithin(one, other) && !isWithin(other, one) ? { own: one, others: other } : none
}

function placeOf(call: Call, told: SnapshotConnection | undefined): number {
  return call.pbxCallIds.indexOf(told?.connection.callId ?? '')
}

function addTo<Key>(groups: Map<Key, SnapshotConnection[]>, key: Key, told: SnapshotConnection): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [told])
  else group.push(told)
}

/** Under the id of a call that we believe in there is another one now: its caller was never in ours. */
function isAnother(call: Call, told: SnapshotConnection): boolean {
  const caller = told.calling?.number ?? null
  if (caller === null || call.calling.number === null || caller === call.calling.number) return false
  return !call.legs.some((leg) => leg.device === caller) && told.linkageId === undefined
}

/** The one live call that this must be, under ids that we never heard of. */
function recognise(
  work: Work,
  told: readonly SnapshotConnection[],
  taken: ReadonlySet<Call>,
): Call | undefined {
  const fits = valuesOf(work.state.calls).filter(
    (call) => call.endedAt === null && call.parent === null && !taken.has(call) && isSame(call, told),
  )
  return fits.length === 1 ? fits[0] : undefined
}

function isSame(call: Call, told: readonly SnapshotConnection[]): boolean {
  const of = <Field extends 'calling' | 'called' | 'digits' | 'correlatorData'>(field: Field) =>
    told.find((one) => one[field] !== undefined)?.[field]
  const caller = of('calling')?.number ?? null
  if (caller === null || caller !== call.calling.number) return false
  // A colleague calls many people one after the other: only the same number called makes it the same call.
  if (call.direction !== 'inbound' && of('called')?.number !== call.called.number) return false
  const digits = of('digits') ?? null
  if (digits !== null && call.digits !== null && digits !== call.digits) return false
  const data = of('correlatorData') ?? null
  if (data !== null && call.correlatorData !== null) return data === call.correlatorData
  // Who got no answer and rings again under another id has hung up and tried again; who was spoken with was sent on.
  return call.answeredAt !== null && told.some((one) => one.state === 'connected' || one.state === 'hold')
}

/** A call that ended while the snapshot was being taken. */
function isOver(work: Work, told: readonly SnapshotConnection[]): boolean {
  const [first] = told
  if (first === undefined) return true
  const { callId } = first.connection
  const ended = endedCallNamed(work.state, callId)
  if (ended === undefined) return false
  return isStale(work.state, ended, {
    callId,
    device: first.device,
    originates: false,
    told: first,
    monitored: first.device,
    now: work.now,
  })
}
