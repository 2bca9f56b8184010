import { applyEvent, emptySwitch, liveCalls, sweep, type Applied, type SwitchState } from '#correlate.ts'
import { hasEnded, type Call, type CallId } from '#call.ts'
import type { DeviceId } from '#device.ts'
import type { SwitchEvent } from '#switch-event.ts'
import type { Change } from '#switch-state.ts'
import type { Arrival } from './delivery.ts'
import type { Story } from './story.ts'

/** What is tested: `applyEvent`, or a broken one to see that the laws bite. */
export type Apply = (state: SwitchState, event: SwitchEvent, now: number) => Applied

/** All that was told, and what was believed in the end. */
export interface Account {
  readonly changes: readonly Change[]
  readonly state: SwitchState
  /** State of each monitored leg, as believed when all was quiet. */
  readonly quiet: ReadonlyMap<string, string>
  /** The last that was told of each call. */
  readonly last: ReadonlyMap<CallId, Call>
}

export function follow(story: Story, arrivals: readonly Arrival[], apply: Apply = applyEvent): Account {
  const { monitored } = story
  let state = emptySwitch('link')
  const changes: Change[] = []
  for (const device of monitored) state = apply(state, { kind: 'monitor', device, on: true }, 0).state
  let quiet: Map<string, string> | null = null
  for (const { event, at } of arrivals) {
    if (quiet === null && at > story.quiet.at) quiet = legsBelieved(state, monitored)
    const applied = apply(state, event, at)
    state = applied.state
    changes.push(...applied.changes)
  }
  quiet ??= legsBelieved(state, monitored)
  const swept = sweep(state, story.end + 24 * 60 * 60_000)
  changes.push(...swept.changes)
  const last = new Map<CallId, Call>()
  for (const change of changes) if (change.kind === 'call') last.set(change.call.id, change.call)
  return { changes, state: swept.state, quiet, last }
}

function legsBelieved(state: SwitchState, monitored: readonly DeviceId[]): Map<string, string> {
  const legs = new Map<string, string>()
  for (const call of liveCalls(state)) {
    for (const one of call.connections) {
      if (monitored.includes(one.device)) legs.set(`${one.id.callId} ${one.device}`, one.state)
    }
  }
  return legs
}

/** Every call begins once, is over once, and is not heard of again but for the legs of its consultations. */
export function checkOneEnd(account: Account): string[] {
  const wrong: string[] = []
  const begun = new Set<CallId>()
  const over = new Map<CallId, number>()
  for (const change of account.changes) {
    if (change.kind === 'call') {
      const { call, previous } = change
      if ((previous === null) === begun.has(call.id)) wrong.push(`${call.id} begins twice, or was never told`)
      begun.add(call.id)
      const more = previous !== null && call.legs.length > previous.legs.length
      if (over.has(call.id) && !more) wrong.push(`${call.id} changes after its end`)
    }
    if (change.kind === 'ended' || change.kind === 'merged') {
      const id = change.kind === 'ended' ? change.call.id : change.merged
      over.set(id, (over.get(id) ?? 0) + 1)
    }
    if (change.kind === 'ended' && (!hasEnded(change.call) || change.call.mergedInto !== null)) {
      wrong.push(`${change.call.id} is told as ended, but is not`)
    }
  }
  for (const id of begun) if (over.get(id) !== 1) wrong.push(`${id} is over ${over.get(id) ?? 0} times`)
  return wrong
}

/** Nothing is believed of a switch where all have hung up; a call that is over has no live leg, and all have outcomes. */
export function checkNoGhost(account: Account): string[] {
  const wrong = liveCalls(account.state).map((call) => `${call.id} is a ghost`)
  for (const call of account.last.values()) {
    if (!hasEnded(call)) continue
    if (call.connections.length > 0) wrong.push(`${call.id} has ended, but not its connections`)
    if (call.legs.some((leg) => leg.endedAt === null || leg.outcome === null))
      wrong.push(`${call.id}: a leg goes on`)
    if (call.outcome === null) wrong.push(`${call.id} has no outcome`)
  }
  return wrong
}

/** A leg rings at most once, and not after it was answered. */
export function checkRings(account: Account): string[] {
  const wrong: string[] = []
  const rang = new Set<string>()
  const now = new Map<CallId, Call>()
  for (const change of account.changes) {
    if (change.kind === 'call') now.set(change.call.id, change.call)
    if (change.kind !== 'ringing') continue
    const call = now.get(change.callId)
    const leg = call?.legs.findLast((one) => one.device === change.device && one.endedAt === null)
    const state = call?.connections.findLast((one) => one.device === change.device)?.state
    if (call === undefined || leg === undefined || state !== 'alerting') {
      wrong.push(`${change.callId} rings at ${change.device}, but does not`)
      continue
    }
    const key = `${call.id} ${leg.device} ${leg.startedAt} ${leg.connection?.callId ?? ''}`
    if (rang.has(key)) wrong.push(`${key} rings twice`)
    rang.add(key)
    if (leg.answeredAt !== null) wrong.push(`${key} rings after it was answered`)
  }
  return wrong
}

/** No device is told to ring more often than it truly did; on a line that keeps the order, just as often. */
export function checkPops(story: Story, account: Account, exactly: boolean): string[] {
  const names = new Map([...account.last.values()].map((call) => [call.id, call.correlatorData]))
  const told = account.changes
    .filter((change) => change.kind === 'ringing' && story.monitored.includes(change.device))
    .map((change) => (change.kind === 'ringing' ? `${names.get(change.callId)} ${change.device}` : ''))
  const truly = story.truths.flatMap((truth) =>
    truth.rang
      .filter((device) => story.monitored.includes(device))
      .map((device) => `${truth.name} ${device}`),
  )
  const times = (list: readonly string[], ring: string) => list.filter((one) => one === ring).length
  return [...new Set([...told, ...truly])]
    .filter((ring) => {
      const more = times(told, ring) - times(truly, ring)
      return more > 0 || (exactly && more < 0)
    })
    .map((ring) => `${ring} rang ${times(truly, ring)} times, told ${times(told, ring)} times`)
}

/** Logs: `ended` calls that are nobody's consultation, by the call that they truly were. */
export function logsByTruth(account: Account): Map<string, Call[]> {
  const logs = new Map<string, Call[]>()
  for (const change of account.changes) {
    if (change.kind !== 'ended' || change.call.parent !== null) continue
    const name = change.call.correlatorData ?? '?'
    logs.set(name, [...(logs.get(name) ?? []), account.last.get(change.call.id) ?? change.call])
  }
  return logs
}

/** One real call that touched one of our devices is one log, and no other call is. */
export function checkOneLog(story: Story, account: Account): string[] {
  const logs = logsByTruth(account)
  const wrong: string[] = []
  for (const truth of story.truths) {
    const expected = story.monitored.some((device) => truth.touched.has(device)) ? 1 : 0
    const found = logs.get(truth.name)?.length ?? 0
    if (found !== expected) wrong.push(`${truth.name} has ${found} logs instead of ${expected}`)
  }
  if (logs.has('?')) wrong.push('a log belongs to no call')
  return wrong
}

/**
 * After an outage: what we heard of, before it, in the snapshot, or after it, has a log, and not two, unless what it
 * was joined with meanwhile is beyond knowing.
 */
export function checkLogsAfterOutage(story: Story, account: Account): string[] {
  const logs = logsByTruth(account)
  const lost = (at: number) => story.outages.some((outage) => at >= outage.from && at < outage.to)
  const named = story.outages.flatMap((one) => one.snapshot.connections.map((leg) => leg.correlatorData))
  const heard = new Set(named)
  for (const one of story.said) if (one.monitors.length > 0 && !lost(one.at)) heard.add(one.truth.name)
  const wrong: string[] = []
  for (const truth of story.truths) {
    const found = logs.get(truth.name)?.length ?? 0
    if (heard.has(truth.name) !== found > 0) wrong.push(`${truth.name} has ${found} logs`)
    if (found > 1 && !truth.moves.some(lost)) wrong.push(`${truth.name} has ${found} logs instead of 1`)
  }
  return wrong
}

/** The first caller, the digits, the direction, and who answered, are in the log as they truly were. */
export function checkIdentity(story: Story, account: Account): string[] {
  const wrong: string[] = []
  const logs = logsByTruth(account)
  for (const truth of story.truths) {
    for (const call of logs.get(truth.name) ?? []) {
      if (call.calling.number !== truth.calling.number)
        wrong.push(`${truth.name}: caller ${call.calling.number}`)
      if (call.digits !== truth.digits) wrong.push(`${truth.name}: digits ${call.digits}`)
      if (call.direction !== truth.direction) wrong.push(`${truth.name}: ${call.direction}`)
    }
  }
  return wrong
}

/** Who answered, answered; who did not, did not; and it rang nowhere more often than it truly did. */
export function checkLegs(story: Story, account: Account): string[] {
  const wrong: string[] = []
  const logs = logsByTruth(account)
  for (const truth of story.truths) {
    const [call] = logs.get(truth.name) ?? []
    if (call === undefined) continue
    const took = call.legs
      .filter((leg) => leg.answeredAt !== null && leg.role !== 'caller')
      .map((leg) => leg.device)
    for (const device of story.monitored) {
      if (took.includes(device) !== truth.answered.has(device))
        wrong.push(`${truth.name}: ${device} answered, or not`)
    }
    if ((call.outcome === 'answered') !== truth.answered.size > 0)
      wrong.push(`${truth.name}: ${call.outcome}`)
  }
  return wrong
}

/** When all is quiet, what is believed of our devices is what is. */
export function checkAgrees(story: Story, account: Account): string[] {
  const wrong: string[] = []
  for (const [leg, state] of story.quiet.legs) {
    if (account.quiet.get(leg) !== state) wrong.push(`${leg} is ${state}, believed ${account.quiet.get(leg)}`)
  }
  for (const leg of account.quiet.keys())
    if (!story.quiet.legs.has(leg)) wrong.push(`${leg} is believed, but is not`)
  return wrong
}
