/** What a person would say of the calls of a day: by the switch's ledger, and by the model. */
import type { Call } from '@hookswitch/model'
import type { LedgerEntry } from '@hookswitch/simulator'

/** One line for each call that a person would call one: which way, from whom, what he keyed, was it answered. */
export function truly(ledger: readonly LedgerEntry[]): string[] {
  const merged = new Set(ledger.flatMap((entry) => (entry.kind === 'merged' ? [entry.call] : [])))
  const began = new Map(ledger.flatMap((entry) => (entry.kind === 'callBegan' ? [[entry.call, entry]] : [])))
  return ledger
    .flatMap((entry) => {
      if (entry.kind !== 'callEnded' || merged.has(entry.call)) return []
      const first = began.get(entry.call)
      if (first === undefined || first.parent !== null) return []
      const { direction, from } = first
      return [
        `${direction} ${from} ${entry.digits ?? '-'} ${entry.outcome === 'answered' ? 'answered' : 'not'}`,
      ]
    })
    .toSorted()
}

export function believed(calls: Iterable<Call>): string[] {
  return [...calls]
    .filter((call) => call.endedAt !== null && call.parent === null && call.mergedInto === null)
    .map(({ direction, calling, digits, answeredAt }) => {
      const how = answeredAt === null ? 'not' : 'answered'
      return `${direction} ${calling.number} ${digits ?? '-'} ${how}`
    })
    .toSorted()
}

/** A sentence for each line of which there are more or fewer than there were. */
export function differences(was: readonly string[], told: readonly string[]): string[] {
  const count = (lines: readonly string[], line: string) => lines.filter((one) => one === line).length
  return [...new Set([...was, ...told])].flatMap((line) => {
    const [truth, belief] = [count(was, line), count(told, line)]
    return truth === belief ? [] : [`${line}: ${truth} of it were, ${belief} are told`]
  })
}
