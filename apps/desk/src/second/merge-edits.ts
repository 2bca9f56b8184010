/** What a form holds of a record, by name of the field. Compared by what it is in JSON. */
export type Values = Readonly<Record<string, unknown>>

export interface Merged {
  /** What the form shows now: my changes over theirs. */
  readonly values: Values
  /** Fields that both of us changed, each to something else. */
  readonly conflicts: readonly string[]
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What I changed. */
export function changesOf(base: Values, mine: Values): Values {
  return Object.fromEntries(Object.entries(mine).filter(([name, value]) => !isSame(value, base[name])))
}

/** Two changed the same record: what only they changed is taken over, what only I changed stays. */
export function mergeEdits(base: Values, mine: Values, theirs: Values): Merged {
  const changed = changesOf(base, mine)
  const conflicts = Object.keys(changed).filter(
    (name) => !isSame(theirs[name], base[name]) && !isSame(theirs[name], mine[name]),
  )
  return { values: { ...theirs, ...changed }, conflicts }
}
