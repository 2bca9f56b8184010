import type { Call, SwitchEvent } from '@hookswitch/model'
import type { LedgerEntry } from '@hookswitch/simulator'

interface True {
  readonly id: string
  readonly ids: Set<string>
  readonly from: string
  readonly hasLog: boolean
  readonly isOutbound: boolean
  answered: boolean
  ended: boolean
  into: string | null
}

export interface LogFault {
  readonly what: string
  /** The true call; empty where there is none. */
  readonly call: string
}

/** A call that was up at a telephone at a moment when the server knew all. */
export interface Seen {
  readonly call: string
  /** The switch's id of it then. */
  readonly id: string
  /** Two spoke with each other. */
  readonly talks: boolean
  /** Number of the last entry of the ledger. */
  readonly n: number
}

/** What is compared at the end of a schedule. */
export interface Evidence {
  readonly ledger: readonly LedgerEntry[]
  readonly seen: readonly Seen[]
  readonly written: ReadonlyMap<string, Call>
  readonly logged: ReadonlySet<string>
  /** What the server was told by the switch, and when. */
  readonly heard: readonly Heard[]
  /** Every message that came, came once, whole and in order. */
  readonly isOrderly: boolean
}

export interface Heard {
  readonly event: SwitchEvent
  readonly at: number
}

/**
 * Holds the logs against the switch's ledger. CSTA tells of live calls only, so a call that began and ended while nobody
 * could hear it may be missing; no call may be there twice, and none that never was. @returns none = they agree.
 */
export function logFaults(evidence: Evidence): LogFault[] {
  const truth = trueCalls(evidence.ledger)
  const rootOf = (call: True): True => {
    const into = call.into === null ? undefined : truth.get(call.into)
    return into === undefined ? call : rootOf(into)
  }
  const idsOf = (root: True): ReadonlySet<string> =>
    new Set([...truth.values()].filter((call) => rootOf(call) === root).flatMap(({ ids }) => [...ids]))
  const callersOf = (root: True): string[] =>
    [...truth.values()].filter((call) => rootOf(call) === root).map(({ from }) => from)
  const byId = new Map([...truth.values()].flatMap((call) => [...call.ids].map((id) => [id, call] as const)))
  const logs = new Map<True, Call[]>()
  const faults: LogFault[] = []
  const fault = (what: string, { id }: True): void => void faults.push({ what: `${what}: ${id}`, call: id })
  for (const key of evidence.logged) {
    const log = evidence.written.get(key)
    const call = log?.pbxCallIds.map((id) => byId.get(id)).find((one) => one !== undefined)
    if (log === undefined || call === undefined) {
      faults.push({ what: `invented: log ${key} is of no call`, call: '' })
      continue
    }
    const root = rootOf(call)
    logs.set(root, [...(logs.get(root) ?? []), log])
  }
  for (const call of truth.values()) {
    if (call.into !== null || !call.hasLog) continue
    const found = logs.get(call) ?? []
    const sights = evidence.seen.filter((one) => one.call === call.id)
    if (found.length > 1 && isKnowablyOne(found, { ...evidence, sights, ids: idsOf(call) }))
      fault(`doubled: ${found.length} logs`, call)
    if (found.length === 0 && sights.length > 0) fault('lost', call)
    for (const log of found) {
      if (log.endedAt === null) fault('logged before its end', call)
      if (log.direction === 'inbound' && !callersOf(call).includes(log.calling.number ?? ''))
        fault('of another caller', call)
      if (log.answeredAt !== null && !call.answered && !mayHaveBeenAnswered(call, evidence.heard))
        fault('answer invented', call)
    }
    // Of a call that goes out, a switch says `connected` from the moment the network takes it.
    if (
      sights.some(({ talks }) => talks) &&
      found.some(({ direction }) => direction === 'inbound') &&
      found.every((log) => log.answeredAt === null)
    )
      fault('answer lost', call)
  }
  return faults
}

/**
 * Whether the server must have known that these are logs of one call. A call that never had but one id is one, and so is
 * one that was found again under no other id than before. One that was joined with another, or got a new id, is one for
 * whoever was told so before the first of the logs was due: by the event itself, or by a snapshot that names a party of
 * the one under an id of the other. On a line that loses nothing but what was said while it was down it is one, too, if
 * the one that ended first spoke when last seen and was seen again later. (Not: what rang when last seen, and rings
 * elsewhere under another id; it may be a second call.) CSTA says it in no other way: where the message of the join was
 * lost, or said while the line was down, and the first of the two was then told to be over before a snapshot came, nobody
 * can know that the other is the same call.
 */
function isKnowablyOne(logs: readonly Call[], known: Known): boolean {
  const [first, ...later] = logs.toSorted((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0))
  if (first === undefined || first.endedAt === null || known.ids.size === 1) return true
  const { endedAt } = first
  const isFirst = (id: string): boolean => first.pbxCallIds.includes(id)
  if (later.some((log) => log.pbxCallIds.every(isFirst))) return true
  const isOther = (id: string): boolean =>
    !isFirst(id) && (known.ids.has(id) || later.some((log) => log.pbxCallIds.includes(id)))
  const strangers = new Set(
    later.map((log) => log.calling.number).filter((one) => one !== first.calling.number),
  )
  const wasTold = known.heard.some(({ event, at }) => {
    if (at > endedAt) return false
    if (event.kind === 'snapshot')
      return event.connections.some(
        ({ connection, calling }) => isFirst(connection.callId) && strangers.has(calling?.number ?? ''),
      )
    const ids = idsJoined(event)
    return ids.some(isFirst) && ids.some(isOther)
  })
  if (wasTold || !known.isOrderly) return wasTold
  const spoke = known.sights.find(({ id, talks }) => talks && isFirst(id))
  return spoke !== undefined && known.sights.some(({ id, n }) => n > spoke.n && !isFirst(id))
}

interface Known {
  readonly sights: readonly Seen[]
  /** All ids that the switch has had for the call. */
  readonly ids: ReadonlySet<string>
  readonly heard: readonly Heard[]
  readonly isOrderly: boolean
}

/** The ids that an event says are of one call. */
function idsJoined(event: SwitchEvent): readonly string[] {
  if (event.kind !== 'transferred' && event.kind !== 'conferenced') return []
  const { primaryOldCall, secondaryOldCall, connections } = event
  const named = [primaryOldCall, secondaryOldCall, ...connections.flatMap(({ from, to }) => [from, to])]
  return named.flatMap((id) => (id === undefined ? [] : [id.callId]))
}

/**
 * A snapshot says `connected` of a trunk from the moment the network takes a call: whether anybody answered there can
 * only be known from what is told later. Whoever was never told that nobody did may believe it.
 */
function mayHaveBeenAnswered(call: True, heard: readonly Heard[]): boolean {
  const isOf = (id: { readonly callId: string }): boolean => call.ids.has(id.callId)
  const wasSeen = heard.some(
    ({ event }) =>
      event.kind === 'snapshot' &&
      event.connections.some(({ connection, state }) => isOf(connection) && state === 'connected'),
  )
  const wasDenied = heard.some(
    ({ event }) =>
      (event.kind === 'connectionCleared' || event.kind === 'failed') &&
      isOf(event.connection) &&
      ['blocked', 'busy', 'callCancelled', 'destNotObtainable', 'callNotAnswered'].includes(event.cause),
  )
  return call.isOutbound && wasSeen && !wasDenied
}

function trueCalls(ledger: readonly LedgerEntry[]): Map<string, True> {
  const calls = new Map<string, True>()
  for (const entry of ledger) {
    if (entry.kind === 'callBegan')
      calls.set(entry.call, {
        id: entry.call,
        ids: new Set([entry.pbxCallId]),
        from: entry.from,
        isOutbound: entry.direction === 'outbound',
        hasLog: entry.direction !== 'internal' && entry.parent === null,
        answered: false,
        ended: false,
        into: null,
      })
    if (entry.kind === 'agentState') continue
    const call = calls.get(entry.call)
    if (call === undefined) continue
    if ('pbxCallId' in entry) call.ids.add(entry.pbxCallId)
    if (entry.kind === 'legAnswered') call.answered = true
    if (entry.kind === 'callEnded') call.ended = true
    if (entry.kind === 'merged') call.into = entry.into
  }
  return calls
}

/** What happened to a call, and what was made of it: to read when they differ. */
export function storyOf(evidence: Evidence, id: string): string {
  const truth = trueCalls(evidence.ledger).get(id)
  const lines = evidence.ledger.flatMap((entry) => {
    if (!('call' in entry) || entry.call !== id) return []
    const { n: _, at, call: __, ...rest } = entry
    return [`${at % 100_000} ${Object.values(rest).join(' ')}`]
  })
  const made = [...evidence.written.values()].filter((call) =>
    call.pbxCallIds.some((one) => truth?.ids.has(one)),
  )
  return [...lines, ...made.map((call) => summaryOf(call, evidence.logged.has(call.id)))].join('\n    ')
}

function summaryOf(call: Call, isLogged: boolean): string {
  const {
    startedAt,
    answeredAt,
    endedAt,
    parent,
    mergedInto,
    direction,
    outcome,
    pbxCallIds,
    calling,
    called,
  } = call
  const at = (ms: number | null): string => (ms === null ? '-' : String(ms % 100_000))
  const legs = call.legs.map(
    (leg) =>
      `${leg.device} ${leg.role} ${at(leg.startedAt)}/${at(leg.ringingAt)}/${at(leg.answeredAt)}/${at(leg.endedAt)} ${leg.outcome}`,
  )
  return [
    `${call.id}${isLogged ? ' LOGGED' : ''} ${pbxCallIds.join(',')} ${direction} ${calling.number} ▶ ${called.number} ${outcome}`,
    `${at(startedAt)}/${at(answeredAt)}/${at(endedAt)} parent ${parent} into ${mergedInto} connections ${JSON.stringify(call.connections.map((one) => `${one.id.callId}:${one.device}:${one.state}`))}`,
    ...legs,
  ].join('\n      ')
}
