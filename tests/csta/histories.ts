/** What a person would say of the calls of a day: by the switch's ledger, and by the model. */
import type { Call, SwitchEvent } from '@hookswitch/model'
import type { LedgerEntry } from '@hookswitch/simulator'

type Began = Extract<LedgerEntry, { kind: 'callBegan' }>

/** When (ms) the switch said something of each id. */
export type SaidAt = ReadonlyMap<string, readonly number[]>

export function saidIn(heard: readonly { readonly event: SwitchEvent; readonly at: number }[]): SaidAt {
  const said = new Map<string, number[]>()
  for (const { event, at } of heard)
    JSON.stringify(event, (key, value: unknown) => {
      if (key === 'callId' && typeof value === 'string') said.set(value, [...(said.get(value) ?? []), at])
      return value
    })
  return said
}

/**
 * Each call that a person would call one: which way, from whom, what he keyed, was it answered. Two calls that somebody
 * made one, and neither was the other's consultation, may be told as either. Of a call that came to none of the telephones the
 * switch says nothing at all (a group whose members are all busy): nobody can know of it.
 */
export function truly(ledger: readonly LedgerEntry[], saidAt: SaidAt): string[][] {
  const merged = new Map(
    ledger.flatMap((entry) => (entry.kind === 'merged' ? [[entry.call, entry.into]] : [])),
  )
  const rootOf = (call: string): string => {
    const into = merged.get(call)
    return into === undefined ? call : rootOf(into)
  }
  const began = ledger.filter((entry): entry is Began => entry.kind === 'callBegan')
  const ids = new Map<string, Set<string>>()
  for (const entry of ledger)
    if ('pbxCallId' in entry) ids.set(entry.call, (ids.get(entry.call) ?? new Set()).add(entry.pbxCallId))
  const wasTold = ({ call, at }: Began, end: number): boolean =>
    [...(ids.get(call) ?? [])].some((id) => saidAt.get(id)?.some((then) => then >= at && then <= end))
  return ledger.flatMap((entry) => {
    if (entry.kind !== 'callEnded' || merged.has(entry.call)) return []
    if (!began.some((one) => rootOf(one.call) === entry.call && wasTold(one, entry.at))) return []
    const parts = began.filter(({ call, parent }) => rootOf(call) === entry.call && parent === null)
    const how = entry.outcome === 'answered' ? 'answered' : 'not'
    const keyed = ledger.flatMap((other) =>
      other.kind === 'digits' && rootOf(other.call) === entry.call ? [other] : [],
    )
    // Whoever came into a consultation about another has keyed what he keyed: the switch carries that of the first call.
    const [part, another] = parts
    const own = another === undefined ? keyed.find(({ call }) => call === part?.call)?.digits : undefined
    const several = another === undefined ? [] : ['-', ...keyed.map((one) => one.digits)]
    const digits = new Set([own ?? entry.digits ?? '-', ...several])
    const lines = parts.flatMap(({ direction, from }) =>
      [...digits].map((one) => `${direction} ${from} ${one} ${how}`),
    )
    return lines.length === 0 ? [] : [lines]
  })
}

export function believed(calls: Iterable<Call>): string[] {
  return [...calls]
    .filter((call) => call.endedAt !== null && call.parent === null && call.mergedInto === null)
    .map(({ direction, calling, digits, answeredAt }) => {
      const how = answeredAt === null ? 'not' : 'answered'
      return `${direction} ${calling.number} ${digits ?? '-'} ${how}`
    })
}

/** A sentence for each call that was and is not told, and for each that is told and was not. */
export function differences(was: readonly string[][], told: readonly string[]): string[] {
  const left = [...told]
  const untold = was.filter((lines) => {
    const at = left.findIndex((line) => lines.includes(line))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return [
    ...untold.map((lines) => `was, and is not told: ${lines.join(' or ')}`),
    ...left.map((line) => `is told, and was not: ${line}`),
  ]
}
