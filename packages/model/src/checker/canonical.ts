import type { Call } from '#call.ts'
import { valuesOf } from '#persistent-map.ts'
import { numberOf, survivorOf, type SwitchState } from '#correlate/state.ts'
import { isQuiet, type CheckState } from './state.ts'
import { pause } from './steps.ts'

/**
 * What two states have alike that have the same future.
 * @returns a hash of it.
 *
 * Names (ids of calls and trunks, numbers of phones and customers) stand for themselves only: they are told by the order
 * in which they first come up, so that what happens to one phone is not explored again for another. A moment since the
 * line was quiet last is told by its place among the others, an older one by the pause that it came before: the model
 * asks of a moment only whether it is a quarter of a second or two seconds old, and which of two was first. (The order
 * of two moments before the same old pause is forgotten. It is all that is not kept exactly.) A real call that is over,
 * of which nothing is on its way and nothing is believed any more, is told by what came of it.
 */
export function keyOf(state: CheckState): number {
  return hashOf(textOf(state))
}

function textOf(state: CheckState): string {
  const gone = goneIn(state)
  const parts = modelParts(state.model, gone)
  const times = namesOfTimes(parts, state)
  const model = parts.map((part) => (typeof part === 'number' ? (times.get(part) ?? '') : part)).join(' ')
  const lists = [
    switchKey(state, gone),
    model,
    toldKey(state, gone),
    state.aside === null ? '' : keyOfEvent(state.aside.event),
  ]
  const lines = state.lines
    .map((line, index) => ({ line, name: mark([...state.pbx.monitored][index] ?? '') }))
    .filter(({ line }) => line.length > 0)
    .map(({ line, name }) => `${name}>${line.map((one) => keyOfEvent(one.event)).join('&')}`)
  const rest = `${Object.values(state.left).join(',')},${state.atOnce}${state.damaged ? 'd' : ''}`
  const text = [...lists, ...lines, rest].join('\n')
  return isQuiet(state) ? rename(text) : text
}

/** A name, marked to be replaced by its order. */
function mark(name: string): string {
  return `⟨${name}⟩`
}

const marked = /⟨([^⟩]*)⟩/g

function rename(text: string): string {
  const names = new Map<string, string>()
  return text.replaceAll(marked, (_, name: string) => {
    let order = names.get(name)
    if (order === undefined) {
      order = `${classOf(name)}${names.size}`
      names.set(name, order)
    }
    return order
  })
}

/** What the model may ask of a name beside whether it is the same as another. */
function classOf(name: string): string {
  return name.length > 6 ? '+' : name.length === 4 ? 'p' : 'i'
}

type Part = string | number

/** The real calls that are over, and nothing more can be heard of. */
function goneIn(state: CheckState): ReadonlySet<string> {
  if (!isQuiet(state) || state.pbx.habits.ids !== 'fresh') return new Set()
  const gone = new Set(state.pbx.truths.map((truth) => truth.name))
  for (const call of state.pbx.calls) gone.delete(call.truth.name)
  for (const call of valuesOf(state.model.calls)) {
    if (call.endedAt === null) gone.delete(truthOf(state, call))
  }
  return gone
}

function truthOf(state: CheckState, call: Call): string {
  return state.truthOf.get(call.pbxCallIds[0] ?? '') ?? ''
}

/** The calls as text with the moments left open. Most calls of a state are those of the one before: written once each. */
const partsOfCalls = new WeakMap<object, readonly Part[]>()

function modelParts(model: SwitchState, gone: ReadonlySet<string>): Part[] {
  const all = valuesOf(model.calls)
  const calls = all
    .filter((call) => gone.size === 0 || survivorOf(model, call).endedAt === null)
    .toSorted((one, other) => numberOf(one.id) - numberOf(other.id))
  const away = model.away.flatMap((one): Part[] => [mark(one.id), one.at])
  return [...calls.flatMap(partsOf), 'away', ...away]
}

function partsOf(call: object): readonly Part[] {
  const known = partsOfCalls.get(call)
  if (known !== undefined) return known
  const parts: Part[] = []
  write(call, '', parts)
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = `${last} ${part}`
    else joined.push(part)
  }
  partsOfCalls.set(call, joined)
  return joined
}

const names = new Set(
  'id parent mergedInto pbxCallIds linkageIds callId deviceId device number monitored trunk queue digits transferringDevice conferencingDevice'.split(
    ' ',
  ),
)

function write(value: unknown, key: string, parts: Part[]): void {
  if (typeof value === 'number' && (key.endsWith('At') || key === 'since' || key === 'at')) parts.push(value)
  else if (Array.isArray(value)) {
    parts.push('[')
    for (const item of value) write(item, key, parts)
    parts.push(']')
  } else if (typeof value === 'object' && value !== null) {
    parts.push('{')
    for (const [field, inner] of Object.entries(value)) {
      if (key === 'party' && field !== 'number' && field !== 'kind') continue
      parts.push(field)
      write(inner, field, parts)
    }
    parts.push('}')
  } else parts.push(typeof value === 'string' && names.has(key) ? mark(value) : String(value))
}

function namesOfTimes(parts: readonly Part[], state: CheckState): Map<number, string> {
  const times = new Set<number>()
  for (const part of parts) if (typeof part === 'number') times.add(part)
  const named = new Map<number, string>()
  const old = new Set<number>()
  const quiet = isQuiet(state)
  let rank = 0
  for (const time of [...times].toSorted((one, other) => one - other)) {
    if (!quiet && state.now - time < pause / 2) {
      rank += 1
      named.set(time, `n${rank}`)
    } else {
      old.add(Math.floor(time / pause))
      named.set(time, `o${old.size}`)
    }
  }
  return named
}

function switchKey({ pbx, now }: CheckState, gone: ReadonlySet<string>): string {
  const calls = [...pbx.calls].map((call) => {
    const legs = [...call.legs.values()].map((leg) => `${mark(leg.device)}${leg.state}`)
    const former = [...call.former].map(mark).join('+')
    const who = mark(call.calling.number ?? '')
    return `${mark(call.id)} ${mark(call.truth.name)} ${who} ${former} ${call.consult} ${legs.join(',')}`
  })
  const truths = pbx.truths
    .filter((one) => !gone.has(one.name))
    .map((one) => {
      const list = (devices: Iterable<string>) => [...devices].map(mark).toSorted().join(',')
      return `${mark(one.name)} ${list(one.rang)};${list(one.answered)};${list(one.touched)}`
    })
  const resting = [...pbx.monitored].filter((device) => !pbx.isIdle(device)).map(mark)
  return [...calls, ...truths, now - pbx.now < pause ? resting.join(',') : ''].join(';')
}

const keysOfEvents = new WeakMap<object, string>()

function keyOfEvent(event: object): string {
  const known = keysOfEvents.get(event)
  if (known !== undefined) return known
  const parts: Part[] = []
  write(event, '', parts)
  const key = parts.join(' ')
  keysOfEvents.set(event, key)
  return key
}

function toldKey(state: CheckState, gone: ReadonlySet<string>): string {
  const { told, blurred } = state
  const lines: string[] = []
  let outcomes = ''
  for (const truth of state.pbx.truths) {
    const { name } = truth
    const logs = told.logs.get(name) ?? []
    const right = logs.every((one) => one.caller === truth.calling.number)
    const came = `${logs.length}${right}${told.heard.has(name)}${blurred.has(name)}`
    if (gone.has(name)) {
      outcomes += `,${came}`
      continue
    }
    const rang = [...state.pbx.monitored]
      .map((device) => ({ device, times: told.rings.get(`${name} ${device}`) ?? 0 }))
      .filter(({ times }) => times > 0)
      .map(({ device, times }) => `${mark(device)}${times}`)
    lines.push(`${mark(name)}${came} ${rang.toSorted().join(',')}`)
  }
  const over = [...told.over].filter(([, times]) => times > 1).map(([id, times]) => `${mark(id)}${times}`)
  return `${lines.join(';')}${outcomes}${over.toSorted().join()}`
}

/** 53 bits of a text: two of a million states share one by chance once in some twenty thousand searches. */
function hashOf(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9e3779b1
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code, 0x85ebca6b)
    high ^= high >>> 13
  }
  return ((high >>> 0) & 0x1fffff) * 0x1_0000_0000 + (low >>> 0)
}
