import type { Call, CallId, Change, DeviceId, SwitchEvent } from '@hookswitch/model'

/** What must be so of every call, whatever was played. Each gives a sentence for each time that it was not. */
export function brokenLaws(told: {
  readonly changes: readonly Change[]
  readonly events: readonly SwitchEvent[]
  /** Devices of which everything is told. */
  readonly devices: readonly DeviceId[]
}): string[] {
  const { changes, events, devices } = told
  return [
    ...checkEnds(changes),
    ...checkIdentity(changes),
    ...checkRings(changes, devices),
    ...checkRepeats(events),
  ]
}

/** A call begins once and ends once, with all its legs, in the order of time. */
function checkEnds(changes: readonly Change[]): string[] {
  const wrong: string[] = []
  const begun = new Set<CallId>()
  const over = new Map<CallId, number>()
  for (const change of changes) {
    if (change.kind === 'call') begun.add(change.call.id)
    if (change.kind !== 'ended' && change.kind !== 'merged') continue
    const id = change.kind === 'ended' ? change.call.id : change.merged
    over.set(id, (over.get(id) ?? 0) + 1)
    if (change.kind === 'ended') wrong.push(...loose(change.call))
  }
  for (const id of begun) {
    const times = over.get(id) ?? 0
    if (times !== 1) wrong.push(times === 0 ? 'A call has no end.' : `A call ended ${times} times.`)
  }
  return wrong
}

function loose(call: Call): string[] {
  const wrong: string[] = []
  if (call.connections.length > 0) wrong.push('A call that ended has legs that go on.')
  for (const leg of call.legs) {
    if (leg.endedAt === null || leg.outcome === null) wrong.push('A leg of a call that ended has no end.')
    const times = [leg.startedAt, leg.ringingAt, leg.answeredAt, leg.endedAt].filter((at) => at !== null)
    if (times.some((at, index) => at < (times[index - 1] ?? at)))
      wrong.push('The times of a leg run backwards.')
  }
  return wrong
}

/** The first caller stays, and so do the digits that he keyed. */
function checkIdentity(changes: readonly Change[]): string[] {
  const wrong = new Set<string>()
  for (const change of changes) {
    if (change.kind !== 'call' || change.previous === null) continue
    const { call, previous } = change
    if (previous.calling.number !== null && previous.parent === null) {
      if (call.calling.number !== previous.calling.number) wrong.add('The caller of a call became another.')
    }
    if (previous.calling.name !== null && call.calling.name === null) wrong.add("The caller's name was lost.")
    if (previous.digits !== null && call.digits?.startsWith(previous.digits) !== true)
      wrong.add('Digits that were keyed were lost.')
  }
  return [...wrong]
}

/** A telephone of ours does not ring for a call that it has answered. (A trunk is connected before its far end rings.) */
function checkRings(changes: readonly Change[], devices: readonly DeviceId[]): string[] {
  const wrong = new Set<string>()
  for (const change of changes) {
    if (change.kind !== 'call' || change.previous === null) continue
    for (const was of change.previous.connections) {
      if (!devices.includes(was.device)) continue
      const now = change.call.connections.find((one) => one.device === was.device)
      const spoke = was.state === 'connected' || was.state === 'hold'
      if (spoke && now?.state === 'alerting' && now.id.callId === was.id.callId)
        wrong.add('A telephone rings for a call that it has answered.')
    }
  }
  return [...wrong]
}

const toldOnce: ReadonlySet<SwitchEvent['kind']> = new Set([
  'originated',
  'delivered',
  'established',
  'held',
  'retrieved',
  'diverted',
  'failed',
  'transferred',
  'conferenced',
  'connectionCleared',
  'callCleared',
])

/** Through one monitor nothing is told twice in a row of one leg: a repeated event is a connector that reads twice. */
function checkRepeats(events: readonly SwitchEvent[]): string[] {
  const last = new Map<string, string>()
  const wrong = new Set<string>()
  for (const event of events) {
    if (event.kind === 'snapshot') last.clear()
    if (!('cause' in event) || !toldOnce.has(event.kind)) continue
    // A switch may use the id of a call again for the next.
    if (event.kind === 'delivered' || event.kind === 'originated') forgetEnds(last, event.connection.callId)
    const key = `${event.monitored ?? ''} ${subjectOf(event)}`
    const text = JSON.stringify(event)
    if (last.get(key) === text) wrong.add(`${event.kind} was told twice.`)
    // A transfer or conference changes what every leg is: the same may be told of them again.
    if (event.kind === 'transferred' || event.kind === 'conferenced') last.clear()
    last.set(key, text)
  }
  return [...wrong]
}

function forgetEnds(last: Map<string, string>, callId: string): void {
  for (const [key, text] of last) {
    if (key.includes(` ${callId} `) && text.startsWith('{"kind":"connectionCleared"')) last.delete(key)
  }
}

function subjectOf(event: Extract<SwitchEvent, { cause: unknown }>): string {
  if ('connection' in event) return `${event.connection.callId} ${event.connection.deviceId}`
  if ('primaryOldCall' in event) return `join ${event.primaryOldCall.callId}`
  return `call ${event.callId}`
}
