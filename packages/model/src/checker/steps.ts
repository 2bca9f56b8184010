import type { CallEvent, SwitchEvent } from '#switch-event.ts'
import type { Choices } from '#testing/choices.ts'
import type { Apply } from '#testing/laws.ts'
import type { PbxCall, SmallSwitch } from '#testing/small-switch.ts'
import { scenes } from '#testing/scenes.ts'
import { isQuiet, type CheckState, type OnItsWay } from './state.ts'
import { watch } from './watch.ts'
import type { Budget, World } from './world.ts'

/** One thing that can happen next, and what comes of it. */
export interface Step {
  readonly name: string
  readonly next: CheckState
  /** Laws that it breaks. */
  readonly wrong: readonly string[]
}

/** People wait so long (ms) before they do the next thing: all that the model takes for late has passed by then. */
export const pause = 10_000

/** All that can happen next. */
export function stepsFrom(world: World, state: CheckState, apply: Apply): Step[] {
  const found: Step[] = []
  for (let line = 0; line < state.lines.length; line += 1) found.push(...comes(world, state, { line, apply }))
  if (state.aside !== null) {
    const next = { ...state, aside: null }
    found.push(arrival(next, { what: state.aside, apply, name: 'late' }))
  }
  if (isQuiet(state)) {
    if (state.damaged) found.push(snapshot(world, state, apply))
    found.push(...plays(world, { ...state, atOnce: 0 }, pause))
  } else if (state.atOnce < world.atOnce) found.push(...plays(world, state, 1))
  return found
}

/** What can become of the first event that is on its way from one monitor. */
function comes(world: World, state: CheckState, on: { line: number; apply: Apply }): Step[] {
  const queue = state.lines[on.line] ?? []
  const [head] = queue
  if (head === undefined) return []
  const rest = { ...state, lines: state.lines.with(on.line, queue.slice(1)) }
  const { left } = state
  const found = [arrival(rest, { what: head, apply: on.apply, name: 'comes' })]
  if (left.lost > 0) {
    const next = { ...rest, ...hurt(state, head), left: { ...left, lost: left.lost - 1 } }
    found.push({ name: `lost: ${inWords(head.event)}`, next, wrong: [] })
  }
  if (left.doubled > 0) {
    const next = { ...state, left: { ...left, doubled: left.doubled - 1 } }
    found.push(arrival(next, { what: head, apply: on.apply, name: 'comes, and will come again' }))
  }
  if (left.late > 0 && state.aside === null && queue.length > 1) {
    const next = { ...rest, ...hurt(state, head), aside: head, left: { ...left, late: left.late - 1 } }
    found.push({ name: `is held up: ${inWords(head.event)}`, next, wrong: [] })
  }
  return found
}

function hurt(state: CheckState, what: OnItsWay): Pick<CheckState, 'damaged' | 'blurred'> {
  const moves = what.event.kind === 'transferred' || what.event.kind === 'conferenced'
  return { damaged: true, blurred: moves ? new Set([...state.blurred, what.truth]) : state.blurred }
}

function arrival(before: CheckState, it: { what: OnItsWay; apply: Apply; name: string }): Step {
  const now = before.now + 1
  const { event, truth } = it.what
  const applied = it.apply(before.model, event, now)
  const state: CheckState = { ...before, now, model: applied.state }
  const heard = begins(event) ? truth : null
  const { told, wrong } = watch(state, applied.changes, heard)
  return { name: `${it.name}: ${inWords(event)}`, next: { ...state, told }, wrong }
}

/** Events after which we know that there is a call. */
function begins(event: CallEvent): boolean {
  return ['serviceInitiated', 'originated', 'delivered', 'established', 'queued', 'networkReached'].includes(
    event.kind,
  )
}

/** What production does when it knows, or must fear, that news was lost: it asks the switch what is so. */
function snapshot(world: World, before: CheckState, apply: Apply): Step {
  const now = before.now + pause
  const event: SwitchEvent = {
    kind: 'snapshot',
    devices: world.phones,
    connections: before.pbx.snapshot(),
  }
  const applied = apply(before.model, event, now)
  let state: CheckState = { ...before, now, model: applied.state, damaged: false }
  const heard = new Set(before.told.heard)
  for (const call of before.pbx.calls) heard.add(call.truth.name)
  state = { ...state, told: { ...state.told, heard } }
  const { told, wrong } = watch(state, applied.changes, null)
  return { name: 'a snapshot', next: { ...state, told }, wrong }
}

/** All that people and the switch could do, each with every choice that it leaves. */
function plays(world: World, state: CheckState, after: number): Step[] {
  const found: Step[] = []
  const then = state.pbx.clone()
  then.now = state.now + after
  const possible = scenes(then, onlyFirst, world.phones)
  for (const [index, { name }] of possible.entries()) {
    const cost = costOf(world, name)
    if (cost === null || (cost !== 'nothing' && state.left[cost] === 0)) continue
    const left = cost === 'nothing' ? state.left : { ...state.left, [cost]: state.left[cost] - 1 }
    for (const pbx of variants(world, state, { index, after })) {
      const next = { ...said(world, state, pbx), left, atOnce: state.atOnce + 1 }
      found.push({ name: `${name}${noteOf(pbx)}`, next, wrong: [] })
    }
  }
  return found
}

const onlyFirst: Choices = { next: () => 1, once: () => false, pick: firstOf }

function firstOf<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** The scene played once for each way in which its choices may fall. */
function variants(world: World, state: CheckState, scene: { index: number; after: number }): SmallSwitch[] {
  const played: SmallSwitch[] = []
  const open: number[][] = [[]]
  for (let decided = open.shift(); decided !== undefined; decided = open.shift()) {
    const pbx = state.pbx.clone()
    pbx.now = state.now + scene.after
    const taken: number[] = []
    const before: readonly number[] = decided
    const pick = <Item>(items: readonly Item[]): Item => {
      const options = unlike(pbx, items)
      const at = taken.length
      if (at >= before.length) {
        for (let other = 1; other < options.length; other += 1) open.push([...taken, other])
      }
      const index = before[at] ?? 0
      taken.push(index)
      return options[index] ?? firstOf(items)
    }
    scenes(pbx, { ...onlyFirst, pick }, world.phones)[scene.index]?.play()
    played.push(pbx)
  }
  return played
}

/** Of phones that no call has touched yet one is as good as another. */
function unlike<Item>(pbx: SmallSwitch, items: readonly Item[]): Item[] {
  const touched = (item: Item) =>
    typeof item !== 'string' || pbx.truths.some((truth) => truth.touched.has(item))
  const fresh = items.findIndex((item) => !touched(item))
  return items.filter((item, index) => index === fresh || touched(item))
}

/** Puts what the switch has just said on the lines. */
function said(world: World, state: CheckState, pbx: SmallSwitch) {
  const lines = state.lines.map((line) => [...line])
  const truthOf = new Map(state.truthOf)
  for (const { event, truth, monitors } of pbx.said) {
    for (const id of idsIn(event)) truthOf.set(id, truth.name)
    for (const monitored of monitors) {
      lines[world.phones.indexOf(monitored)]?.push({ event: { ...event, monitored }, truth: truth.name })
    }
  }
  for (const call of pbx.calls) truthOf.set(call.id, call.truth.name)
  const now = pbx.now
  return { ...state, pbx, lines, truthOf, now }
}

function idsIn(event: CallEvent): string[] {
  if ('connection' in event) return [event.connection.callId]
  return 'connections' in event ? event.connections.map((one) => one.to.callId) : []
}

/** Which budget a scene draws on; null when this world has no such scene. */
function costOf(world: World, name: string): keyof Budget | 'nothing' | null {
  const verb = name.replace(/ T?\d+$/, '')
  switch (verb) {
    case 'consult':
      return 'consults'
    case 'transfer':
    case 'conference':
    case 'send':
      return 'joins'
    case 'hold':
    case 'forward':
    case 'swap':
      return 'others'
    case 'answer':
    case 'refuse':
    case 'retrieve':
    case 'back':
    case 'hang up':
    case 'give up':
    case 'distribute':
      return 'nothing'
    default:
      return world.begins.includes(verb) ? 'calls' : null
  }
}

function noteOf(pbx: SmallSwitch): string {
  const rings = [...pbx.calls].flatMap((call: PbxCall) =>
    [...call.legs.values()].filter((leg) => leg.state === 'alerting').map((leg) => leg.device),
  )
  return rings.length > 0 ? ` (now ringing: ${rings.join(', ')})` : ''
}

/** An event as a person would write it down. */
export function inWords(event: CallEvent): string {
  const by = event.monitored === undefined ? '' : `monitor of ${event.monitored}: `
  const cause = ` (${event.cause})`
  if ('connection' in event) {
    const caller = event.calling?.number == null ? '' : ` calling ${event.calling.number}`
    return `${by}${event.kind} ${event.connection.callId}/${event.connection.deviceId}${caller}${cause}`
  }
  if (event.kind === 'transferred' || event.kind === 'conferenced') {
    const moved = event.connections.map(
      ({ from, to }) =>
        `${from === undefined ? '' : `${from.callId}/${from.deviceId}→`}${to.callId}/${to.deviceId}`,
    )
    const old = event.secondaryOldCall === undefined ? '' : ` and ${event.secondaryOldCall.callId}`
    return `${by}${event.kind} ${event.primaryOldCall.callId}${old} into ${moved.join(', ')}${cause}`
  }
  return `${by}${event.kind}${cause}`
}
