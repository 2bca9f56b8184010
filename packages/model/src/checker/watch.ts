import type { Call, CallId } from '#call.ts'
import { liveCalls, sweep } from '#correlate.ts'
import { isAway } from '#correlate/settle.ts'
import { isFirstRound } from '#roles.ts'
import type { Change } from '#switch-state.ts'
import { isQuiet, type CheckState, type Told } from './state.ts'

/** What was told after some changes, and which laws they break. `heard`: the real call of which the event was the first news. */
export function watch(
  state: CheckState,
  changes: readonly Change[],
  heard: string | null,
): { told: Told; wrong: string[] } {
  const wrong: string[] = []
  const told: MutableTold = {
    rings: state.told.rings,
    over: state.told.over,
    logs: state.told.logs,
    heard:
      heard === null || state.told.heard.has(heard)
        ? state.told.heard
        : new Set([...state.told.heard, heard]),
  }
  for (const change of changes) {
    if (change.kind === 'call') wrong.push(...checkCall(change.call, change.previous, told))
    if (change.kind === 'ringing') ring(state, change, { told, wrong })
    if (change.kind === 'merged') over(change.merged, told, wrong)
    if (change.kind === 'ended') {
      over(change.call.id, told, wrong)
      log(state, change.call, told)
    }
  }
  wrong.push(...checkOwners(state))
  return { told, wrong }
}

type MutableTold = { -readonly [Field in keyof Told]: Told[Field] }

/** A call begins once, keeps its first caller, has nothing live when it is over, and is not heard of again. */
function checkCall(call: Call, previous: Call | null, told: Told): string[] {
  const wrong: string[] = []
  const more = previous !== null && call.legs.length > previous.legs.length
  if (told.over.has(call.id) && !more) wrong.push(`${call.id} changes after its end`)
  if (previous !== null && previous.calling.kind !== 'notKnown') {
    if (previous.calling.number !== call.calling.number) {
      wrong.push(`the first caller of ${call.id} was ${previous.calling.number}, is ${call.calling.number}`)
    }
  }
  if (call.endedAt === null) return wrong
  if (call.connections.length > 0) wrong.push(`${call.id} has ended, but not its connections`)
  if (call.legs.some((leg) => leg.endedAt === null || leg.outcome === null))
    wrong.push(`${call.id} has ended, but a leg of it goes on`)
  if (call.outcome === null) wrong.push(`${call.id} has no outcome`)
  return wrong
}

/** A device rings no more often than it truly did, not where it has answered, and not for what others have taken. */
function ring(
  state: CheckState,
  change: Extract<Change, { kind: 'ringing' }>,
  out: { told: MutableTold; wrong: string[] },
): void {
  const { callId, device } = change
  const call = liveCalls(state.model).find((one) => one.id === callId)
  const leg = call?.legs.findLast((one) => one.device === device && one.endedAt === null)
  if (call === undefined || leg === undefined) {
    out.wrong.push(`${device} is told to ring for ${callId}, and has no leg in it`)
    return
  }
  if (leg.answeredAt !== null) out.wrong.push(`${device} is told to ring for ${callId} after it answered`)
  if (!state.pbx.monitored.has(device)) return
  const truth = truthOf(state, call)
  const key = `${truth} ${device}`
  const times = (out.told.rings.get(key) ?? 0) + 1
  out.told.rings = new Map(out.told.rings).set(key, times)
  const truly = state.pbx.truths.find((one) => one.name === truth)?.rang.filter((one) => one === device)
  if (times > (truly?.length ?? 0)) {
    out.wrong.push(
      `${device} is told to ring ${times} times for ${truth}, and rang ${truly?.length ?? 0} times`,
    )
  }
  const taken = call.legs.some(
    (one) => isFirstRound(one.role) && one !== leg && one.answeredAt !== null && one.endedAt === null,
  )
  const rings = state.pbx.at(device).some((one) => one.leg.state === 'alerting')
  if (taken && isFirstRound(leg.role) && !rings) {
    out.wrong.push(`${device} is told to ring for ${callId} after another has answered it`)
  }
}

function over(id: CallId, told: MutableTold, wrong: string[]): void {
  const times = (told.over.get(id) ?? 0) + 1
  told.over = new Map(told.over).set(id, times)
  if (times > 1) wrong.push(`${id} is told to be over ${times} times`)
}

function log(state: CheckState, call: Call, told: MutableTold): void {
  if (call.parent !== null) return
  const truth = truthOf(state, call)
  const logs = told.logs.get(truth) ?? []
  told.logs = new Map(told.logs).set(truth, [...logs, { id: call.id, caller: call.calling.number }])
}

/** A leg belongs to one call, and of all who were called only one has it. */
function checkOwners(state: CheckState): string[] {
  const wrong: string[] = []
  const owner = new Map<string, CallId>()
  for (const call of liveCalls(state.model)) {
    for (const { id } of call.connections) {
      const key = `${id.callId}/${id.deviceId}`
      const other = owner.get(key)
      if (other !== undefined && other !== call.id) wrong.push(`${key} is in ${other} and in ${call.id}`)
      owner.set(key, call.id)
    }
    const took = call.legs.filter(
      (leg) => leg.endedAt === null && leg.answeredAt !== null && isFirstRound(leg.role),
    )
    if (took.length > 1)
      wrong.push(`${call.id} has ${took.length} owners: ${took.map((leg) => leg.device).join(', ')}`)
  }
  return wrong
}

function truthOf(state: CheckState, call: Call): string {
  const [first] = call.pbxCallIds
  return (first === undefined ? undefined : state.truthOf.get(first)) ?? '?'
}

/** The laws of a quiet line on which nothing is missing: what is believed is what is. */
export function checkQuiet(state: CheckState): string[] {
  if (!isQuiet(state) || state.damaged) return []
  const wrong = checkLegs(state)
  const live = new Set([...state.pbx.calls].map((call) => call.truth.name))
  for (const call of liveCalls(state.model)) {
    const truth = truthOf(state, call)
    if (!live.has(truth) && !isAway(state.model, call)) wrong.push(`${call.id} (${truth}) is a ghost`)
    const caller = state.pbx.truths.find((one) => one.name === truth)?.calling.number
    const known = call.parent === null && call.calling.number !== null && !state.blurred.has(truth)
    if (known && caller !== call.calling.number && !consults(state, call))
      wrong.push(`${call.id} (${truth}) has the caller ${call.calling.number} instead of ${caller}`)
  }
  return state.pbx.calls.size > 0 ? wrong : [...wrong, ...checkEnd(state)]
}

/** True when the switch says that this is a consultation, whatever the model makes of it. */
function consults(state: CheckState, call: Call): boolean {
  return [...state.pbx.calls].some((one) => one.consult && call.pbxCallIds.includes(one.id))
}

function checkLegs(state: CheckState): string[] {
  const believed = new Map<string, string>()
  const { monitored } = state.pbx
  for (const call of liveCalls(state.model)) {
    for (const one of call.connections) {
      if (monitored.has(one.device)) believed.set(`${one.id.callId}/${one.device}`, one.state)
    }
  }
  const wrong: string[] = []
  for (const call of state.pbx.calls) {
    for (const leg of call.legs.values()) {
      if (!monitored.has(leg.device)) continue
      const key = `${call.id}/${leg.device}`
      const state = believed.get(key)
      if (state !== leg.state) wrong.push(`${key} is ${leg.state}, and believed ${state ?? 'gone'}`)
      believed.delete(key)
    }
  }
  for (const [key, state] of believed) wrong.push(`${key} is believed ${state}, and is not there`)
  return wrong
}

/** All have hung up: nothing is left, and each real call that we heard of has one log, with its first caller. */
function checkEnd(state: CheckState): string[] {
  const swept = sweep(state.model, state.now + 24 * 60 * 60_000)
  const last = watch({ ...state, model: swept.state }, swept.changes, null)
  const wrong = [...last.wrong]
  for (const call of liveCalls(swept.state)) wrong.push(`${call.id} never ends`)
  for (const truth of state.pbx.truths) {
    const logs = last.told.logs.get(truth.name) ?? []
    const expected = last.told.heard.has(truth.name) ? 1 : 0
    if (logs.length !== expected && !(logs.length > 1 && state.blurred.has(truth.name)))
      wrong.push(`${truth.name} has ${logs.length} logs instead of ${expected}`)
    const caller = logs[0]?.caller ?? null
    if (logs.length === 1 && caller !== null && caller !== truth.calling.number)
      wrong.push(`the log of ${truth.name} has the caller ${caller} instead of ${truth.calling.number}`)
  }
  if (last.told.logs.has('?')) wrong.push('a log belongs to no call')
  return wrong
}
