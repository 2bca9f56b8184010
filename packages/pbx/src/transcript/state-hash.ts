/**
 * What is believed of a switch, and what became of a call, as text that does not depend on names: every number, name and
 * id is told by the order in which it first comes up, and by its shape. So a recording and its redaction give the same.
 */
import { createHash } from 'node:crypto'
import { agentsOf, type Call, devicesOf, storedCalls, type SwitchState } from '@hookswitch/model'

/**
 * Fields that say who or which, by what they are names of; all others say what, and are taken as they are. The digits 47
 * and the call 47 are the same to nobody, and a redaction gives other digits to the one and leaves the other.
 */
const fieldsNaming = {
  call: ['id', 'pbxCallIds', 'linkageIds', 'callId', 'parent', 'mergedInto'],
  party: ['number', 'name', 'address', 'queue', 'device', 'deviceId', 'agentId', 'to'],
  typed: ['digits', 'correlatorData'],
  word: ['reason', 'problem'],
} as const
type NamedKind = keyof typeof fieldsNaming
const naming = new Map<string, NamedKind>(
  (['call', 'party', 'typed', 'word'] as const).flatMap((kind) =>
    fieldsNaming[kind].map((field) => [field, kind] as const),
  ),
)

/** Names in the order in which they came up. */
class Names {
  readonly #order = new Map<string, number>()

  has(name: string, kind: NamedKind): boolean {
    return this.#order.has(`${kind} ${name}`)
  }

  tell(name: string, kind: NamedKind): string {
    const key = `${kind} ${name}`
    const order = this.#order.get(key) ?? this.#order.size
    this.#order.set(key, order)
    return `${order}:${shapeOf(name)}`
  }
}

/** `+99999999999`, `Aaaaa Aaa`: what must stay of a name that is replaced. */
function shapeOf(name: string): string {
  return name
    .replace(/\p{N}/gu, '9')
    .replace(/\p{L}/gu, (letter) => (letter === letter.toLowerCase() ? 'a' : 'A'))
}

type Tell = (name: string, kind: NamedKind) => string

function write(value: unknown, field: string, tell: Tell): string {
  if (typeof value === 'string') {
    const kind = naming.get(field)
    return kind === undefined ? JSON.stringify(value) : tell(value, kind)
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item, field, tell)).join()}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return `{${fields.map(([name, inner]) => `${name}:${write(inner, name, tell)}`).join()}}`
}

/** A call's own id says when it was made and the how manieth it was: no names, so it stays. */
function textOfCall(call: Call, names: Names): string {
  return write(call, '', (name, kind) => names.tell(name, kind))
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
  const tell: Tell = (name, kind) => (names.has(name, kind) ? names.tell(name, kind) : shapeOf(name))
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
