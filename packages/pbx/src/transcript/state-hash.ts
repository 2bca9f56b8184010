/**
 * What is believed of a switch, and what became of a call, as text that does not depend on names: every number, name and
 * id is told by the order in which it first comes up, and by its shape. So a recording and its redaction give the same.
 */
import { createHash } from 'node:crypto'
import { agentsOf, type Call, devicesOf, storedCalls, type SwitchState } from '@hookswitch/model'

/** Fields that say who or which; all others say what, and are taken as they are. */
const naming: ReadonlySet<string> = new Set([
  'id',
  'pbxCallIds',
  'linkageIds',
  'number',
  'name',
  'address',
  'digits',
  'correlatorData',
  'queue',
  'device',
  'deviceId',
  'callId',
  'parent',
  'mergedInto',
  'agentId',
  'reason',
  'problem',
  'to',
])

/** Names in the order in which they came up. */
class Names {
  readonly #order = new Map<string, number>()

  has(name: string): boolean {
    return this.#order.has(name)
  }

  tell(name: string): string {
    const order = this.#order.get(name) ?? this.#order.size
    this.#order.set(name, order)
    return `${order}:${shapeOf(name)}`
  }
}

/** `+99999999999`, `Aaaaa Aaa`: what must stay of a name that is replaced. */
function shapeOf(name: string): string {
  return name
    .replace(/\p{N}/gu, '9')
    .replace(/\p{L}/gu, (letter) => (letter === letter.toLowerCase() ? 'a' : 'A'))
}

function write(value: unknown, field: string, tell: (name: string) => string): string {
  if (typeof value === 'string') return naming.has(field) ? tell(value) : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => write(item, field, tell)).join()}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return `{${fields.map(([name, inner]) => `${name}:${write(inner, name, tell)}`).join()}}`
}

/** A call's own id says when it was made and the how manieth it was: no names, so it stays. */
function textOfCall(call: Call, names: Names): string {
  return write(call, '', (name) => names.tell(name))
}

/**
 * Hash of a state: its calls, live ones and those that ended a few minutes ago, then agents and devices. (Those that are
 * in no call have no order; they are told by what is known of them.)
 */
export function stateHash(state: SwitchState): string {
  const steps = stateHashSteps(state)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The same in small steps, one for each call, so that whoever has other things to do can do them in between. */
export function* stateHashSteps(state: SwitchState): Generator<void, string> {
  const sum = createHash('sha256')
  const names = new Names()
  let before = ''
  for (const call of storedCalls(state)) {
    sum.update(before + textOfCall(call, names))
    before = '\n'
    yield
  }
  const tell = (name: string): string => (names.has(name) ? names.tell(name) : shapeOf(name))
  const others: string[] = []
  for (const one of [...devicesOf(state), ...agentsOf(state)]) {
    others.push(write(one, '', tell))
    yield
  }
  if (others.length > 0) sum.update(before + others.toSorted().join('\n'))
  return sum.digest('hex').slice(0, 32)
}

/** Hash of what became of calls, in their order. */
export function callsHash(calls: readonly Call[]): string {
  const names = new Names()
  return hash(calls.map((call) => textOfCall(call, names)).join('\n'))
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
